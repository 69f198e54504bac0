"""Recordings: starting, stopping, finding, removing, and clean-up, oldest first (page slug: edge-storage-api#recording-api).

Media are kept by a `Recorder`, which the composer of the camera names; it tells here what has been written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import FullError, NotSupportedError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.event import Event
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.power import Phase, Power
from camsim.device.state import Survives, kept, kept_for_ever, volatile
from camsim.device.storage.cleanup import CleanUp
from camsim.device.storage.disks import Disks
from camsim.device.storage.events import (
    CreateRecordingEvent,
    DeleteRecordingEvent,
    RecordingConfigurationEvent,
    RecordingEvent,
    RecordingJobEvent,
    TrackConfigurationEvent,
)
from camsim.device.storage.pre_event import Anticipated, PreEvents
from camsim.device.storage.recorder import Recorder
from camsim.device.storage.recording import ContinuousProfile, Page, Recording, RecordingKind, RecordingStatus, Wanted
from camsim.device.storage.shelf import Shelf
from camsim.device.time import Time
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

LEAST_LIMIT = 1_048_576
"""The smallest storage limit in kB (documented)."""
MOST_ACTIVE = 10
"""Recordings that go on at once (guess)."""
LONGEST_OPTIONS = 2048
"""Characters of stream options."""
_EVENT_ID = re.compile(r"[^\x00-\x1f]{1,128}")


@dataclass
class RecordingsState:
    """What lies on disks, and what is to be recorded."""

    recordings: dict[str, Recording] = kept_for_ever(factory=dict)
    active: list[str] = kept_for_ever(factory=list)
    """What goes on; kept so that what a process left unfinished is known to the next one."""
    profiles: dict[int, ContinuousProfile] = kept(factory=dict)
    running: dict[int, str] = volatile(factory=dict)
    """Continuous profiles and the recordings that they make now."""
    limits: dict[str, int] = kept(factory=dict)
    """kB of recordings on a disk, where they are limited."""
    made: int = kept_for_ever(0)


class Recordings(Organ[RecordingsState]):
    """The recordings of a device."""

    name = "recordings"
    lasting = ("recorder", "room", "retention")
    tells = (CreateRecordingEvent, DeleteRecordingEvent, RecordingConfigurationEvent, TrackConfigurationEvent, RecordingJobEvent)

    def __init__(self, device: Device) -> None:
        self.recorder: Callable[[], Recorder | None] = lambda: None
        """Asked for when something is to be recorded."""
        self.room: int = 1 << 62
        """Bytes that all recordings may take together, whatever the disks say."""
        self.retention: Callable[[str], float] = lambda group: 0.0
        """Seconds that recordings of a group are kept; 0: as long as the disk's settings allow."""
        self._shelf: Shelf | None = None
        self._stops: dict[str, Timer] = {}
        """Of recordings that end by themselves."""
        super().__init__(device)
        self._cleaning = CleanUp(self)
        self.pre_events = PreEvents(self)
        disks = device.organ(Disks)
        disks.recorded = self.bytes_on
        disks.watchers.append(self._follow_disk)
        disks.formatted.append(self._forget_disk)
        device.organ(Power).watch(self._follow_power)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return Disks.fits(profile)

    def factory_state(self) -> RecordingsState:
        return RecordingsState()

    def anticipate(self, owner: str, disk: str, options: str, seconds: float) -> Callable[[], None]:
        """Keeps the last seconds of streams in case they are to be recorded, until the answer is called; raises nothing."""
        self.pre_events.want(owner, Anticipated(disk, options, seconds))
        return lambda: self.pre_events.forget(owner)

    def renew(self, least: Survives | None) -> None:
        if least is None:
            for id in self.state.recordings:
                self._media("erase", id)
        for id in self.state.active:
            self._media("end", id)
        self.pre_events.drop()
        super().renew(least)
        self.state.active, self._shelf = [], None

    def restore(self, dumped: Any) -> None:
        for id in self.state.active:
            self._media("end", id)
        super().restore(dumped)
        self.state.active, self.state.running, self._shelf = [], {}, None

    def wake(self, kept: dict[str, Any]) -> None:
        super().wake(kept)
        self._shelf = None

    def power_on(self) -> None:
        self._cleaning = CleanUp(self)
        self._stops = {}
        if self.device.organ(Power).phase is Phase.READY:
            self._resume()

    def current_events(self) -> list[Event]:
        return [RecordingEvent(recording=bool(self.state.active))]

    # ---- reading

    @property
    def shelf(self) -> Shelf:
        """The index of all recordings, to be told by whoever changes one."""
        if self._shelf is None:
            self._shelf = Shelf(self.state.recordings)
        return self._shelf

    def find(self, wanted: Wanted) -> list[Recording]:
        """Recordings on disks that can be read, in order of their beginning."""
        return list(self.shelf.find(wanted, self._readable(wanted.disk)))

    def all(self) -> list[Recording]:
        """All of them."""
        return self.find(Wanted())

    def page(self, wanted: Wanted, *, newest_first: bool, first: int, count: int | None) -> Page:
        """Some of them: `count` from the one at place `first` (0: the first) on; None: all that follow."""
        disks = self._readable(wanted.disk)
        rows = self.shelf.rows(disks)
        found = None if wanted.everything else self.shelf.find(wanted, disks)
        matched = len(rows) if found is None else len(found)
        places = range(first, matched if count is None else min(matched, first + count))
        turned = (matched - 1 - place if newest_first else place for place in places)
        shown = [self.state.recordings[rows[place][1]] if found is None else found[place] for place in turned]
        return Page(len(rows), matched, shown)

    def get(self, id: str) -> Recording:
        """A recording on a disk that can be read. Raises NotThereError."""
        found = self.state.recordings.get(id)
        if found is None or not self.device.organ(Disks).readable(found.disk):
            raise NotThereError("Recording not found", subject="recordingid", value=id)
        return found

    def status(self, id: str) -> RecordingStatus:
        """Whether a recording goes on."""
        return RecordingStatus.RECORDING if id in self.state.active else RecordingStatus.COMPLETED

    def bytes_on(self, disk: str) -> int:
        """Bytes of recordings on a disk."""
        return self.shelf.size(disk)

    # ---- recording

    def start(
        self, disk: str, options: str = "", *, kind: RecordingKind = RecordingKind.TRIGGERED, event_id: str = "", trigger: str = "",
        before: float = 0.0, group: str = "",
    ) -> str:  # fmt: skip
        """Records from now on, and what pre-event buffers hold of the last `before` seconds; returns the id.

        Raises NotThereError, WrongStateError, OutOfRangeError, FullError, NotSupportedError.
        """
        recorder = self._recorder(disk)
        if len(options) > LONGEST_OPTIONS or (event_id and not _EVENT_ID.fullmatch(event_id)):
            raise OutOfRangeError("Invalid argument", subject="options" if len(options) > LONGEST_OPTIONS else "eventid")
        if not self.device.organ(Disks).usable(disk):
            raise WrongStateError("Disk is not available", subject="diskid", value=disk)
        if len(self.state.active) >= MOST_ACTIVE:
            raise FullError("Too many ongoing recordings")
        content = recorder.content(options)
        now = self.device.organ(Time).stamp()
        began = now - (recorder.kept(options, before) if before > 0 else 0.0)
        recording = Recording(self._new_id(began), disk, options, content, kind, event_id, trigger, began, now, group=group)
        self.state.recordings[recording.id] = recording
        self.shelf.add(recording)
        self.state.active.append(recording.id)
        recorder.begin(recording, before)
        self.publish(CreateRecordingEvent(token=recording.id))
        if len(self.state.active) == 1:
            self.publish(RecordingEvent(recording=True))
        return recording.id

    def stop(self, id: str) -> None:
        """Ends a recording. Raises NotThereError, WrongStateError for one that has ended."""
        self.get(id)
        if id not in self.state.active:
            raise WrongStateError("Recording is not active", subject="recordingid", value=id)
        self.end(id)

    def stop_after(self, id: str, seconds: float | None) -> None:
        """Ends a recording in a while, in place of what was said before; None: not by itself. Without effect on one that has ended."""
        if timer := self._stops.pop(id, None):
            timer.cancel()
        if seconds is not None and id in self.state.active:
            self._stops[id] = self.later(seconds, lambda: self._run_out(id))

    def remove(self, id: str) -> None:
        """Throws a recording away, one that goes on as well. Raises NotThereError, WrongStateError for a locked one or disk."""
        recording = self.get(id)
        if recording.locked or self.device.organ(Disks).locked(recording.disk):
            raise WrongStateError("Recording is locked", subject="recordingid", value=id)
        self.drop(id)
        self._cleaning.settle()

    def lock(self, id: str, locked: bool) -> None:
        """Keeps a recording from clean-up and removal, or no longer. Raises NotThereError."""
        self.shelf.change(self.get(id), locked=locked)
        self._cleaning.settle()
        if not locked and id in self.state.recordings:
            self._cleaning.watch(self.state.recordings[id])

    def age(self) -> None:
        """How long recordings are kept has changed: what is too old goes."""
        self._cleaning.age()

    # ---- continuous recording

    def add_profile(self, profile: ContinuousProfile) -> int:
        """Records from now on whenever the disk can be used; returns the number. Raises as `start`, but for the disk's state."""
        recorder = self._recorder(profile.disk)
        if not _EVENT_ID.fullmatch(profile.event_id) or len(profile.options) > LONGEST_OPTIONS:
            raise OutOfRangeError("Invalid argument", subject="eventid", value=profile.event_id)
        most = self.device.organ(Parameters).number("Properties.LocalStorage.NbrOfContinuousRecordingProfiles", 1)
        if len(self.state.profiles) >= most:
            raise FullError("Maximum number of continuous recording profiles reached")
        recorder.content(profile.options)
        number = next(number for number in range(1, most + 1) if number not in self.state.profiles)
        self.state.profiles[number] = profile
        self._resume()
        return number

    def remove_profile(self, number: int) -> None:
        """Ends a continuous recording for good. Raises NotThereError."""
        if number not in self.state.profiles:
            raise NotThereError("Invalid profile", subject="profile", value=number)
        del self.state.profiles[number]
        id = self.state.running.pop(number, "")
        if id in self.state.active:
            self.stop(id)

    # ---- how much

    def set_limit(self, disk: str, size: int) -> None:
        """Limits the recordings on a disk to `size` kB; 0: not at all. Raises NotThereError, OutOfRangeError."""
        self.device.organ(Disks).drive(disk)
        if 0 < size < LEAST_LIMIT:
            raise OutOfRangeError("Size is less than the minimum allowed limit", subject="minimum", value=size)
        if size < 0:
            raise OutOfRangeError("Invalid size value", subject="size", value=size)
        self.state.limits[disk] = size
        self._cleaning.settle()

    # ---- for the recorder

    def grew(self, id: str, size: int, began: float, until: float) -> None:
        """Media of `size` bytes were added: they reach from `began`, when the recording is new, `until` a time of the device."""
        recording = self.state.recordings.get(id)
        if recording is None:
            return
        self.shelf.change(recording, size, started=None if recording.size else began, until=until)
        self._cleaning.settle()

    def shrank(self, id: str, size: int, began: float) -> None:
        """The oldest `size` bytes were thrown away: the recording begins at `began` now."""
        self.shelf.change(self.state.recordings[id], -size, started=began)

    def mend(self, id: str, size: int, began: float, until: float) -> None:
        """What a recording really has, where a process ended in the midst of it."""
        recording = self.state.recordings.get(id)
        if recording is not None:
            self.shelf.change(recording, size - recording.size, started=began, until=until)

    def broke(self, id: str) -> None:
        """The streams of a recording ended by themselves; continuous ones begin anew."""
        if id in self.state.active:
            self.end(id)
            if self.device.organ(Power).phase is Phase.READY:
                self.later(0.0, self._resume)

    # ---- inside

    def _recorder(self, disk: str) -> Recorder:
        self.device.organ(Disks).drive(disk)
        recorder = self.recorder()
        if recorder is None:
            raise NotSupportedError("There is nothing to record")
        return recorder

    def _media(self, verb: str, id: str) -> None:
        recorder = self.recorder()
        if recorder is not None:
            getattr(recorder, verb)(id)

    def _new_id(self, now: float) -> str:
        """Local time, four hex digits, serial number."""
        self.state.made += 1
        local = datetime.fromtimestamp(now, UTC).astimezone(timezone(timedelta(seconds=self.device.organ(Time).local_offset(now))))
        chance = self.device.rng(f"recording {self.state.made}").getrandbits(16)
        while (id := f"{local:%Y%m%d_%H%M%S}_{chance:04X}_{self.device.serial}") in self.state.recordings:
            chance = chance + 1 & 0xFFFF
        return id

    def end(self, id: str) -> None:
        """A recording that goes on ends."""
        self._media("end", id)
        self.state.active.remove(id)
        if timer := self._stops.pop(id, None):
            timer.cancel()
        self.state.running = {number: one for number, one in self.state.running.items() if one != id}
        if not self.state.active:
            self.publish(RecordingEvent(recording=False))
        if id in self.state.recordings:
            self._cleaning.watch(self.state.recordings[id])

    def drop(self, id: str) -> None:
        """Throws a recording away, whatever it is."""
        shelf, recording = self.shelf, self.state.recordings.pop(id)
        shelf.remove(recording)
        if id in self.state.active:
            self.end(id)
        self._media("erase", id)
        self.publish(DeleteRecordingEvent(token=id))

    def _run_out(self, id: str) -> None:
        if id in self.state.active:
            self.end(id)

    def _resume(self) -> None:
        """Starts continuous recordings that do not run and could, and fills pre-event buffers."""
        self.pre_events.follow()
        disks = self.device.organ(Disks)
        for number, profile in self.state.profiles.items():
            if number not in self.state.running and disks.usable(profile.disk):
                self.state.running[number] = self.start(
                    profile.disk, profile.options, kind=RecordingKind.CONTINUOUS, event_id=profile.event_id, trigger=profile.event_id
                )
        self._cleaning.age()

    def _follow_power(self, phase: Phase) -> None:
        if phase is Phase.READY:
            self._resume()

    def _follow_disk(self, disk: str) -> None:
        """A disk has changed: what cannot be written any more ends, what can be written again begins."""
        disks = self.device.organ(Disks)
        if disks.readable(disk):
            self._cleaning.settle()
        if not disks.usable(disk):
            for id in [id for id in self.state.active if self.state.recordings[id].disk == disk]:
                self.end(id)
            self.pre_events.follow()
        elif self.device.organ(Power).phase is Phase.READY:
            self._resume()

    def _forget_disk(self, disk: str) -> None:
        for id in [id for id, one in self.state.recordings.items() if one.disk == disk]:
            self.drop(id)

    def _readable(self, disk: str | None) -> list[str]:
        """The disks that can be read, or whether that one can."""
        readable = self.device.organ(Disks).readable
        return [one for one in (self.shelf.disks if disk is None else (disk,)) if readable(one)]
