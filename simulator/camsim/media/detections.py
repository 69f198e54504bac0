"""Detections: what the camera's own analytics makes of a picture, from the ground truth."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.media.scene.world import Kind, courses
from camsim.media.source import Source, moment
from camsim.media.stream import StreamKey
from camsim.media.truth import seen_at

RATE = 10.0
"""Frames per second that analytics looks at (recorded of one model; of others a guess)."""


@dataclass(frozen=True, slots=True)
class Detection:
    """An object in the picture."""

    id: int
    """From 1, in the order of the scene; the same object has the same one for ever."""
    kind: Kind
    left: float
    """Shares of the picture's width and height from the upper left corner, 0..1."""
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Detected:
    """All objects in one frame."""

    time: float
    """As the device tells it, a POSIX time stamp in seconds."""
    detections: tuple[Detection, ...]
    """By id."""


def detected(source: Source, channel: int, rotation: int = 0) -> Detected:
    """The objects whose centre the whole picture of a channel shows in the current frame; `rotation` in degrees clockwise."""
    width, height = source.sensor(channel)
    now = moment(source, StreamKey(channel=channel, width=width, height=height, rotation=rotation, fps=RATE))
    wide, high = now.key.shape.size
    numbers = {course.name: number for number, course in enumerate(courses(source.seed), 1)}
    found = []
    for seen in seen_at(now):
        x, y, across, down = seen.box
        if 0 <= x + across / 2 < wide and 0 <= y + down / 2 < high:
            left, right = max(0.0, x / wide), min(1.0, (x + across) / wide)
            top, bottom = max(0.0, y / high), min(1.0, (y + down) / high)
            found.append(Detection(numbers[seen.name], seen.kind, left, top, right, bottom))
    return Detected(now.time, tuple(sorted(found, key=lambda detection: detection.id)))
