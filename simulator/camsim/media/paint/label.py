"""Labels: texts at a place of the picture, as dynamic overlays are (page slug: overlay-api)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from camsim.device.overlays import OverlayColor
from camsim.media.paint.text import formatted

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from camsim.media.paint.planes import Planes

_INKS = {OverlayColor.BLACK: (0, 128, 128), OverlayColor.WHITE: (255, 128, 128), OverlayColor.RED: (81, 90, 240)}
_SHARE = {OverlayColor.TRANSPARENT: 0.0, OverlayColor.SEMITRANSPARENT: 0.5}
_NUMERIC = "CgGUVW"
_ALIASES = {"%c": "%a %b %d %T %Y", "%h": "%b", "%X": "%T", "%x": "%D"}


@dataclass(frozen=True, slots=True)
class Label:
    """A text whose `#` modifiers are filled in; those of the time are not yet."""

    text: str
    at: tuple[float, float]
    """-1 (left, top) to 1 (right, bottom) of the room that the picture has for it."""
    font_size: int = 0
    """Pixels; 0: as the height of the picture asks for."""
    color: OverlayColor = OverlayColor.WHITE
    background: OverlayColor = OverlayColor.TRANSPARENT
    outline: OverlayColor = OverlayColor.TRANSPARENT
    rotation: int = 0
    """Degrees clockwise."""


def default_size(height: int) -> int:
    """Pixels of letters in a picture of that height."""
    return max(12, round(height / 22.5))


def dated(text: str, stamp: float, zone: float) -> str:
    """A text with the modifiers of the time filled in; `%%` is a percent sign."""
    parts = []
    local = time.gmtime(stamp + zone)
    for index, part in enumerate(text.split("%%")):
        for alias, meant in _ALIASES.items():
            part = part.replace(alias, meant)
        for letter in _NUMERIC:
            if f"%{letter}" in part:
                part = part.replace(f"%{letter}", time.strftime(f"%{letter}", local))
        part = part.replace("%f", f"{int(stamp % 1 * 100):02d}")
        parts.append(("%" if index else "") + formatted(part, stamp, zone))
    return "".join(parts)


def draw(planes: Planes, label: Label, stamp: float, zone: float, floor: int | None = None) -> None:
    """Draws a label into the planes; `floor`: the row above which it stays, the lower edge when left out."""
    import cv2
    import numpy as np

    width, height = planes.size[0], planes.size[1] if floor is None else floor
    words = dated(label.text, stamp, zone)
    if not words.strip():
        return
    ink, rim, box = _masks(words, label.font_size or default_size(planes.size[1]), label.rotation)
    wide, high = min(ink.shape[1], width) & ~1, min(ink.shape[0], height) & ~1
    left, top = (
        round((room - size) * (part + 1) / 2) & ~1 for room, size, part in zip((width, height), (wide, high), label.at, strict=True)
    )
    layers = ((label.background, box), (label.outline, rim), (label.color, ink))
    for color, mask in layers:
        share = _SHARE.get(color, 1.0)
        if not share:
            continue
        weight = mask[:high, :wide].astype(np.float32) * (share / 255)
        half = cv2.resize(weight, (wide // 2, high // 2), interpolation=cv2.INTER_AREA)
        for plane, value, part, step in zip(
            (planes.y, planes.u, planes.v), _INKS.get(color, _INKS[OverlayColor.BLACK]), (weight, half, half), (1, 2, 2), strict=True
        ):
            area = plane[top // step : top // step + part.shape[0], left // step : left // step + part.shape[1]]
            area[:] = np.rint(area + (value - area.astype(np.float32)) * part).astype(np.uint8)


@lru_cache(maxsize=32)
def _masks(words: str, size: int, rotation: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Where letters, their outline and their box are: 0 to 255."""
    import cv2
    import numpy as np

    lines, font, thick = words.split("\n")[:16], cv2.FONT_HERSHEY_SIMPLEX, max(1, size // 14)
    scale, row, margin = size / 30, round(size * 1.25), max(2, size // 6)
    wide = max(cv2.getTextSize(one, font, scale, thick)[0][0] for one in lines) + 2 * margin
    shape = (row * len(lines) + 2 * margin + 1 & ~1, min(wide, 4096) + 1 & ~1)
    ink, rim, box = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8)
    for index, one in enumerate(lines):
        start = (margin, margin + row * index + round(size * 0.95))
        cv2.putText(ink, one, start, font, scale, 255, thick, cv2.LINE_AA)
        cv2.putText(rim, one, start, font, scale, 255, thick + 2, cv2.LINE_AA)
    if rotation:
        return _turned(ink, rotation), _turned(rim, rotation), _turned(box, rotation)
    return ink, rim, box


def _turned(mask: npt.NDArray[np.uint8], degrees: int) -> npt.NDArray[np.uint8]:
    """A mask turned clockwise about its middle, in a frame that holds all of it."""
    import cv2
    import numpy as np

    high, wide = mask.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1.0)
    across = int(abs(turn[0, 0]) * wide + abs(turn[0, 1]) * high) + 2 & ~1
    down = int(abs(turn[0, 1]) * wide + abs(turn[0, 0]) * high) + 2 & ~1
    turn[:, 2] += (across / 2 - wide / 2, down / 2 - high / 2)
    return np.asarray(cv2.warpAffine(mask, turn, (across, down)), np.uint8)
