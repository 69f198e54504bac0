"""The ground: soil, lake, ring road, paths, plaza with its grid of bearings, and the foot of the mast."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from camsim.media.paint.brush import Brush, yuv
from camsim.media.paint.planes import Planes
from camsim.media.scene.daylight import Mood, Rgb

HORIZON = -0.4
"""Elevation at which the ground begins."""

_SOIL: tuple[tuple[float, Rgb], ...] = (
    (-90, (52, 54, 58)), (-75.01, (52, 54, 58)), (-75, (150, 146, 138)), (-35.01, (176, 172, 162)), (-35, (96, 142, 66)),
    (-26, (100, 146, 68)), (-14.8, (118, 158, 80)), (-6, (132, 160, 92)), (-2, (150, 172, 116)), (HORIZON, (172, 190, 150)),
)  # fmt: skip
_WATER: Rgb = (70, 118, 158)
_ASPHALT: Rgb = (84, 86, 92)
_PAVING: Rgb = (186, 180, 168)
_LINE: Rgb = (232, 232, 226)


def soil(planes: Planes, elevations: npt.NDArray[np.float64], grain: npt.NDArray[np.float32], tone: Callable[[Rgb], Rgb]) -> None:
    """Fills the rows below the horizon."""
    first = int(np.searchsorted(-elevations, -HORIZON)) & ~1
    heights = [stop[0] for stop in _SOIL]
    tones = [yuv(tone(stop[1])) for stop in _SOIL]
    luma, blue, red = (np.interp(elevations, heights, [ink[i] for ink in tones]).astype(np.float32) for i in range(3))
    planes.y[first:] = np.rint(luma[first:, None] * (1 + 0.10 * grain[first:])).clip(0, 255).astype(np.uint8)
    planes.u[first // 2 :] = np.rint(blue[first::2, None]).astype(np.uint8)
    planes.v[first // 2 :] = np.rint(red[first::2, None]).astype(np.uint8)


def draw(brush: Brush, mood: Mood) -> None:
    """All that lies flat."""
    if brush.sees(135, -7.5, 212, 0):
        _lake(brush)
    if brush.sees(0, -15, 360, -7):
        _road(brush)
    if brush.sees(0, -36, 360, -14):
        _park(brush)
    if brush.sees(0, -91, 360, -34):
        _terrace(brush, mood)


def _lake(brush: Brush) -> None:
    brush.poly(
        [(137, -1.6), (141, -0.75), (150, -0.5), (168, -0.42), (190, -0.5), (203, -0.8), (210, -1.9), (206, -3.6), (198, -4.9), (186, -6.3),
         (170, -6.9), (156, -6.5), (147, -5.0), (140, -3.2)], _WATER,
    )  # fmt: skip
    for number in range(90):
        azimuth, elevation = 142 + number * 37 % 62, -0.9 - number * 53 % 47 / 10
        wide = 0.5 + -elevation * 0.35
        if 146 < azimuth < 198 or elevation > -3:
            brush.rect(azimuth, elevation - 0.02, azimuth + wide, elevation + 0.02 - elevation * 0.008, (112, 158, 192))
    brush.rect(178.6, -7.0, 179.4, -4.2, (120, 88, 58))
    brush.rect(177.2, -4.4, 180.8, -4.1, (134, 100, 66))


def _road(brush: Brush) -> None:
    brush.rect(0, -8.62, 360, -8.3, (176, 174, 168))
    brush.rect(0, -12.0, 360, -8.62, _ASPHALT)
    brush.rect(0, -12.15, 360, -12.0, (206, 202, 194))
    brush.rect(0, -13.5, 360, -12.15, (170, 92, 76))
    brush.rect(0, -14.7, 360, -13.5, _PAVING)
    brush.rect(0, -8.78, 360, -8.72, _LINE)
    brush.rect(0, -11.92, 360, -11.84, _LINE)
    for number in range(180):
        if brush.sees(number * 2, -10.4, number * 2 + 1.1, -10.1):
            brush.rect(number * 2, -10.3, number * 2 + 1.1, -10.22, _LINE)
            brush.rect(number * 2 + 0.3, -12.82, number * 2 + 0.9, -12.78, (226, 210, 200))
    for crossing in range(12):
        middle = crossing * 30.0 + 15.0
        if not brush.sees(middle - 2, -12, middle + 2, -8.6):
            continue
        for stripe in range(6):
            edge = middle - 1.8 + stripe * 0.62
            brush.poly([(edge, -12), (edge + 0.36, -12), (edge + 0.32, -8.62), (edge + 0.02, -8.62)], _LINE)
    for joint in range(360):
        if brush.across > 14 and brush.sees(joint, -14.7, joint + 0.1, -13.5):
            brush.rect(joint, -14.7, joint + 0.03, -13.5, (160, 154, 144))


def _park(brush: Brush) -> None:
    for path in range(6):
        middle = path * 60.0 + 15.0
        brush.poly([(middle - 2.0, -14.7), (middle + 2.0, -14.7), (middle + 4.4, -35), (middle - 4.4, -35)], (198, 186, 158))
    brush.rect(0, -19.6, 360, -18.4, (198, 186, 158))
    _parking(brush, 20.0)
    _parking(brush, 262.0)
    _court(brush, 92.0)
    _fountain(brush, 345.0, -25.0)
    _fountain(brush, 225.0, -25.5)
    for bed in range(24):
        azimuth = bed * 15.0 + 5.0
        if (bed * 7) % 5 and brush.sees(azimuth - 3, -18.4, azimuth + 3, -15):
            brush.oval(azimuth, -16.8, 2.2, 0.55, (78, 116, 52))
            for flower in range(9):
                hue = ((226, 84, 96), (240, 200, 70), (190, 110, 210))[(bed + flower) % 3]
                brush.disc(azimuth - 1.7 + flower * 0.42, -16.8 + (flower * 5 % 3 - 1) * 0.22, 0.16, hue)


def _parking(brush: Brush, left: float) -> None:
    if not brush.sees(left - 1, -33, left + 32, -20):
        return
    brush.poly([(left, -20.2), (left + 30, -20.2), (left + 31, -32.5), (left - 1, -32.5)], (98, 99, 104))
    for bay in range(7):
        edge = left + 1 + bay * 4.7
        brush.poly([(edge, -20.6), (edge + 0.12, -20.6), (edge - 0.25, -25.2), (edge - 0.4, -25.2)], _LINE)
        brush.poly([(edge - 0.5, -28.4), (edge - 0.36, -28.4), (edge - 0.6, -32.2), (edge - 0.78, -32.2)], _LINE)
    brush.text(left + 15, -26.8, 1.5, "P", (232, 232, 226))


def _court(brush: Brush, left: float) -> None:
    if not brush.sees(left, -33, left + 34, -20):
        return
    right = left + 32
    brush.rect(left, -32.6, right, -20.4, (186, 98, 62))
    brush.rect(left + 1.2, -31.6, right - 1.2, -21.2, (62, 128, 104))
    for edge in (left + 1.8, left + 15.9, right - 2.0):
        brush.rect(edge, -31.2, edge + 0.2, -21.6, _LINE)
    for edge in (-31.2, -21.7):
        brush.rect(left + 1.8, edge, right - 1.8, edge + 0.12, _LINE)
    brush.oval(left + 16, -26.4, 3.2, 2.1, _LINE)
    brush.oval(left + 16, -26.4, 2.95, 1.92, (62, 128, 104))
    brush.rect(left + 15.9, -28.4, left + 16.1, -24.4, _LINE)


def _fountain(brush: Brush, azimuth: float, elevation: float) -> None:
    if not brush.sees(azimuth - 7, elevation - 5, azimuth + 7, elevation + 5):
        return
    brush.oval(azimuth, elevation, 6.0, 2.6, (168, 162, 152))
    brush.oval(azimuth, elevation, 5.3, 2.2, (92, 156, 190))
    brush.oval(azimuth, elevation, 2.0, 0.8, (150, 200, 220))
    brush.oval(azimuth, elevation + 0.2, 1.0, 0.5, (168, 162, 152))
    for side in (-1, 1):
        brush.poly(
            [(azimuth, elevation + 4.4), (azimuth + side * 0.7, elevation + 4.0), (azimuth + side * 1.6, elevation + 0.4),
             (azimuth + side * 1.3, elevation + 0.3), (azimuth + side * 0.4, elevation + 3.5)], (206, 228, 240),
        )  # fmt: skip
    brush.rect(azimuth - 0.15, elevation + 0.3, azimuth + 0.15, elevation + 4.3, (206, 228, 240))


def _terrace(brush: Brush, mood: Mood) -> None:
    """Rings every five degrees of tilt, spokes every ten of pan, both with their number."""
    joint = (136, 132, 124)
    for ring in range(35, 75, 5):
        brush.rect(0, -ring - 0.05, 360, -ring + 0.05, joint)
    for spoke in range(36):
        brush.rect(spoke * 10 - 0.05, -75, spoke * 10 + 0.05, -35, joint)
        if spoke % 3 == 0:
            brush.rect(spoke * 10 - 0.14, -75, spoke * 10 + 0.14, -35, (170, 66, 52))
            for ring in (40, 50, 60, 70):
                brush.text(spoke * 10 + 2.6, -ring - 1.3, 1.2, f"-{ring}", (112, 60, 52))
        brush.text(spoke * 10, -37.3, 1.5, f"{spoke * 10}", (64, 66, 74))
    brush.rect(0, -75, 360, -72.5, (236, 190, 40))
    for stripe in range(72):
        edge = stripe * 5.0
        if brush.sees(edge, -75, edge + 5, -72.5):
            brush.poly([(edge, -75), (edge + 2.5, -75), (edge + 5, -72.5), (edge + 2.5, -72.5)], (30, 30, 32))
    for bolt in range(24):
        brush.disc(bolt * 15.0 + 7.5, -80, 0.9, (96, 98, 104))
        brush.disc(bolt * 15.0 + 7.5, -79.9, 0.55, (132, 134, 140))
    if mood is not Mood.DAY:
        for lamp in range(12):
            brush.oval(lamp * 30.0 + 7.5, -34.6, 0.5, 0.25, (255, 226, 160), glow=True)
