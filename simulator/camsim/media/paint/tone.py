"""Tone of a picture: brightness, contrast and colour level as the sensor's settings have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camsim.media.paint.planes import Plane, Planes

NEUTRAL = 50
"""The setting that changes nothing; all settings go from 0 to 100."""


@dataclass(frozen=True, slots=True)
class Tone:
    """Settings from 0 to 100. The vendor's curves are not published; these are linear."""

    color_level: int = NEUTRAL
    """0: no colour; 100: twice the scene's."""
    brightness: int = NEUTRAL
    contrast: int = NEUTRAL

    def applied(self, picture: Planes) -> Planes:
        """The picture with this tone; the same one where nothing changes."""
        from camsim.media.paint.planes import Planes

        luma, chroma = picture.y, (picture.u, picture.v)
        if (self.brightness, self.contrast) != (NEUTRAL, NEUTRAL):
            luma = _mapped(luma, (0.5 + self.contrast / 100), 128 + (self.brightness - NEUTRAL) * 1.5)
        if self.color_level != NEUTRAL:
            chroma = (_mapped(picture.u, self.color_level / NEUTRAL, 128), _mapped(picture.v, self.color_level / NEUTRAL, 128))
        return Planes(luma, *chroma)


def _mapped(plane: Plane, factor: float, middle: float) -> Plane:
    """Each value moved from the middle by the factor, in one look-up."""
    import cv2
    import numpy as np

    table = np.clip(np.rint((np.arange(256) - 128) * factor + middle), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(plane, table), np.uint8)
