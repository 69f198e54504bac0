"""The recordings in order of their beginning, by disk: a page of a long list costs what the page costs."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterator, MutableMapping, Sequence
from dataclasses import replace

from camsim.device.storage.recording import Recording, Wanted

Row = tuple[float, str]
"""When a recording began, and its id."""


class Shelf:
    """An index of recordings, to be told of each one that comes, changes or goes."""

    def __init__(self, recordings: MutableMapping[str, Recording]) -> None:
        self._recordings = recordings
        self._rows: dict[str, list[Row]] = {}
        self._sizes: dict[str, int] = {}
        self._longest = 0.0
        self._found: tuple[Wanted, tuple[str, ...], Sequence[Recording]] | None = None
        """What was asked for last, and the answer: clients ask for a list page by page."""
        for one in sorted(recordings.values(), key=_row):
            self.add(one)

    # ---- reading

    @property
    def total(self) -> int:
        """Bytes of all recordings."""
        return sum(self._sizes.values())

    @property
    def disks(self) -> list[str]:
        """Disks with recordings."""
        return list(self._rows)

    def size(self, disk: str) -> int:
        """Bytes of recordings on a disk."""
        return self._sizes.get(disk, 0)

    def rows(self, disks: Collection[str]) -> Sequence[Row]:
        """The recordings on some disks, in order."""
        found = [self._rows[disk] for disk in disks if disk in self._rows]
        return found[0] if len(found) == 1 else list(heapq.merge(*found))

    def oldest(self, disk: str) -> Iterator[Recording]:
        """The recordings on a disk in order, as far as somebody asks; none may go meanwhile."""
        return (self._recordings[id] for _, id in self._rows.get(disk, ()))

    def find(self, wanted: Wanted, disks: Collection[str]) -> Sequence[Recording]:
        """Those on some disks that are wanted, in order."""
        if self._found is None or self._found[:2] != (wanted, tuple(disks)):
            self._found = wanted, tuple(disks), tuple(self._search(wanted, disks))
        return self._found[2]

    def _search(self, wanted: Wanted, disks: Collection[str]) -> list[Recording]:
        if wanted.ids is not None:
            named = (self._recordings[id] for id in wanted.ids if id in self._recordings)
            return sorted((one for one in named if one.disk in disks and wanted.fits(one)), key=_row)
        rows = self.rows(disks)
        first = 0 if wanted.since is None else bisect_left(rows, (wanted.since - self._longest, ""))
        last = len(rows) if wanted.before is None else bisect_right(rows, (wanted.before, "\uffff"))
        among = (self._recordings[rows[place][1]] for place in range(first, last))
        return [one for one in among if wanted.fits(one)]

    # ---- keeping up

    def add(self, one: Recording) -> None:
        """A new recording."""
        self._found = None
        insort(self._rows.setdefault(one.disk, []), _row(one))
        self._sizes[one.disk] = self._sizes.get(one.disk, 0) + one.size
        self._longest = max(self._longest, one.until - one.started)

    def remove(self, one: Recording) -> None:
        """A recording is gone."""
        self._found = None
        rows = self._rows[one.disk]
        del rows[bisect_left(rows, _row(one))]
        self._sizes[one.disk] -= one.size
        if not rows:
            del self._rows[one.disk], self._sizes[one.disk]

    def change(
        self, one: Recording, size: int = 0, *, started: float | None = None, until: float | None = None, locked: bool | None = None
    ) -> None:
        """A recording has grown by some bytes, or shrunk, reaches further or less far, or is locked or no longer."""
        self._found = None
        new = replace(
            one,
            size=one.size + size,
            started=one.started if started is None else started,
            until=one.until if until is None else until,
            locked=one.locked if locked is None else locked,
        )
        self._recordings[one.id] = new
        self._sizes[one.disk] += size
        if new.started != one.started:
            rows = self._rows[one.disk]
            del rows[bisect_left(rows, _row(one))]
            insort(rows, _row(new))
        self._longest = max(self._longest, new.until - new.started)


def _row(one: Recording) -> Row:
    return one.started, one.id
