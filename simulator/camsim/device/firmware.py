"""Firmware: the installed OS version and the one before, upgrade, commit, rollback (page slug: firmware-management-api).

An image is a simulated one: a line `SIMFW <version> <product number>`, and anything behind it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import NotAllowedError, NotSupportedError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ
from camsim.device.power import Default, Phase, Power, Reset
from camsim.device.state import kept_for_ever
from camsim.device.time import Time
from camsim.profile.model import Profile
from camsim.profile.version import numbers

if TYPE_CHECKING:
    from camsim.device.device import Device

HEAD = 128
"""Bytes of an image that say what it is."""
DEFAULT_ROLLBACK = 10.0
"""Minutes until an upgrade that nothing has committed is rolled back, unless the caller says otherwise."""
LONGEST_ROLLBACK = 1440.0
_IMAGE = re.compile(rb"SIMFW (\d{1,3}(?:\.\d{1,5}){1,3}) ([ -~]{1,40})\r?(?:\n|$)")


class AutoCommit(StrEnum):
    """When an upgrade is for good by itself."""

    NEVER = "never"
    BOOT = "boot"
    """As soon as the new version boots."""
    STARTED = "started"
    """When it has booted."""


class NoImageError(OutOfRangeError):
    """What was sent is no firmware at all."""


class ForeignImageError(OutOfRangeError):
    """The image is for another product, or no image that the device knows."""


class DowngradeError(NotAllowedError):
    """An older version asks for a hard factory default."""


@dataclass
class FirmwareState:
    """What is installed. Part of it lies in no setting: a factory default keeps it."""

    inactive: str = kept_for_ever("")
    """The version before; empty: none is kept."""
    committed: bool = kept_for_ever(True)
    auto_commit: AutoCommit = kept_for_ever(AutoCommit.NEVER)
    """What is still to come; `never` once it is committed."""
    rollback_minutes: float = kept_for_ever(0.0)
    """How long the new version may stay uncommitted; 0: as long as it likes."""
    rollback_at: float = kept_for_ever(0.0)
    """Camera time of the rollback; 0: none is due."""
    upgraded_at: float = kept_for_ever(0.0)
    """The device's own time in seconds since 1970; 0: never."""
    before: dict[str, Any] = kept_for_ever(factory=dict)
    """The settings that a rollback brings back."""
    next: str = kept_for_ever("")
    """The version with which the device will boot; empty: the one that it has."""


class Firmware(Organ[FirmwareState]):
    """The OS versions of a device."""

    name = "firmware"

    def __init__(self, device: Device) -> None:
        self._timer: Timer | None = None
        super().__init__(device)
        power = device.organ(Power)
        power.image = self._at_boot
        power.watch(self._follow)

    def factory_state(self) -> FirmwareState:
        return FirmwareState()

    def power_on(self) -> None:
        self._timer = None
        if self.state.rollback_at:
            self._timer = self.later(max(0.0, self.state.rollback_at - self.now()), self.rollback)

    # ---- what is installed

    @property
    def part(self) -> str:
        """The part number of the active version: ten digits (made up)."""
        digest = hashlib.sha256(f"{self._product} {self.profile.os}".encode()).digest()
        return f"81{int.from_bytes(digest[:6], 'big') % 10**8:08}"

    @property
    def rollback_left(self) -> int | None:
        """Seconds until the rollback, or None where none is due."""
        return max(0, int(self.state.rollback_at - self.now())) if self.state.rollback_at else None

    # ---- verbs

    def upgrade(
        self, head: bytes, default: Default = Default.NONE, auto_commit: AutoCommit | None = None, rollback_minutes: float | None = None
    ) -> str:
        """Installs an image, of which `head` is the beginning, and restarts; returns its version.

        None leaves `auto_commit` and `rollback_minutes` (0: never) to the device. Raises NoImageError, ForeignImageError, DowngradeError,
        WrongStateError while a new version is not committed, OutOfRangeError.
        """
        version = self._version_of(head)
        if not self.state.committed:
            raise WrongStateError("the active firmware is not committed")
        if numbers(version) < numbers(self.profile.os) and default is not Default.HARD:
            raise DowngradeError("Downgrade is only allowed if factoryDefault=hard is set.")
        if rollback_minutes is not None and not 0 <= rollback_minutes <= LONGEST_ROLLBACK:
            raise OutOfRangeError("minutes out of range", subject="autoRollback", value=rollback_minutes)
        state = self.state
        if auto_commit is None:
            waits = AutoCommit.BOOT if default is not Default.NONE else AutoCommit.STARTED
            auto_commit, minutes = (AutoCommit.NEVER, rollback_minutes) if rollback_minutes is not None else (waits, DEFAULT_ROLLBACK)
        else:
            minutes = rollback_minutes or 0.0
        before = self.device.dump()
        del before[self.name]
        state.inactive, state.next, state.before = self.profile.os, version, before
        state.committed, state.auto_commit, state.rollback_minutes = False, auto_commit, minutes
        state.upgraded_at = self.device.organ(Time).stamp()
        self._log(f"Installing {version} over {self.profile.os}")
        self._restart(default)
        return version

    def commit(self) -> None:
        """Makes the active version stay. Without effect on one that is committed."""
        if not self.state.committed:
            self._log(f"{self.profile.os} is committed")
        self.stop_auto()
        self.state.committed = True
        self.state.auto_commit = AutoCommit.NEVER

    def stop_auto(self) -> None:
        """Stops the time to the rollback; the version is as little committed as before."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.state.rollback_at = 0.0

    def rollback(self) -> None:
        """Goes back to the version and the settings before the upgrade. Raises NotThereError where there is none."""
        if not self.state.inactive:
            raise NotThereError("no old firmware")
        self.stop_auto()
        self._log(f"Rolling back from {self.profile.os} to {self.state.inactive}")
        self.state.next = self.state.inactive
        self._restart(Default.NONE)

    def purge(self) -> None:
        """Throws the inactive version away. Raises WrongStateError while the active one is not committed."""
        if not self.state.committed:
            raise WrongStateError("the active firmware is not committed")
        self.state.inactive, self.state.before = "", {}

    def factory_default(self, default: Default) -> None:
        """Restores the factory's settings and restarts; an upgrade is for good then, and what was before it is gone."""
        if not self.state.committed:
            self.commit()
        self.purge()
        self.device.organ(Power).restart(default)

    # ---- inside

    def _log(self, text: str) -> None:
        self.device.organ(Log).write("fwmgr", text, Severity.NOTICE)

    @property
    def _product(self) -> str:
        return next((leaf.value for leaf in self.profile.leaves if leaf.name == "Brand.ProdNbr"), "")

    def _version_of(self, head: bytes) -> str:
        if not head:
            raise NoImageError("no firmware image")
        match = _IMAGE.match(head)
        if match is None or match[2].decode().upper() != self._product.upper():
            raise ForeignImageError("the image is not for this device")
        version = match[1].decode()
        if self.device.release(version) is None:
            raise NoImageError(f"this model is not simulated with {version}", value=version)
        return version

    def _restart(self, default: Default) -> None:
        self.device.organ(Power).restart(default, longer=self.profile.boot.upgrade)

    def _at_boot(self, reset: Reset) -> dict[str, Any] | None:
        """Another version where one is due: the one just installed, or the one before after a power cut; gives its settings."""
        state = self.state
        if reset is Reset.POWER_ON and not state.committed and not state.next and state.rollback_minutes:
            state.next = state.inactive
        version, state.next = state.next, ""
        if not version or version == self.profile.os:
            return None
        back = version == state.inactive
        settings = state.before if back else self.device.dump()
        profile = self.device.release(version)
        if profile is None:
            raise NotSupportedError(f"no firmware {version}")
        if back:
            state.inactive, state.before = self.profile.os, self.device.dump()
            state.committed, state.auto_commit = True, AutoCommit.NEVER
        self.device.become(profile)
        self.state = state
        if not back:
            state.rollback_at = self.now() + state.rollback_minutes * 60 if state.rollback_minutes else 0.0
            if state.auto_commit is AutoCommit.BOOT:
                self.commit()
        return {name: dumped for name, dumped in settings.items() if name != self.name}

    def _follow(self, phase: Phase) -> None:
        if phase is Phase.READY and not self.state.committed and self.state.auto_commit is AutoCommit.STARTED:
            self.commit()


def image(profile: Profile) -> bytes:
    """A firmware image with the OS version of a profile, for its model."""
    product = next(leaf.value for leaf in profile.leaves if leaf.name == "Brand.ProdNbr")
    return f"SIMFW {profile.os} {product}\n".encode() + b"\0" * HEAD
