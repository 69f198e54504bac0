"""Installed applications: their states, packages, licenses and the switches that say what may be installed (page slug: application-api)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.errors import BusyError, DeviceError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ, Watchers
from camsim.device.parameters import Parameters
from camsim.device.state import kept, volatile
from camsim.device.time import Time
from camsim.profile.model import Application, Profile
from camsim.profile.version import numbers

if TYPE_CHECKING:
    from camsim.device.device import Device

LARGEST_PACKAGE = 200 * 1_048_576
"""Bytes of a package that the device has room for."""
MOST_APPLICATIONS = 64
"""Applications that the device has room for."""

ALIASES = {"VideoMotionDetection3": "VMD3"}
"""Names under which the vendor's samples call an application -> the one under which it is installed."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")


class Running(StrEnum):
    """What an application does."""

    RUNNING = "Running"
    STOPPED = "Stopped"
    IDLE = "Idle"
    """It has done its work, or has none to do."""


class License(StrEnum):
    """What may be said of an application's license."""

    VALID = "Valid"
    INVALID = "Invalid"
    MISSING = "Missing"
    CUSTOM = "Custom"
    """The application minds it itself."""
    NONE = "None"


class Flaw(StrEnum):
    """What is wrong with a package, a license key or a request; the `subject` of the error that an organ's verb raises."""

    NO_PACKAGE = "no package"
    UNSIGNED = "unsigned"
    TOO_LARGE = "too large"
    INCOMPATIBLE = "incompatible"
    UPLOAD_UNDER_WAY = "upload under way"
    USER = "user"
    CASE = "letter case"
    VENDOR = "vendor"
    MANIFEST = "manifest"
    NOT_INSTALLED = "not installed"
    RUNNING = "running"
    NOT_RUNNING = "not running"
    BAD_KEY = "license key"
    NO_KEY = "no license key"
    KEY_APPLICATION = "application of the license key"
    KEY_VERSION = "version of the license key"
    KEY_SERIAL = "serial number of the license key"
    KEY_EXPIRED = "expired license key"


class Switch(StrEnum):
    """Settings for all applications."""

    ALLOW_UNSIGNED = "AllowUnsigned"
    ALLOW_ROOT = "AllowRoot"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that a package would install, and what the package asks for."""

    application: Application
    user: str = ""
    architecture: str = ""
    platform: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A license key: for which application, version and device, until when; empty: for any, for ever."""

    application: str
    version: str = ""
    serial: str = ""
    expires: str = ""
    """YYYY-MM-DD"""


@dataclass
class ApplicationState:
    """The applications by name, in order of installation, and the switches."""

    applications: dict[str, Application] = kept(factory=dict)
    allow_unsigned: bool = kept(True)
    allow_root: bool = kept(True)
    broken: list[str] = kept(factory=list)
    """Applications whose configuration cannot be read: they do not start."""
    installing: bool = volatile(False)


class Applications(Organ[ApplicationState]):
    """The applications of the device."""

    name = "applications"

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        self.watchers: Watchers[[str]] = Watchers()
        """Told the name of an application that was started, stopped, installed or removed."""

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name.startswith("Properties.EmbeddedDevelopment.") for leaf in profile.leaves)

    def factory_state(self) -> ApplicationState:
        return ApplicationState(
            {application.name: application for application in self.profile.applications},
            allow_unsigned=self.profile.os_number < (12,),
            allow_root=self.profile.os_number < (11, 8),
        )

    # ---- asking

    def all(self) -> list[Application]:
        """The installed applications, in order of installation."""
        return list(self.state.applications.values())

    def get(self, name: str) -> Application:
        """An application by its exact name, or by one that the vendor's samples use. Raises NotThereError."""
        found = self.state.applications.get(name) or self.state.applications.get(ALIASES.get(name, ""))
        if found is None:
            raise NotThereError(f"no application {name}", subject=Flaw.NOT_INSTALLED, value=name)
        return found

    def has(self, name: str) -> bool:
        """Whether an application of that name is installed."""
        return name in self.state.applications

    def runs(self, name: str) -> bool:
        """Whether an application of that name runs."""
        found = self.state.applications.get(name)
        return found is not None and found.status == Running.RUNNING

    def license_of(self, application: Application) -> str:
        """What is to be said of its license today."""
        if application.license == License.VALID and self._past(application.license_expiration):
            return License.INVALID
        return application.license

    # ---- control

    def start(self, name: str) -> None:
        """Starts an application. Raises NotThereError, WrongStateError for one that runs, or whose configuration cannot be read."""
        application = self.get(name)
        if application.status == Running.RUNNING:
            raise WrongStateError(f"{name} runs already", subject=Flaw.RUNNING)
        if application.name in self.state.broken:
            raise WrongStateError("its configuration cannot be read", subject="configuration")
        self._change(application.name, Running.RUNNING if application.start_mode == "respawn" else Running.IDLE)

    def stop(self, name: str) -> None:
        """Stops an application. Raises NotThereError, WrongStateError for one that does not run."""
        application = self.get(name)
        if application.status != Running.RUNNING:
            raise WrongStateError(f"{name} does not run", subject=Flaw.NOT_RUNNING)
        self._change(application.name, Running.STOPPED)

    def restart(self, name: str) -> None:
        """Stops and starts an application. Raises NotThereError, WrongStateError for one that does not run."""
        self.stop(name)
        self.start(name)

    def remove(self, name: str) -> None:
        """Takes an application away, running or not. Raises NotThereError."""
        removed = self.get(name).name
        del self.state.applications[removed]
        self.set_broken(removed, False)
        self._log(f"{removed} removed")
        self.watchers.tell(removed)

    def set_broken(self, name: str, broken: bool) -> None:
        """Says whether an application's configuration cannot be read; one that runs stops then."""
        self.state.broken = [one for one in self.state.broken if one != name] + [name] * broken
        if broken and self.runs(name):
            self.stop(name)

    def switch(self, switch: Switch, on: bool) -> None:
        """Sets what may be installed from now on."""
        if switch is Switch.ALLOW_UNSIGNED:
            self.state.allow_unsigned = on
        else:
            self.state.allow_root = on

    def switched(self, switch: Switch) -> bool:
        """Whether a switch is on."""
        return self.state.allow_unsigned if switch is Switch.ALLOW_UNSIGNED else self.state.allow_root

    # ---- packages

    def begin_install(self, size: int) -> None:
        """Reserves the one place of an installation. Raises BusyError, OutOfRangeError for a package that is too large."""
        if self.state.installing:
            raise BusyError("an installation is under way", subject=Flaw.UPLOAD_UNDER_WAY)
        if size > LARGEST_PACKAGE:
            raise OutOfRangeError("the package is too large", subject=Flaw.TOO_LARGE)
        self.state.installing = True

    def end_install(self) -> None:
        """Gives the place of an installation back."""
        self.state.installing = False

    def install(self, candidate: Candidate) -> None:
        """Installs an application, or upgrades one of the same name, which keeps its state. Raises OutOfRangeError with a `Flaw`."""
        self._check(candidate)
        new = candidate.application
        old = self.state.applications.get(new.name)
        if old is not None:
            new = replace(new, status=old.status)
            if old.license in (License.VALID, License.INVALID) and new.license == License.MISSING:
                new = replace(new, license=old.license, license_expiration=old.license_expiration)
        elif len(self.state.applications) >= MOST_APPLICATIONS:
            raise OutOfRangeError("no room", subject=Flaw.TOO_LARGE)
        self.state.applications[new.name] = new
        self._log(f"{new.name} installed")
        self.watchers.tell(new.name)

    def _check(self, candidate: Candidate) -> None:
        new = candidate.application
        if not _NAME.fullmatch(new.name):
            raise OutOfRangeError("no name for an application", subject=Flaw.MANIFEST, value=new.name)
        if not candidate.signed and not self.state.allow_unsigned:
            raise OutOfRangeError("the package is not signed", subject=Flaw.UNSIGNED)
        settings = self.device.organ(Parameters)
        architecture = settings.text("Properties.System.Architecture")
        if candidate.architecture not in ("", "all", "noarch") and architecture and candidate.architecture != architecture:
            raise OutOfRangeError("made for another processor", subject=Flaw.INCOMPATIBLE, value=candidate.architecture)
        if numbers(candidate.platform) > numbers(settings.text("Properties.EmbeddedDevelopment.Version")):
            raise OutOfRangeError("made for a newer platform", subject=Flaw.INCOMPATIBLE, value=candidate.platform)
        if candidate.user == "root" and (not self.state.allow_root or self.profile.os_number >= (12,)):
            raise OutOfRangeError("the user is not allowed", subject=Flaw.USER, value=candidate.user)
        for other in self.state.applications.values():
            if other.name != new.name and other.name.lower() == new.name.lower():
                raise OutOfRangeError(f"{other.name} is installed", subject=Flaw.CASE)
        old = self.state.applications.get(new.name)
        if old is not None and old.vendor != new.vendor:
            raise OutOfRangeError("the vendor is another", subject=Flaw.VENDOR, value=new.vendor)

    # ---- licenses

    def add_key(self, name: str, key: Key) -> None:
        """Installs a license key. Raises NotThereError, OutOfRangeError with a `Flaw`; a refused key changes nothing."""
        application = self.get(name)
        if key.application != application.id:
            raise OutOfRangeError("a key for another application", subject=Flaw.KEY_APPLICATION)
        if key.version and key.version != application.version:
            raise OutOfRangeError("a key for another version", subject=Flaw.KEY_VERSION)
        if key.serial and key.serial.upper() != self.device.serial:
            raise OutOfRangeError("a key for another device", subject=Flaw.KEY_SERIAL)
        if self._past(key.expires):
            raise OutOfRangeError("the key has expired", subject=Flaw.KEY_EXPIRED)
        self.state.applications[name] = replace(application, license=License.VALID, license_expiration=key.expires)

    def remove_key(self, name: str) -> None:
        """Takes the license key away. Raises NotThereError, WrongStateError where there is none."""
        application = self.get(name)
        if application.license not in (License.VALID, License.INVALID):
            raise WrongStateError("there is no key", subject=Flaw.NO_KEY)
        self.state.applications[name] = replace(application, license=License.MISSING, license_expiration="")

    # ---- inside

    def _past(self, day: str) -> bool:
        return bool(day) and day < datetime.fromtimestamp(self.device.organ(Time).stamp(), UTC).strftime("%Y-%m-%d")

    def _change(self, name: str, status: Running) -> None:
        self.state.applications[name] = replace(self.state.applications[name], status=status.value)
        self._log(f"{name} is {status.value.lower()}")
        self.watchers.tell(name)

    def _log(self, text: str) -> None:
        self.device.organ(Log).write("acapctl", text, Severity.NOTICE)


def flaw_of(error: DeviceError) -> Flaw | None:
    """What an error of this organ is about."""
    return error.subject if isinstance(error.subject, Flaw) else None
