"""Privacy masks, burnt into the picture before anything else is drawn over it (page slug: overlay-api)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.imaging.privacy import Corners, MaskColor

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from camsim.media.paint.planes import Planes

_INKS = {
    MaskColor.BLACK: (0, 128, 128),
    MaskColor.GREY: (128, 128, 128),
    MaskColor.WHITE: (255, 128, 128),
    MaskColor.RED: (81, 90, 240),
}
_BLURRED_SIDE = 8
"""Pixels of the squares of a blurred mask, whatever the size of the picture."""
_SQUARES_ACROSS = 240
"""Squares of scale 1 across a picture (a guess)."""

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A mask that a picture has to show."""

    corners: Corners
    color: MaskColor
    scale: int
    part: int | None = None
    """Which part of a picture that is put together it belongs to; None: whichever shows it."""


def draw(planes: Planes, cover: Cover, outline: Sequence[tuple[float, float]], within: Rectangle) -> None:
    """Covers what lies inside an outline (pixels) and a rectangle of the picture."""
    import cv2
    import numpy as np

    width, height = planes.size
    left, top, wide, high = within
    inside = np.zeros((height, width), np.uint8)
    corners = np.rint(np.clip(np.array(outline), -1e6, 1e6)).astype(np.int32)
    cv2.fillPoly(inside, [corners], 255)
    kept = np.zeros_like(inside)
    kept[max(top, 0) : top + high, max(left, 0) : left + wide] = inside[max(top, 0) : top + high, max(left, 0) : left + wide]
    if not kept.any():
        return
    half = cv2.resize(kept, (planes.u.shape[1], planes.u.shape[0]), interpolation=cv2.INTER_AREA)
    side = _BLURRED_SIDE if cover.color is MaskColor.BLURRED else max(2, round(cover.scale * width / _SQUARES_ACROSS))
    for plane, mask, ink, step in zip((planes.y, planes.u, planes.v), (kept, half, half), range(3), (1, 2, 2), strict=True):
        where = mask > 0
        if cover.color in _INKS:
            plane[where] = _INKS[cover.color][ink]
        elif cover.color is MaskColor.CHAMELEON:
            plane[where] = round(float(plane[where].mean()))
        else:
            np.copyto(plane, _squares(plane, max(1, side // step)), where=where)


def _squares(plane: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """A plane of squares, each as bright as the middle of what it stands for."""
    import cv2
    import numpy as np

    height, width = plane.shape
    small = cv2.resize(plane, (max(1, width // side), max(1, height // side)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
