"""Every JSON method of every profile keeps the rules of its family, whatever is wrong with the call: from the declarations."""

from __future__ import annotations

import json
import types
import typing
from typing import Any

import httpx
import pytest

from camsim.contract.api import ARRAY, Api, DialectKind, Endpoint
from camsim.contract.errors import MissingError, UnknownMethodError
from camsim.device.applications import Applications, Candidate
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.profile.model import Application
from tests.conftest import PROFILES

WITH_JSON = [name for name in PROFILES if name != "p5512"]


def endpoints_of(camera: Any) -> list[Endpoint]:
    """All JSON methods; the applications that serve some of them are installed and started first."""
    found = [endpoint for endpoint in camera.registry.endpoints() if endpoint.dialect is DialectKind.JSON]
    for name in sorted({endpoint.application for endpoint in found} - {""}):
        applications = camera.device.organ(Applications)
        if not applications.has(name):
            applications.install(Candidate(Application(name, name, "1.0"), signed=True))
        if not applications.runs(name):
            applications.start(name)
    return found


def number(api: Api, general: int, *kinds: type[DeviceError]) -> set[int]:
    """The codes that an API may give: its own for these kinds of error or their bases, else its family's."""
    own = {code.number for kind, code in api.codes.items() if any(issubclass(each, kind) for each in (*kinds, DeviceError))}
    return own or {general}


async def call(web: httpx.AsyncClient, endpoint: Endpoint, content: Any) -> dict[str, Any]:
    """Posts a call; checks what every answer has, and returns it."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = await web.post(endpoint.path, content=raw)
    where = f"{endpoint.path} {content!r:.100}"
    assert answer.status_code == 200, where
    found = answer.json()
    shape = endpoint.api.json_shape
    order = shape.order
    if isinstance(content, dict) and content.get("method") == "getSupportedVersions" and shape.versions_order is not None:
        order = shape.versions_order
    given = content if isinstance(content, dict) else {}
    members = [member for member in order if member == "apiVersion" or member in given]
    assert list(found) == [*members, "error" if "error" in found else "data"], where
    assert all(found[member] == given[member] for member in members if member != "apiVersion"), where
    assert answer.text.endswith("\n") is shape.newline, where
    return found  # type: ignore[no-any-return]


def good(endpoint: Endpoint, version: str = "1.0", **more: Any) -> dict[str, Any]:
    return {"apiVersion": version, "context": "as sent", "method": endpoint.method, **more}


def wrong_for(annotation: Any) -> Any:
    """A value that is of another type."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(annotation) if kind is not type(None)]
        return wrong_for(kinds[0]) if len(kinds) == 1 else {}
    return 5 if annotation is str or (isinstance(annotation, type) and issubclass(annotation, str)) else "of another type"


@pytest.fixture
async def served(start, client, request):
    camera = await start(request.param)
    return camera, client(camera)


def each(camera: Any) -> list[tuple[Endpoint, str]]:
    """Every method with the major version that the device speaks."""
    return [(endpoint, endpoint.api.version_on(camera.profile).partition(".")[0]) for endpoint in endpoints_of(camera)]


pytestmark = pytest.mark.parametrize("served", WITH_JSON, indirect=True)


async def test_a_version_of_another_major_is_not_supported(served):
    camera, web = served
    for endpoint, major in each(camera):
        for version in (f"{int(major) + 1}.0", "99.0", "0.1", 1, [], True):
            error = (await call(web, endpoint, good(endpoint, version)))["error"]
            assert error["code"] in number(endpoint.api, endpoint.api.family.version.number), (endpoint.method, version)


async def test_any_minor_of_the_major_is_taken_and_the_newest_answered(served):
    camera, web = served
    for endpoint, major in each(camera):
        for version in (major, f"{major}.0", f"{major}.1", f"{major}.999"):
            found = await call(web, endpoint, good(endpoint, version, method="noSuchMethod"))
            assert found["error"]["code"] in number(endpoint.api, endpoint.api.family.unknown_method.number, UnknownMethodError)
            if "apiVersion" in found:
                assert found["apiVersion"] == endpoint.api.version_on(camera.profile)


async def test_a_call_without_a_version_lacks_something(served):
    camera, web = served
    for endpoint, _ in each(camera):
        error = (await call(web, endpoint, {"context": "c", "method": endpoint.method}))["error"]
        assert error["code"] in number(endpoint.api, endpoint.api.family.missing.number, MissingError), endpoint.method


async def test_a_call_without_a_method_lacks_something(served):
    camera, web = served
    for endpoint, major in each(camera):
        error = (await call(web, endpoint, {"apiVersion": f"{major}.0"}))["error"]
        assert error["code"] in number(endpoint.api, endpoint.api.family.missing.number, MissingError), endpoint.path


async def test_what_is_no_json_object_is_bad_json(served):
    camera, web = served
    for endpoint, _ in each(camera):
        for body in (b"", b"{", b"[]", b'"x"', b"null", b"a=b"):
            error = (await call(web, endpoint, body))["error"]
            assert error["code"] in number(endpoint.api, endpoint.api.family.bad_json.number), (endpoint.path, body)


async def test_every_required_argument_is_required(served):
    camera, web = served
    for endpoint, major in each(camera):
        if any(argument.required for argument in endpoint.arguments):
            for params in ({}, {"unknown": 1}, None):
                more = {} if params is None else {"params": params}
                error = (await call(web, endpoint, good(endpoint, major, **more)))["error"]
                assert error["code"] in number(endpoint.api, endpoint.api.family.missing.number, MissingError), endpoint.method


async def test_params_that_are_no_object_count_as_none(served):
    camera, web = served
    for endpoint, major in each(camera):
        if any(argument.required and argument.wire != ARRAY for argument in endpoint.arguments):
            without = await call(web, endpoint, good(endpoint, major))
            for params in ([], "x", 5, None, True):
                assert await call(web, endpoint, good(endpoint, major, params=params)) == without, (endpoint.method, params)


async def test_an_argument_of_another_type_is_a_bad_value(served):
    camera, web = served
    for endpoint, major in each(camera):
        others = {argument.wire: argument for argument in endpoint.arguments}
        for name, argument in others.items():
            if argument.annotation is Any or (argument.required and len([other for other in endpoint.arguments if other.required]) > 1):
                continue
            found = await call(web, endpoint, good(endpoint, major, params={name: wrong_for(argument.annotation)}))
            required_elsewhere = [other for other in endpoint.arguments if other.required and other.wire != name]
            kinds = (MissingError,) if required_elsewhere else (OutOfRangeError,)
            family = endpoint.api.family
            allowed = number(endpoint.api, (family.missing if required_elsewhere else family.bad_value).number, *kinds)
            assert found["error"]["code"] in allowed | {family.bad_value.number}, (endpoint.method, name)


async def test_every_api_tells_its_versions_without_one(served):
    camera, web = served
    for endpoint, _ in each(camera):
        found = await call(web, endpoint, {"context": "c", "method": "getSupportedVersions"})
        assert found["data"] == {"apiVersions": [endpoint.api.version_on(camera.profile)]}


async def test_another_http_method_is_refused(served):
    camera, web = served
    for endpoint, _ in each(camera):
        for method in ("GET", "PUT", "DELETE"):
            answer = await web.request(method, endpoint.path)
            code = endpoint.api.family.http_method
            if code is None:
                assert answer.status_code == 405, endpoint.path
            else:
                assert answer.status_code == 200 and answer.json()["error"]["code"] == code.number, endpoint.path


async def test_content_type_and_query_count_for_nothing(served):
    camera, web = served
    for endpoint, _ in each(camera):
        body = json.dumps({"method": "getSupportedVersions"}).encode()
        for kind in ("text/plain", "application/x-www-form-urlencoded", "nonsense", "application/json; charset=utf-16"):
            for path in (endpoint.path, endpoint.path + "?", "/" + endpoint.path, endpoint.path + "?a=b&apiVersion=9.0"):
                answer = await web.post(camera.url + path, content=b"\xef\xbb\xbf" + body, headers={"Content-Type": kind})
                assert "data" in answer.json(), (path, kind)
