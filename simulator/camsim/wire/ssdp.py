"""SSDP and the device description of UPnP as devices of the vendor spell them (UPnP Device Architecture 1.0, sections 1 and 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

GROUP = "239.255.255.250"
PORT = 1900
LARGEST = 1024
"""Bytes of a search that are read."""
LONGEST_WAIT = 5
"""Seconds: a client that would wait longer is answered as if it had said this (UPnP Device Architecture 1.1, section 1.3.2)."""
MAX_AGE = 1800
"""Seconds for which an announcement counts."""
DESCRIPTION = "/rootdesc1.xml"
SERVICE = "/scpd_basic.xml"
ROOT, ALL = "upnp:rootdevice", "ssdp:all"
DEVICE_TYPE = "urn:schemas-upnp-org:device:Basic:1"
SERVICE_TYPE = "urn:axis-com:service:BasicService:1"

_HEADER = re.compile(r"([A-Za-z0-9._-]+)[ \t]*:[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_SECONDS = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Search:
    """A client's question to all devices."""

    target: str
    """What it looks for: `ssdp:all`, a type, or a device's own name."""
    wait: int
    """Seconds for which it listens."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a device tells of itself."""

    udn: str
    """`uuid:Upnp-BasicDevice-1_0-ACCC8E012345`, for ever the same."""
    location: str
    """Address of its description."""
    server: str

    def names(self, target: str = ALL) -> Iterator[tuple[str, str]]:
        """Type and unique name of each of its announcements that a search for a target finds."""
        for kind in (ROOT, self.udn, DEVICE_TYPE, SERVICE_TYPE):
            if target in (ALL, kind):
                yield kind, self.udn if kind == self.udn else f"{self.udn}::{kind}"


def read(raw: bytes) -> Search | None:
    """The search in a datagram; None for anything else, and for one that does not say how long it waits."""
    if len(raw) > LARGEST:
        return None
    first, *lines = raw.decode("latin-1").split("\r\n")
    if first.split() != ["M-SEARCH", "*", "HTTP/1.1"]:
        return None
    headers: dict[str, str] = {}
    for line in lines:
        if match := _HEADER.fullmatch(line):
            headers.setdefault(match[1].upper(), match[2].strip())
    seconds = headers.get("MX", "")
    if headers.get("MAN") != '"ssdp:discover"' or not headers.get("ST") or not _SECONDS.fullmatch(seconds):
        return None
    return Search(headers["ST"], min(int(seconds), LONGEST_WAIT))


def found(device: Device, kind: str, name: str, date: str) -> bytes:
    """The answer to a search; `date` as in HTTP."""
    return _message(
        "HTTP/1.1 200 OK",
        {
            "CACHE-CONTROL": f"max-age={MAX_AGE}",
            "DATE": date,
            "EXT": "",
            "LOCATION": device.location,
            "SERVER": device.server,
            "ST": kind,
            "USN": name,
        },
    )


def alive(device: Device, kind: str, name: str) -> bytes:
    """Says that the device is there."""
    told = {"CACHE-CONTROL": f"max-age={MAX_AGE}", "LOCATION": device.location, "NT": kind, "NTS": "ssdp:alive", "SERVER": device.server}
    return _message("NOTIFY * HTTP/1.1", {"HOST": f"{GROUP}:{PORT}", **told, "USN": name})


def gone(kind: str, name: str) -> bytes:
    """Says that the device goes."""
    return _message("NOTIFY * HTTP/1.1", {"HOST": f"{GROUP}:{PORT}", "NT": kind, "NTS": "ssdp:byebye", "USN": name})


@dataclass(frozen=True, slots=True)
class Description:
    """What the description of a device says."""

    udn: str
    friendly_name: str
    serial: str
    brand: str
    """`AXIS`"""
    full_name: str
    short_name: str
    number: str
    web_page: str

    def xml(self) -> str:
        """The document at `DESCRIPTION`."""
        members = {
            "deviceType": DEVICE_TYPE,
            "friendlyName": self.friendly_name,
            "manufacturer": self.brand,
            "manufacturerURL": "http://www.axis.com/",
            "modelDescription": self.full_name,
            "modelName": self.short_name,
            "modelNumber": self.number,
            "modelURL": "http://www.axis.com/",
            "serialNumber": self.serial,
            "UDN": self.udn,
        }
        service = {
            "serviceType": SERVICE_TYPE,
            "serviceId": "urn:axis-com:serviceId:BasicServiceId",
            "controlURL": "/upnp/control/BasicServiceId",
            "eventSubURL": "/upnp/event/BasicServiceId",
            "SCPDURL": SERVICE,
        }
        return (
            '<?xml version="1.0"?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">'
            "<specVersion><major>1</major><minor>0</minor></specVersion>"
            f"<device>{_elements(members)}<serviceList><service>{_elements(service)}</service></serviceList>"
            f"<presentationURL>{escape(self.web_page)}</presentationURL></device></root>\n"
        )


SERVICE_DESCRIPTION = (
    '<?xml version="1.0"?>\n<scpd xmlns="urn:schemas-upnp-org:service-1-0">'
    "<specVersion><major>1</major><minor>0</minor></specVersion><serviceStateTable></serviceStateTable></scpd>\n"
)
"""The document at `SERVICE`: a service without actions (guess)."""


def _elements(members: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in members.items())


def _message(first: str, headers: dict[str, str]) -> bytes:
    lines = [first, *(f"{name}: {value}".rstrip() for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")
