"""The disks of a device: their drives, mounting, formatting and checking, lock, wear and capacity (page slug: edge-storage-api).

A drive has an id (`SD_DISK`, `NetworkShare`) and a group of parameters (`Storage.S0`) that holds its settings. What is recorded is the
business of `recordings.py`, which is told of every change here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camsim.device.errors import BusyError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.event import Event
from camsim.device.organ import Watchers
from camsim.device.parameters import Parameters
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept, kept_for_ever, volatile
from camsim.device.storage import levers
from camsim.device.storage.events import StorageAlertEvent, StorageDisruptionEvent, StorageFailureEvent
from camsim.device.storage.medium import CARD, NOT_THERE, SECONDS, SHARE, AlertLevels, DiskStatus, Drive, Job, JobAction, Medium
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

FIXED_LEVEL = 99
"""Percent of the size from which on recordings go; OS versions before 5.50 read `CleanupLevel` instead."""
FILE_SYSTEMS = ("vfat", "ext4")
"""What a card can be formatted with."""
JOBS = 100
"""Jobs that a device remembers."""


@dataclass
class DisksState:
    """What is in the drives, and what is being done with it."""

    media: dict[str, Medium] = kept_for_ever(factory=dict)
    mounted: list[str] = volatile(factory=list)
    jobs: dict[int, Job] = volatile(factory=dict)
    last_job: int = volatile(0)
    alerts: dict[str, AlertLevels] = kept(factory=dict)
    passphrases: dict[str, str] = kept(factory=dict)
    """Of drives that encrypt."""


class Disks(Sensor[DisksState]):
    """The drives of a device."""

    name = "disks"
    lasting = ("recorded",)

    def __init__(self, device: Device) -> None:
        self.watchers: Watchers[[str]] = Watchers()
        """Called with the id of a drive whose disk has come, gone or become usable or not."""
        self.formatted: Watchers[[str]] = Watchers()
        """Called with the id of a drive whose disk has become empty."""
        self.recorded: Callable[[str], int] = lambda disk: 0
        """How many bytes of recordings lie on a disk."""
        self._told: dict[str, list[Event]] = {}
        """What was last told of each drive."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return bool(profile.drives)

    def factory_state(self) -> DisksState:
        inserted = self.profile.storage.inserted
        return DisksState({disk: self._new(disk, inserted[disk]) for disk in self.ids if disk in inserted})

    def power_on(self) -> None:
        self.state.mounted = [disk for disk in self.ids if self._can_mount(disk) and self._flag(disk, "MountOnBoot")]
        self._told = {disk: self._events(disk) for disk in self.ids}

    def current_events(self) -> list[Event]:
        return [event for disk in self.ids for event in self._events(disk)]

    def levers(self) -> list[Lever]:
        return [lever for disk in self.ids for lever in levers.of(self, disk)]

    # ---- reading

    @property
    def ids(self) -> tuple[str, ...]:
        """The drives."""
        return self.profile.drives

    def drive(self, disk: str) -> Drive:
        """A drive as it stands. Raises NotThereError."""
        self._known(disk)
        medium = self._medium(disk)
        text = functools.partial(self._text, disk)
        return Drive(
            id=disk,
            group=self._groups.get(disk, ""),
            name=text("FriendlyName"),
            status=self.status(disk),
            size=medium.size if medium else 0,
            free=self.free(disk),
            file_system=medium.file_system if medium else text("FileSystem"),
            required_file_system=text("RequiredFileSystem", "none"),
            cleanup_level=self._level(disk),
            cleanup_days=self.cleanup_days(disk),
            cleanup_policy=text("CleanupPolicyActive", "none"),
            locked=self.locked(disk),
            full=self.status(disk) is DiskStatus.OK and self.free(disk) == 0,
            read_only=bool(medium and not medium.writable),
            encryption=disk in self.state.passphrases,
            encrypted=bool(medium and medium.passphrase),
        )

    def status(self, disk: str) -> DiskStatus:
        """How the disk in a drive stands."""
        medium = self._medium(disk)
        if medium is None:
            return DiskStatus.DISCONNECTED
        if not medium.sound:
            return DiskStatus.FAILED
        wanted = self.state.passphrases.get(disk, "")
        if medium.passphrase and not wanted:
            return DiskStatus.NO_PASSPHRASE
        if medium.passphrase != wanted:
            return DiskStatus.WRONG_PASSPHRASE if medium.passphrase else DiskStatus.NOT_ENCRYPTED
        return DiskStatus.OK if disk in self.state.mounted else DiskStatus.CONNECTED

    def readable(self, disk: str) -> bool:
        """Whether what lies on a disk can be read."""
        return disk in self.ids and self.status(disk) is DiskStatus.OK

    def usable(self, disk: str) -> bool:
        """Whether something can be recorded on a disk now."""
        medium = self._medium(disk)
        return self.readable(disk) and bool(medium and medium.writable) and not self.locked(disk) and self.free(disk) > 0

    def locked(self, disk: str) -> bool:
        """Whether nothing may be written to a disk."""
        return self._flag(disk, "Locked")

    def free(self, disk: str) -> int:
        """kB that are free on a disk."""
        medium = self._medium(disk)
        return max(0, medium.size - medium.other - -(-self.recorded(disk) // 1024)) if medium else 0

    def excess(self, disk: str) -> int:
        """Bytes by which recordings and all else are more than the cleanup level allows."""
        medium = self._medium(disk)
        if medium is None:
            return 0
        return max(0, self.recorded(disk) + (medium.other - medium.size * self._level(disk) // 100) * 1024)

    def cleanup_days(self, disk: str) -> int:
        """Age at which recordings on a disk go; 0: never."""
        return int(self._text(disk, "CleanupMaxAge", "0"))

    def health(self, disk: str) -> tuple[int, int]:
        """Wear in percent and temperature in kelvin; negative where there is none to tell."""
        medium = self._medium(disk)
        return (medium.wear, medium.temperature) if medium else (NOT_THERE, NOT_THERE)

    def job(self, id: int, disk: str) -> Job:
        """A job that was begun since the boot. Raises NotThereError."""
        job = self.state.jobs.get(id)
        if job is None or job.disk != disk:
            raise NotThereError("Invalid job id", subject="jobid", value=id)
        return job

    # ---- working on disks

    def mount(self, disk: str) -> Job:
        """Begins to mount. Raises NotThereError, WrongStateError, BusyError; so do the others."""
        self._refuse_unless(disk, self.status(disk) is DiskStatus.CONNECTED, "Disk cannot be mounted")
        return self._begin(disk, JobAction.MOUNT)

    def unmount(self, disk: str) -> Job:
        """Begins to unmount: recordings stop."""
        self._refuse_unless(disk, self.status(disk) is DiskStatus.OK, "Disk is not mounted")
        return self._begin(disk, JobAction.UNMOUNT)

    def format(self, disk: str, file_system: str = "") -> Job:
        """Begins to format, with its own file system unless another one is named; what was on it is gone. Raises OutOfRangeError too."""
        medium = self._present(disk)
        wanted = file_system or medium.file_system
        if wanted not in self.file_systems(disk):
            raise OutOfRangeError("Invalid file system", subject="filesystem", value=file_system)
        required = self._text(disk, "RequiredFileSystem", "none")
        if required not in ("none", wanted):
            raise WrongStateError(f"Required file system is {required}", subject="filesystem", value=wanted)
        self._refuse_unless(disk, not self.locked(disk), "Disk is locked")
        self._refuse_unless(disk, medium.writable, "Disk is read-only")
        return self._begin(disk, JobAction.FORMAT, wanted)

    def check(self, disk: str) -> Job:
        """Begins to look for errors on an unmounted card."""
        self._refuse_unless_unmounted(disk)
        return self._begin(disk, JobAction.CHECK)

    def repair(self, disk: str) -> Job:
        """Begins to repair the file system of an unmounted card."""
        self._refuse_unless_unmounted(disk)
        return self._begin(disk, JobAction.REPAIR)

    def file_systems(self, disk: str) -> tuple[str, ...]:
        """What a disk can be formatted with. Raises NotThereError."""
        self._known(disk)
        return ("cifs",) if _is_share(disk) else FILE_SYSTEMS

    def lock(self, disk: str, locked: bool) -> None:
        """Forbids or allows to write to a disk; recordings stop. Raises NotThereError."""
        self._known(disk)
        with self.changing(disk):
            self._store(disk, "Locked", "yes" if locked else "no")

    # ---- what the world does to disks

    def name_share(self, disk: str, name: str) -> None:
        """Gives a drive the name of what is in it."""
        self._store(disk, "FriendlyName", name)

    def mount_at_boot(self, disk: str, on: bool) -> None:
        """Whether what is in a drive is mounted at each boot."""
        self._store(disk, "MountOnBoot", "yes" if on else "no")

    def insert(self, disk: str, there: bool, mount: bool = True) -> None:
        """A disk is put in, which is then mounted unless told otherwise, or taken out."""
        with self.changing(disk):
            self._drop_jobs(disk)
            if there:
                medium = self.state.media.setdefault(disk, self._new(disk, SHARE if _is_share(disk) else CARD))
                medium.present = True
                if mount and disk not in self.state.mounted and self._can_mount(disk):
                    self.state.mounted.append(disk)
            elif disk in self.state.media:
                self.state.media[disk].present = False
                self._unmount(disk)

    def medium(self, disk: str) -> Medium:
        """The disk of a drive, whether it is in or not, for the tester's hand to change within `changing`."""
        return self.state.media.setdefault(disk, replace(self._new(disk, SHARE if _is_share(disk) else CARD), present=False))

    @contextmanager
    def changing(self, disk: str) -> Iterator[None]:
        """Tells events and watchers what has become of a disk inside."""
        before = self._told.get(disk) or self._events(disk)
        yield
        self.watchers.tell(disk)
        self._told[disk] = self._events(disk)
        for old, new in zip(before, self._told[disk], strict=True):
            if old != new:
                self.publish(new)

    # ---- inside

    @functools.cached_property
    def _groups(self) -> dict[str, str]:
        """Parameter groups by drive."""
        named = ((name.split("."), value) for name, value in self.profile.values.items() if name.startswith("Storage.S"))
        return {value: parts[1] for parts, value in named if parts[-1] == "DiskID"}

    def _text(self, disk: str, name: str, default: str = "") -> str:
        try:
            return self.device.organ(Parameters).stored(f"Storage.{self._groups.get(disk)}.{name}")
        except NotThereError:
            return default

    def _flag(self, disk: str, name: str) -> bool:
        return self._text(disk, name, "no").lower() == "yes"

    def _store(self, disk: str, name: str, value: str) -> None:
        self.device.organ(Parameters).store(f"Storage.{self._groups.get(disk)}.{name}", value)

    def _level(self, disk: str) -> int:
        return FIXED_LEVEL if self.profile.os_number >= (5, 50) else int(self._text(disk, "CleanupLevel", str(FIXED_LEVEL)))

    def _new(self, disk: str, size: int) -> Medium:
        wear = -1 if _is_share(disk) else 0
        return Medium(size, self._text(disk, "FileSystem", "vfat"), wear=wear)

    def _medium(self, disk: str) -> Medium | None:
        medium = self.state.media.get(disk)
        return medium if medium is not None and medium.present else None

    def _present(self, disk: str) -> Medium:
        self._known(disk)
        medium = self._medium(disk)
        if medium is None:
            raise WrongStateError("Disk is not connected", subject="diskid", value=disk)
        return medium

    def _known(self, disk: str) -> None:
        if disk not in self.ids:
            raise NotThereError("Invalid disk id", subject="diskid", value=disk)

    def _refuse_unless(self, disk: str, fits: bool, why: str) -> None:
        self._present(disk)
        if not fits:
            raise WrongStateError(why, subject="diskid", value=disk)

    def _refuse_unless_unmounted(self, disk: str) -> None:
        medium = self._present(disk)
        self._refuse_unless(disk, medium.file_system == "ext4", "Operation not supported by the file system")
        self._refuse_unless(disk, disk not in self.state.mounted, "Disk is mounted")
        self._refuse_unless(disk, self.status(disk) in (DiskStatus.CONNECTED, DiskStatus.FAILED), "Disk cannot be read")

    def _can_mount(self, disk: str) -> bool:
        return self._text(disk, "Enabled", "yes") == "yes" and self.status(disk) is DiskStatus.CONNECTED

    def _unmount(self, disk: str) -> None:
        if disk in self.state.mounted:
            self.state.mounted.remove(disk)

    def _begin(self, disk: str, action: JobAction, file_system: str = "") -> Job:
        if any(job.disk == disk and not job.done for job in self.state.jobs.values()):
            raise BusyError("A job is already in progress", subject="diskid", value=disk)
        self.state.last_job += 1
        job = self.state.jobs[self.state.last_job] = Job(self.state.last_job, disk, action, self.now(), file_system)
        while len(self.state.jobs) > JOBS:
            del self.state.jobs[min(self.state.jobs)]
        if action in (JobAction.FORMAT, JobAction.UNMOUNT):
            with self.changing(disk):
                self._unmount(disk)
        self.later(SECONDS[action], lambda: self._finish(job))
        return job

    def _finish(self, job: Job) -> None:
        if job.done:
            return
        job.done = True
        medium = self._present(job.disk)
        with self.changing(job.disk):
            if job.action is JobAction.FORMAT:
                medium.file_system, medium.other, medium.sound = job.file_system, 0, True
                medium.passphrase = self.state.passphrases.get(job.disk, "")
                self._store(job.disk, "FileSystem", job.file_system)
                self.formatted.tell(job.disk)
            elif job.action is JobAction.CHECK and not medium.sound:
                job.problem = "The file system has errors"
            elif job.action is JobAction.REPAIR:
                medium.sound = True
            if job.action in (JobAction.FORMAT, JobAction.MOUNT) and self._can_mount(job.disk):
                self.state.mounted.append(job.disk)

    def _drop_jobs(self, disk: str) -> None:
        for job in self.state.jobs.values():
            if job.disk == disk and not job.done:
                job.done, job.problem = True, "Disk is not connected"

    def _events(self, disk: str) -> list[Event]:
        disrupted = not self.usable(disk)
        wear, temperature = self.health(disk)
        levels = self.state.alerts.get(disk, AlertLevels())
        alert = wear >= levels.wear or temperature >= levels.temperature
        unwell = NOT_THERE if self._medium(disk) is None else int(not self.state.media[disk].sound)
        return [
            StorageDisruptionEvent(disk=disk, disruption=disrupted),
            StorageFailureEvent(disk=disk, disruption=disrupted),
            StorageAlertEvent(disk=disk, alert=alert, wear=wear, temperature=temperature, overall_health=unwell),
        ]


def _is_share(disk: str) -> bool:
    return disk.startswith("NetworkShare")
