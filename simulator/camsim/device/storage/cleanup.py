"""Clean-up of recordings, oldest first: when a disk is too full, and when they are too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.storage.disks import Disks
from camsim.device.storage.recording import Recording
from camsim.device.time import Time

if TYPE_CHECKING:
    from camsim.device.storage.recordings import Recordings

DAY = 86_400.0
SWEEP = 60.0
"""Seconds that lie between two looks at the age of all recordings at least (guess)."""


class CleanUp:
    """Looks after the recordings of a device for one life of it."""

    def __init__(self, recordings: Recordings) -> None:
        self._organ = recordings
        self._device = recordings.device
        self._ageing: Timer | None = None
        self._due = float("inf")
        """Camera time at which the oldest ones are looked at."""
        self._swept = float("-inf")
        self._settling = False

    # ---- how much

    def settle(self) -> None:
        """Throws the oldest away while there is too much; where nothing may go, recordings end."""
        if self._settling:
            return
        self._settling = True
        try:
            for disk in self._organ.shelf.disks:
                while self._excess(disk) > 0:
                    if not self._may_clean(disk) or not self._clean(disk):
                        self._stop_where_full(disk)
                        break
        finally:
            self._settling = False

    def _excess(self, disk: str) -> int:
        disks, shelf = self._device.organ(Disks), self._organ.shelf
        if not disks.readable(disk):
            return 0
        limit = self._organ.state.limits.get(disk, 0) * 1024
        over = shelf.size(disk) - limit if limit else 0
        return max(disks.excess(disk) if shelf.size(disk) else 0, over, shelf.total - self._organ.room)

    def _may_clean(self, disk: str) -> bool:
        return self._device.organ(Disks).drive(disk).cleanup_policy == "fifo" or self._organ.shelf.total > self._organ.room

    def _clean(self, disk: str) -> bool:
        """Throws away the oldest recording on a disk that may go, or the oldest block of one that goes on; whether there was any."""
        for recording in self._organ.shelf.oldest(disk):
            if recording.locked:
                continue
            if recording.id not in self._organ.state.active:
                self._organ.drop(recording.id)
                return True
            recorder = self._organ.recorder()
            dropped = recorder.drop_oldest(recording.id) if recorder is not None else None
            if dropped is not None:
                self._organ.shrank(recording.id, *dropped)
                return True
        return False

    def _stop_where_full(self, disk: str) -> None:
        """Nothing may go: what still records ends once the disk is really full, and at once where the room of all is."""
        full = self._device.organ(Disks).free(disk) <= 0
        if not full and self._organ.shelf.total <= self._organ.room and not self._over_limit(disk):
            return
        with self._device.organ(Disks).changing(disk):
            for id in [id for id in self._organ.state.active if self._organ.state.recordings[id].disk == disk]:
                self._organ.end(id)

    def _over_limit(self, disk: str) -> bool:
        limit = self._organ.state.limits.get(disk, 0)
        return bool(limit) and self._organ.bytes_on(disk) > limit * 1024

    # ---- how old

    def age(self) -> None:
        """Throws away what is older than the disk's settings and its group allow, and comes back when the next one will be."""
        self._swept, self._due = self._organ.now(), float("inf")
        if self._ageing is not None:
            self._ageing.cancel()
        longest = {disk: self._longest(disk) for disk in self._organ.shelf.disks}
        for recording in list(self._organ.state.recordings.values()):
            left = self._left(recording, longest[recording.disk])
            if left <= 0:
                self._organ.drop(recording.id)
            else:
                self._come_back(left)

    def watch(self, recording: Recording) -> None:
        """Comes back when a recording will be too old."""
        self._come_back(self._left(recording, self._longest(recording.disk)))

    def _come_back(self, left: float) -> None:
        due = max(self._organ.now() + left + 0.001, self._swept + SWEEP)
        if due < self._due:
            if self._ageing is not None:
                self._ageing.cancel()
            self._due = due
            self._ageing = self._organ.later(due - self._organ.now(), self.age)

    def _longest(self, disk: str) -> float:
        """Seconds that recordings on a disk may stay; infinite where nothing says so, or the disk cannot be read."""
        disks = self._device.organ(Disks)
        return (disks.cleanup_days(disk) * DAY if disks.readable(disk) else 0.0) or float("inf")

    def _left(self, recording: Recording, longest: float) -> float:
        """Seconds until a recording is too old; infinite for one that never is."""
        if recording.locked or recording.id in self._organ.state.active:
            return float("inf")
        if recording.group and self._device.organ(Disks).readable(recording.disk):
            longest = min(longest, self._organ.retention(recording.group) or float("inf"))
        return recording.until + longest - self._device.organ(Time).stamp()
