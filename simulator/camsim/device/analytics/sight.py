"""Sight: what analytics needs to know of the scene and the view; whoever composes the camera gives it to the device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Point = tuple[float, float]
"""x to the right and y up, -1..1 across the picture as its viewer sees it."""


class Course(Protocol):
    """How a target goes at a constant height: around the camera for ever, or to and fro when it has a span."""

    @property
    def name(self) -> str:
        """Unique in the scene."""
        ...

    @property
    def kind(self) -> str:
        """What it is: `person`, `car`."""
        ...

    @property
    def start(self) -> float:
        """Azimuth of its centre at instant 0, or the middle of its span, degrees."""
        ...

    @property
    def speed(self) -> float:
        """Degrees per second, signed; positive with a span."""
        ...

    @property
    def span(self) -> float:
        """Degrees to either side of the start; 0: all the way round."""
        ...

    @property
    def phase(self) -> float:
        """Degrees of its way to and fro that it has gone at instant 0."""
        ...

    @property
    def elevation(self) -> float:
        """Of its centre, degrees."""
        ...

    @property
    def width(self) -> float:
        """Degrees."""
        ...

    @property
    def height(self) -> float:
        """Degrees."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the scene that the whole picture of a channel shows, in degrees, and how the picture is turned."""

    azimuth: float
    elevation: float
    width: float
    height: float
    rotation: int = 0
    """0, 90, 180 or 270 degrees clockwise."""
    mirror: bool = False
    """Left and right swapped, after the rotation."""

    def direction(self, point: Point) -> Point:
        """Degrees to the right of and above the window's centre that a point of the picture shows."""
        x, y = point
        if self.mirror:
            x = -x
        x, y = {0: (x, y), 90: (-y, x), 180: (-x, -y), 270: (y, -x)}[self.rotation]
        return x * self.width / 2, y * self.height / 2

    def point(self, right: float, up: float) -> Point:
        """Where a direction appears in the picture. The inverse of `direction`."""
        x, y = right * 2 / self.width, up * 2 / self.height
        x, y = {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[self.rotation]
        return (-x, y) if self.mirror else (x, y)

    @property
    def handed(self) -> int:
        """1, or -1 where left and right are swapped."""
        return -1 if self.mirror else 1


class Sight(Protocol):
    """The scene as analytics sees it."""

    def courses(self) -> Sequence[Course]:
        """All targets, always in the same order."""
        ...

    def window(self, channel: int) -> Window:
        """What the picture of a channel (1, 2, ...) shows now, digital zoom left aside. Raises NotSupportedError without video."""
        ...
