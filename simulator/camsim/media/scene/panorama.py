"""The panorama: paints any tile of the standing scene at any scale, from the sky down to the foot of the mast.

Rules
1. Level l has 4096 * 2**l pixels all the way round and half as many from zenith to nadir.
2. A tile depends on mood, level and place alone: all cameras of a process share it.
3. What stands is the same for all seeds; seeds only move the targets.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from camsim.media.paint.brush import Brush, yuv
from camsim.media.paint.planes import Planes
from camsim.media.scene import ground, landmarks
from camsim.media.scene.daylight import Mood, Rgb, shade
from camsim.media.scene.noise import octave

TILE = 512
"""Pixels of a tile's side."""

LEVELS = 7
"""Level 6 has 728 pixels per degree."""

_SKY: dict[Mood, tuple[tuple[float, Rgb], ...]] = {
    Mood.DAY: ((-5, (214, 228, 240)), (4, (196, 220, 242)), (18, (136, 184, 232)), (45, (74, 138, 212)), (80, (48, 104, 186))),
    Mood.TWILIGHT: (
        (-5, (255, 178, 104)), (4, (250, 156, 100)), (12, (220, 124, 122)), (28, (132, 92, 146)), (60, (58, 56, 112)), (80, (44, 44, 96)),
    ),
    Mood.NIGHT: ((-5, (40, 46, 74)), (6, (26, 32, 58)), (30, (12, 16, 36)), (80, (6, 9, 24))),
}  # fmt: skip
_CLOUD: dict[Mood, Rgb] = {Mood.DAY: (250, 250, 252), Mood.TWILIGHT: (255, 190, 150), Mood.NIGHT: (44, 48, 66)}


def turn_of(level: int) -> int:
    """Pixels all the way round."""
    return 4096 << level


def scale_of(level: int) -> float:
    """Pixels per degree."""
    return turn_of(level) / 360.0


def paint_tile(mood: Mood, level: int, column: int, row: int) -> Planes:
    """A square tile; column counts from azimuth 0 to the right, row from the zenith down."""
    scale = scale_of(level)
    left, top = column * TILE / scale, 90.0 - row * TILE / scale
    planes = Planes.empty(TILE, TILE)

    def tone(colour: Rgb) -> Rgb:
        return shade(mood, colour)

    elevations = top - (np.arange(TILE, dtype=np.float64) + 0.5) / scale
    brushes = [Brush(planes, left + turns, top, scale, scale, tone) for turns in (0.0, 360.0, -360.0)]
    if top > ground.HORIZON:
        _sky(planes, elevations, mood, level, column, row)
        for brush in brushes:
            landmarks.heavens(brush, mood)
            landmarks.far(brush)
    if top - TILE / scale < ground.HORIZON:
        ground.soil(planes, elevations, _grain(level, column, row, (4, 1)), tone)
        for brush in brushes:
            ground.draw(brush, mood)
    landmarks.near(brushes, mood)
    _roughen(planes, elevations, mood, level, column, row)
    return planes


def _roughen(planes: Planes, elevations: npt.NDArray[np.float64], mood: Mood, level: int, column: int, row: int) -> None:
    """Gives surfaces a grain: near the ground always, high up where the lens comes close."""
    strength = np.maximum(np.clip((7.0 - elevations) / 4.0, 0.0, 1.0), 0.5 if level > 3 else 0.0) * (2.2 if mood is Mood.NIGHT else 5.0)
    if strength.any():
        grain = _grain(level, column, row, (1, 1)) * strength.astype(np.float32)[:, None]
        cv2.add(planes.y, np.rint(grain).astype(np.int16), dst=planes.y, dtype=cv2.CV_8U)


def _grain(level: int, column: int, row: int, stretch: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Roughness of all surfaces, about -1..1."""
    place = (column * TILE, row * TILE, TILE, turn_of(level))
    total = np.zeros((TILE, TILE), np.float32)
    for cell, weight in ((4, 0.35), (16, 0.35), (64, 0.3)):
        total += weight * octave(*place, (cell * stretch[0], cell * stretch[1]), cell + 1000 * level)
    return total


def _sky(planes: Planes, elevations: npt.NDArray[np.float64], mood: Mood, level: int, column: int, row: int) -> None:
    """A gradient with clouds."""
    stops = _SKY[mood]
    heights = [stop[0] for stop in stops]
    bands = np.stack([np.interp(elevations, heights, [stop[1][i] for stop in stops]) for i in range(3)])
    place = (column * TILE, row * TILE, TILE, turn_of(level))
    cover = np.zeros((TILE, TILE), np.float32)
    for number, weight in ((6, 0.5), (7, 0.28), (8, 0.15), (9, 0.08), (10, 0.05)):
        cell = turn_of(level) >> number
        if 2 <= cell <= TILE // 4:
            cover += weight * octave(*place, (cell * 2 if cell < TILE // 4 else cell, cell // 2), number)
    fade = (np.clip((elevations - 3.0) / 8.0, 0, 1) * np.clip((86.0 - elevations) / 24.0, 0, 1)).astype(np.float32)[:, None]
    share = np.clip((cover - 0.06) * 3.2, 0.0, 0.92) * fade
    cloud = yuv(_CLOUD[mood])
    base = (
        0.299 * bands[0] + 0.587 * bands[1] + 0.114 * bands[2],
        128 - 0.168736 * bands[0] - 0.331264 * bands[1] + 0.5 * bands[2],
        128 + 0.5 * bands[0] - 0.418688 * bands[1] - 0.081312 * bands[2],
    )
    dither = octave(*place, (2, 2), 77) * np.float32(0.5)
    planes.y[:] = np.rint(_blend(base[0], cloud[0], share) + dither).astype(np.uint8)
    small = share[::2, ::2]
    planes.u[:] = np.rint(_blend(base[1][::2], cloud[1], small)).astype(np.uint8)
    planes.v[:] = np.rint(_blend(base[2][::2], cloud[2], small)).astype(np.uint8)


def _blend(rows: npt.NDArray[np.float64], value: float, share: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    column = rows.astype(np.float32)[:, None]
    return np.asarray(column + (np.float32(value) - column) * share, np.float32)


def highest_level(finest: float) -> int:
    """The level beyond which the optics show nothing new, for pixels per degree at the tele end."""
    return max(0, min(LEVELS - 1, math.ceil(math.log2(max(finest, 1e-6) / scale_of(0) / 1.4))))
