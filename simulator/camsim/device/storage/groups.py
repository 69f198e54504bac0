"""Recording groups: one recording for all who want it at the same time, kept for a time of its own (page slug: recording-group).

A group lies on its disk, as recordings do: it comes and goes with it, and a format throws it away. Guesses: how many there may be, and
that whoever comes while a recording of the group ends prolongs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from camsim.device.actions import Actions
from camsim.device.errors import BusyError, DeviceError, ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import kept_for_ever, volatile
from camsim.device.storage.disks import Disks
from camsim.device.storage.recording import Wanted
from camsim.device.storage.recordings import LONGEST_OPTIONS, Recordings
from camsim.device.time import Time
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

API_ID = "recording-group"
MOST = 50
"""Groups of a device."""
HOUR = 3600.0
LONGEST_RETENTION = 24 * 366 * 100
"""Hours."""
LONGEST_DURATION = 3_600_000
"""Milliseconds before and after."""
LONGEST_TEXT = 1024
"""Characters of a description or a nice name."""
GROUP_OF_ACTION = "recording_group_id"
"""Parameter of action configurations that names a group (documented)."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(frozen=True)
class RecordingGroup:
    """What recordings of a group have in common."""

    id: str
    disk: str
    nice_name: str = ""
    description: str = ""
    retention: int = 0
    """Hours; 0: as long as the disk allows."""
    options: str = ""
    """Stream options."""
    before: int = 0
    """Milliseconds that are recorded from before somebody wants it."""
    after: int = 0
    """Milliseconds that are recorded after the last one has left."""


@dataclass
class RecordingGroupsState:
    """The groups that lie on disks, and what they record."""

    groups: dict[str, RecordingGroup] = kept_for_ever(factory=dict)
    made: int = kept_for_ever(0)
    running: dict[str, str] = volatile(factory=dict)
    """The recordings that groups made last."""
    wanted: dict[str, list[str]] = volatile(factory=dict)
    """Who wants a group to record now."""


class RecordingGroups(Organ[RecordingGroupsState]):
    """The recording groups of a device."""

    name = "recording_groups"

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        device.organ(Recordings).retention = self._retention
        device.organ(Disks).formatted.append(self._forget_disk)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return Recordings.fits(profile) and any(entry.id == API_ID for entry in profile.apis.discovery)

    def factory_state(self) -> RecordingGroupsState:
        return RecordingGroupsState()

    # ---- reading

    def all(self) -> list[RecordingGroup]:
        """The groups on disks that can be read."""
        readable = self.device.organ(Disks).readable
        return [group for group in self.state.groups.values() if readable(group.disk)]

    def get(self, id: str) -> RecordingGroup:
        """A group on a disk that can be read. Raises NotThereError."""
        group = self.state.groups.get(id)
        if group is None or not self.device.organ(Disks).readable(group.disk):
            raise NotThereError("Recording group not found", subject="group", value=id)
        return group

    # ---- changing

    def add(self, group: RecordingGroup) -> str:
        """Makes a group, with an id of the device's where it has none; returns the id.

        Raises ExistsError, FullError, NotThereError, OutOfRangeError.
        """
        if not self.device.organ(Disks).readable(self.device.organ(Disks).drive(group.disk).id):
            raise NotThereError("Disk is not available", subject="diskid", value=group.disk)
        if len(self.state.groups) >= MOST:
            raise FullError(f"there may be {MOST} recording groups")
        self._check(group)
        group = group if group.id else replace(group, id=self._new_id(group.disk))
        if group.id in self.state.groups:
            raise ExistsError("Recording group exists", subject="recordinggroupid", value=group.id)
        self.state.groups[group.id] = group
        return group.id

    def change(self, id: str, **parts: Any) -> None:
        """Replaces parts of a group, all but id and disk; with other stream options what it records begins anew.

        Raises NotThereError, OutOfRangeError.
        """
        old = self.get(id)
        new = replace(old, **parts)
        self._check(new)
        self.state.groups[id] = new
        if new.retention != old.retention:
            self.device.organ(Recordings).age()
        running = self._running(id)
        if running and new.options != old.options:
            self.device.organ(Recordings).stop(running)
            if self.state.wanted.get(id):
                self._record(new)

    def remove(self, id: str) -> None:
        """Takes a group away with all its recordings. Raises NotThereError, BusyError while an action records to it."""
        self.get(id)
        if any(setup.parameters.get(GROUP_OF_ACTION) == id for setup in self.device.organ(Actions).actions):
            raise BusyError("Recording group in use", subject="recordinggroupid", value=id)
        recordings = self.device.organ(Recordings)
        for one in recordings.find(Wanted(group=id)):
            recordings.drop(one.id)
        del self.state.groups[id]

    # ---- recording

    def begin(self, id: str, owner: str, *, event_id: str = "") -> None:
        """Records from now on, with what is kept from before, until all owners have left. Raises as `Recordings.start`."""
        group = self.get(id)
        wanted = self.state.wanted.setdefault(id, [])
        if self._running(id):
            self.device.organ(Recordings).stop_after(self._running(id), None)
        else:
            self._record(group, event_id)
        if owner not in wanted:
            wanted.append(owner)

    def leave(self, id: str, owner: str) -> None:
        """An owner does not want it any more; the last one leaves it to go on for a while. Again is harmless."""
        wanted = self.state.wanted.get(id, [])
        if owner not in wanted:
            return
        wanted.remove(owner)
        if not wanted and (running := self._running(id)):
            self.device.organ(Recordings).stop_after(running, self.state.groups[id].after / 1000)

    # ---- inside

    def _running(self, id: str) -> str:
        """The recording that a group makes now; empty for none."""
        running = self.state.running.get(id, "")
        return running if running in self.device.organ(Recordings).state.active else ""

    def _record(self, group: RecordingGroup, event_id: str = "") -> None:
        recordings = self.device.organ(Recordings)
        self.state.running[group.id] = recordings.start(
            group.disk, group.options, event_id=event_id, trigger=f"group {group.id}", before=group.before / 1000, group=group.id
        )

    def _retention(self, id: str) -> float:
        group = self.state.groups.get(id)
        return group.retention * HOUR if group is not None else 0.0

    def _new_id(self, disk: str) -> str:
        """Disk, date and time, eight hex digits, as the vendor's examples have it."""
        self.state.made += 1
        chance = self.device.rng(f"recording group {self.state.made}").getrandbits(32)
        now = datetime.fromtimestamp(self.device.organ(Time).stamp(), UTC)
        while (id := f"{disk}_{now:%Y%m%d_%H%M%S}_{chance:08X}") in self.state.groups:
            chance = chance + 1 & 0xFFFFFFFF
        return id

    def _check(self, group: RecordingGroup) -> None:
        """Raises OutOfRangeError for a group that cannot be."""
        if group.id and not _ID.fullmatch(group.id):
            raise OutOfRangeError(subject="recordinggroupid", value=group.id)
        if not 0 <= group.retention <= LONGEST_RETENTION:
            raise OutOfRangeError(subject="retentiontime", value=group.retention)
        for name, value in (("preduration", group.before), ("postduration", group.after)):
            if not 0 <= value <= LONGEST_DURATION:
                raise OutOfRangeError(subject=name, value=value)
        for name, text in (("nicename", group.nice_name), ("description", group.description)):
            if len(text) > LONGEST_TEXT:
                raise OutOfRangeError(subject=name)
        recorder = self.device.organ(Recordings).recorder()
        try:
            if len(group.options) > LONGEST_OPTIONS:
                raise OutOfRangeError(subject="streamoptions")
            if recorder is not None:
                recorder.content(group.options)
        except DeviceError:
            raise OutOfRangeError("Invalid stream options", subject="streamoptions", value=group.options) from None

    def _forget_disk(self, disk: str) -> None:
        for id in [id for id, group in self.state.groups.items() if group.disk == disk]:
            del self.state.groups[id]
