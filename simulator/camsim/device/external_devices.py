"""What a recorder knows of other devices whose streams and events it fetches (page slug: external-ip-device-information)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from camsim.device.certificates import Certificates
from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Profile

MOST_DEVICES = 64
"""A guess."""
LONGEST = 255
_ID = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST}}}")
_SERIAL = re.compile(r"[A-Za-z0-9:-]{0,64}")


class EventProtocol(StrEnum):
    """How events are fetched."""

    RTSPT = "rtspt"
    """Over RTSP."""
    RTSPH = "rtsph"
    """Over RTSP over HTTP."""
    RTSPSH = "rtspsh"
    """Over RTSP over HTTPS."""


class Validation(StrEnum):
    """How the other's certificate is looked at."""

    OFF = "off"
    STANDARD = "standard"
    LIMITED = "limited"
    """Its name may be another one."""


@dataclass(frozen=True, slots=True)
class ExternalDevice:
    """One other device."""

    id: str
    serial: str = ""
    description: str = ""
    address: str = ""
    user: str = ""
    password: str = ""
    protocol: EventProtocol = EventProtocol.RTSPT
    port: int = 0
    """0: that of the protocol."""
    validation: Validation = Validation.OFF
    events: bool = False
    """Whether its events are fetched."""


@dataclass
class ExternalDevicesState:
    """The devices by id, and the authorities that vouch for them."""

    devices: dict[str, ExternalDevice] = kept(factory=dict)
    authorities: list[str] = kept(factory=list)


class ExternalDevices(Organ[ExternalDevicesState]):
    """Keeps what is told of other devices."""

    name = "external_devices"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "ext-ip-dev-info" for entry in profile.apis.discovery)

    def factory_state(self) -> ExternalDevicesState:
        return ExternalDevicesState()

    def get(self, id: str) -> ExternalDevice:
        """One device. Raises OutOfRangeError (subject `id`), NotThereError."""
        if not _ID.fullmatch(id):
            raise OutOfRangeError("no id", subject="id", value=id)
        if id not in self.state.devices:
            raise NotThereError(f"no device {id}", subject="device", value=id)
        return self.state.devices[id]

    def create(self, device: ExternalDevice) -> None:
        """Adds a device. Raises OutOfRangeError, its subject what is wrong; ExistsError, FullError."""
        _check(device)
        if device.id in self.state.devices:
            raise ExistsError("there is one", subject="taken", value=device.id)
        if len(self.state.devices) >= MOST_DEVICES:
            raise FullError("no more devices", subject="full")
        self.state.devices[device.id] = device

    def update(self, id: str, **changes: object) -> None:
        """Changes what is told of a device. Raises as `create` and `get`."""
        made = replace(self.get(id), **changes)  # type: ignore[arg-type]
        _check(made)
        self.state.devices[id] = made

    def delete(self, id: str) -> None:
        """Forgets a device. Raises as `get`."""
        self.get(id)
        del self.state.devices[id]

    def set_authorities(self, ids: Sequence[str]) -> None:
        """Replaces the CA certificates that vouch for devices. Raises OutOfRangeError (subject `certids`) for one that is not installed."""
        for id in ids:
            try:
                self.device.organ(Certificates).authority(id)
            except NotThereError:
                raise OutOfRangeError("not installed", subject="certids", value=id) from None
        self.state.authorities = list(ids)


def _check(device: ExternalDevice) -> None:
    if not _ID.fullmatch(device.id):
        raise OutOfRangeError("no id", subject="id", value=device.id)
    if len(device.description) > LONGEST or not device.description.isprintable():
        raise OutOfRangeError("no description", subject="description", value=device.description)
    if not _SERIAL.fullmatch(device.serial):
        raise OutOfRangeError("no serial number", subject="serialnumber", value=device.serial)
    if not 0 <= device.port <= 65535:
        raise OutOfRangeError("no port", subject="port", value=device.port)
    texts = (device.address, device.user, device.password)
    if any(len(text) > LONGEST or not text.isprintable() for text in texts) or (device.address and not (device.user and device.password)):
        raise OutOfRangeError("an address goes with an account", subject="address", value=device.address)
