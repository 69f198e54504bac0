"""The journal: what clients did, bounded and honest about what it lost."""

from __future__ import annotations

import fnmatch
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

LIMIT = 10_000
"""Entries kept."""
BODY_LIMIT = 4096
"""Bytes of a request body kept."""


@dataclass(slots=True)
class Exchange:
    """One request and what became of it."""

    number: int
    time: float
    """Camera time in seconds when the request arrived."""
    method: str
    target: str
    """Path and query as sent."""
    path: str
    """Normalised."""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    remote: str = ""
    user: str = ""
    api: str = ""
    """Folder name of the API."""
    call: str = ""
    """JSON method, where there is one."""
    arguments: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    """None while in flight, or when the connection was dropped."""
    sent: int = 0
    """Bytes of the answer's body."""
    in_flight: bool = True
    unmatched: bool = False
    nearest: str | None = None
    """For an unmatched request: the known path that is most like it."""
    fault: str = ""
    """Id of the fault that was applied."""
    error: str = ""
    """What went wrong inside the simulator."""

    def as_dict(self) -> dict[str, Any]:
        """The entry as JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries: each criterion that is given must hold; texts may hold `*` and `?`."""

    method: str | None = None
    path: str | None = None
    api: str | None = None
    call: str | None = None
    user: str | None = None
    status: int | None = None
    unmatched: bool | None = None
    arguments: dict[str, str] | None = None
    since: int = 0
    """Only entries with a higher number."""

    def takes(self, entry: Exchange) -> bool:
        """Whether the entry meets every criterion."""
        texts = (
            (self.method, entry.method),
            (self.path, entry.path),
            (self.api, entry.api),
            (self.call, entry.call),
            (self.user, entry.user),
        )
        return (
            entry.number > self.since
            and all(want is None or fnmatch.fnmatchcase(have, want) for want, have in texts)
            and (self.status is None or entry.status == self.status)
            and (self.unmatched is None or entry.unmatched == self.unmatched)
            and all(fnmatch.fnmatchcase(entry.arguments.get(name, "\0"), want) for name, want in (self.arguments or {}).items())
        )


class Journal:
    """The last exchanges in order of arrival."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._entries: deque[Exchange] = deque(maxlen=limit)
        self._numbers = itertools.count(1)
        self.total = 0
        self.watchers: list[Callable[[Exchange], None]] = []
        """Called with each entry when its request is done."""

    def begin(self, **facts: Any) -> Exchange:
        """Writes down a request that has arrived."""
        entry = Exchange(number=next(self._numbers), **facts)
        self._entries.append(entry)
        self.total += 1
        return entry

    def end(self, entry: Exchange) -> None:
        """Marks a request as done."""
        entry.in_flight = False
        for watcher in list(self.watchers):
            watcher(entry)

    @property
    def truncated(self) -> bool:
        """Whether older entries were lost."""
        return self.total > len(self._entries)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, wanted: Filter | None = None) -> list[Exchange]:
        """Entries that meet the filter, oldest first."""
        return [entry for entry in self._entries if wanted is None or wanted.takes(entry)]

    def clear(self) -> None:
        """Forgets everything; numbers go on."""
        self._entries.clear()
        self.total = 0
