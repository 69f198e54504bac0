"""What stands in the scene: hills, town, houses, wood, works; each thing draws itself wherever a tile sees it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from camsim.media.paint.brush import Brush
from camsim.media.scene import structures as build
from camsim.media.scene.daylight import Mood, Rgb


@dataclass(frozen=True, slots=True)
class Landmark:
    """A thing with the box in degrees that it fills."""

    left: float
    bottom: float
    right: float
    top: float
    draw: Callable[[Brush, Mood], None]


def heavens(brush: Brush, mood: Mood) -> None:
    """Sun, moon and stars."""
    if mood is Mood.NIGHT:
        for azimuth, elevation, size in _stars():
            if brush.sees(azimuth - 0.2, elevation - 0.2, azimuth + 0.2, elevation + 0.2):
                brush.disc(azimuth, elevation, size, (214, 220, 236), glow=True)
        brush.disc(28, 27, 1.25, (236, 234, 220), glow=True)
        for azimuth, elevation, size in ((27.6, 27.4, 0.28), (28.5, 26.6, 0.34), (28.2, 27.6, 0.16), (27.5, 26.4, 0.2)):
            brush.disc(azimuth, elevation, size, (206, 204, 192), glow=True)
    elif mood is Mood.TWILIGHT:
        for size, colour in ((5.0, (255, 176, 108)), (3.4, (255, 196, 124)), (2.0, (255, 224, 160)), (1.3, (255, 244, 214))):
            brush.disc(318, 6.5, size, colour, glow=True)
    else:
        for size, colour in ((3.2, (196, 222, 248)), (2.2, (226, 238, 250)), (1.4, (255, 252, 232))):
            brush.disc(332, 38, size, colour, glow=True)


def far(brush: Brush) -> None:
    """Ranges of hills, the farthest first."""
    for salt, base, rough, colour in ((1, 3.4, 2.6, (146, 168, 194)), (2, 1.9, 1.6, (118, 148, 150)), (3, 0.9, 0.9, (98, 134, 104))):
        if not brush.sees(0, -1, 360, base + rough + 0.5):
            continue
        step = max(0.02, 4 / brush.across)
        begin, end = max(0.0, brush.left - step), min(360.0, brush.left + brush.width / brush.across + step)
        if begin >= end:
            continue
        first, last = math.floor(begin / step), math.ceil(end / step)
        ridge = [(number * step, base + rough * _ridge(number * step, salt)) for number in range(first, last + 1)]
        brush.poly([(ridge[0][0], -2.0), *ridge, (ridge[-1][0], -2.0)], colour)


def near(brushes: Sequence[Brush], mood: Mood) -> None:
    """Everything that stands on the ground, the farthest first; each brush for one turn of the endless azimuth."""
    for thing in _things():
        for brush in brushes:
            if brush.sees(thing.left, thing.bottom, thing.right, thing.top):
                thing.draw(brush, mood)


def _ridge(azimuth: float, salt: int) -> float:
    turn = math.radians(azimuth)
    return sum(
        math.sin(turn * (3 * salt + part * part * 5) + salt * 1.7 + part * 2.3) / (1.0 + part * 1.1) for part in range(7)
    ) / 2.2  # fmt: skip


@cache
def _stars() -> tuple[tuple[float, float, float], ...]:
    dice = random.Random("stars")
    return tuple((dice.uniform(0, 360), 5 + 80 * dice.random() ** 1.3, 0.02 + 0.05 * dice.random() ** 3) for _ in range(900))


@cache
def _things() -> tuple[Landmark, ...]:
    dice = random.Random("landmarks")
    things: list[Landmark] = []

    def add(left: float, bottom: float, right: float, top: float, draw: Callable[[Brush, Mood], None]) -> None:
        things.append(Landmark(left, bottom, right, top, draw))

    _town(dice, add)
    _suburb(dice, add)
    _wood(dice, add)
    _works(dice, add)
    for number in range(36):
        build.sign(add, number * 10.0, -8.3, _bearing(number * 10))
    for number in range(24):
        build.tree(add, number * 15.0 + 9.5 + dice.uniform(-1.5, 1.5), -18.3, dice.uniform(3.6, 4.4), dice.randrange(1 << 16))
    for number in range(18):
        build.lamp(add, number * 20.0 + 5.0, -12.1, 10.5)
    for number in range(12):
        build.bench(add, number * 30.0 + 24.0, -19.4)
    for left, count in ((21.2, 6), (263.2, 6)):
        for bay in range(count):
            if dice.random() < 0.75:
                colour = dice.choice(((150, 154, 160), (70, 76, 92), (168, 60, 56), (220, 222, 226), (52, 92, 86), (176, 150, 110)))
                build.parked(add, left + bay * 4.7 + 2.2, -23.0, 3.9, colour)
    return tuple(things)


def _bearing(degrees: int) -> str:
    return {0: "N", 90: "E", 180: "S", 270: "W"}.get(degrees, str(degrees))


Add = Callable[[float, float, float, float, Callable[[Brush, Mood], None]], None]

_FACADES: tuple[Rgb, ...] = (
    (188, 172, 150), (158, 128, 108), (146, 152, 162), (202, 190, 168), (128, 136, 150), (176, 146, 124), (110, 124, 144), (196, 198, 196),
)  # fmt: skip


def _town(dice: random.Random, add: Add) -> None:
    """Azimuth 295 to 65, through north: three rows of houses, the nearer the lower."""
    for base, low, high, wide in ((-1.2, 5.0, 15.0, 5.5), (-3.2, 3.0, 9.5, 6.5), (-5.2, 0.5, 4.6, 8.0)):
        edge = 295.0
        while edge < 423.0:
            width = dice.uniform(0.55, 1.1) * wide
            top = dice.uniform(low, high)
            build.house(add, edge, base, edge + width, top, dice.choice(_FACADES), dice.randrange(1 << 16))
            edge += width + dice.choice((0.0, 0.0, 0.15, 0.8))
        if low == 5.0:
            build.mast(add, 325.5, -2.0, 27.0)
        elif low == 3.0:
            build.clock_tower(add, 4.0, -5.2, 19.0)
            build.church(add, 47.0, -5.2, 14.0)
    for number in range(13):
        for offset in (2.7, 6.9):
            build.tree(add, 290.0 + number * 10.0 + offset + dice.uniform(-0.6, 0.6), -8.2, dice.uniform(2.6, 4.6), dice.randrange(1 << 16))


def _suburb(dice: random.Random, add: Add) -> None:
    """Azimuth 62 to 136: cottages, the big wheel, the water tower."""
    build.wheel(add, 78.0, 9.0, 9.0)
    build.water_tower(add, 112.0, -3.0, 13.0)
    for row, base in ((0, -2.6), (1, -5.4)):
        edge = 66.0 + row * 2
        while edge < 134.0:
            width = dice.uniform(4.2, 6.2)
            build.cottage(add, edge, base, width, dice.uniform(1.9, 2.8) * (1 + 0.3 * row), dice.randrange(1 << 16))
            edge += width + dice.uniform(0.6, 2.6)
            build.tree(add, edge - 0.6, base - 0.4, dice.uniform(2.6, 4.4), dice.randrange(1 << 16))


def _wood(dice: random.Random, add: Add) -> None:
    """Azimuth 200 to 262 and the shores of the lake; three wind turbines on the ridge."""
    for number, azimuth in enumerate((216.0, 228.0, 243.0)):
        build.turbine(add, azimuth, 1.0, 12.0 + number % 2 * 2)
    for row in range(4):
        edge = 198.0 + row * 3
        while edge < 262.0:
            build.tree(add, edge, -1.0 - row * 1.6, dice.uniform(3.6, 5.6), dice.randrange(1 << 16))
            edge += dice.uniform(1.1, 2.4)
    for _ in range(16):
        build.tree(add, dice.uniform(136, 146), -1.4 - 2.5 * dice.random(), dice.uniform(2.4, 4.2), dice.randrange(1 << 16))


def _works(dice: random.Random, add: Add) -> None:
    """Azimuth 262 to 296: chimneys, tanks, a hall, a crane."""
    build.chimney(add, 268.0, -2.0, 16.0)
    build.chimney(add, 272.0, -2.0, 13.0)
    build.crane(add, 289.0, -3.0, 17.0)
    build.house(add, 263.0, -3.6, 279.0, 3.2, (138, 120, 110), dice.randrange(1 << 16))
    for number in range(3):
        build.tank(add, 281.0 + number * 4.4, -5.2, 2.0, 4.6)
    build.house(add, 276.0, -6.6, 281.0, -2.4, (170, 160, 140), dice.randrange(1 << 16))
