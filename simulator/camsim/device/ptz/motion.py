"""Position as a function of time: one track per axis, computed from start, rate and target, never stepped."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from enum import StrEnum


class Axis(StrEnum):
    """What a head can move."""

    PAN = "pan"
    TILT = "tilt"
    ZOOM = "zoom"
    FOCUS = "focus"
    IRIS = "iris"
    BRIGHTNESS = "brightness"


PAN_TILT = (Axis.PAN, Axis.TILT)

FRAMING = (Axis.PAN, Axis.TILT, Axis.ZOOM)
"""Axes whose motion is the movement that events tell of."""

_TICK_DIGITS = 5
"""Time under way counts in steps of 10 microseconds: POSIX stamps are floats, and a way must not depend on in how many steps
the clock was moved."""


@dataclass(frozen=True, slots=True)
class Track:
    """The way of one axis: at `start` until `since`, then at `rate` until `target`."""

    start: float
    since: float = 0.0
    """Camera time in seconds."""
    rate: float = 0.0
    """Units per second, with the direction's sign."""
    target: float | None = None
    """Where it ends; None while the rate is not 0: never."""
    cruise: bool = False
    """Set in motion by speed and not by a place to go."""

    @property
    def ends(self) -> float:
        """Camera time of arrival; infinite for a way without end."""
        if self.rate == 0.0:
            return self.since
        if self.target is None:
            return math.inf
        return self.since + (self.target - self.start) / self.rate

    def at(self, instant: float) -> float:
        """The position at a camera time: the start before the motion, the target after it."""
        if self.rate == 0.0 or instant <= self.since:
            return self.start
        if self.target is not None and instant >= self.ends:
            return self.target
        return self.start + self.rate * round(instant - self.since, _TICK_DIGITS)

    def moves(self, instant: float) -> bool:
        """Whether it is under way at a camera time."""
        return self.since <= instant < self.ends

    def halted(self, instant: float) -> Track:
        """The same axis standing where it is at that time."""
        return Track(self.at(instant), instant)


@dataclass(frozen=True, slots=True)
class Motion:
    """The ways of all axes of one head: degrees for pan and tilt, steps for the others."""

    pan: Track
    tilt: Track
    zoom: Track
    focus: Track
    iris: Track
    brightness: Track

    def track(self, axis: Axis) -> Track:
        """The way of one axis."""
        track: Track = getattr(self, axis.value)
        return track

    def replace(self, tracks: dict[Axis, Track]) -> Motion:
        """The same head with other ways for some axes."""
        return dataclasses.replace(self, **{axis.value: track for axis, track in tracks.items()})

    def ends(self) -> float:
        """Camera time at which the frame comes to rest; infinite when it never does."""
        return max(self.track(axis).ends for axis in FRAMING)

    def moves(self, instant: float) -> bool:
        """Whether the frame is under way."""
        return any(self.track(axis).moves(instant) for axis in FRAMING)

    def halted(self, instant: float) -> Motion:
        """The same head standing where it is at that time."""
        return self.replace({axis: self.track(axis).halted(instant) for axis in Axis})


def normal_pan(degrees: float) -> float:
    """The same direction within -180..180; both ends are left as they are."""
    if -180.0 <= degrees <= 180.0:
        return degrees
    return 180.0 - (180.0 - degrees) % 360.0


def shortest_turn(start: float, target: float) -> float:
    """Degrees to turn from one direction to another, within -180..180."""
    return normal_pan(target - start)
