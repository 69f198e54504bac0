"""Certificates as JSON, and what clients ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from camsim.contract.certificates import made
from camsim.device.certificates import FormatError, Keyed
from camsim.device.errors import OutOfRangeError
from camsim.profile.model import Profile
from camsim.wire import x509
from camsim.wire.x509 import KEY_TYPES, YEAR, Subject

KEYSTORE = "SE0"
"""The only one (a guess by the documentation's examples)."""
_KIND = "EC-P256"
MOST_NAMES = 50
_NOT_ALLOWED = frozenset('\\+;"<>')


def has_api(profile: Profile) -> bool:
    """Whether the device lists the API."""
    return any(entry.id == "cert" for entry in profile.apis.rest)


def shown(alias: str, keyed: Keyed) -> dict[str, Any]:
    """A certificate; its key is never shown."""
    return {"alias": alias, "certificate": keyed.certificate, "keystore": keyed.keystore}


def for_key(certificate: str, key: str) -> str:
    """A certificate as PEM. Raises FormatError for one of another key."""
    read = made(lambda: x509.read_certificate(certificate))
    if not made(lambda: x509.belong(read, key)):
        raise FormatError("the certificate is not for this key")
    return read


@dataclass(frozen=True)
class NewCertificate:
    """A certificate with its key."""

    alias: str
    certificate: str
    private_key: str
    keystore: str = KEYSTORE

    def read(self) -> Keyed:
        """The pair. Raises FormatError, OutOfRangeError."""
        _check_keystore(self.keystore)
        key = made(lambda: x509.read_key(self.private_key))
        return Keyed(for_key(self.certificate, key), key)


@dataclass(frozen=True)
class NewAuthority:
    """The certificate of an authority."""

    alias: str
    certificate: str


@dataclass(frozen=True)
class Signed:
    """Another certificate for a key."""

    certificate: str


@dataclass(frozen=True)
class Wanted:
    """Who a request to sign shall be for."""

    subject: str = ""
    subject_alt_names: tuple[str, ...] | list[str] = ()

    def subject_of(self, keyed: Keyed) -> Subject:
        """As asked for, else as the certificate has it."""
        parts = _parts(self.subject) if self.subject else x509.subject_of(keyed.certificate).parts
        return Subject(parts, tuple(self.subject_alt_names) or keyed.alternatives)


AS_IT_IS = Wanted()


@dataclass(frozen=True)
class NewKey:
    """A key that the device shall make."""

    alias: str
    subject: str
    key_type: str = _KIND
    keystore: str = KEYSTORE
    subject_alt_names: tuple[str, ...] | list[str] = ()
    valid_from: int | None = None
    valid_to: int | None = None

    def kind(self) -> str:
        """The type of the key. Raises OutOfRangeError."""
        _check_keystore(self.keystore)
        if self.key_type not in KEY_TYPES:
            raise OutOfRangeError("key type unsupported by keystore", subject="key_type", value=self.key_type)
        return self.key_type

    def subject_asked(self) -> Subject:
        """Who it is for. Raises OutOfRangeError."""
        if len(self.subject_alt_names) > MOST_NAMES:
            raise OutOfRangeError("too many names", subject="subject_alt_names")
        return Subject(_parts(self.subject), tuple(self.subject_alt_names))

    def span(self, now: float) -> tuple[float, float]:
        """From when to when it counts; a year from now where nothing is said. Raises OutOfRangeError."""
        begins = now if self.valid_from is None else float(self.valid_from)
        ends = begins + YEAR if self.valid_to is None else float(self.valid_to)
        if ends <= begins:
            raise OutOfRangeError("ends before it begins", subject="valid_to", value=self.valid_to)
        return begins, ends


def _check_keystore(name: str) -> None:
    if name != KEYSTORE:
        raise OutOfRangeError(f"no keystore {name[:60]}", subject="keystore", value=name)


def _parts(subject: str) -> dict[str, str]:
    """`CN=name,O=house` or `/CN=name/O=house` -> its parts. Raises OutOfRangeError."""
    pieces = subject.strip("/").split("/" if subject.startswith("/") else ",")
    parts = {name.strip(): value.strip() for name, mark, value in (piece.partition("=") for piece in pieces) if mark}
    if not parts or _NOT_ALLOWED & set(subject) or any(not value or len(value) > 64 for value in parts.values()):
        raise OutOfRangeError("no subject", subject="subject", value=subject)
    return parts
