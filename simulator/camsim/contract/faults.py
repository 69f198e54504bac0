"""Faults: what goes wrong on demand, addressed in camera words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from camsim.contract.pattern import matches
from camsim.events.striking import Striking

MOST_FAULTS = 1000
"""Faults that can be set at the same time."""
LONGEST_DELAY = 3600.0
"""Seconds."""
MOST_HITS = 1_000_000
"""Largest count."""


class FaultKind(StrEnum):
    """What happens to a request that a fault takes."""

    STATUS = "status"
    """Answered with an HTTP status and the device's own page, without reaching the API."""
    DELAY = "delay"
    """Answered as usual, after seconds of camera time (of real time while the clock stands)."""
    DROP = "drop"
    """The connection ends without an answer (FIN)."""
    RESET = "reset"
    """The connection is reset without an answer (RST)."""


@dataclass(slots=True)
class Fault(Striking):
    """One fault. `path`, `api` and `method` may hold `*`; without them it takes every request."""

    kind: FaultKind
    path: str = "*"
    api: str = "*"
    """Folder name of the API."""
    method: str = "*"
    """HTTP method."""
    status: int = 503
    """Of the answer, for kind `status`: 400..599."""
    seconds: float = 0.0
    """Of a delay: 0..3600."""
    count: int | None = None
    """How many requests it takes before it is spent; None: all."""
    probability: float = 1.0
    """Chance to strike a request that it could take; 0: never."""
    id: str = ""
    hits: int = 0
    """Requests that it has struck."""

    def __post_init__(self) -> None:
        """Raises ValueError for a value out of bounds."""
        self.kind = FaultKind(self.kind)
        self.check(MOST_HITS)
        if not 0.0 <= self.seconds <= LONGEST_DELAY:
            raise ValueError("seconds must lie in 0..3600")
        if not 400 <= self.status <= 599:
            raise ValueError("status must lie in 400..599")

    def takes(self, method: str, path: str, api: str) -> bool:
        """Whether a request is of the kind that the fault is for."""
        pairs = ((path, self.path), (api, self.api), (method, self.method))
        return all(matches(have, want) for have, want in pairs)


class Faults:
    """The faults that are set, in the order in which they were set."""

    def __init__(self, chance: Callable[[], random.Random]) -> None:
        """`chance` makes the source of chance anew, so that a reset repeats a run."""
        self._chance = chance
        self.reset()

    def reset(self) -> None:
        """As at the start: no faults, ids from 1, the same chances."""
        self._rng = self._chance()
        self._faults: dict[str, Fault] = {}
        self._numbers = itertools.count(1)

    def add(self, fault: Fault) -> Fault:
        """Sets a fault and gives it an id. Raises ValueError when there are too many that are not spent."""
        if len(self._faults) >= MOST_FAULTS:
            self._faults = {id: other for id, other in self._faults.items() if not other.spent}
        if len(self._faults) >= MOST_FAULTS:
            raise ValueError(f"{MOST_FAULTS} faults are set")
        fault.id = f"fault-{next(self._numbers)}"
        self._faults[fault.id] = fault
        return fault

    def remove(self, id: str) -> None:
        """Takes a fault away. Raises KeyError."""
        del self._faults[id]

    def clear(self) -> None:
        """Takes all faults away."""
        self._faults.clear()

    def all(self) -> list[Fault]:
        """The faults that are set, spent ones too."""
        return list(self._faults.values())

    def take(self, method: str, path: str, api: str) -> Fault | None:
        """The first fault that strikes this request; its count goes down."""
        for fault in self._faults.values():
            if not fault.spent and fault.takes(method, path, api) and fault.strikes(lambda: self._rng):
                fault.hits += 1
                return fault
        return None
