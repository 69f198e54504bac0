"""Certificates: those with a key, those of authorities, who uses which, what HTTPS shows (page slug: certificate-management-api).

The device's own certificate is made when somebody first asks for one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.errors import DeviceError, ExistsError, FullError, NotAllowedError, NotThereError, OutOfRangeError
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ, Watchers
from camsim.device.parameters import Parameters
from camsim.device.state import kept, volatile

if TYPE_CHECKING:
    from camsim.device.device import Device

OWN = "Default (self-signed)"
"""Id of the certificate that the device makes for itself (a guess)."""
WEB_SERVER = "WebServer"
SETS = (
    "EAPTLS_WIRED",
    "EAPPEAP_MSCHAPV2_WIRED",
    "NTS",
    "SIP",
    "Streaming_RTSPS",
    "RemoteSyslog",
    WEB_SERVER,
    "StreamingDeviceEventClient",
    "mqtt_client",
    "O3C",
)
"""Who may use certificates."""
MOST = 100
LONGEST_ID = 128


class Flaw(StrEnum):
    """What is wrong with the certificate that the web server shows, where a tester wants that."""

    NONE = "none"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_NAME = "wrong_name"
    FOREIGN_CA = "foreign_ca"
    """Signed by an authority that nobody knows."""


class FormatError(DeviceError):
    """No certificate or key that can be read, or two that do not belong together."""


class InUseError(DeviceError):
    """Somebody uses the certificate."""


@dataclass(frozen=True)
class Keyed:
    """A certificate of the device's own, with its key."""

    certificate: str
    """PEM."""
    key: str = field(repr=False)
    keystore: str = "SE0"
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class CertificateSet:
    """Ids of what one part of the device uses."""

    certificates: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every id."""
        return (*self.certificates, *self.authorities, *self.trusted)


@dataclass
class CertificateState:
    """The store."""

    keyed: dict[str, Keyed] = kept(factory=dict)
    authorities: dict[str, str] = kept(factory=dict)
    sets: dict[str, CertificateSet] = kept(factory=dict)
    flaw: Flaw = volatile(Flaw.NONE)


class Certificates(Organ[CertificateState]):
    """The certificate store. Keys are made outside, as that is slow; `own` makes the device's own pair at the first call."""

    name = "certificates"
    lasting = ("own_pair", "_lock")

    def __init__(self, device: Device) -> None:
        self.own_pair: Callable[[], Keyed] | None = None
        """Makes a key and a self-signed certificate; whoever composes the camera sets it."""
        self._lock = threading.Lock()
        self.watchers: Watchers[[]] = Watchers()
        """Called when the web server's settings change."""
        super().__init__(device)

    def factory_state(self) -> CertificateState:
        return CertificateState()

    # ---- the store

    def own(self) -> Keyed:
        """The pair that the device has made for itself. May be called from any thread."""
        with self._lock:
            found = self.state.keyed.get(OWN)
            if found is None:
                if self.own_pair is None:
                    raise NotThereError("nobody can make a certificate", subject=OWN)
                found = self.state.keyed[OWN] = self.own_pair()
            return found

    def all(self) -> dict[str, Keyed]:
        """Every certificate with a key by its id."""
        return {OWN: self.own(), **self.state.keyed}

    def get(self, identifier: str) -> Keyed:
        """One of them. Raises NotThereError."""
        found = self.all().get(identifier)
        if found is None:
            raise NotThereError(identifier, subject="id", value=identifier)
        return found

    def add(self, identifier: str, keyed: Keyed) -> None:
        """Keeps a pair. Raises ExistsError, FullError, OutOfRangeError."""
        self._check_new(identifier)
        self.state.keyed[identifier] = keyed
        self._log(f"Certificate {identifier} installed")

    def replace(self, identifier: str, certificate: str) -> None:
        """Another certificate for a key that is here; it must belong to it, which the caller has looked at. Raises NotThereError."""
        self.state.keyed[identifier] = replace(self.get(identifier), certificate=certificate)
        self._log(f"Certificate {identifier} replaced")
        self.watchers.tell()

    def remove(self, identifier: str) -> None:
        """Takes one away. Raises NotThereError, InUseError, NotAllowedError for the device's own."""
        self.get(identifier)
        if identifier == OWN:
            raise NotAllowedError("the device keeps its own certificate", subject="id", value=identifier)
        self._check_free(identifier)
        del self.state.keyed[identifier]
        self._log(f"Certificate {identifier} removed")

    def add_authority(self, identifier: str, certificate: str) -> None:
        """Keeps the certificate of an authority. Raises ExistsError, FullError, OutOfRangeError."""
        self._check_new(identifier)
        self.state.authorities[identifier] = certificate
        self._log(f"CA certificate {identifier} installed")

    def authority(self, identifier: str) -> str:
        """The certificate of an authority as PEM. Raises NotThereError."""
        if identifier not in self.state.authorities:
            raise NotThereError(identifier, subject="id", value=identifier)
        return self.state.authorities[identifier]

    def remove_authority(self, identifier: str) -> None:
        """Takes one away. Raises NotThereError, InUseError."""
        self.authority(identifier)
        self._check_free(identifier)
        del self.state.authorities[identifier]
        self._log(f"CA certificate {identifier} removed")

    def client(self, identifier: str) -> tuple[str, str]:
        """A certificate and its key as PEM. Raises NotThereError."""
        found = self.get(identifier)
        return found.certificate, found.key

    # ---- who uses which

    def used_by(self, name: str) -> CertificateSet:
        """The set of one part of the device. Raises NotThereError."""
        if name not in SETS:
            raise NotThereError(name, subject="CertSetName", value=name)
        default = CertificateSet((OWN,)) if name == WEB_SERVER else CertificateSet()
        return self.state.sets.get(name, default)

    def use(self, name: str, chosen: CertificateSet) -> None:
        """Chooses the set of one part of the device. Raises NotThereError for it, or for a certificate."""
        self.used_by(name)
        for identifier in chosen.certificates:
            self.get(identifier)
        for identifier in (*chosen.authorities, *chosen.trusted):
            self.authority(identifier)
        if name == WEB_SERVER and not chosen.certificates:
            raise OutOfRangeError("the web server needs a certificate", subject="Certificates")
        self.state.sets[name] = chosen
        self._log(f"{name} uses {', '.join(chosen.all) or 'no certificate'}")
        self.watchers.tell()

    # ---- the web server

    @property
    def https(self) -> bool:
        """Whether HTTPS is on."""
        try:
            return self.device.organ(Parameters).stored("HTTPS.Enabled") == "yes"
        except NotThereError:
            return True

    def set_https(self, on: bool) -> None:
        """Turns HTTPS on or off."""
        self.device.organ(Parameters).store("HTTPS.Enabled", "yes" if on else "no")
        self.watchers.tell()

    @property
    def ciphers(self) -> list[str]:
        """The ciphers of TLS 1.2 that the web server offers."""
        return list(filter(None, self.device.organ(Parameters).text("HTTPS.Ciphers").split(":")))

    def set_ciphers(self, names: list[str]) -> None:
        """Chooses the ciphers."""
        if names and self._has("HTTPS.Ciphers"):
            self.device.organ(Parameters).store("HTTPS.Ciphers", ":".join(names))
            self.watchers.tell()

    def shown(self) -> tuple[str, str]:
        """What the web server shows: certificates, its own first, and the key, as PEM. May be called from any thread."""
        chosen = self.used_by(WEB_SERVER)
        first = chosen.certificates[0]
        keyed = self.own() if first == OWN or first not in self.state.keyed else self.state.keyed[first]
        chain = "".join(self.state.authorities[one] for one in chosen.authorities if one in self.state.authorities)
        return keyed.certificate + chain, keyed.key

    def set_flaw(self, flaw: Flaw) -> None:
        """Lets the web server show a certificate that something is wrong with, until it is told otherwise or restarts."""
        self.state.flaw = flaw

    # ---- inside

    def _has(self, parameter: str) -> bool:
        return bool(self.device.organ(Parameters).text(parameter))

    def _check_new(self, identifier: str) -> None:
        if not 0 < len(identifier) <= LONGEST_ID or not identifier.isprintable():
            raise OutOfRangeError("an id has 1 to 128 characters", subject="id", value=identifier)
        if identifier in self.state.authorities or identifier in self.state.keyed or identifier == OWN:
            raise ExistsError(identifier, subject="id", value=identifier)
        if len(self.state.authorities) + len(self.state.keyed) >= MOST:
            raise FullError("no room for more certificates")

    def _check_free(self, identifier: str) -> None:
        if any(identifier in one.all for one in self.state.sets.values()):
            raise InUseError(f"{identifier} is in use", subject="id", value=identifier)

    def _log(self, text: str) -> None:
        self.device.organ(Log).write("certd", text, Severity.NOTICE, audit=True)
