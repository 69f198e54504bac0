"""The journal: what clients did, bounded and honest about what it lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from camsim.contract.pattern import matches

LIMIT = 10_000
"""Entries kept."""
SIZE_LIMIT = 32 * 1024 * 1024
"""Characters kept in all entries together."""
BODY_LIMIT = 4096
"""Bytes of a request body kept."""
ARGUMENT_LIMIT = 100
"""Arguments of a request kept."""
VALUE_LIMIT = 1024
"""Characters of an argument's name or value kept."""


@dataclass(slots=True)
class Heard:
    """Sound that a client has sent."""

    seconds: float = 0.0
    level: float = -90.0
    """dBFS of its effective value; -90: silence."""


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
    """Of a CGI as they stand; of a JSON call its `params`, flat: `ports.0.state`."""
    status: int | None = None
    """None while in flight, or when the connection was dropped."""
    sent: int = 0
    """Bytes of the answer's body."""
    heard: Heard | None = None
    """Sound that came with the request, as far as it has come."""
    in_flight: bool = True
    unmatched: bool = False
    nearest: str | None = None
    """For an unmatched request: the known path that is most like it."""
    fault: str = ""
    """Id of the fault that was applied."""
    error: str = ""
    """What went wrong inside the simulator."""

    @property
    def size(self) -> int:
        """Characters that the entry holds, roughly."""
        texts = (self.target, self.path, self.body, *self.headers, *self.headers.values(), *self.arguments, *self.arguments.values())
        return sum(map(len, texts))


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

    def misses(self, entry: Exchange) -> list[str]:
        """The criteria that an entry does not meet, by name; empty: it is one of those wanted."""
        missed = [
            name
            for name in ("method", "path", "api", "call", "user")
            if (want := getattr(self, name)) is not None and not matches(getattr(entry, name), want)
        ]
        if self.status is not None and entry.status != self.status:
            missed.append("status")
        if self.unmatched is not None and entry.unmatched != self.unmatched:
            missed.append("unmatched")
        if entry.number <= self.since:
            missed.append("since")
        for name, want in (self.arguments or {}).items():
            have = entry.arguments.get(name)
            if have is None or not matches(have, want):
                missed.append(f"arguments.{name}")
        return missed

    def takes(self, entry: Exchange) -> bool:
        """Whether the entry meets every criterion."""
        return not self.misses(entry)


class Journal:
    """The last exchanges in order of arrival."""

    def __init__(self, limit: int = LIMIT, size_limit: int = SIZE_LIMIT) -> None:
        self._limit = limit
        self._size_limit = size_limit
        self.watchers: list[Callable[[Exchange], None]] = []
        """Called with each entry when its request is done."""
        self.reset()

    def reset(self) -> None:
        """As at the start: empty, numbers from 1."""
        self._numbers = itertools.count(1)
        self.clear()

    def clear(self) -> None:
        """Forgets everything; numbers go on."""
        self._entries: dict[int, tuple[Exchange, int]] = {}
        self._size = 0
        self.total = 0
        """Requests since the journal was last cleared, lost ones too."""

    def begin(self, **facts: Any) -> Exchange:
        """Writes down a request that has arrived."""
        entry = Exchange(number=next(self._numbers), **facts)
        self.total += 1
        self._keep(entry)
        return entry

    def end(self, entry: Exchange) -> None:
        """Marks a request as done. One from before a reset or clear is nobody's business any more."""
        entry.in_flight = False
        entry.arguments = _clipped(entry.arguments)
        entry.call = entry.call[:VALUE_LIMIT]
        kept, size = self._entries.get(entry.number, (None, 0))
        if kept is not entry:
            return
        self._size -= size
        self._keep(entry)
        for watcher in list(self.watchers):
            watcher(entry)

    @property
    def truncated(self) -> bool:
        """Whether older entries were lost."""
        return self.total > len(self._entries)

    def __iter__(self) -> Iterator[Exchange]:
        return iter([entry for entry, _ in self._entries.values()])

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, wanted: Filter | None = None) -> list[Exchange]:
        """Entries that meet the filter, oldest first."""
        return [entry for entry in self if wanted is None or wanted.takes(entry)]

    def _keep(self, entry: Exchange) -> None:
        size = entry.size
        self._entries[entry.number] = (entry, size)
        self._size += size
        while len(self._entries) > self._limit or (self._size > self._size_limit and len(self._entries) > 1):
            _, lost = self._entries.pop(next(iter(self._entries)))
            self._size -= lost


def _clipped(arguments: dict[str, str]) -> dict[str, str]:
    """Arguments as far as the journal keeps them."""
    if len(arguments) <= ARGUMENT_LIMIT and all(len(name) + len(value) <= VALUE_LIMIT for name, value in arguments.items()):
        return arguments
    kept = itertools.islice(arguments.items(), ARGUMENT_LIMIT)
    return {name[:VALUE_LIMIT]: value[:VALUE_LIMIT] for name, value in kept}
