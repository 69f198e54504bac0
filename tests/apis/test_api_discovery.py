"""API discovery: the device's own list, patterns, versions; absent before OS 8.50."""

from __future__ import annotations

import json

import pytest

PATH = "/axis-cgi/apidiscovery.cgi"


async def test_the_list_is_the_profiles_for_anybody(start, client):
    camera = await start()
    answer = await client(camera, None).post(PATH, json={"apiVersion": "1.0", "context": "x", "method": "getApiList"})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.text.endswith("}}\n")
    body = json.loads(answer.text)
    assert list(body) == ["method", "apiVersion", "context", "data"]
    assert [entry["id"] for entry in body["data"]["apiList"]] == [entry.id for entry in camera.profile.apis.discovery]
    assert list(body["data"]["apiList"][0]) == ["id", "version", "name", "docLink", "status"]


async def test_before_os_11_entries_have_no_status_and_a_login_is_needed(start, client):
    camera = await start("companion-bullet-le")
    assert (await client(camera, None).post(PATH, json={"apiVersion": "1.0", "method": "getApiList"})).status_code == 401
    answer = await client(camera).post(PATH, json={"apiVersion": "1.0", "method": "getApiList"})
    assert list(answer.json()["data"]["apiList"][0]) == ["id", "version", "name", "docLink"]
    assert answer.headers["Content-Type"] == "application/json;charset=utf8"


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({"id": "param-cgi"}, ["param-cgi"]),
        ({"id": "basic*"}, ["basic-device-info"]),
        ({"id": "param-cg?", "version": "1.*"}, ["param-cgi"]),
        ({"id": "param-cgi", "version": "9.*"}, []),
        ({"id": "[p]aram-cgi"}, []),
    ],
)
async def test_patterns_choose(start, client, params, ids):
    answer = await client(await start(), None).post(PATH, json={"apiVersion": "1.0", "method": "getApiList", "params": params})
    assert [entry["id"] for entry in answer.json()["data"]["apiList"]] == ids


async def test_supported_versions_need_none(start, client):
    answer = await client(await start(), None).post(PATH, json={"method": "getSupportedVersions"})
    assert answer.json() == {"method": "getSupportedVersions", "data": {"apiVersions": ["1.1"]}}


async def test_generation_a_has_none(start, client):
    answer = await client(await start("p5512")).post(PATH, json={"apiVersion": "1.0", "method": "getApiList"})
    assert answer.status_code == 404
    assert answer.text == (
        "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\n"
        "The requested URL /axis-cgi/apidiscovery.cgi was not found on this server.\n</BODY></HTML>\n"
    )
