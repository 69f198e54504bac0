"""Rectangles on the canvas of a view area, and how a turned or mirrored stream shows them (page slug: view-area-api)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.errors import OutOfRangeError

Size = tuple[int, int]
"""Width and height in pixels."""

SMALLEST = (2, 15)
"""Least side of a view area as a share of the canvas's: 256x144 of 1920x1080."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Part of a canvas, in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    def turned(self, canvas: Size, rotation: int, mirror: bool) -> Rectangle:
        """The same part on the canvas rotated clockwise by 0, 90, 180 or 270 degrees, then left and right swapped if `mirror`."""
        across, down = canvas
        box = self
        if rotation == 90:
            box = Rectangle(down - self.top - self.height, self.left, self.height, self.width)
        elif rotation == 180:
            box = Rectangle(across - self.left - self.width, down - self.top - self.height, self.width, self.height)
        elif rotation == 270:
            box = Rectangle(self.top, across - self.left - self.width, self.height, self.width)
        return box.mirrored(turned_size(canvas, rotation)) if mirror else box

    def turned_back(self, canvas: Size, rotation: int, mirror: bool) -> Rectangle:
        """The inverse of `turned`, with the same arguments."""
        seen = turned_size(canvas, rotation)
        box = self.mirrored(seen) if mirror else self
        return box.turned(seen, -rotation % 360, False)

    def mirrored(self, canvas: Size) -> Rectangle:
        """The same part with left and right swapped."""
        return Rectangle(canvas[0] - self.left - self.width, self.top, self.width, self.height)

    def check(self, canvas: Size) -> None:
        """Raises OutOfRangeError for a part that reaches beyond the canvas or is too small."""
        least = smallest(canvas)
        inside = 0 <= self.left <= canvas[0] - self.width and 0 <= self.top <= canvas[1] - self.height
        if not inside or self.width < least[0] or self.height < least[1]:
            raise OutOfRangeError(f"no part of {canvas[0]}x{canvas[1]} that is large enough", subject="geometry", value=self)


def whole(canvas: Size) -> Rectangle:
    """All of a canvas."""
    return Rectangle(0, 0, *canvas)


def turned_size(size: Size, rotation: int) -> Size:
    """Width and height after a rotation."""
    return size if rotation % 180 == 0 else (size[1], size[0])


def smallest(canvas: Size) -> Size:
    """Least width and height of a view area, even numbers."""
    width, height = (2 * (side * SMALLEST[0] // SMALLEST[1] // 2) for side in canvas)
    return width, height
