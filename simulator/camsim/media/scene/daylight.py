"""Daylight: which moods of the scene mix at a time of day, and what they make of a colour."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import Enum

Rgb = tuple[float, float, float]
"""Red, green, blue, 0..255."""

STEPS = 128
"""Steps from one mood to the next: the light changes about once a minute and stays the same in between."""


class Mood(Enum):
    """A light in which the scene is painted."""

    NIGHT = 0
    TWILIGHT = 1
    DAY = 2


@dataclass(frozen=True, slots=True)
class Light:
    """A mixture of two moods."""

    first: Mood
    second: Mood
    step: int
    """0: all `first`; STEPS would be all `second`."""

    @property
    def share(self) -> float:
        """Of the second mood, 0..1."""
        return self.step / STEPS


_GAINS: dict[Mood, tuple[Rgb, Rgb]] = {
    Mood.NIGHT: ((0.30, 0.33, 0.41), (8.0, 11.0, 22.0)),
    Mood.TWILIGHT: ((0.66, 0.52, 0.54), (30.0, 14.0, 22.0)),
    Mood.DAY: ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)),
}

_DAY = 86400.0
_COURSE: tuple[tuple[float, Mood], ...] = (
    (0.0, Mood.NIGHT), (4.75, Mood.NIGHT), (6.25, Mood.TWILIGHT), (8.0, Mood.DAY),
    (17.0, Mood.DAY), (19.0, Mood.TWILIGHT), (20.75, Mood.NIGHT), (24.0, Mood.NIGHT),
)  # fmt: skip
"""Hours of local time at which a mood is pure."""


def light(local: float) -> Light:
    """The light at a local time in seconds (POSIX time stamp plus zone); it changes in small steps."""
    hour = local % _DAY / 3600.0
    for (begin, first), (end, second) in itertools.pairwise(_COURSE):
        if hour < end:
            if first is second:
                return Light(first, first, 0)
            return Light(first, second, int((hour - begin) / (end - begin) * STEPS))
    return Light(Mood.NIGHT, Mood.NIGHT, 0)


def shade(mood: Mood, colour: Rgb) -> Rgb:
    """A colour as it looks in a mood."""
    gain, lift = _GAINS[mood]
    return (
        min(255.0, colour[0] * gain[0] + lift[0]), min(255.0, colour[1] * gain[1] + lift[1]), min(255.0, colour[2] * gain[2] + lift[2]),
    )  # fmt: skip


def mixed(lit: Light, colour: Rgb) -> Rgb:
    """A colour as it looks in a light."""
    first, second, share = shade(lit.first, colour), shade(lit.second, colour), lit.share
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue


def darkness(lit: Light) -> float:
    """0 by day, 1 at night: how brightly lamps seem to burn."""
    return 1.0 - (lit.first.value + (lit.second.value - lit.first.value) * lit.share) / 2.0
