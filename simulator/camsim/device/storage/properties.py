"""Properties of a drive: encryption, required file system, clean-up, alert levels (page slug: edge-storage-api#disk-properties-api)."""

from __future__ import annotations

from camsim.device.errors import NotSupportedError, OutOfRangeError, WrongStateError
from camsim.device.parameters import Parameters
from camsim.device.storage.disks import Disks
from camsim.device.storage.medium import AlertLevels, DiskStatus

LONGEST_PASSPHRASE = 512
"""Bytes (documented)."""
MOST_LEVEL = 10_000
"""Percent of wear, or kelvin (guess)."""


def enable_encryption(disks: Disks, disk: str, passphrase: str) -> None:
    """Has the disk encrypted when it is formatted next. Raises NotThereError, NotSupportedError, OutOfRangeError, WrongStateError."""
    _encryptable(disks, disk)
    if disk in disks.state.passphrases:
        raise WrongStateError(subject="already enabled")
    _refuse(disks, disk, mounted=True)
    with disks.changing(disk):
        disks.state.passphrases[disk] = _checked(passphrase, "passphrase")


def disable_encryption(disks: Disks, disk: str) -> None:
    """Encrypts no more; a disk that is encrypted cannot be read then. Raises as `enable_encryption`."""
    _encryptable(disks, disk)
    _refuse(disks, disk, mounted=True)
    with disks.changing(disk):
        disks.state.passphrases.pop(disk, None)


def change_passphrase(disks: Disks, disk: str, new: str, old: str) -> None:
    """Gives a mounted disk another passphrase. Raises as `enable_encryption`."""
    _encryptable(disks, disk)
    _refuse(disks, disk, mounted=False)
    checked = _checked(new, "newpassphrase")
    if disks.state.passphrases.get(disk) != old:
        raise OutOfRangeError(subject="oldpassphrase")
    disks.state.passphrases[disk] = disks.state.media[disk].passphrase = checked


def set_setting(disks: Disks, disk: str, name: str, value: str) -> None:
    """Writes a setting of a drive, as its parameter is written. Raises NotThereError, OutOfRangeError."""
    group = disks.drive(disk).group
    disks.device.organ(Parameters).write(f"Storage.{group}.{name}", value)


def set_alert_levels(disks: Disks, disk: str, wear: int | None, temperature: int | None) -> None:
    """From where on a disk is unwell; None leaves a level. Raises NotThereError, OutOfRangeError."""
    disks.drive(disk)
    for level in (wear, temperature):
        if level is not None and not 0 <= level <= MOST_LEVEL:
            raise OutOfRangeError(subject="level", value=level)
    now = alert_levels(disks, disk)
    with disks.changing(disk):
        disks.state.alerts[disk] = AlertLevels(now.wear if wear is None else wear, now.temperature if temperature is None else temperature)


def alert_levels(disks: Disks, disk: str) -> AlertLevels:
    """From where on a disk is unwell. Raises NotThereError."""
    disks.drive(disk)
    return disks.state.alerts.get(disk, AlertLevels())


def _encryptable(disks: Disks, disk: str) -> None:
    disks.drive(disk)
    if "cifs" in disks.file_systems(disk) or disks.profile.values.get("Properties.LocalStorage.DiskEncryption") != "yes":
        raise NotSupportedError(subject="encryption", value=disk)


def _refuse(disks: Disks, disk: str, *, mounted: bool) -> None:
    """Refuses a disk that is mounted, or one that is not."""
    if (disks.status(disk) is DiskStatus.OK) is mounted:
        raise WrongStateError(subject="mounted" if mounted else "unmounted")


def _checked(passphrase: str, subject: str) -> str:
    if not 0 < len(passphrase) <= LONGEST_PASSPHRASE:
        raise OutOfRangeError(subject=subject)
    return passphrase
