"""One command to a head: every argument of a request, typed, and the goals that it sets for the axes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from camsim.device.errors import OutOfRangeError
from camsim.device.ptz.motion import Axis
from camsim.device.ptz.settings import ABSOLUTE, CONTINUOUS, RELATIVE, Feature

FASTEST = 100
"""Highest speed in percent."""

STEP = 0.25
"""How far a step goes, as part of the horizontal field of view (page slug: pantiltzoom-api, move)."""


class Direction(Enum):
    """Where a step goes: (right, up)."""

    UP = (0, 1)
    DOWN = (0, -1)
    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP_LEFT = (-1, 1)
    UP_RIGHT = (1, 1)
    DOWN_LEFT = (-1, -1)
    DOWN_RIGHT = (1, -1)


class IrCutFilter(StrEnum):
    """Where the filter that blocks infrared light is."""

    ON = "on"
    """In place, as by day."""
    OFF = "off"
    AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Command:
    """What a client wants at once. Degrees for pan and tilt, steps for the other axes, percent for speeds."""

    absolute: Mapping[Axis, float] = field(default_factory=dict)
    relative: Mapping[Axis, float] = field(default_factory=dict)
    continuous: Mapping[Axis, float] = field(default_factory=dict)
    """-100..100; 0 stops the axis."""
    step: Direction | None = None
    home: bool = False
    stop: bool = False
    """Ends pan and tilt."""
    centre: tuple[float, float] | None = None
    """Pixel of the client's picture that is to be in the middle."""
    area_zoom: float | None = None
    """With `centre`: percent by which to enlarge the view."""
    image_width: int | None = None
    image_height: int | None = None
    rotation: int | None = None
    """Rotation in degrees of the picture that the client looks at; None: as configured."""
    proportional: bool = True
    """Whether a continuous move may be slowed down by the field of view."""
    speed: int | None = None
    preset_number: int | None = None
    preset_name: str | None = None
    device_preset: int | None = None
    auto_focus: bool | None = None
    auto_iris: bool | None = None
    backlight: bool | None = None
    ir_cut_filter: IrCutFilter | None = None
    auxiliary: str | None = None

    def features(self) -> Iterator[Feature]:
        """The functions that it needs."""
        for kind, wanted in ((ABSOLUTE, self.absolute), (RELATIVE, self.relative)):
            yield from (kind[axis] for axis in wanted)
        yield from (CONTINUOUS[axis] for axis, percent in self.continuous.items() if percent or axis not in (Axis.PAN, Axis.TILT))
        if self.area_zoom is not None:
            yield Feature.AREA_ZOOM
        needs = {
            Feature.SPEED: self.speed is not None,
            Feature.SERVER_PRESET: self.preset_number is not None or self.preset_name is not None,
            Feature.DEVICE_PRESET: self.device_preset is not None,
            Feature.AUTO_FOCUS: self.auto_focus is not None,
            Feature.AUTO_IRIS: self.auto_iris is not None,
            Feature.BACKLIGHT: self.backlight is not None,
            Feature.IR_CUT_FILTER: self.ir_cut_filter is not None,
            Feature.AUTO_IR_CUT_FILTER: self.ir_cut_filter is IrCutFilter.AUTO,
            Feature.AUXILIARY: self.auxiliary is not None,
        }
        yield from (feature for feature, needed in needs.items() if needed)

    def turns(self) -> bool:
        """Whether it asks for pan and tilt without naming an axis."""
        return self.step is not None or self.centre is not None

    def check(self) -> None:
        """Raises OutOfRangeError, with the field's or function's name as subject, for a number that no head takes."""
        for kind, wanted in ((ABSOLUTE, self.absolute), (RELATIVE, self.relative)):
            for axis, number in wanted.items():
                if not math.isfinite(number):
                    raise OutOfRangeError("not a number", subject=kind[axis].name, value=number)
        for axis, percent in self.continuous.items():
            if not -FASTEST <= percent <= FASTEST:
                raise OutOfRangeError("speeds run from -100 to 100", subject=CONTINUOUS[axis].name, value=percent)
        if self.speed is not None and not 1 <= self.speed <= FASTEST:
            raise OutOfRangeError("speeds run from 1 to 100", subject="speed", value=self.speed)
        if self.area_zoom is not None and not (self.area_zoom >= 1 and math.isfinite(self.area_zoom)):
            raise OutOfRangeError("the zoom of an area is at least 1 percent", subject="area_zoom", value=self.area_zoom)
        if self.centre is not None and not all(math.isfinite(part) for part in self.centre):
            raise OutOfRangeError("not a pixel", subject="centre", value=self.centre)
        for name in ("image_width", "image_height"):
            size = getattr(self, name)
            if size is not None and size < 1:
                raise OutOfRangeError("a picture has at least one pixel", subject=name, value=size)
        if self.rotation is not None and self.rotation not in (0, 90, 180, 270):
            raise OutOfRangeError("a picture is rotated by quarters", subject="rotation", value=self.rotation)


def turned_back(right: float, up: float, rotation: int) -> tuple[float, float]:
    """A direction in a picture rotated clockwise by `rotation` degrees, as seen in the unrotated one."""
    match rotation % 360:
        case 90:
            return -up, right
        case 180:
            return -right, -up
        case 270:
            return up, -right
        case _:
            return right, up
