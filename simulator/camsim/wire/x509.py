"""Certificates and keys as PEM: made, signed, read from whatever clients send (RFC 5280, RFC 2986, RFC 7292). Slow: keys above all."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

KEY_TYPES = ("EC-P256", "EC-P384", "EC-P521", "RSA-2048", "RSA-3072", "RSA-4096")
LONGEST = 65_536
"""Bytes of a certificate or key that are read."""
_CLOCKS_APART = 86_400
"""Seconds before its making from which a certificate counts."""
YEAR = 365 * 86_400


@dataclass(frozen=True)
class Subject:
    """Who a certificate is for. Parts by their usual short names: CN, O, OU, C, ST, L, serialNumber."""

    parts: Mapping[str, str]
    alternatives: tuple[str, ...] = ()
    """`DNS:name`, `IP:address`"""


@dataclass(frozen=True)
class Pair:
    """A certificate with its key, both PEM; further certificates of the chain behind the first."""

    certificate: str
    key: str = field(repr=False)


def make_key(kind: str) -> str:
    """A new private key. Raises KeyError for an unknown type."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    curves: dict[str, ec.EllipticCurve] = {"EC-P256": ec.SECP256R1(), "EC-P384": ec.SECP384R1(), "EC-P521": ec.SECP521R1()}
    sizes = {"RSA-2048": 2048, "RSA-3072": 3072, "RSA-4096": 4096}
    if kind in curves:
        return _key_pem(ec.generate_private_key(curves[kind]))
    return _key_pem(rsa.generate_private_key(65537, sizes[kind]))


def signed(key: str, subject: Subject, begins: float, ends: float, issuer: Pair | None = None, *, authority: bool = False) -> str:
    """A certificate for a key, signed by an issuer or by itself; times in seconds since 1970. Raises ValueError."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    private, name = _key(key), _name(subject)
    parent = x509.load_pem_x509_certificate(issuer.certificate.encode()) if issuer is not None else None
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(parent.subject if parent is not None else name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(begins, UTC))
        .not_valid_after(datetime.fromtimestamp(ends, UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if subject.alternatives:
        builder = builder.add_extension(_alternatives(subject), critical=False)
    made = builder.sign(_key(issuer.key) if issuer is not None else private, hashes.SHA256())
    return made.public_bytes(_pem()).decode()


def self_signed(subject: Subject, now: float, years: int = 10) -> Pair:
    """A new key with a certificate that counts from a day before now on."""
    key = make_key("EC-P256")
    return Pair(signed(key, subject, now - _CLOCKS_APART, now + years * YEAR), key)


def request(key: str, subject: Subject) -> str:
    """A request to sign (PKCS #10). Raises ValueError."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(subject))
    if subject.alternatives:
        builder = builder.add_extension(_alternatives(subject), critical=False)
    return builder.sign(_key(key), hashes.SHA256()).public_bytes(_pem()).decode()


def subject_of(certificate: str) -> Subject:
    """Who a certificate is for."""
    from cryptography import x509

    read = x509.load_pem_x509_certificate(certificate.encode())
    oids = {oid: short for short, oid in _oids().items()}
    return Subject({oids[part.oid]: str(part.value) for part in read.subject if part.oid in oids})


def read_certificate(text: str) -> str:
    """Certificates as PEM from PEM, or from base64 of DER or PEM. Raises ValueError."""
    from cryptography import x509

    raw = _raw(text)
    found = x509.load_pem_x509_certificates(raw) if b"-----BEGIN" in raw else [x509.load_der_x509_certificate(raw)]
    return "".join(one.public_bytes(_pem()).decode() for one in found)


def read_key(text: str) -> str:
    """A private key as PEM from PEM, or from base64 of DER or PEM. Raises ValueError."""
    from cryptography.hazmat.primitives import serialization

    raw = _raw(text)
    try:
        if b"-----BEGIN" in raw:
            return _key_pem(serialization.load_pem_private_key(raw, None))
        return _key_pem(serialization.load_der_private_key(raw, None))
    except Exception as error:
        raise ValueError("no key") from error


def read_pkcs12(text: str, password: str) -> tuple[Pair, list[str]]:
    """The pair, and the further certificates, of a PKCS #12 file in base64. Raises ValueError."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    key, certificate, others = pkcs12.load_key_and_certificates(_raw(text), password.encode() or None)
    if key is None or certificate is None:
        raise ValueError("no key or no certificate")
    return Pair(certificate.public_bytes(_pem()).decode(), _key_pem(key)), [one.public_bytes(_pem()).decode() for one in others]


def belong(certificate: str, key: str) -> bool:
    """Whether a certificate is for a key."""
    from cryptography import x509

    read = x509.load_pem_x509_certificate(certificate.encode())
    return bool(read.public_key() == _key(key).public_key())


def der(certificate: str) -> bytes:
    """The first certificate as DER."""
    body = certificate.partition("-----BEGIN CERTIFICATE-----")[2].partition("-----END")[0]
    return base64.b64decode(body)


def _raw(text: str) -> bytes:
    raw = text.strip().encode()
    if len(raw) > LONGEST:
        raise ValueError("too long")
    if b"-----BEGIN" in raw:
        return raw
    try:
        return base64.b64decode(b"".join(raw.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _pem() -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.PEM


def _key(pem: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(pem.encode(), None)


def _key_pem(key: Any) -> str:
    from cryptography.hazmat.primitives import serialization

    text: bytes = key.private_bytes(_pem(), serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return text.decode()


def _oids() -> dict[str, Any]:
    from cryptography.x509.oid import NameOID

    return {
        "C": NameOID.COUNTRY_NAME,
        "ST": NameOID.STATE_OR_PROVINCE_NAME,
        "L": NameOID.LOCALITY_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "CN": NameOID.COMMON_NAME,
        "serialNumber": NameOID.SERIAL_NUMBER,
    }


def _name(subject: Subject) -> Any:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(oid, subject.parts[short]) for short, oid in _oids().items() if subject.parts.get(short)])


def _alternatives(subject: Subject) -> Any:
    from cryptography import x509

    return x509.SubjectAlternativeName(list(_general(subject.alternatives)))


def _general(alternatives: Iterable[str]) -> Iterable[Any]:
    from cryptography import x509

    for one in alternatives:
        kind, _, value = one.partition(":")
        if kind not in ("IP", "DNS") or not value:
            raise ValueError(f"{one!r} is neither IP:... nor DNS:...")
        yield x509.IPAddress(ipaddress.ip_address(value)) if kind == "IP" else x509.DNSName(value)
