"""Rules: what an application looks for in the picture, whatever the application's own words for it are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.analytics.sight import Point

Shape = tuple[Point, ...]
"""Corners of an area, or points of a line in the order in which it is drawn."""

WHOLE: Shape = ((-0.97, -0.97), (-0.97, 0.97), (0.97, 0.97), (0.97, -0.97))
"""The area of a rule as it leaves the factory."""
ANYWHERE = -2
"""A preset: the rule holds wherever the head rests."""
ANY_PRESET = -1
"""A preset: the rule holds at each of them."""


class RuleKind(StrEnum):
    """What makes the alarm."""

    MOTION = "motion"
    """Something moves in an area."""
    FENCE = "fence"
    """Something crosses a line in the named direction."""
    LOITERING = "loitering"
    """Something stays in an area for too long."""
    COUNTING = "counting"
    """No alarm: what crosses a line is counted."""
    OCCUPANCY = "occupancy"
    """No alarm but at thresholds: what is in an area is counted."""


class ObjectClass(StrEnum):
    """What an object is taken for."""

    HUMAN = "human"
    CAR = "car"
    BUS = "bus"
    TRUCK = "truck"
    BIKE = "bike"
    OTHER_VEHICLE = "otherVehicle"
    UNKNOWN = "unknown"


CLASSES = {
    "person": ObjectClass.HUMAN,
    "cyclist": ObjectClass.BIKE,
    "car": ObjectClass.CAR,
    "truck": ObjectClass.TRUCK,
    "bus": ObjectClass.BUS,
}
"""Kinds of targets that are told apart; the others are merely seen to move."""


class Crossing(StrEnum):
    """From which side of a line to which, for somebody who walks along it as it is drawn."""

    LEFT_TO_RIGHT = "leftToRight"
    RIGHT_TO_LEFT = "rightToLeft"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many objects in an area are an alarm."""

    level: int
    more: bool
    """Whether more of them alarm, or fewer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes an alarm, and what does not."""

    kind: RuleKind = RuleKind.MOTION
    shapes: tuple[Shape, ...] = (WHOLE,)
    """Areas, or lines for a fence and for counting."""
    crossing: Crossing = Crossing.BOTH
    excluded: tuple[Shape, ...] = ()
    """Areas in which nothing counts."""
    least_size: tuple[int, int] = (0, 0)
    """Percent of the picture's width and height: what is not larger than it in either does not count."""
    least_age: float = 0.0
    """Seconds that an object must have been seen."""
    least_way: float = 0.0
    """Percent of the picture's width that an object must have moved."""
    stay: float = 0.0
    """Seconds in the area after which it is loitering; for an occupancy, that a threshold must be reached for."""
    classes: frozenset[ObjectClass] = frozenset()
    """Empty: anything that moves."""
    presets: tuple[int, ...] = ()
    """Where the head of a mechanical PTZ camera must rest; empty: anywhere."""
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """A rule under the name and number that an application gives it."""

    number: int
    name: str
    camera: int = 1
    rule: Rule = Rule()
    active: bool = True
    scenario: str = ""
    """The application's own word for the kind of rule."""
