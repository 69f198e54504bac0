"""How the view area CGIs spell areas and rectangles (page slug: view-area-api)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from camsim.device.errors import NotThereError
from camsim.device.views.areas import Area, Areas
from camsim.device.views.geometry import Rectangle, Size, smallest

FIRST = 1_000_000
PER_SOURCE = 1000
GRID = {"horizontalOffset": 0, "horizontalSize": 2, "verticalOffset": 0, "verticalSize": 2}
"""Pictures are cut at even pixels."""


@dataclass(frozen=True)
class Named:
    """The view area that a request is about."""

    id: int


@dataclass(frozen=True)
class RectangularGeometry:
    """A rectangle on the canvas, in pixels; the names are those of the wire."""

    horizontalOffset: int  # noqa: N815
    horizontalSize: int  # noqa: N815
    verticalOffset: int  # noqa: N815
    verticalSize: int  # noqa: N815

    @property
    def rectangle(self) -> Rectangle:
        """The same for the device."""
        return Rectangle(self.horizontalOffset, self.verticalOffset, self.horizontalSize, self.verticalSize)


@dataclass(frozen=True)
class Placed:
    """A view area and the rectangle that it is to get."""

    id: int
    rectangularGeometry: RectangularGeometry  # noqa: N815


def listed(areas: Areas) -> dict[str, Any]:
    """All view areas, as every method answers them."""
    return {"viewAreas": [_area(area) for area in areas.all()]}


def channel_of(areas: Areas, number: int) -> int:
    """The channel behind an id. Raises NotThereError."""
    for area in areas.all():
        if _id(area) == number:
            return area.channel
    raise NotThereError("no such view area", subject="id", value=number)


def _id(area: Area) -> int:
    return FIRST + PER_SOURCE * area.source + area.channel


def _area(area: Area) -> dict[str, Any]:
    told = {"id": _id(area), "source": area.source, "camera": area.channel, "configurable": area.configurable}
    if not area.configurable:
        return told
    box = area.rectangle
    return {
        **told,
        "rectangularGeometry": {
            "horizontalOffset": box.left, "horizontalSize": box.width, "verticalOffset": box.top, "verticalSize": box.height,
        },
        "canvasSize": _size(area.canvas),
        "minSize": _size(smallest(area.canvas)),
        "maxSize": _size(area.canvas),
        "grid": GRID,
    }  # fmt: skip


def _size(size: Size) -> dict[str, int]:
    return {"horizontal": size[0], "vertical": size[1]}
