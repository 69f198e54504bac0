"""The brush: draws shapes given in degrees into planes, with smooth edges; only integer arithmetic below, hence always alike."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from camsim.media.paint.planes import Planes
from camsim.media.scene.daylight import Rgb

_SHIFT = 8
_ONE = 1 << _SHIFT
_FAR = 30000.0
"""Pixels from the upper left corner. Where corners far outside are pulled in to: keeps OpenCV's fixed-point numbers in range."""

_SCALES = np.array(((_ONE,), (_ONE / 2,)), np.float64).reshape(2, 1, 1)
"""From pixels of luma to fixed-point numbers of luma and of chroma."""

Point = tuple[float, float]


def yuv(colour: Rgb) -> tuple[int, int, int]:
    """Luma and chroma of a colour, full range BT.601."""
    red, green, blue = colour
    return (
        round(0.299 * red + 0.587 * green + 0.114 * blue),
        max(0, min(255, round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue))),
        max(0, min(255, round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue))),
    )


class Brush:
    """Draws into planes whose upper left corner is a direction of the scene."""

    def __init__(self, planes: Planes, left: float, top: float, across: float, down: float, tone: Callable[[Rgb], Rgb]) -> None:
        """`left`, `top`: azimuth and elevation of the corner; `across`, `down`: pixels per degree; `tone`: what light makes of a colour."""
        self.planes = planes
        self.left, self.top = left, top
        self.across, self.down = across, down
        self.tone = tone
        self.width, self.height = planes.size
        self._memory: dict[tuple[Rgb, bool], tuple[int, int, int]] = {}

    # ---- where

    def x(self, azimuth: float) -> float:
        """Pixels from the left edge."""
        return (azimuth - self.left) * self.across

    def y(self, elevation: float) -> float:
        """Pixels from the upper edge."""
        return (self.top - elevation) * self.down

    def sees(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether any of this box in degrees lies in the planes."""
        return self.x(right) >= 0 and self.x(left) <= self.width and self.y(bottom) >= 0 and self.y(top) <= self.height

    # ---- what

    def ink(self, colour: Rgb, glow: bool = False) -> tuple[int, int, int]:
        """Values of the three planes; a glowing colour does not mind the light."""
        found = self._memory.get((colour, glow))
        if found is None:
            found = self._memory[colour, glow] = yuv(colour if glow else self.tone(colour))
        return found

    def poly(self, points: Sequence[Point], colour: Rgb, glow: bool = False) -> None:
        """A filled polygon of (azimuth, elevation) corners."""
        pixels = [(self.x(azimuth), self.y(elevation)) for azimuth, elevation in points]
        xs, ys = zip(*pixels, strict=True)
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if right < -1 or left > self.width or bottom < -1 or top > self.height:
            return
        corners = np.array(pixels, np.float64)
        if left < -_FAR or right > _FAR or top < -_FAR or bottom > _FAR:
            corners = np.clip(corners, -_FAR, _FAR)
        self._fill(corners, self.ink(colour, glow))

    def rect(self, left: float, bottom: float, right: float, top: float, colour: Rgb, glow: bool = False) -> None:
        """A filled rectangle, its edges on whole pixels, at least one pixel in either direction."""
        x0, x1, y0, y1 = round(self.x(left)), round(self.x(right)), round(self.y(top)), round(self.y(bottom))
        x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
        if x1 <= 0 or x0 >= self.width or y1 <= 0 or y0 >= self.height:
            return
        x0, y0 = max(0, x0), max(0, y0)
        ink, planes = self.ink(colour, glow), self.planes
        planes.y[y0:y1, x0:x1] = ink[0]
        half = (slice(y0 // 2, max(y0 // 2 + 1, (y1 + 1) // 2)), slice(x0 // 2, max(x0 // 2 + 1, (x1 + 1) // 2)))
        planes.u[half] = ink[1]
        planes.v[half] = ink[2]

    def disc(self, azimuth: float, elevation: float, radius: float, colour: Rgb, glow: bool = False) -> None:
        """A filled circle; `radius` in degrees."""
        self.oval(azimuth, elevation, radius, radius, colour, glow)

    def oval(self, azimuth: float, elevation: float, wide: float, high: float, colour: Rgb, glow: bool = False) -> None:
        """A filled ellipse of half axes in degrees."""
        x, y, rx, ry = self.x(azimuth), self.y(elevation), wide * self.across, high * self.down
        if x + rx < -1 or x - rx > self.width or y + ry < -1 or y - ry > self.height:
            return
        turns = _CIRCLES[0] if max(rx, ry) < 6 else _CIRCLES[1] if max(rx, ry) < 60 else _CIRCLES[2]
        corners = np.multiply(turns, (rx, ry))
        corners += (x, y)
        if max(rx, ry) > _FAR / 2:
            corners = np.clip(corners, -_FAR, _FAR)
        self._fill(corners, self.ink(colour, glow))

    def stroke(self, points: Sequence[Point], thick: float, colour: Rgb, glow: bool = False) -> None:
        """A line through points; `thick` in degrees, drawn at least a pixel wide."""
        half = max(thick * self.down, 1.0) / 2 / self.down
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
            dx, dy = -(y1 - y0) / long * half, (x1 - x0) / long * half
            self.poly([(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)], colour, glow)

    def halo(self, azimuth: float, elevation: float, wide: float, high: float, strength: float) -> None:
        """Light that fades out towards the rim of an ellipse; `strength`: luma added at its centre. The colour turns warm."""
        x, y, rx, ry = self.x(azimuth), self.y(elevation), wide * self.across, high * self.down
        for plane, gain, step in zip(self._all(), (strength, -strength * 0.16, strength * 0.08), (1, 2, 2), strict=True):
            x0, x1 = max(0, math.floor((x - rx) / step)), min(plane.shape[1], math.ceil((x + rx) / step))
            y0, y1 = max(0, math.floor((y - ry) / step)), min(plane.shape[0], math.ceil((y + ry) / step))
            if x0 >= x1 or y0 >= y1:
                continue
            dx = ((np.arange(x0, x1) + 0.5) * step - x) / rx
            dy = ((np.arange(y0, y1) + 0.5) * step - y) / ry
            fall = np.clip(1.0 - dx[None, :] ** 2 - dy[:, None] ** 2, 0.0, 1.0) ** 2
            part = plane[y0:y1, x0:x1]
            part[:] = np.rint(part + gain * fall).clip(0, 255).astype(np.uint8)

    def text(self, azimuth: float, elevation: float, high: float, words: str, colour: Rgb, glow: bool = False) -> None:
        """Words centred on a direction, capitals `high` degrees high; left out below five pixels."""
        pixels = high * self.down
        if pixels < 5:
            return
        for plane, value, step in zip(self._all(), self.ink(colour, glow), (1, 2, 2), strict=True):
            tall = pixels / step
            scale, thick = tall / 21, max(1, round(tall / 8))
            wide = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, scale, thick)[0][0]
            x, y = round(self.x(azimuth) / step - wide / 2), round(self.y(elevation) / step + tall / 2)
            if -wide < x < plane.shape[1] and 0 < y < plane.shape[0] + tall:
                cv2.putText(plane, words, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, value, thick, cv2.LINE_AA)

    # ---- inside

    def _all(self) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.uint8]], ...]:
        return self.planes.y, self.planes.u, self.planes.v

    def _fill(self, pixels: np.ndarray[tuple[int, int], np.dtype[np.float64]], ink: tuple[int, int, int]) -> None:
        whole, half = np.rint(pixels * _SCALES - _ONE / 2).astype(np.int32)
        cv2.fillPoly(self.planes.y, [whole], ink[0], cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(self.planes.u, [half], ink[1], cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(self.planes.v, [half], ink[2], cv2.LINE_AA, _SHIFT)


def _circle(corners: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    angles = np.arange(corners) * (2 * np.pi / corners)
    return np.stack((np.cos(angles), np.sin(angles)), axis=1)


_CIRCLES = (_circle(12), _circle(28), _circle(96))
