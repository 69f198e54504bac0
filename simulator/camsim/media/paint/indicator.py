"""The streaming indicator as a picture: eight dots in a circle, lit one after another, once round in two seconds."""

from __future__ import annotations

import math

from camsim.device.streaming_indicator import Background, Color, Indicator
from camsim.media.paint.brush import yuv
from camsim.media.paint.planes import Planes

_DOTS, _ROUND = 8, 2.0
_INK = {Color.BLACK: yuv((0, 0, 0)), Color.WHITE: yuv((255, 255, 255)), Color.RED: yuv((220, 20, 20))}
_PAPER = {Background.BLACK: 0, Background.WHITE: 255}
_NEUTRAL = 128


def draw(planes: Planes, look: Indicator, time: float, floor: int | None = None) -> None:
    """Draws the phase of an instant into the planes; `floor`: the row above which it stays, the lower edge when left out."""
    import cv2

    width, height = planes.size[0], planes.size[1] if floor is None else floor
    side = min(look.size.pixels, width, height) & ~1
    if side < _DOTS:
        return
    across, down = ((part + 1) / 2 for part in look.place)
    left, top = round((width - side) * across) & ~1, round((height - side) * down) & ~1
    layers = ((planes.y, 1), (planes.u, 2), (planes.v, 2))
    squares = [plane[top // step : (top + side) // step, left // step : (left + side) // step] for plane, step in layers]
    if look.background in _PAPER:
        for square, value in zip(squares, (_PAPER[look.background], _NEUTRAL, _NEUTRAL), strict=True):
            square[:] = value
    lit = math.floor(time / _ROUND * _DOTS) % _DOTS
    for dot in range(_DOTS):
        angle = dot / _DOTS * 2 * math.pi
        x, y = side / 2 + side * 0.36 * math.sin(angle), side / 2 - side * 0.36 * math.cos(angle)
        radius = side * (0.13 if dot == lit else 0.05)
        if look.color is Color.SEMITRANSPARENT:
            patch = squares[0][max(0, round(y - radius)) : round(y + radius) + 1, max(0, round(x - radius)) : round(x + radius) + 1]
            patch[:] = (patch >> 1) + 96
            continue
        for square, value, step in zip(squares, _INK[look.color], (1, 2, 2), strict=True):
            cv2.circle(square, (round(x / step), round(y / step)), max(1, round(radius / step)), value, cv2.FILLED)
