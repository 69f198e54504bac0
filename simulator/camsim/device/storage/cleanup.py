"""Clean-up of recordings, oldest first: when a disk is too full, and when they are too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.storage.disks import Disks
from camsim.device.time import Time

if TYPE_CHECKING:
    from camsim.device.storage.recordings import Recordings

DAY = 86_400.0


class CleanUp:
    """Looks after the recordings of a device for one life of it."""

    def __init__(self, recordings: Recordings) -> None:
        self._organ = recordings
        self._device = recordings.device
        self._ageing: Timer | None = None
        self._settling = False

    def settle(self) -> None:
        """Throws the oldest away while there is too much; where nothing may go, recordings end."""
        if self._settling:
            return
        self._settling = True
        try:
            for disk in list(self._organ.by_disk()):
                while self._excess(disk) > 0:
                    if not self._may_clean(disk) or not self._clean(disk):
                        self._stop_where_full(disk)
                        break
        finally:
            self._settling = False

    def _excess(self, disk: str) -> int:
        disks, sizes = self._device.organ(Disks), self._organ.by_disk()
        if not disks.readable(disk):
            return 0
        limit = self._organ.state.limits.get(disk, 0) * 1024
        over = sizes.get(disk, 0) - limit if limit else 0
        return max(disks.excess(disk) if sizes.get(disk) else 0, over, sum(sizes.values()) - self._organ.room)

    def _may_clean(self, disk: str) -> bool:
        return self._device.organ(Disks).drive(disk).cleanup_policy == "fifo" or sum(self._organ.by_disk().values()) > self._organ.room

    def _clean(self, disk: str) -> bool:
        """Throws away the oldest recording on a disk that may go, or the oldest block of one that goes on; whether there was any."""
        for recording in sorted((one for one in self._organ.state.recordings.values() if one.disk == disk), key=lambda one: one.started):
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
        if (
            self._device.organ(Disks).free(disk) > 0
            and sum(self._organ.by_disk().values()) <= self._organ.room
            and not self._over_limit(disk)
        ):
            return
        with self._device.organ(Disks).changing(disk):
            for id in [id for id in self._organ.state.active if self._organ.state.recordings[id].disk == disk]:
                self._organ.end(id)

    def _over_limit(self, disk: str) -> bool:
        limit = self._organ.state.limits.get(disk, 0)
        return bool(limit) and self._organ.bytes_on(disk) > limit * 1024

    def age(self) -> None:
        """Throws away what is older than the disk's settings allow, and comes back when the next one will be."""
        if self._ageing is not None:
            self._ageing.cancel()
            self._ageing = None
        disks, now = self._device.organ(Disks), self._device.organ(Time).stamp()
        due: list[float] = []
        for recording in list(self._organ.state.recordings.values()):
            days = disks.drive(recording.disk).cleanup_days if disks.readable(recording.disk) else 0
            if not days or recording.locked or recording.id in self._organ.state.active:
                continue
            left = recording.until + days * DAY - now
            if left <= 0:
                self._organ.drop(recording.id)
            else:
                due.append(left)
        if due:
            self._ageing = self._organ.later(min(due) + 0.001, self.age)
