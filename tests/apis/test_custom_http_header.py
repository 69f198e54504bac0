"""Headers of one's own: in every answer of the web server from a second after they are set, and never a broken answer."""

from __future__ import annotations

import asyncio
import json

import pytest

from camsim.device.http_headers import FORBIDDEN, MOST_HEADERS, RELOAD, HttpHeaders
from camsim.device.state import Survives

PATH = "/axis-cgi/customhttpheader.cgi"
SOAP = '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><GetServices xmlns="urn:no"/></e:Body></e:Envelope>'


async def call(web, method, params=None):
    return (await web.post(PATH, json={"apiVersion": "1.0", "method": method, "params": params})).json()


@pytest.mark.parametrize("profile", ["p3245-lve", "companion-bullet-le"])
async def test_every_answer_carries_them(start, client, profile):
    camera = await start(profile)
    web, stranger = client(camera), client(camera, None)
    assert "data" in await call(web, "set", {"X-Own": "seven"})
    assert "X-Own" not in (await web.get("/axis-cgi/usergroup.cgi")).headers
    await camera.advance(RELOAD)
    for method, path, content, status in (
        ("GET", "/axis-cgi/param.cgi?action=list&group=Brand", None, 200),
        ("HEAD", "/axis-cgi/usergroup.cgi", None, 200),
        ("POST", "/axis-cgi/apidiscovery.cgi", json.dumps({"method": "getSupportedVersions"}), 200),
        ("GET", "/axis-cgi/jpg/image.cgi?resolution=320x180", None, 200),
        ("POST", "/vapix/services", SOAP, 500 if profile == "p3245-lve" else 404),
        ("GET", "/no/such/page", None, 404),
        ("GET", "/axis-cgi/record/list.cgi?recordingid=all", None, 200),
        ("PUT", "/axis-cgi/apidiscovery.cgi", None, 200),
        ("GET", "/axis-cgi/no/such.cgi?" + "a" * 5000, None, 404),
    ):
        answer = await web.request(method, path, content=content)
        assert answer.headers.get_list("X-Own") == ["seven"], (path, answer.status_code)
        assert answer.status_code == status, path
    assert (await stranger.get("/axis-cgi/usergroup.cgi")).headers["X-Own"] == "seven"
    async with web.stream("GET", "/axis-cgi/mjpg/video.cgi?nbrofframes=1&resolution=320x180") as video:
        assert (video.status_code, video.headers["X-Own"]) == (200, "seven")
    camera.set_fault("status", status=503, path="/axis-cgi/usergroup.cgi", count=1)
    assert (await stranger.get("/axis-cgi/usergroup.cgi")).headers["X-Own"] == "seven"
    reader, writer = await asyncio.open_connection("127.0.0.1", camera._ports["http"].number)
    writer.write(b"no request\r\n\r\n")
    assert b"\r\nX-Own: seven\r\n" in await reader.read()
    writer.close()


async def test_they_outlive_a_restart_and_are_gone_after_a_default(start, client):
    camera = await start()
    web = client(camera)
    await call(web, "set", {"X-Own": "1"})
    await call(web, "remove", {"x-frame-options": ""})
    camera.reboot()
    await camera.advance(20)
    answer = await web.get("/")
    assert answer.headers["X-Own"] == "1" and "X-Frame-Options" not in answer.headers
    camera.device.organ(HttpHeaders).renew(Survives.SOFT_DEFAULT)
    answer = await web.get("/")
    assert "X-Own" not in answer.headers and answer.headers["X-Frame-Options"] == "SAMEORIGIN"


async def test_a_reset_takes_them_away_at_once(start, client):
    camera = await start()
    web = client(camera)
    await call(web, "set", {"X-Own": "1"})
    await camera.advance(RELOAD)
    camera.reset()
    assert "X-Own" not in (await web.get("/")).headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "1\r\nEvil: 2"},
        {"X": "1\n"},
        {"X": "\x00"},
        {"X": "\u2028"},
        {"X\r\nEvil": "1"},
        {"": "1"},
        {"a b": "1"},
        {"a:": "1"},
        {"é": "1"},
        {"X" * 129: "1"},
        {"X": "1" * 4097},
        {"X": None},
        {"X": ["1"]},
        {"x": "1", "X": "2"},
        {f"X{number}": "1" for number in range(MOST_HEADERS + 1)},
        *({name.title(): "1"} for name in sorted(FORBIDDEN)),
    ],
)
async def test_what_would_break_an_answer_is_refused_and_changes_nothing(start, client, headers):
    camera = await start()
    web = client(camera)
    before = camera.device.organ(HttpHeaders).dump()
    assert (await call(web, "set", {**headers, "Good": "1"}))["error"]["code"] == 1100
    assert camera.device.organ(HttpHeaders).dump() == before


async def test_a_newer_version_keeps_them_and_brings_its_own(start, client):
    camera = await start("p3245-lve", os_version="10.12")
    web = client(camera)
    await call(web, "set", {"X-Own": "1"})
    device = camera.device
    newer, dumped = camera._release("11.11.192"), device.dump()
    device.become(newer)
    device.carry(dumped)
    assert list(device.organ(HttpHeaders).all)[-1] == "X-Own" and "X-Frame-Options" in device.organ(HttpHeaders).all
