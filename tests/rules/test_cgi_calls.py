"""Every CGI of every profile: GET and POST form alike, unknown arguments ignored, spellings of its path, HEAD, other methods."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from camsim.contract.api import DialectKind, Endpoint
from tests.conftest import PROFILES

CLASSIC = (DialectKind.CGI_TEXT, DialectKind.CGI_XML, DialectKind.PUSH)
ENDLESS = {"/axis-cgi/mjpg/video.cgi": "nbrofframes=1", "/axis-cgi/media.cgi": "nbrofframes=1"}
"""What ends an answer that would go on for ever."""


@pytest.fixture(params=PROFILES)
async def served(start, client, request):
    camera = await start(request.param)
    return camera, client(camera)


def classic(camera: Any) -> list[Endpoint]:
    return [endpoint for endpoint in camera.registry.endpoints() if endpoint.dialect in CLASSIC and "GET" in endpoint.methods]


def query_of(endpoint: Endpoint, *more: str) -> str:
    """The least that the CGI needs to come to an end."""
    given = [ENDLESS[endpoint.path]] if endpoint.path in ENDLESS else []
    if endpoint.dialect is DialectKind.CGI_XML and endpoint.schema_version:
        given.append("schemaversion=1")
    return "&".join([*given, *more])


async def of(camera: Any, web: httpx.AsyncClient, method: str, path: str, query: str, form: bool = False) -> tuple[int, str | None, bytes]:
    """What comes back from a camera that is as new."""
    camera.reset()
    if form:
        answer = await web.request(
            method, camera.url + path, content=query.encode() or b"&", headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
    else:
        answer = await web.request(method, f"{camera.url}{path}?{query}")
    return answer.status_code, answer.headers.get("Content-Type"), answer.content


async def test_get_and_form_are_alike_and_unknown_arguments_count_for_nothing(served):
    camera, web = served
    for endpoint in classic(camera):
        query = query_of(endpoint)
        expected = await of(camera, web, "GET", endpoint.path, query)
        assert expected[0] != 500, endpoint.path
        assert await of(camera, web, "POST", endpoint.path, query) == expected, endpoint.path
        assert await of(camera, web, "POST", endpoint.path, query, form=True) == expected, endpoint.path
        more = query_of(endpoint, "noSuchArgument=1", "x", "=", "%zz=%", "timestamp=5")
        assert await of(camera, web, "GET", endpoint.path, more) == expected, endpoint.path


async def test_ways_to_spell_the_path(served):
    camera, web = served
    for endpoint in classic(camera):
        expected = await of(camera, web, "GET", endpoint.path, query_of(endpoint))
        for path in ("/" + endpoint.path, endpoint.path.replace("/", "//"), endpoint.path.replace("axis", "%61xis")):
            assert await of(camera, web, "GET", path, query_of(endpoint)) == expected, path


async def test_head_is_get_without_a_body(served):
    camera, web = served
    for endpoint in classic(camera):
        status, content_type, _ = await of(camera, web, "GET", endpoint.path, query_of(endpoint))
        assert await of(camera, web, "HEAD", endpoint.path, query_of(endpoint)) == (status, content_type, b""), endpoint.path


async def test_other_methods_are_refused_by_page(served):
    camera, web = served
    old = camera.profile.generation.value == "A"
    for endpoint in camera.registry.endpoints():
        if endpoint.dialect is DialectKind.JSON:
            continue
        route, _ = camera.registry.resolve(endpoint.path)
        taken = {method for one in route.endpoints for method in one.methods}
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - taken:
            answer = await web.request(method, endpoint.path)
            expected = 501 if old and method not in ("GET", "POST") else 405
            assert answer.status_code == expected and answer.headers["Content-Type"].startswith("text/html"), (endpoint.path, method)


async def test_aliases_are_the_same_cgi(served):
    camera, web = served
    for endpoint in classic(camera):
        for alias in endpoint.aliases:
            channel = re.search(r"/(\d+|quad)/", alias)
            query = query_of(endpoint) + (f"&camera={channel[1]}" if channel else "")
            expected = await of(camera, web, "GET", endpoint.path, query.lstrip("&"))
            assert (await of(camera, web, "GET", alias, query_of(endpoint)))[:2] == expected[:2], alias


async def test_a_query_without_anything_is_no_query(served):
    camera, web = served
    for endpoint in classic(camera):
        if endpoint.path not in ENDLESS:
            expected = await of(camera, web, "GET", endpoint.path, "")
            assert await of(camera, web, "GET", endpoint.path, "&&") == expected, endpoint.path
            camera.reset()
            assert (await web.get(camera.url + endpoint.path)).content == expected[2], endpoint.path
