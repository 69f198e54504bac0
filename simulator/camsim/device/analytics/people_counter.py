"""The people counter of devices that look down on a passage: who goes in and out, and how many are inside (topics as recorded).

Limits are guesses: no page describes the application's factory settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.event import Event, key, value
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default, volatile
from camsim.device.time import Time
from camsim.profile.events import WatchedPart
from camsim.profile.model import Profile

LOW, MEDIUM, HIGH = 1, 5, 10
"""People inside from which on the occupancy is low, medium, high."""
TAILGATING = 1.0
"""Seconds between two who come in, below which the second tailgates."""
PASSAGES = 10
"""After so many passages the threshold is told, and again after as many more."""


class Direction(StrEnum):
    """Which way somebody goes."""

    IN = "in"
    OUT = "out"


PERIMETER = Direction.IN
"""The line behind which people are inside."""


class CountingEvent(Event):
    """Somebody has passed."""

    topic = "tnsaxis:CameraApplicationPlatform/A3DPCCountingEvent"
    stateful = False
    direction: Direction = key(kind="xsd:string", nice="Direction", values={Direction.IN: "In", Direction.OUT: "Out"})
    timestamp: float = value(kind="xsd:double")


class TailgatingEvent(Event):
    """Somebody has followed another closely."""

    topic = "tnsaxis:CameraApplicationPlatform/A3DPCTailgatingEvent"
    stateful = False


class HighOccupancyEvent(Event):
    """Whether many are inside."""

    topic = "tnsaxis:CameraApplicationPlatform/A3DPCOccupancyEvent-High"
    perimeter: Direction = key(kind="xsd:string")
    active: bool = value(state=True)


class MediumOccupancyEvent(Event):
    """Whether some are inside."""

    topic = "tnsaxis:CameraApplicationPlatform/A3DPCOccupancyEvent-Medium"
    perimeter: Direction = key(kind="xsd:string")
    active: bool = value(state=True)


class LowOccupancyEvent(Event):
    """Whether few are inside."""

    topic = "tnsaxis:CameraApplicationPlatform/A3DPCOccupancyEvent-Low"
    perimeter: Direction = key(kind="xsd:string")
    active: bool = value(state=True)


class PassthroughThresholdEvent(Event):
    """So and so many have passed."""

    topic = "tnsaxis:CameraApplicationPlatform/A3DPCPassthroughThresholdEvent"
    stateful = False


@dataclass
class PeopleState:
    """What was counted."""

    entered: int = kept_in_default(default=0)
    left: int = kept_in_default(default=0)
    last_entry: float | None = volatile(None)
    """In camera time."""


class PeopleCounter(Sensor[PeopleState]):
    """Counts passages; each pull at a lever lets one person pass."""

    name = "people_counter"
    tells = (CountingEvent, TailgatingEvent, PassthroughThresholdEvent)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return WatchedPart.PEOPLE_COUNTER in profile.events.parts

    def factory_state(self) -> PeopleState:
        return PeopleState()

    @property
    def inside(self) -> int:
        """How many are inside."""
        return max(0, self.state.entered - self.state.left)

    def current_events(self) -> list[Event]:
        inside = self.inside
        return [
            HighOccupancyEvent(perimeter=PERIMETER, active=inside >= HIGH),
            MediumOccupancyEvent(perimeter=PERIMETER, active=MEDIUM <= inside < HIGH),
            LowOccupancyEvent(perimeter=PERIMETER, active=LOW <= inside < MEDIUM),
        ]

    def levers(self) -> list[Lever]:
        return [
            self.switch(f"people.{direction}", lambda: False, lambda on, way=direction: self.passes(way) if on else None)  # type: ignore[misc]
            for direction in Direction
        ]

    def passes(self, direction: Direction) -> None:
        """Somebody goes in or out."""
        state, now, before = self.state, self.now(), self.current_events()
        if direction is Direction.IN:
            state.entered += 1
            close = state.last_entry is not None and now - state.last_entry < TAILGATING
            state.last_entry = now
        else:
            state.left += 1
            close = False
        self.publish(CountingEvent(direction=direction, timestamp=self.device.organ(Time).stamp()))
        if close:
            self.publish(TailgatingEvent())
        if (state.entered + state.left) % PASSAGES == 0:
            self.publish(PassthroughThresholdEvent())
        for old, new in zip(before, self.current_events(), strict=True):
            if old != new:
                self.publish(new)
