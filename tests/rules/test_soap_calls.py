"""Every SOAP operation of every profile: both versions, any prefixes, every kind of bad request; from the declarations."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import httpx
import pytest
from defusedxml import ElementTree

from camsim.apis import APIS
from camsim.contract.access import Access
from camsim.contract.api import DialectKind, Endpoint
from camsim.wire import soap
from tests.conftest import PROFILES

WITH_SOAP = [name for name in PROFILES if name != "companion-bullet-le"]
ENV = f"{{{soap.ENVELOPE_12}}}"


def operations(camera: Any) -> list[Endpoint]:
    return [endpoint for endpoint in camera.registry.endpoints() if endpoint.dialect is DialectKind.SOAP]


@pytest.fixture(params=WITH_SOAP)
async def served(start, client, request):
    camera = await start(request.param)
    return camera, client(camera)


async def post(web: httpx.AsyncClient, body: str | bytes, version: str = soap.ENVELOPE_12, path: str = "/vapix/services") -> httpx.Response:
    """Posts what stands in the body; bytes as they are."""
    content = body if isinstance(body, bytes) else f'<e:Envelope xmlns:e="{version}"><e:Body>{body}</e:Body></e:Envelope>'
    return await web.post(path, content=content)


def fault(answer: httpx.Response) -> tuple[list[str], str]:
    """Codes and reason of a fault; checks the shape that each has."""
    assert answer.headers["Content-Type"] == "application/soap+xml; charset=utf-8"
    root: Element = ElementTree.fromstring(answer.content)
    found = root.find(f"{ENV}Body/{ENV}Fault")
    assert found is not None, answer.text
    codes = [value.text or "" for value in found.find(f"{ENV}Code").iter(f"{ENV}Value")]  # type: ignore[union-attr]
    assert answer.status_code == (400 if codes[0] == "SOAP-ENV:Sender" else 500), answer.text
    return codes, found.findtext(f"{ENV}Reason/{ENV}Text") or ""


async def test_what_is_no_request_is_told_so(served):
    _, web = served
    for body in (b"", b"x", b"{}", b"<e:Envelope", b"a=b", b"\0", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"<a>" * 5000):
        assert fault(await post(web, body)) == (["SOAP-ENV:Sender", "ter:WellFormed"], "Well-formed error"), body[:40]
    for body in (b"<Envelope/>", b'<e:Envelope xmlns:e="urn:other"><e:Body><x/></e:Body></e:Envelope>', b"<html/>"):
        assert fault(await post(web, body))[0] == ["SOAP-ENV:VersionMismatch"], body
    for inside in ("", " "):
        assert fault(await post(web, inside)) == (["SOAP-ENV:Sender", "ter:Tag"], "No tag")


async def test_an_unknown_operation_is_not_implemented(served):
    camera, web = served
    known = operations(camera)[0]
    for body in ("<Nope/>", f'<{known.method} xmlns="urn:other"/>', f'<Nope xmlns="{known.namespace}"/>', f"<{known.method}/>"):
        assert fault(await post(web, body)) == (["SOAP-ENV:Receiver", "ter:ActionNotSupported"], "Optional action not implemented"), body


async def test_every_operation_takes_any_prefix_and_both_versions(served):
    camera, web = served
    for endpoint in operations(camera):
        spelled = [
            f'<{endpoint.method} xmlns="{endpoint.namespace}"/>',
            f'<q:{endpoint.method} xmlns:q="{endpoint.namespace}"></q:{endpoint.method}>',
        ]
        found = []
        for body in spelled:
            camera.reset()
            found.append(await post(web, body))
        assert found[0].status_code == found[1].status_code and found[0].content == found[1].content, endpoint.method
        camera.reset()
        old = await post(web, spelled[0], soap.ENVELOPE_11)
        assert old.headers["Content-Type"] == "text/xml; charset=utf-8" and old.status_code in (200, 500), endpoint.method
        assert f'xmlns:SOAP-ENV="{soap.ENVELOPE_11}"' in old.text and (b"faultcode" in old.content) is (old.status_code == 500)


async def test_a_required_part_is_required_and_an_empty_one_no_crash(served):
    camera, web = served
    for endpoint in operations(camera):
        name = f'{endpoint.method} xmlns="{endpoint.namespace}"'
        required = [argument for argument in endpoint.arguments if argument.required]
        if required:
            for inside in ("", "<Other/>", "text"):
                answer = await post(web, f"<{name}>{inside}</{endpoint.method}>")
                assert fault(answer) == (["SOAP-ENV:Sender", "ter:InvalidArgs"], "Invalid argument"), endpoint.method
                assert f"occurrence violation in element {endpoint.method}<" in answer.text, answer.text
        for value in ("", "x", "-1", "é&lt;", "9" * 5000, "<a><b/></a>", "2040-01-01T00:00:00Z"):
            inside = "".join(f"<{argument.wire}>{value}</{argument.wire}>" for argument in endpoint.arguments)
            answer = await post(web, f"<{name}>{inside}</{endpoint.method}>")
            assert answer.status_code in (200, 400) or fault(answer)[0][0] == "SOAP-ENV:Receiver", (endpoint.method, value)


async def test_a_header_that_must_be_understood_and_is_not(served):
    _, web = served
    for flag, codes in (
        ("1", ["SOAP-ENV:MustUnderstand"]),
        ("true", ["SOAP-ENV:MustUnderstand"]),
        ("0", ["SOAP-ENV:Receiver", "ter:ActionNotSupported"]),
    ):
        head = f'<e:Header><x xmlns="urn:x" e:mustUnderstand="{flag}"/></e:Header>'
        raw = f'<e:Envelope xmlns:e="{soap.ENVELOPE_12}">{head}<e:Body><y/></e:Body></e:Envelope>'
        assert fault(await post(web, raw.encode()))[0] == codes


async def test_an_addressed_request_gets_an_addressed_answer(served):
    _, web = served
    addressing = 'xmlns:w="http://www.w3.org/2005/08/addressing"'
    head = f"<e:Header {addressing}><w:MessageID>urn:uuid:7</w:MessageID><w:Action>urn:GetScopesRequest</w:Action></e:Header>"
    body = '<e:Body><GetScopes xmlns="http://www.onvif.org/ver10/device/wsdl"/></e:Body>'
    answer = await post(web, f'<e:Envelope xmlns:e="{soap.ENVELOPE_12}">{head}{body}</e:Envelope>'.encode())
    told = "<wsa5:RelatesTo>urn:uuid:7</wsa5:RelatesTo><wsa5:Action>urn:GetScopesResponse</wsa5:Action>"
    assert f"<SOAP-ENV:Header>{told}</SOAP-ENV:Header><SOAP-ENV:Body><tds:GetScopesResponse>" in answer.text


async def test_nobody_asks_the_vendors_path_without_a_login(served, client):
    camera, _ = served
    stranger = client(camera, None)
    for body in [b"x", *(f'<{endpoint.method} xmlns="{endpoint.namespace}"/>' for endpoint in operations(camera))]:
        assert (await post(stranger, body)).status_code == 401, body


async def test_a_camera_without_services_has_no_such_path(start, client):
    web = client(await start("companion-bullet-le"))
    for path in ("/vapix/services", "/onvif/services", "/onvif/device_service"):
        assert (await web.post(path, content=b"x")).status_code == 404


def test_every_service_has_a_prefix_of_its_own():
    for api in APIS:
        for endpoint in api.endpoints:
            if endpoint.dialect is DialectKind.SOAP:
                assert soap.prefix_of(endpoint.namespace), endpoint.method
                assert endpoint.access is not Access.ANONYMOUS or endpoint.path.startswith("/onvif/"), endpoint.method
