"""Disks: what lies in a drive, how that stands, and jobs that work on it (page slug: edge-storage-api#disk-management-api)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CARD = 61_179_068
"""Size in kB of a memory card that somebody puts in."""
SHARE = 1_073_741_824
"""Size in kB of a network share."""
NOT_SUPPORTED = -1
"""Wear or temperature that a disk cannot tell."""
NOT_THERE = -3
"""Wear, temperature and health of a disk that is not there."""


class DiskStatus(StrEnum):
    """How a drive stands."""

    DISCONNECTED = "disconnected"
    """There is nothing in it."""
    CONNECTED = "connected"
    """A disk that is not mounted."""
    OK = "OK"
    FAILED = "failed"
    NO_PASSPHRASE = "no passphrase"
    """The disk is encrypted and the device has no passphrase."""
    WRONG_PASSPHRASE = "wrong passphrase"
    NOT_ENCRYPTED = "not encrypted"
    """The device wants encryption and the disk has none."""


class JobAction(StrEnum):
    """What a job does."""

    FORMAT = "format"
    CHECK = "checkdisk"
    REPAIR = "repair"
    MOUNT = "mount"
    UNMOUNT = "unmount"


SECONDS = {JobAction.FORMAT: 20.0, JobAction.CHECK: 10.0, JobAction.REPAIR: 15.0, JobAction.MOUNT: 2.0, JobAction.UNMOUNT: 1.0}
"""How long a job takes on the camera's clock (guess)."""


@dataclass
class Medium:
    """A disk, whether it is in its drive or not."""

    size: int
    """kB"""
    file_system: str
    present: bool = True
    other: int = 0
    """kB that something else than the device's recordings takes."""
    wear: int = 0
    """Percent of its life; may lie above 100."""
    temperature: int = NOT_SUPPORTED
    """Kelvin."""
    writable: bool = True
    sound: bool = True
    """Whether it can be read and written without errors."""
    passphrase: str = ""
    """With which it is encrypted; empty: it is not."""


@dataclass
class Job:
    """Work on a disk."""

    id: int
    disk: str
    action: JobAction
    started: float
    """Camera time in seconds."""
    file_system: str = ""
    """Of a format."""
    done: bool = False
    problem: str = ""
    """Why it failed."""

    def progress(self, now: float) -> int:
        """Percent that are done."""
        return 100 if self.done else max(0, min(99, int((now - self.started) * 100 / SECONDS[self.action])))


@dataclass(frozen=True)
class AlertLevels:
    """From where on a disk counts as unwell."""

    wear: int = 80
    """Percent."""
    temperature: int = 343
    """Kelvin."""


@dataclass(frozen=True)
class Drive:
    """One drive as it stands now."""

    id: str
    group: str
    """Parameter group of its settings: `S0`."""
    name: str
    status: DiskStatus
    size: int
    """kB"""
    free: int
    """kB"""
    file_system: str
    required_file_system: str
    cleanup_level: int
    """Percent of the size from which on the oldest recordings go."""
    cleanup_days: int
    """Age at which recordings go; 0: never."""
    cleanup_policy: str
    """`fifo` or `none`."""
    locked: bool
    full: bool
    read_only: bool
    encryption: bool
    """Whether the device encrypts what it formats."""
    encrypted: bool
