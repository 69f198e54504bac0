"""WS-Discovery as ONVIF uses it (WS-Discovery of April 2005; ONVIF Core, section 7): probes and resolves in, matches out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from camsim.wire import xml_in
from camsim.wire.xml_in import Node

GROUP = "239.255.255.250"
PORT = 3702
LARGEST = 16_384
"""Bytes of a datagram that are read."""

_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_WSD = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
_DN = "http://www.onvif.org/ver10/network/wsdl"
_TDS = "http://www.onvif.org/ver10/device/wsdl"
_OURS = {(_DN, "NetworkVideoTransmitter"), (_TDS, "Device")}
TYPES = "dn:NetworkVideoTransmitter tds:Device"
_BY_TEXT = f"{_WSD}/strcmp0"
_BY_RULE = ("", f"{_WSD}/rfc2396")
_DECLARED = f'xmlns:SOAP-ENV="{_SOAP}" xmlns:wsa="{_WSA}" xmlns:d="{_WSD}" xmlns:dn="{_DN}" xmlns:tds="{_TDS}"'


@dataclass(frozen=True, slots=True)
class Device:
    """What a device tells of itself."""

    address: str
    """`urn:uuid:...`, for ever the same."""
    scopes: Sequence[str]
    xaddrs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Search:
    """A question to all devices."""

    message: str
    """Its id, which the answer names."""
    body: Node

    def finds(self, device: Device) -> bool:
        """Whether a device is meant: a resolve by its address, a probe by all its types and scopes."""
        if xml_in.local(self.body) == "Resolve":
            return self.body.content("EndpointReference", "Address") == device.address
        types = self.body.child("Types")
        wanted = [types.resolve(name) for name in (types.text or "").split()] if types is not None else []
        return all(name in _OURS for name in wanted) and self._in_scope(device)

    def _in_scope(self, device: Device) -> bool:
        scopes = self.body.child("Scopes")
        if scopes is None:
            return True
        rule, asked = scopes.get("MatchBy", "").strip(), (scopes.text or "").split()
        if rule == _BY_TEXT:
            return all(scope in device.scopes for scope in asked)
        return rule in _BY_RULE and all(any(_within(scope, known) for known in device.scopes) for scope in asked)


def read(raw: bytes) -> Search | None:
    """The question in a datagram; None for anything else."""
    if len(raw) > LARGEST:
        return None
    try:
        root = xml_in.read(raw)
    except xml_in.BadXmlError:
        return None
    message, found = root.content("Header", "MessageID"), root.child("Body")
    body = next(found.children(), None) if found is not None else None
    if not message or body is None or xml_in.namespace(body) != _WSD or xml_in.local(body) not in ("Probe", "Resolve"):
        return None
    return Search(message, body)


def matches(search: Search, device: Device, message: str) -> bytes:
    """The answer of a device that was found; `message` is the answer's own id."""
    kind = xml_in.local(search.body)
    told = (
        f"<d:{kind}Match><wsa:EndpointReference><wsa:Address>{device.address}</wsa:Address></wsa:EndpointReference>"
        f"<d:Types>{TYPES}</d:Types><d:Scopes>{escape(' '.join(device.scopes))}</d:Scopes>"
        f"<d:XAddrs>{escape(' '.join(device.xaddrs))}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:{kind}Match>"
    )
    head = (
        f"<wsa:MessageID>{message}</wsa:MessageID><wsa:RelatesTo>{escape(search.message)}</wsa:RelatesTo>"
        f"<wsa:To>{_WSA}/role/anonymous</wsa:To><wsa:Action>{_WSD}/{kind}Matches</wsa:Action>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope {_DECLARED}><SOAP-ENV:Header>{head}</SOAP-ENV:Header>'
        f"<SOAP-ENV:Body><d:{kind}Matches>{told}</d:{kind}Matches></SOAP-ENV:Body></SOAP-ENV:Envelope>"
    ).encode()


def _within(asked: str, known: str) -> bool:
    """Whether a scope is the asked one or lies below it: scheme and host count without case, the path by whole steps."""
    try:
        want, have = urlsplit(asked), urlsplit(known)
    except ValueError:
        return False
    if (want.scheme, want.netloc.lower()) != (have.scheme, have.netloc.lower()):
        return False
    steps, there = ([unquote(step) for step in parts.path.strip("/").split("/") if step] for parts in (want, have))
    return there[: len(steps)] == steps
