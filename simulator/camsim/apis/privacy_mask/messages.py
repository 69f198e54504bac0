"""How privacy masks are spelled: arguments, JSON lists and errors (page slug: overlay-api)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from camsim.apis.privacy_mask import geometry
from camsim.contract.call import Call
from camsim.contract.results import Binary, Text
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.imaging.privacy import Corners, Mask, PrivacyMasks
from camsim.media.outline import Points

LONGEST = 1000
"""Characters of a list of corners."""


class Action(StrEnum):
    """What can be done."""

    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"
    GOTO = "goto"
    ENABLE_ALL = "enable_all"
    DISABLE_ALL = "disable_all"


class Query(StrEnum):
    """What can be asked."""

    LIST = "listpxjson"
    POSITION = "positionpxjson"


@dataclass(frozen=True, slots=True)
class Outline:
    """Corners in pixels."""

    points: Points

    @classmethod
    def parse(cls, text: str) -> Outline:
        """`x,y:x,y:x,y`. Raises ValueError."""
        if len(text) > LONGEST:
            raise ValueError(text)
        corners = [corner.split(",") for corner in text.split(":")]
        if any(len(corner) != 2 for corner in corners):
            raise ValueError(text)
        return cls([(float(int(x)), float(int(y))) for x, y in corners])


@dataclass(frozen=True, slots=True)
class Centre:
    """A point in percent of the picture's width and height."""

    x: float = 50.0
    y: float = 50.0

    @classmethod
    def parse(cls, text: str) -> Centre:
        """`50.0,50.0`. Raises ValueError."""
        x, y = (float(part) for part in text.split(","))
        if not (0.0 <= x <= 100.0 and 0.0 <= y <= 100.0):
            raise ValueError(text)
        return cls(x, y)


def corners(call: Call, source: int, outline: Outline | None, width: float | None, height: float | None, centre: Centre) -> Corners:
    """The corners of a mask, given as an outline or as a rectangle in percent. Raises OutOfRangeError."""
    if outline is not None:
        if len(outline.points) not in call.organ(PrivacyMasks).corner_counts:
            raise OutOfRangeError("wrong number of corners", subject="pxpolygon", value=len(outline.points))
        return geometry.directions(call, source, outline.points)
    if width is None or height is None:
        raise OutOfRangeError("width and height or pxpolygon are needed", subject="width")
    if not (0.0 < width <= 100.0 and 0.0 < height <= 100.0):
        raise OutOfRangeError("width and height are percent", subject="width", value=width)
    across, down = geometry.size(call, source)
    left, right = (min(max(centre.x + side * width / 2, 0.0), 100.0) * across / 100 for side in (-1, 1))
    top, bottom = (min(max(centre.y + side * height / 2, 0.0), 100.0) * down / 100 for side in (-1, 1))
    return geometry.directions(call, source, [(left, top), (right, top), (right, bottom), (left, bottom)])


def listed(call: Call, source: int) -> Binary:
    """All masks of a source."""
    zoom = geometry.zoom(call, source)
    return _json({"listpx": [_item(call, number, mask, zoom) for number, mask in call.organ(PrivacyMasks).of(source).items()]})


def position(call: Call, mask: Mask) -> Binary:
    """Where one mask is."""
    return _json({"position": geometry.pixels(call, mask.source, mask.corners, True)})


def problem(call: Call, error: DeviceError) -> Text:
    """An error as this CGI words it; the words behind the colon are guesses."""
    return Text(f"Error:{error.message or error.subject}\n")


def _item(call: Call, number: int, mask: Mask, zoom: int) -> dict[str, object]:
    return {
        "id": number,
        "name": mask.name,
        "enabled": mask.enabled,
        "zoomlowlimit": mask.zoom_low_limit,
        "zoom_visible": zoom >= mask.zoom_low_limit,
        "position": geometry.pixels(call, mask.source, mask.corners, True),
        "all_position": geometry.pixels(call, mask.source, mask.corners, False),
    }


def _json(document: object) -> Binary:
    return Binary(json.dumps(document).encode(), "application/json")
