"""What is kept of streams in case something happens: the pre-event buffers of rules (page slug: edge-storage-api, record video action).

A buffer is filled while the device is ready and the disk that it is for can be written. Guess: it is bounded to five minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.errors import DeviceError
from camsim.device.power import Phase, Power
from camsim.device.storage.disks import Disks

if TYPE_CHECKING:
    from camsim.device.storage.recordings import Recordings

LONGEST = 300.0
"""Seconds."""
AGAIN = 1.0
"""Seconds after which a stream that broke is tried again."""


@dataclass(frozen=True)
class Anticipated:
    """What somebody will want to record."""

    disk: str
    options: str
    seconds: float


class PreEvents:
    """The buffers of one device for one life of it."""

    def __init__(self, recordings: Recordings) -> None:
        self._organ = recordings
        self._wanted: dict[str, Anticipated] = {}
        self._filled: set[str] = set()

    def want(self, owner: str, anticipated: Anticipated) -> None:
        """Keeps the last seconds for an owner whenever that is possible."""
        self._wanted[owner] = anticipated
        self.follow()

    def forget(self, owner: str) -> None:
        """No longer. Without effect where nothing was wanted."""
        if self._wanted.pop(owner, None) is not None:
            self.follow()

    def follow(self) -> None:
        """Fills what can be filled now, and empties the rest."""
        device = self._organ.device
        able = device.organ(Power).phase is Phase.READY
        disks = device.organ(Disks)
        filled = {owner for owner, one in self._wanted.items() if able and one.disk in disks.ids and disks.usable(one.disk)}
        recorder = self._organ.recorder() if filled or self._filled else None
        if recorder is None:
            return
        for owner in self._filled - filled:
            recorder.release(owner)
        self._filled = set()
        for owner in sorted(filled):
            one = self._wanted[owner]
            try:
                recorder.keep(owner, one.options, min(LONGEST, one.seconds))
            except DeviceError:
                recorder.release(owner)
            else:
                self._filled.add(owner)

    def broke(self) -> None:
        """The streams of a buffer ended by themselves."""
        self._organ.later(AGAIN, self.follow)

    def drop(self) -> None:
        """Empties all: the device goes down."""
        self._wanted.clear()
        self.follow()
