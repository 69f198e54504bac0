"""SOAP that means harm: every operation by its declaration, bombs, depth, size; a fault each time, and no trace of what was refused."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from camsim.contract.api import DialectKind, Endpoint
from camsim.wire.soap import ENVELOPE_12
from tests.server.target import Answer, Target

PATH = "/vapix/services"
QUICK = 5.0
"""Seconds of the processor within which any of these is refused, on a slow machine."""


@pytest.fixture(autouse=True)
def with_services(target: Target) -> None:
    if target.camera.profile.name.startswith("companion"):
        pytest.skip("the device has no services")


def operations(target: Target) -> list[Endpoint]:
    """All but those that make keys, which go on after a client has left."""
    served = [endpoint for endpoint in target.camera.registry.endpoints() if endpoint.dialect is DialectKind.SOAP]
    return [endpoint for endpoint in served if endpoint.api.folder != "certificate_management"]


def envelope(inside: str) -> bytes:
    return f'<e:Envelope xmlns:e="{ENVELOPE_12}"><e:Body>{inside}</e:Body></e:Envelope>'.encode("utf-8", "surrogatepass")


def post(target: Target, body: bytes) -> Answer:
    """One call. An error leaves no trace."""
    before = target.dump()
    answer = target.ask("POST", PATH, body)
    target.assert_quiet()
    if answer.status != 200:
        assert target.dump() == before, (body[:300], answer.body[-500:])
    if answer.status == 500:
        assert b"<SOAP-ENV:Value>SOAP-ENV:Receiver" in answer.body or b"Mismatch" in answer.body or b"MustUnderstand" in answer.body, body[
            :300
        ]
    return answer


def values() -> Iterator[str]:
    """Texts and elements of every kind, reasonable ones among them."""
    yield from (
        "",
        " ",
        "x",
        "0",
        "1",
        "-1",
        "1.5",
        "1e308",
        "nan",
        "inf",
        "9" * 4000,
        "true",
        "é\u2028",
        "a" * 5000,
        "../../etc/passwd",
        "%00",
        "*",
    )
    yield from ("PT5S", "-PT5S", "PT", "P999999D", "2026-01-01T00:00:00Z", "profile_1_h264", "default_1_h264", "eth0", "Hard&lt;")
    yield from ("<a/>", "<a>1</a>" * 50, "<x:a xmlns:x='urn:x' token='1'>2</x:a>", "<![CDATA[1]]>", "<!-- 1 -->1", "<?pi 1?>", "&#x10FFFF;")
    yield '<Username>a</Username><Password>b</Password><UserLevel>c</UserLevel><PanTilt x="q" y="1e999"/><Zoom/>'


RESTARTS = frozenset({"SystemReboot", "SetSystemFactoryDefault"})


def test_every_argument_of_every_operation_with_values_of_every_kind(target: Target):
    for endpoint in operations(target):
        if endpoint.method in RESTARTS:
            continue
        required = [argument.wire for argument in endpoint.arguments if argument.required]
        for argument in endpoint.arguments:
            others = "".join(f"<{name}>profile_1_h264</{name}>" for name in required if name != argument.wire)
            for value in values():
                inside = f"{others}<{argument.wire}>{value}</{argument.wire}>"
                answer = post(target, envelope(f"<{endpoint.method} xmlns='{endpoint.namespace}'>{inside}</{endpoint.method}>"))
                assert answer.status in (200, 400, 500), (endpoint.method, argument.wire, value[:50])


def bombs() -> Iterator[bytes]:
    """What is small to send and would be large to read."""
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    yield f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><x>&l9;</x>'.encode()
    yield b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 10_000 + b"</x>"
    yield b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'
    yield b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    yield b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><x/>'
    yield b"<a>" * 300_000
    yield b"<a>" * 150_000 + b"</a>" * 140_000
    yield b"<x>" + b"<a/>" * 250_000 + b"</x>"
    yield b"<x>" + b"".join(b'<a xmlns:p%d="u"/>' % number for number in range(40_000)) + b"</x>"
    yield b"<x " + b" ".join(b'a%d=""' % number for number in range(80_000)) + b"/>"
    yield envelope("<a " + "b='" + "c" * 1_000_000 + "'/>")


def test_bombs_are_refused_cheaply(target: Target):
    for body in bombs():
        began = time.process_time()
        answer = post(target, body)
        assert time.process_time() - began < QUICK, body[:60]
        assert answer.status in (400, 413, 500) and len(answer.body) < 10_000, (body[:60], answer.status)
        assert b"root:" not in answer.body


def test_ten_megabytes_are_too_many(target: Target):
    answer = target.ask("POST", PATH, b"<x>" + b"a" * 10_000_000 + b"</x>")
    assert answer.status == 413
    target.assert_quiet()


def test_strangers_are_asked_to_log_in_whatever_they_send(target: Target):
    for body in (*list(bombs())[:5], b"", b"x", envelope("<Nope/>")):
        assert target.ask("POST", PATH, body, login=False).status == 401
    target.assert_quiet()


def tokens(value: str) -> Iterator[str]:
    """Security headers that hold a value somewhere."""
    yield f"<w:UsernameToken>{value}</w:UsernameToken>"
    for part in ("Username", "Password", "Nonce", "Created"):
        known = "<w:Username>root</w:Username><w:Password>p</w:Password>"
        yield f"<w:UsernameToken><w:{part}>{value}</w:{part}>{known}</w:UsernameToken>"


def test_security_headers_of_every_kind(target: Target):
    wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
    users = '<e:Body><GetUsers xmlns="http://www.onvif.org/ver10/device/wsdl"/></e:Body>'
    for value in values():
        for inside in tokens(value):
            head = f'<e:Header><w:Security xmlns:w="{wss}">{inside}</w:Security></e:Header>'
            body = f'<e:Envelope xmlns:e="{ENVELOPE_12}">{head}{users}</e:Envelope>'
            answer = target.ask("POST", "/onvif/services", body.encode("utf-8", "surrogatepass"), login=False)
            assert answer.status in (400, 401), value[:50]
            target.assert_quiet()
