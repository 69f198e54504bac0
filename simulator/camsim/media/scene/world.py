"""The world: which targets move through the scene, and where they are at time t. Pure arithmetic, no state."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from camsim.media.scene.daylight import Rgb


class Kind(StrEnum):
    """What a target is."""

    PERSON = "person"
    CYCLIST = "cyclist"
    DOG = "dog"
    CAR = "car"
    TRUCK = "truck"
    BUS = "bus"
    BOAT = "boat"
    BIRD = "bird"
    BALLOON = "balloon"
    PLANE = "plane"


@dataclass(frozen=True, slots=True)
class Scene:
    """A world; the seed decides where its targets start and what they wear."""

    seed: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that moves, as seen from the camera."""

    name: str
    """Such as `car-1`, unique in the scene."""
    kind: Kind
    azimuth: float
    """Of its centre, degrees in 0..360."""
    elevation: float
    """Of its centre, degrees."""
    width: float
    """Degrees."""
    height: float
    colour: Rgb
    """Of the part at its centre, by day."""
    distance: float
    """Metres, roughly: the nearer hides the farther."""
    facing: int
    """1: to the right, -1: to the left."""
    stride: float
    """Where in its gait it is, in turns."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a target goes: around the camera for ever, or to and fro when it has a span."""

    name: str
    kind: Kind
    start: float
    speed: float
    """Degrees per second, signed."""
    span: float
    """Degrees to either side of the start; 0: all the way round."""
    phase: float
    elevation: float
    width: float
    height: float
    colour: Rgb
    distance: float
    lift: float = 0.0
    """Degrees that it rises and falls by."""
    steps: float = 0.0
    """Strides per second."""


_COLOURS: tuple[Rgb, ...] = (
    (214, 40, 40), (29, 84, 196), (240, 180, 20), (20, 140, 80), (230, 110, 20), (130, 50, 160), (235, 235, 235), (20, 160, 180),
)  # fmt: skip


@lru_cache(maxsize=64)
def courses(seed: int) -> tuple[Course, ...]:
    """All targets of a scene."""
    return tuple(_drawn(random.Random(f"camsim scene {seed}")))


def _drawn(dice: random.Random) -> Iterator[Course]:
    hues = list(_COLOURS)
    dice.shuffle(hues)

    def hue(number: int) -> Rgb:
        return hues[number % len(hues)]

    for number in range(1, 11):
        near = number % 2 == 0
        start = number * 36.0 + dice.uniform(-8, 8)
        speed = -(5.0 + dice.random() * 0.8) if near else 4.0 + dice.random() * 0.8
        yield Course(
            f"car-{number}", Kind.CAR, start, speed, 0, 0, -11.35 if near else -9.55, 5.0 if near else 4.2, 1.75 if near else 1.45,
            hue(number), 50 if near else 60,
        )  # fmt: skip
    yield Course("truck-1", Kind.TRUCK, dice.uniform(0, 360), 3.4, 0, 0, -9.1, 7.6, 2.5, hue(3), 61)
    yield Course("bus-1", Kind.BUS, dice.uniform(0, 360), -4.4, 0, 0, -10.9, 9.0, 2.8, (206, 44, 36), 49)
    for number in range(1, 13):
        start = (number - 1) * 30.0 + dice.uniform(-6, 6)
        depth = dice.choice((-15.2, -17.5, -20.5, -24.0))
        tall = 2.9 * depth / -17.5
        span, pace = dice.uniform(8, 22), dice.uniform(0.9, 1.6)
        yield Course(
            f"person-{number}", Kind.PERSON, start, pace, span, dice.uniform(0, 4 * span), depth + tall / 2, tall * 0.4, tall, hue(number),
            600 / -depth, steps=0.9,
        )  # fmt: skip
    for number in range(1, 4):
        yield Course(
            f"cyclist-{number}", Kind.CYCLIST, number * 120 + dice.uniform(-30, 30), 2.6 * (-1) ** number, 0, 0, -12.9, 2.6, 2.6,
            hue(number + 2), 44, steps=1.1,
        )  # fmt: skip
    yield Course("dog-1", Kind.DOG, dice.uniform(-24, -16), 2.2, 22, dice.uniform(0, 90), -21.4, 2.5, 1.5, (150, 96, 40), 27, steps=1.8)
    yield Course(
        "boat-1", Kind.BOAT, 172 + dice.uniform(-6, 6), 0.35, 24, dice.uniform(0, 90), -1.6, 3.4, 4.2, (245, 240, 228), 260, lift=0.05
    )
    for number in range(1, 5):
        yield Course(
            f"bird-{number}", Kind.BIRD, number * 90 + dice.uniform(-50, 50), 3.1 * (-1) ** number, 0, dice.random() * 9,
            9 + 3.0 * number, 2.4, 1.3, (52, 52, 60), 40, lift=2.2, steps=1.6,
        )  # fmt: skip
    yield Course(
        "balloon-1", Kind.BALLOON, dice.uniform(10, 40), 0.12, 35, dice.uniform(0, 90), 17.0, 5.2, 6.6, (222, 60, 50), 400, lift=0.8
    )
    yield Course("plane-1", Kind.PLANE, dice.uniform(0, 360), 1.4, 0, 0, 32.0, 4.6, 1.5, (228, 232, 238), 3000)


def targets(scene: Scene, t: float) -> tuple[Target, ...]:
    """All targets at an instant of the clock, the farthest first."""
    found = [_at(course, t) for course in courses(scene.seed)]
    found.sort(key=lambda target: (-target.distance, target.name))
    return tuple(found)


def _at(course: Course, t: float) -> Target:
    facing = 1 if course.speed > 0 else -1
    if course.span:
        way = (course.speed * t + course.phase) % (4 * course.span)
        facing = 1 if way < 2 * course.span else -1
        azimuth = course.start - course.span + (way if way < 2 * course.span else 4 * course.span - way)
    else:
        azimuth = course.start + course.speed * (t % (360.0 / abs(course.speed)))
    elevation = course.elevation
    if course.lift:
        elevation += course.lift * math.sin(2 * math.pi * ((t % 9.0) / 9.0 + course.phase))
    stride = course.steps * (t % 3600.0) % 1.0
    return Target(
        course.name, course.kind, azimuth % 360.0, elevation, course.width, course.height, course.colour, course.distance, facing, stride,
    )  # fmt: skip
