"""How the things that stand are built: each function adds one to the scene, with the box that it fills and how it is drawn."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from camsim.media.paint.brush import Brush
from camsim.media.scene import vehicles
from camsim.media.scene.daylight import Mood, Rgb

Add = Callable[[float, float, float, float, Callable[[Brush, Mood], None]], None]

CLOCK = (4.0, 15.2, 1.75)
"""Azimuth, elevation and radius of the face on the clock tower; its hands move."""

TURBINES = ((216.0, 12.0), (228.0, 14.0), (243.0, 12.0))
"""Azimuth and elevation of the hubs of the wind turbines; their blades move."""

BLADE = 4.2
"""Degrees from hub to tip."""

_LIT: tuple[Rgb, ...] = ((255, 214, 140), (255, 236, 190), (236, 196, 120), (214, 226, 255))


def tinted(colour: Rgb, factor: float) -> Rgb:
    """A colour made darker or brighter."""
    return min(255.0, colour[0] * factor), min(255.0, colour[1] * factor), min(255.0, colour[2] * factor)


def house(add: Add, left: float, base: float, right: float, top: float, colour: Rgb, seed: int) -> None:
    """A block with rows of windows, some lit at night."""

    def draw(brush: Brush, mood: Mood) -> None:
        dice = random.Random(seed)
        brush.rect(left, base, right, top, colour)
        brush.rect(right - (right - left) * 0.12, base, right, top, tinted(colour, 0.86))
        _courses(brush, left, base, right, top, colour, 0.16)
        brush.rect(left, top - 0.22, right, top, tinted(colour, 0.72))
        if dice.random() < 0.4:
            middle = left + (right - left) * dice.uniform(0.2, 0.7)
            brush.rect(middle, top, middle + 0.9, top + 0.6, tinted(colour, 0.66))
        wide, high = dice.uniform(0.34, 0.5), dice.uniform(0.5, 0.62)
        across, down = wide * dice.uniform(1.6, 2.1), high * dice.uniform(1.5, 1.9)
        columns, rows = int((right - left - 0.3) / across), int((top - base - 0.9) / down)
        if wide * brush.across < 2 or columns < 1 or rows < 1:
            return
        indent = (right - left - (columns - 1) * across - wide) / 2
        for row in range(rows):
            for column in range(columns):
                lit = dice.random() < 0.42
                glass = dice.choice(((78, 96, 118), (92, 112, 134), (64, 78, 98)))
                lamp = dice.choice(_LIT)
                x, y = left + indent + column * across, top - 0.55 - row * down
                if not brush.sees(x, y - high, x + wide, y):
                    continue
                _window(brush, x, y, wide, high, colour, lamp if lit and mood is not Mood.DAY else None, glass)

    add(left, base, right, top + 0.7, draw)


def _courses(brush: Brush, left: float, base: float, right: float, top: float, colour: Rgb, high: float) -> None:
    """Courses of masonry, seen only from close by."""
    if high * brush.down < 14:
        return
    joint, thin = tinted(colour, 0.88), 0.04 * high
    for number in range(int((top - base) / high)):
        y = base + number * high
        if not brush.sees(left, y, right, y + high):
            continue
        brush.rect(left, y, right, y + thin, joint)
        x = left + (number % 2) * high
        while x < right:
            brush.rect(x, y, x + thin, y + high, joint)
            x += 2 * high


def _window(brush: Brush, x: float, y: float, wide: float, high: float, wall: Rgb, lamp: Rgb | None, glass: Rgb) -> None:
    if wide * brush.across > 12:
        edge = wide * 0.12
        brush.rect(x - edge, y - high - edge, x + wide + edge, y + edge, tinted(wall, 1.22))
    if lamp is not None:
        brush.rect(x, y - high, x + wide, y, lamp, glow=True)
    else:
        brush.rect(x, y - high, x + wide, y, glass)
        if wide * brush.across > 12:
            brush.poly([(x, y), (x + wide * 0.55, y), (x, y - high * 0.6)], tinted(glass, 1.35))
    if wide * brush.across > 12:
        thin = wide * 0.06
        brush.rect(x + wide / 2 - thin / 2, y - high, x + wide / 2 + thin / 2, y, tinted(wall, 1.1))
        brush.rect(x, y - high * 0.4 - thin / 2, x + wide, y - high * 0.4 + thin / 2, tinted(wall, 1.1))


def cottage(add: Add, left: float, base: float, width: float, high: float, seed: int) -> None:
    """A small house with a pitched roof."""
    dice = random.Random(seed)
    wall: Rgb = dice.choice(((232, 222, 200), (224, 204, 176), (206, 212, 214), (222, 190, 160), (240, 238, 230)))
    roof: Rgb = dice.choice(((166, 72, 56), (140, 62, 52), (96, 84, 84), (150, 92, 60)))
    lit = dice.random() < 0.6
    right, eaves, ridge = left + width, base + high, base + high * 1.75

    def draw(brush: Brush, mood: Mood) -> None:
        brush.rect(left + width * 0.7, ridge - high * 0.3, left + width * 0.8, ridge + high * 0.15, (132, 84, 70))
        brush.rect(left, base, right, eaves, wall)
        brush.poly([(left - 0.3, eaves), (left + width * 0.16, ridge), (right - width * 0.16, ridge), (right + 0.3, eaves)], roof)
        brush.stroke([(left - 0.3, eaves), (right + 0.3, eaves)], 0.1, tinted(roof, 0.7))
        brush.rect(left + width * 0.44, base, left + width * 0.56, base + high * 0.66, (110, 76, 58))
        glass: Rgb = (92, 114, 136)
        for share in (0.12, 0.68):
            lamp = _LIT[seed % 4] if lit and mood is not Mood.DAY else None
            _window(brush, left + width * share, base + high * 0.8, width * 0.18, high * 0.42, wall, lamp, glass)

    add(left - 0.4, base, right + 0.4, ridge + high * 0.2, draw)


def tree(add: Add, azimuth: float, base: float, high: float, seed: int) -> None:
    """A leafy tree or a conifer."""
    dice = random.Random(seed)
    hue = dice.uniform(0.8, 1.2)
    leaf: Rgb = (70 * hue, 112 * hue, 52 * hue)
    slim = dice.random() < 0.3
    tufts = [(dice.uniform(-0.3, 0.3), dice.uniform(0.45, 0.82), dice.uniform(0.13, 0.2), dice.uniform(0.86, 1.2)) for _ in range(11)]

    def draw(brush: Brush, mood: Mood) -> None:
        brush.rect(azimuth - high * 0.025, base, azimuth + high * 0.025, base + high * 0.5, (92, 70, 50))
        if slim:
            for number, share in enumerate((0.15, 0.36, 0.57)):
                wide = high * (0.24 - number * 0.06)
                brush.poly(
                    [(azimuth - wide, base + high * share), (azimuth, base + high * (share + 0.43)), (azimuth + wide, base + high * share)],
                    tinted(leaf, 0.72 + number * 0.12),
                )  # fmt: skip
            return
        brush.oval(azimuth, base + high * 0.62, high * 0.33, high * 0.33, tinted(leaf, 0.84))
        for across, up, size, bright in tufts:
            brush.disc(azimuth + across * high * 0.8, base + up * high, size * high, tinted(leaf, bright))
            brush.disc(
                azimuth + across * high * 0.8 - size * high * 0.3,
                base + up * high + size * high * 0.3,
                size * high * 0.4,
                tinted(leaf, bright * 1.14),
            )

    add(azimuth - high * 0.5, base, azimuth + high * 0.5, base + high * 1.05, draw)


def lamp(add: Add, azimuth: float, base: float, high: float) -> None:
    """A street lamp with its pool of light."""

    def draw(brush: Brush, mood: Mood) -> None:
        top = base + high
        if mood is not Mood.DAY:
            brush.halo(azimuth + 1.1, base - 0.6, 5.5, 2.2, 95)
        brush.rect(azimuth - 0.09, base, azimuth + 0.09, top, (74, 80, 88))
        brush.stroke([(azimuth, top), (azimuth + 0.5, top + 0.35), (azimuth + 1.3, top + 0.3)], 0.12, (74, 80, 88))
        if mood is Mood.DAY:
            brush.oval(azimuth + 1.3, top + 0.22, 0.42, 0.13, (196, 200, 204))
        else:
            brush.halo(azimuth + 1.3, top + 0.16, 1.7, 1.7, 110)
            brush.oval(azimuth + 1.3, top + 0.16, 0.42, 0.2, (255, 244, 214), glow=True)

    add(azimuth - 4.5, base - 2.9, azimuth + 6.7, base + high + 2.0, draw)


def sign(add: Add, azimuth: float, base: float, words: str) -> None:
    """A board that tells the bearing."""
    cardinal = words.isalpha()
    wide, board = (0.9 if cardinal else 1.25), ((170, 40, 44) if cardinal else (28, 74, 140))

    def draw(brush: Brush, mood: Mood) -> None:
        brush.rect(azimuth - 0.06, base, azimuth + 0.06, base + 1.5, (120, 124, 130))
        brush.rect(azimuth - wide, base + 1.3, azimuth + wide, base + 2.7, (238, 240, 242))
        brush.rect(azimuth - wide + 0.08, base + 1.38, azimuth + wide - 0.08, base + 2.62, board)
        brush.text(azimuth, base + 2.0, 0.78, words, (255, 255, 255))

    add(azimuth - wide, base, azimuth + wide, base + 2.8, draw)


def bench(add: Add, azimuth: float, base: float) -> None:
    """A park bench."""

    def draw(brush: Brush, mood: Mood) -> None:
        for leg in (-1.1, 1.1):
            brush.rect(azimuth + leg - 0.08, base - 0.6, azimuth + leg + 0.08, base + 0.9, (64, 66, 70))
        for slat in (0.0, 0.45, 0.75):
            brush.rect(azimuth - 1.5, base + slat, azimuth + 1.5, base + slat + 0.22, (146, 100, 62))

    add(azimuth - 1.6, base - 0.7, azimuth + 1.6, base + 1.0, draw)


def parked(add: Add, azimuth: float, elevation: float, wide: float, colour: Rgb) -> None:
    """A car that does not move; it has no name among the targets."""

    def draw(brush: Brush, mood: Mood) -> None:
        vehicles.car(vehicles.Frame(brush, azimuth, elevation, wide, wide * 0.42, 1), colour, 0.0)

    add(azimuth - wide, elevation - wide * 0.3, azimuth + wide, elevation + wide * 0.3, draw)


def mast(add: Add, azimuth: float, base: float, top: float) -> None:
    """A red and white lattice mast with obstruction lights."""

    def draw(brush: Brush, mood: Mood) -> None:
        parts = 10
        high = (top - base) / parts
        for part in range(parts):
            y0, y1 = base + part * high, base + (part + 1) * high
            w0, w1 = 1.1 - part * 0.1, 1.0 - part * 0.1
            colour: Rgb = (204, 58, 50) if part % 2 else (236, 236, 234)
            for side in (-1, 1):
                brush.stroke([(azimuth + side * w0, y0), (azimuth + side * w1, y1)], 0.12, colour)
            brush.stroke([(azimuth - w0, y0), (azimuth + w1, y1)], 0.07, colour)
            brush.stroke([(azimuth + w0, y0), (azimuth - w1, y1)], 0.07, colour)
        brush.rect(azimuth - 0.05, top, azimuth + 0.05, top + 1.4, (210, 212, 214))
        if mood is not Mood.DAY:
            for share in (0.4, 0.7, 1.05):
                brush.disc(azimuth, base + (top - base) * share, 0.26, (255, 60, 50), glow=True)

    add(azimuth - 1.4, base, azimuth + 1.4, top + 1.6, draw)


def clock_tower(add: Add, azimuth: float, base: float, top: float) -> None:
    """The tower with the clock; see CLOCK."""

    def draw(brush: Brush, mood: Mood) -> None:
        stone: Rgb = (196, 172, 136)
        brush.rect(azimuth - 2.2, base, azimuth + 2.2, top, stone)
        brush.rect(azimuth + 1.2, base, azimuth + 2.2, top, tinted(stone, 0.85))
        _courses(brush, azimuth - 2.2, base, azimuth + 2.2, top, stone, 0.5)
        for ledge in (12.4, top - 0.6):
            brush.rect(azimuth - 2.5, ledge, azimuth + 2.5, ledge + 0.45, tinted(stone, 0.76))
        brush.poly([(azimuth - 2.5, top), (azimuth, top + 6.0), (azimuth + 2.5, top)], (88, 118, 112))
        brush.poly([(azimuth, top), (azimuth, top + 6.0), (azimuth + 2.5, top)], (72, 100, 96))
        brush.rect(azimuth - 0.06, top + 5.8, azimuth + 0.06, top + 7.2, (226, 190, 80))
        for level in range(4):
            for side in (-1.0, 1.0):
                brush.rect(azimuth + side - 0.28, base + 3 + level * 3.4, azimuth + side + 0.28, base + 4.5 + level * 3.4, (84, 78, 74))
        brush.rect(azimuth - 0.7, base, azimuth + 0.7, base + 2.0, (92, 64, 46))
        face: Rgb = (250, 246, 232) if mood is Mood.DAY else (255, 240, 196)
        _, elevation, radius = CLOCK
        brush.disc(azimuth, elevation, radius + 0.2, (62, 56, 54))
        brush.disc(azimuth, elevation, radius, face, glow=mood is not Mood.DAY)
        for hour in range(12):
            ends = [_around(azimuth, elevation, radius * share, hour / 12) for share in (0.82, 0.94)]
            brush.stroke(ends, 0.12, (40, 36, 36), glow=True)

    add(azimuth - 2.6, base, azimuth + 2.6, top + 7.4, draw)


def church(add: Add, azimuth: float, base: float, top: float) -> None:
    """A nave and a pointed steeple."""

    def draw(brush: Brush, mood: Mood) -> None:
        wall: Rgb = (226, 220, 206)
        brush.rect(azimuth, base, azimuth + 7.5, base + 4.2, wall)
        brush.poly(
            [(azimuth - 0.2, base + 4.2), (azimuth + 0.8, base + 6.6), (azimuth + 6.9, base + 6.6), (azimuth + 7.8, base + 4.2)],
            (146, 76, 60),
        )
        for arch in range(4):
            x = azimuth + 2.2 + arch * 1.35
            lit = mood is not Mood.DAY
            brush.rect(x, base + 1.2, x + 0.6, base + 2.9, (255, 206, 120) if lit else (70, 84, 110), glow=lit)
            brush.oval(x + 0.3, base + 2.9, 0.3, 0.4, (255, 206, 120) if lit else (70, 84, 110), glow=lit)
        brush.rect(azimuth - 1.5, base, azimuth + 1.5, base + 10.5, tinted(wall, 0.95))
        brush.poly([(azimuth - 1.8, base + 10.5), (azimuth, top + 4.5), (azimuth + 1.8, base + 10.5)], (104, 76, 68))
        brush.disc(azimuth, base + 8.8, 0.6, (70, 74, 84))
        brush.rect(azimuth - 0.06, top + 4.2, azimuth + 0.06, top + 5.6, (228, 196, 90))
        brush.rect(azimuth - 0.4, top + 4.9, azimuth + 0.4, top + 5.02, (228, 196, 90))

    add(azimuth - 2.0, base, azimuth + 8.0, top + 5.8, draw)


def wheel(add: Add, azimuth: float, elevation: float, radius: float) -> None:
    """The big wheel of a fair."""

    def draw(brush: Brush, mood: Mood) -> None:
        steel: Rgb = (222, 226, 230)
        for side in (-1, 1):
            brush.stroke([(azimuth + side * 4.4, -4.5), (azimuth, elevation)], 0.42, (190, 196, 202))
        rim = [_around(azimuth, elevation, radius, part / 48) for part in range(49)]
        inner = [_around(azimuth, elevation, radius * 0.9, part / 48) for part in range(49)]
        brush.stroke(rim, 0.24, steel)
        brush.stroke(inner, 0.14, steel)
        hues: tuple[Rgb, ...] = ((216, 60, 60), (240, 180, 40), (50, 130, 200), (70, 160, 90))
        for spoke in range(16):
            point = _around(azimuth, elevation, radius, spoke / 16)
            brush.stroke([(azimuth, elevation), point], 0.09, steel)
            glowing = mood is not Mood.DAY
            brush.oval(point[0], point[1] - 0.5, 0.62, 0.55, hues[spoke % 4], glow=glowing)
            brush.rect(point[0] - 0.62, point[1] - 0.5, point[0] + 0.62, point[1] - 0.3, (240, 240, 240), glow=glowing)
        brush.disc(azimuth, elevation, 0.8, (176, 60, 60))

    add(azimuth - radius - 1, -4.6, azimuth + radius + 1, elevation + radius + 0.5, draw)


def _around(azimuth: float, elevation: float, radius: float, turns: float) -> tuple[float, float]:
    return azimuth + radius * math.sin(turns * 2 * math.pi), elevation + radius * math.cos(turns * 2 * math.pi)


def water_tower(add: Add, azimuth: float, base: float, top: float) -> None:
    """A tank on legs."""

    def draw(brush: Brush, mood: Mood) -> None:
        for leg in (-1.9, 0.0, 1.9):
            brush.stroke([(azimuth + leg, base), (azimuth + leg * 0.7, top - 4.6)], 0.26, (150, 158, 166))
        for level in range(3):
            y = base + (top - 4.6 - base) * (level + 1) / 4
            brush.rect(azimuth - 1.8, y, azimuth + 1.8, y + 0.14, (150, 158, 166))
        brush.oval(azimuth, top - 2.2, 3.3, 2.5, (122, 172, 196))
        brush.oval(azimuth - 0.7, top - 1.5, 1.7, 1.2, (150, 194, 214))
        brush.text(azimuth, top - 2.5, 1.0, "H2O", (240, 246, 250))
        brush.rect(azimuth - 0.08, top + 0.2, azimuth + 0.08, top + 1.2, (150, 158, 166))

    add(azimuth - 3.4, base, azimuth + 3.4, top + 1.4, draw)


def turbine(add: Add, azimuth: float, base: float, hub: float) -> None:
    """The tower of a wind turbine; the blades are drawn with what moves."""

    def draw(brush: Brush, mood: Mood) -> None:
        brush.poly([(azimuth - 0.22, base), (azimuth - 0.1, hub), (azimuth + 0.1, hub), (azimuth + 0.22, base)], (232, 236, 238))
        brush.disc(azimuth, hub, 0.24, (214, 218, 222))

    add(azimuth - 0.4, base, azimuth + 0.4, hub + 0.4, draw)


def chimney(add: Add, azimuth: float, base: float, top: float) -> None:
    """A striped factory chimney."""

    def draw(brush: Brush, mood: Mood) -> None:
        brush.poly([(azimuth - 1.0, base), (azimuth - 0.6, top), (azimuth + 0.6, top), (azimuth + 1.0, base)], (176, 120, 98))
        for band in (0.6, 2.2):
            brush.rect(azimuth - 0.66, top - band - 0.7, azimuth + 0.66, top - band, (238, 236, 232))
        if mood is not Mood.DAY:
            brush.disc(azimuth, top + 0.15, 0.24, (255, 60, 50), glow=True)

    add(azimuth - 1.1, base, azimuth + 1.1, top + 0.5, draw)


def tank(add: Add, azimuth: float, base: float, wide: float, high: float) -> None:
    """A round storage tank."""

    def draw(brush: Brush, mood: Mood) -> None:
        top = base + high
        brush.rect(azimuth - wide, base, azimuth + wide, top, (206, 210, 212))
        brush.rect(azimuth - wide, base, azimuth - wide * 0.5, top, (226, 230, 232))
        brush.rect(azimuth + wide * 0.45, base, azimuth + wide, top, (176, 182, 188))
        brush.oval(azimuth, top, wide, 0.42, (218, 222, 224))
        brush.rect(azimuth - wide, base + high * 0.42, azimuth + wide, base + high * 0.55, (52, 104, 168))

    add(azimuth - wide - 0.1, base, azimuth + wide + 0.1, base + high + 0.6, draw)


def crane(add: Add, azimuth: float, base: float, top: float) -> None:
    """A tower crane."""

    def draw(brush: Brush, mood: Mood) -> None:
        paint: Rgb = (236, 176, 40)
        for side in (-0.35, 0.35):
            brush.stroke([(azimuth + side, base), (azimuth + side, top)], 0.14, paint)
        for step in range(20):
            y = base + (top - base) * step / 20
            brush.stroke([(azimuth - 0.35, y), (azimuth + 0.35, y + (top - base) / 20)], 0.08, paint)
        brush.rect(azimuth - 10.5, top, azimuth + 4.2, top + 0.2, paint)
        brush.stroke([(azimuth - 10.2, top + 0.2), (azimuth, top + 2.4), (azimuth + 4.0, top + 0.2)], 0.09, paint)
        brush.rect(azimuth - 0.35, top, azimuth + 0.35, top + 2.4, paint)
        brush.rect(azimuth + 3.0, top - 0.9, azimuth + 4.1, top, (120, 122, 126))
        brush.rect(azimuth - 7.03, top - 5.4, azimuth - 6.97, top, (70, 72, 76))
        brush.rect(azimuth - 8.0, top - 6.2, azimuth - 6.0, top - 5.4, (164, 84, 60))
        if mood is not Mood.DAY:
            brush.disc(azimuth, top + 2.6, 0.24, (255, 60, 50), glow=True)

    add(azimuth - 10.8, base, azimuth + 4.5, top + 3.0, draw)
