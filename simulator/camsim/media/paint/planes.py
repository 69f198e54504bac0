"""Planes: a picture as YUV 4:2:0, full range BT.601 as JPEG wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]

_TURNS = {90: -1, 180: 2, 270: 1}


@dataclass(frozen=True, slots=True)
class Planes:
    """Luma of height x width, chroma of half that, rounded up; uint8, C order."""

    y: Plane
    u: Plane
    v: Plane

    @classmethod
    def empty(cls, width: int, height: int) -> Planes:
        """Planes of that size in pixels, not yet painted."""
        half = ((height + 1) // 2, (width + 1) // 2)
        return cls(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))

    @classmethod
    def gray(cls, width: int, height: int) -> Planes:
        """Planes of that size in pixels in middle gray."""
        planes = cls.empty(width, height)
        for plane in (planes.y, planes.u, planes.v):
            plane.fill(128)
        return planes

    @classmethod
    def black(cls, width: int, height: int) -> Planes:
        """Planes of that size in pixels in black."""
        planes = cls.gray(width, height)
        planes.y.fill(0)
        return planes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.y.shape[1], self.y.shape[0]

    @property
    def bytes(self) -> int:
        """Memory of the planes."""
        return self.y.nbytes + self.u.nbytes + self.v.nbytes

    def copy(self) -> Planes:
        """Planes of their own memory."""
        return Planes(self.y.copy(), self.u.copy(), self.v.copy())

    def lay(self, part: Planes, left: int, top: int, within: Callable[[int], npt.NDArray[np.bool_]] | None = None) -> None:
        """Puts another picture over this one, its upper left corner at an even pixel.

        `within`: which pixels of a square of that side are meant; all where it is left out.
        """
        for plane, laid, step in ((self.y, part.y, 1), (self.u, part.u, 2), (self.v, part.v, 2)):
            height, width = laid.shape
            place = plane[top // step : top // step + height, left // step : left // step + width]
            if within is None:
                place[:] = laid
            else:
                np.copyto(place, laid, where=within(width))

    def turned(self, rotation: int, mirror: bool) -> Planes:
        """Rotated clockwise by 0, 90, 180 or 270 degrees, then left and right swapped if `mirror`."""
        planes = [self.y, self.u, self.v]
        if rotation:
            planes = [np.rot90(plane, _TURNS[rotation]) for plane in planes]
        if mirror:
            planes = [plane[:, ::-1] for plane in planes]
        return Planes(*(np.ascontiguousarray(plane) for plane in planes))

    def bgr(self) -> Plane:
        """The picture as height x width x 3 in blue, green, red."""
        width, height = self.size
        u, v = (np.repeat(np.repeat(plane, 2, 0), 2, 1)[:height, :width] for plane in (self.u, self.v))
        return np.asarray(cv2.cvtColor(np.dstack((self.y, v, u)), cv2.COLOR_YCrCb2BGR), np.uint8)
