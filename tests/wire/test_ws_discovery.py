"""WS-Discovery on the wire: which searches find a device, and what they are told."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree

from camsim.wire import ws_discovery

WSD = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DEVICE = ws_discovery.Device("urn:uuid:1", ("onvif://www.onvif.org/type/ptz", "onvif://www.onvif.org/name/AXIS%20P1"), ("http://a/b?c&d",))


def probe(inside: str = "", kind: str = "Probe", message: str = "urn:uuid:7") -> bytes:
    declared = (
        f'xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:a="{WSA}" xmlns:d="{WSD}" '
        'xmlns:n="http://www.onvif.org/ver10/network/wsdl" xmlns:t="http://www.onvif.org/ver10/device/wsdl"'
    )
    head = f"<e:Header><a:MessageID>{message}</a:MessageID></e:Header>"
    return f"<e:Envelope {declared}>{head}<e:Body><d:{kind}>{inside}</d:{kind}></e:Body></e:Envelope>".encode()


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("", True),
        ("<d:Types/>", True),
        ("<d:Types>n:NetworkVideoTransmitter</d:Types>", True),
        ("<d:Types>t:Device n:NetworkVideoTransmitter</d:Types>", True),
        ("<d:Types>n:NetworkVideoDisplay</d:Types>", False),
        ("<d:Types>x:NetworkVideoTransmitter</d:Types>", False),
        ("<d:Types>NetworkVideoTransmitter</d:Types>", False),
        ("<d:Scopes/>", True),
        ("<d:Scopes>onvif://www.onvif.org/type</d:Scopes>", True),
        ("<d:Scopes>ONVIF://WWW.ONVIF.ORG/type/ptz/ onvif://www.onvif.org/name/AXIS%20P1</d:Scopes>", True),
        ("<d:Scopes>onvif://www.onvif.org/type/pt</d:Scopes>", False),
        ("<d:Scopes>onvif://www.onvif.org/Type</d:Scopes>", False),
        ("<d:Scopes>onvif://[bad</d:Scopes>", False),
        (f'<d:Scopes MatchBy="{WSD}/strcmp0">onvif://www.onvif.org/type</d:Scopes>', False),
        (f'<d:Scopes MatchBy="{WSD}/strcmp0">onvif://www.onvif.org/type/ptz</d:Scopes>', True),
        (f'<d:Scopes MatchBy="{WSD}/uuid">onvif://www.onvif.org/type/ptz</d:Scopes>', False),
    ],
)
def test_whom_a_probe_finds(inside, found):
    search = ws_discovery.read(probe(inside))
    assert search is not None and search.finds(DEVICE) is found


@pytest.mark.parametrize(("address", "found"), [("urn:uuid:1", True), ("urn:uuid:2", False)])
def test_a_resolve_finds_one(address, found):
    inside = f"<a:EndpointReference><a:Address>{address}</a:Address></a:EndpointReference>"
    search = ws_discovery.read(probe(inside, "Resolve"))
    assert search is not None and search.finds(DEVICE) is found
    assert b"<d:ResolveMatches><d:ResolveMatch>" in ws_discovery.matches(search, DEVICE, "urn:uuid:8")


def test_what_is_told():
    search = ws_discovery.read(probe(message="urn:uuid:7&amp;"))
    root = ElementTree.fromstring(ws_discovery.matches(search, DEVICE, "urn:uuid:8"))
    assert root.findtext(f".//{{{WSA}}}RelatesTo") == "urn:uuid:7&" and root.findtext(f".//{{{WSA}}}MessageID") == "urn:uuid:8"
    assert root.findtext(f".//{{{WSA}}}Action") == f"{WSD}/ProbeMatches"
    (match,) = root.iter(f"{{{WSD}}}ProbeMatch")
    assert match.findtext(f"{{{WSD}}}XAddrs") == "http://a/b?c&d"
    assert match.findtext(f"{{{WSD}}}Types") == "dn:NetworkVideoTransmitter tds:Device"
    assert match.findtext(f"{{{WSD}}}Scopes").split() == list(DEVICE.scopes)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"<x/>",
        probe(kind="Hello"),
        probe(message=""),
        probe() + b" " * 20_000,
        b"<!DOCTYPE a><a/>",
        probe()[:-5],
        b"<a>" * 5000,
    ],
    ids=lambda raw: raw[:20].decode("latin-1"),
)
def test_anything_else_is_nothing(raw):
    assert ws_discovery.read(raw) is None
