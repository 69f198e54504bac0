"""Frames of analytics as JSON: the beta format and the released one (reference: Analytics Data Format, Frame)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Item:
    """An object in a frame."""

    track: str
    kind: str
    """`Human`, `Car`; empty for one that was not told apart."""
    score: float
    box: tuple[float, float, float, float]
    """Left, top, right, bottom as shares of the picture from its upper left corner."""


def scene_description(time: str, items: Iterable[Item], ended: Sequence[str]) -> bytes:
    """The beta format; `ended`: tracks that are not followed any more."""
    observations = [{**_common(item), "timestamp": time, "track_id": item.track} for item in items]
    operations = [{"id": track, "type": "DeleteOperation"} for track in ended]
    return _line({"frame": {"observations": observations, "operations": operations, "timestamp": time}})


def frame(time: str, items: Iterable[Item], ended: Sequence[str], channel: int) -> bytes:
    """The released format."""
    detections = [{**_common(item), "object_track_id": item.track} for item in items]
    events = [{"object_track_id": track, "type": "TrackEnded"} for track in ended]
    return _line({"channel_id": channel, "detections": detections, "timestamp": time, **({"track_events": events} if events else {})})


def _common(item: Item) -> dict[str, object]:
    left, top, right, bottom = (round(share, DECIMALS) for share in item.box)
    box = {"bottom": bottom, "left": left, "right": right, "top": top}
    return {"bounding_box": box, **({"class": {"score": item.score, "type": item.kind}} if item.kind else {})}


def _line(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
