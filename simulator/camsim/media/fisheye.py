"""The circle of a fisheye lens: degrees from the axis are pixels from the centre (equidistant); directions to pixels.

Rules
1. The axis looks at `pan` and `tilt`; a camera that is tilted from the horizon to straight down has its heading at the upper edge.
2. `angle` degrees lie across the circle; nothing is to be seen beyond it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from camsim.media.eye import Pane, Viewpoint, turn

MARGIN = 4.0
"""Degrees that a window all the way round goes on beyond a full turn, so that it has no seam."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A lens and the square picture that it makes."""

    pan: float
    """Degrees in the scene, as is `tilt`."""
    tilt: float
    angle: float
    side: int
    """Pixels across."""

    def project(self, azimuth: float, elevation: float) -> tuple[float, float] | None:
        """Where a direction appears: x and y in pixels; None for one beyond the circle."""
        about, high, axis = (math.radians(angle) for angle in (turn(azimuth - self.pan), elevation, self.tilt))
        ahead, right, above = math.cos(high) * math.cos(about), math.cos(high) * math.sin(about), math.sin(high)
        along = ahead * math.cos(axis) + above * math.sin(axis)
        upward = above * math.cos(axis) - ahead * math.sin(axis)
        share = math.degrees(math.acos(max(-1.0, min(1.0, along)))) / (self.angle / 2.0)
        if share > 1.0:
            return None
        off = math.hypot(right, upward) or 1.0
        return (1.0 + share * right / off) * self.side / 2.0, (1.0 - share * upward / off) * self.side / 2.0

    def unproject(self, x: float, y: float) -> tuple[float, float]:
        """The azimuth and elevation that a pixel shows. The inverse of `project`."""
        right, upward = 2.0 * x / self.side - 1.0, 1.0 - 2.0 * y / self.side
        share = math.hypot(right, upward) or 1.0
        off, axis = math.radians(share * self.angle / 2.0), math.radians(self.tilt)
        along, right, upward = math.cos(off), math.sin(off) * right / share, math.sin(off) * upward / share
        ahead = along * math.cos(axis) - upward * math.sin(axis)
        above = along * math.sin(axis) + upward * math.cos(axis)
        return turn(self.pan + math.degrees(math.atan2(right, ahead))), math.degrees(math.asin(max(-1.0, min(1.0, above))))

    def window(self, finest: float) -> Viewpoint:
        """A window of the scene that holds all of the circle."""
        rim = self.angle / 2.0
        if abs(self.tilt) < 90.0:
            low, high, width = -90.0, 90.0, min(360.0 + MARGIN, self.angle + MARGIN)
        else:
            low, high = (-90.0, rim - 90.0) if self.tilt < 0 else (90.0 - rim, 90.0)
            width = 360.0 + MARGIN
        return Viewpoint(self.pan % 360.0, (low + high) / 2.0, width, high - low, finest)


def circle_of(pane: Pane, size: tuple[int, int]) -> tuple[int, int, Circle]:
    """Left and top in pixels of the circle of a part in a whole picture of that size, and the circle."""
    left, top, width, height = pane.within(size)
    side = min(width, height)
    circle = Circle(pane.pose.pan, pane.pose.tilt, pane.pose.hfov, side)
    return left + (width - side) // 4 * 2, top + (height - side) // 4 * 2, circle
