"""Certificates as SOAP spells them; faults as ONVIF Core (section 8.4) names them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.contract.api import Wire
from camsim.contract.call import Call
from camsim.contract.certificates import made
from camsim.device.certificates import FormatError, InUseError
from camsim.device.errors import DeviceError, ExistsError, FullError, NotAllowedError, NotThereError, OutOfRangeError
from camsim.wire import x509
from camsim.wire.soap import Fault
from camsim.wire.x509 import YEAR, Pair, Subject
from camsim.wire.xml import element
from camsim.wire.xml_in import Node, local

Nodes = Annotated[list[Node], Wire("NVTCertificate")]
Authorities = Annotated[list[Node], Wire("CACertificate")]
Ids = Annotated[list[str], Wire("CertificateID")]
MOST_PARTS = 64
"""Letters of a part of a subject (RFC 5280, appendix A)."""
_PARTS = ("C", "ST", "L", "O", "OU", "CN", "serialNumber")
_FAULTS: dict[type[DeviceError], Fault] = {
    NotThereError: Fault("Certificate not found", ("ter:InvalidArgVal", "ter:CertificateID")),
    ExistsError: Fault("Certificate id is in use", ("ter:InvalidArgVal", "ter:CertificateID")),
    InUseError: Fault("Certificate is in use", ("ter:InvalidArgVal", "ter:CertificateIdInUseFault")),
    NotAllowedError: Fault("Certificate cannot be removed", ("ter:InvalidArgVal", "ter:CertificateIdInUseFault")),
    FullError: Fault("Too many certificates", ("ter:Action", "ter:MaxCertificates"), code="Receiver"),
    FormatError: Fault("Bad certificate or key", ("ter:InvalidArgVal", "ter:CertificateFormat")),
}


def fault(call: Call, error: DeviceError) -> Fault | None:
    """How an error of the store is worded."""
    return next((_FAULTS[kind] for kind in type(error).__mro__ if kind in _FAULTS), None)


def subject_of(node: Node | None, call: Call) -> Subject:
    """Who a certificate shall be for; the device itself where nothing is said."""
    parts = {local(part): (part.text or "").strip() for part in node.children()} if node is not None else {}
    known = {name: parts[name] for name in _PARTS if parts.get(name)}
    if any(len(value) > MOST_PARTS for value in known.values()):
        raise OutOfRangeError("too long", subject="Subject")
    return Subject(known or {"CN": f"axis-{call.device.serial.lower()}"})


def span(call: Call, begins: str, ends: str) -> tuple[float, float]:
    """From when to when a certificate counts; a year from now where nothing is said. Raises OutOfRangeError."""
    now = call.device.clock.now()
    first, last = _moment(begins, now), _moment(ends, now + YEAR)
    if last <= first:
        raise OutOfRangeError("ends before it begins", subject="ValidNotAfter", value=ends)
    return first, last


def _moment(text: str, default: float) -> float:
    try:
        found = datetime.fromisoformat(text) if text else datetime.fromtimestamp(default, UTC)
    except ValueError:
        raise OutOfRangeError("no date", subject="ValidNotBefore", value=text) from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def read_one(node: Node) -> tuple[str, str]:
    """Id and certificate of an element. Raises FormatError."""
    identifier, data = node.content("CertificateID") or "", node.content("Certificate", "Data") or ""
    return identifier, made(lambda: x509.read_certificate(data))


def read_pair(node: Node) -> tuple[str, Pair]:
    """Id, certificate and key of an element. Raises FormatError."""
    identifier, certificate = read_one(node)
    key = made(lambda: x509.read_key(node.content("PrivateKey", "Data") or ""))
    check_belongs(certificate, key)
    return identifier, Pair(certificate, key)


def check_belongs(certificate: str, key: str) -> None:
    """Raises FormatError where a certificate is not for a key."""
    if not made(lambda: x509.belong(certificate, key)):
        raise FormatError("the certificate is not for this key")


def certificate_element(name: str, identifier: str, certificate: str) -> Element:
    """A certificate with its id."""
    data = base64.b64encode(x509.der(certificate)).decode()
    return element(name, element("tt:CertificateID", identifier), element("tt:Certificate", element("tt:Data", data)))


def status_element(identifier: str, used: bool) -> Element:
    """Whether the web server shows a certificate."""
    return element("tds:CertificateStatus", element("tt:CertificateID", identifier), element("tt:Status", "true" if used else "false"))
