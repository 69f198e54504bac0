"""Faults of the event roads: what is muted, delayed, dropped, sent twice or stalled on the tester's demand."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from camsim.events import topics
from camsim.events.road import Road
from camsim.events.striking import Striking

MOST_FAULTS = 1000
"""Event faults that can be set at the same time."""
LONGEST_DELAY = 86_400.0
"""Seconds of camera time."""
MOST_HITS = 1_000_000_000
"""Largest count."""


class EventFaultKind(StrEnum):
    """What happens to a notification that a fault takes."""

    MUTE = "mute"
    """It never comes to the consumer, and nobody counts it: as if it had not been raised."""
    DROP = "drop"
    """It is lost on the way, and counted as lost."""
    DELAY = "delay"
    """It comes `seconds` of camera time later; others may overtake it."""
    DUPLICATE = "duplicate"
    """It comes twice."""
    STALL = "stall"
    """Consumers that are there when the fault is set get nothing more, while their connections live on; whoever comes anew is served."""


@dataclass(slots=True)
class EventFault(Striking):
    """One fault; without topic, road and consumer it takes every notification on its way to every consumer."""

    kind: EventFaultKind
    topic: str = ""
    """Topic expression: `tns1:Device//.`; empty: all."""
    road: Road | None = None
    consumer: str = "*"
    """Name of a consumer; may hold `*`."""
    seconds: float = 0.0
    """Of a delay: 0..86400."""
    count: int | None = None
    """How many notifications it takes before it is spent; None: all."""
    probability: float = 1.0
    """Chance to take a notification that it could take; 0: never."""
    id: str = ""
    hits: int = 0
    """Notifications that it has taken."""

    def __post_init__(self) -> None:
        """Raises ValueError for a value out of bounds."""
        self.kind = EventFaultKind(self.kind)
        self.road = None if self.road is None else Road(self.road)
        self.check(MOST_HITS)
        if not 0.0 <= self.seconds <= LONGEST_DELAY:
            raise ValueError(f"seconds must lie in 0..{LONGEST_DELAY:g}")


@dataclass(slots=True)
class _Set:
    """A fault that is set, its expression read, and the last consumer that was there before it."""

    fault: EventFault
    wanted: topics.TopicFilter
    last: int


class EventFaults:
    """The faults that are set, in the order in which they were set."""

    def __init__(self, chance: Callable[[], random.Random] = random.Random) -> None:
        """`chance` makes the source of chance anew, so that a reset repeats a run."""
        self._chance = chance
        self.reset()

    def reset(self) -> None:
        """As at the start: no faults, ids from 1, the same chances."""
        self._rng: random.Random | None = None
        self._set: dict[str, _Set] = {}
        self._numbers = itertools.count(1)

    def __bool__(self) -> bool:
        return bool(self._set)

    def add(self, fault: EventFault, last: int) -> EventFault:
        """Sets a fault and gives it an id; `last` is the number of the newest consumer. Raises ValueError."""
        if len(self._set) >= MOST_FAULTS:
            self._set = {id: other for id, other in self._set.items() if not other.fault.spent}
        if len(self._set) >= MOST_FAULTS:
            raise ValueError(f"{MOST_FAULTS} faults are set")
        wanted = topics.parse(fault.topic) if fault.topic else topics.EVERYTHING
        fault.id = f"event-fault-{next(self._numbers)}"
        self._set[fault.id] = _Set(fault, wanted, last)
        return fault

    def remove(self, id: str) -> None:
        """Takes a fault away. Raises KeyError."""
        del self._set[id]

    def clear(self) -> None:
        """Takes all faults away."""
        self._set.clear()

    def all(self) -> list[EventFault]:
        """The faults that are set, spent ones too."""
        return [one.fault for one in self._set.values()]

    def take(self, topic: str, road: Road, consumer: str, number: int) -> EventFault | None:
        """The first fault that takes a notification on its way to a consumer; its count goes down."""
        for one in self._set.values():
            fault = one.fault
            if fault.spent or (fault.road is not None and fault.road is not road) or not fnmatchcase(consumer, fault.consumer):
                continue
            if (fault.kind is EventFaultKind.STALL and number > one.last) or not one.wanted.matches(topic):
                continue
            if fault.strikes(self._random):
                fault.hits += 1
                return fault
        return None

    def _random(self) -> random.Random:
        if self._rng is None:
            self._rng = self._chance()
        return self._rng
