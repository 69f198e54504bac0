"""Sensing: what exposure, white balance, dynamic range and sharpness of the sensor make of a picture, in all streams alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from camsim.media.paint.planes import Planes

NEUTRAL = 50
_HARSH = 1.35
"""How much steeper the tones are without the wide dynamic range (a guess, as all curves here are)."""
_NEUTRAL_CHROMA = 128
_BLUE = (41, 240, 110)
"""Y, U and V of what an encoder shows where no signal comes in (guess)."""


@dataclass(frozen=True, slots=True)
class Sensing:
    """Settings from 0 to 100 unless they say otherwise; the defaults change nothing and cost nothing."""

    sharpness: int = NEUTRAL
    local_contrast: int = NEUTRAL
    exposure: float = 1.0
    """How much more light than the automatic exposure lets in; 1: as much."""
    wide: bool = True
    """Whether the wide dynamic range keeps highlights and shadows."""
    red: int = NEUTRAL
    blue: int = NEUTRAL
    mono: bool = False
    """Whether infrared light comes in, which has no colours."""

    blank: tuple[tuple[float, float, float, float], ...] = ()
    """Parts of the picture without a signal: left, top, width and height as shares of it."""

    def applied(self, picture: Planes) -> Planes:
        """The picture as these settings make it, painted over; the same one."""
        import cv2

        if self.exposure != 1.0 or not self.wide:
            cv2.LUT(picture.y, self._curve(), dst=picture.y)
        if self.local_contrast != NEUTRAL:
            _part(picture.y, max(picture.size) / 64, (self.local_contrast - NEUTRAL) / NEUTRAL * 0.5)
        if self.sharpness != NEUTRAL:
            _part(picture.y, 1.2, (self.sharpness - NEUTRAL) / NEUTRAL * (1.5 if self.sharpness > NEUTRAL else 1.0))
        if self.mono:
            for chroma in (picture.u, picture.v):
                chroma.fill(_NEUTRAL_CHROMA)
        elif (self.red, self.blue) != (NEUTRAL, NEUTRAL):
            for chroma, level in ((picture.u, self.blue), (picture.v, self.red)):
                cv2.LUT(chroma, _shifted((level - NEUTRAL) * 0.6), dst=chroma)
        for part in self.blank:
            for plane, level in zip((picture.y, picture.u, picture.v), _BLUE, strict=True):
                _share(plane, part).fill(level)
        return picture

    def _curve(self) -> npt.NDArray[np.uint8]:
        """The new luma of each old one."""
        import numpy as np

        light = np.arange(256) * self.exposure
        if not self.wide:
            light = (light - 128) * _HARSH + 128
        return np.asarray(np.clip(np.rint(light), 0, 255), np.uint8)


def _share(plane: npt.NDArray[np.uint8], part: tuple[float, float, float, float]) -> npt.NDArray[np.uint8]:
    rows, columns = plane.shape
    left, top, width, height = part
    return plane[round(top * rows) : round((top + height) * rows), round(left * columns) : round((left + width) * columns)]


def _shifted(by: float) -> npt.NDArray[np.uint8]:
    import numpy as np

    return np.asarray(np.clip(np.rint(np.arange(256) + by), 0, 255), np.uint8)


def _part(luma: npt.NDArray[np.uint8], reach: float, strength: float) -> None:
    """Adds so much of what tells each pixel from its neighbours (`reach` in pixels); a negative strength takes it away."""
    import cv2

    soft = cv2.GaussianBlur(luma, (0, 0), reach)
    cv2.addWeighted(luma, 1.0 + strength, soft, -strength, 0.0, dst=luma)
