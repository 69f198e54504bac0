"""Recorded tours: recorded, played, held, changed, refused."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio

from camsim.device.actions import Actions, Rule, Setup
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.ptz.head import PtzHead
from tests.events.actions.bench import virtual_input

PTZ = "/axis-cgi/com/ptz.cgi"


async def ask(web, cgi, **arguments):
    answer = await web.post(f"/axis-cgi/recordedtour/{cgi}.cgi", params={"schemaversion": 1, **arguments})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    code = re.search(r"<ErrorCode>(\d+)<", answer.text)
    return int(code[1]) if code else answer.text


def told(text, name):
    return re.findall(f"<{name}>([^<]*)</{name}>", text)


def pan(camera):
    return round(camera.device.organ(PtzHead).channel(1).place().pan, 1)


@pytest_asyncio.fixture
async def served(start, client):
    """A dome with a tour of 20 s: to 40 degrees, and after 10 s to -40."""
    camera = await start("q6135-le", users="root:pass:admin,joy:pass:viewer:ptz,eye:pass:viewer")
    web = client(camera)
    assert told(await ask(web, "record", camera=1, nicename="Yard"), "RecordingId") == ["1"]
    await web.get(PTZ, params={"pan": 40, "speed": 100})
    await camera.advance(10)
    assert told(await ask(web, "list"), "Status") == ["recording"]
    await web.get(PTZ, params={"pan": -40, "speed": 100})
    await camera.advance(10)
    assert "<GeneralSuccess" in await ask(web, "stoprecording", recordedtourid=1)
    await web.get(PTZ, params={"pan": 120, "speed": 100})
    await camera.advance(20)
    return camera, web


async def test_it_plays_what_it_recorded_once(served):
    camera, web = served
    listed = await ask(web, "list", camera=1)
    names = ("RecordingId", "NiceName", "Status", "Camera", "DefaultLoopDelay")
    assert [told(listed, name) for name in names] == [["1"], ["Yard"], ["stopped"], ["1"], ["60"]]
    assert await ask(web, "play", recordedtourid=1)
    await camera.advance(8)
    assert pan(camera) == 40.0
    assert told(await ask(web, "list"), "Status") == ["playing"]
    await camera.advance(8)
    assert pan(camera) == -40.0
    await camera.advance(20)
    assert told(await ask(web, "list"), "Status") == ["stopped"]


async def test_round_after_round_and_held(served):
    camera, web = served
    await ask(web, "play", recordedtourid=1, loop=1, loopdelay=5)
    await camera.advance(16)
    assert pan(camera) == -40.0
    await camera.advance(12)
    assert pan(camera) == 40.0, "20 s, 5 s of rest, and on"
    await ask(web, "pause")
    await camera.advance(1000)
    assert pan(camera) == 40.0
    await ask(web, "resume", recordedtourid=1)
    await camera.advance(10)
    assert pan(camera) == -40.0
    await ask(web, "stopplayback", recordedtourid=1)
    await camera.advance(100)
    assert pan(camera) == -40.0
    assert await ask(web, "stopplayback", recordedtourid=1) == 60


async def test_it_outlives_a_restart_and_a_dump(served):
    camera, web = served
    camera.reboot()
    await camera.advance(120)
    await ask(web, "play", recordedtourid=1)
    await camera.advance(8)
    assert pan(camera) == 40.0
    device = camera.device
    dumped = device.dump()
    await camera.advance(100)
    device.restore(dumped)
    assert told(await ask(web, "list"), "Status") == ["playing"]


async def test_changes(served):
    camera, web = served
    assert await ask(web, "modify", recordedtourid=1, nicename="Gate", defaultloopdelay=0)
    listed = await ask(web, "list", recordedtourid=1)
    assert (told(listed, "NiceName"), told(listed, "DefaultLoopDelay")) == (["Gate"], ["0"])
    await ask(web, "play", recordedtourid=1, loop=1)
    assert await ask(web, "modify", recordedtourid=1, nicename="Door") == 60
    assert await ask(web, "remove", recordedtourid=1) == 60
    assert told(await ask(web, "record", camera=1, recordedtourid=0), "RecordingId") == ["0"]
    assert told(await ask(web, "list"), "Status") == ["stopped", "recording"], "a recording ends what is played on the channel"
    assert await ask(web, "play", recordedtourid=1) == 60
    assert await ask(web, "stoprecording")
    assert await ask(web, "remove", recordedtourid=1)
    assert told(await ask(web, "list"), "RecordingId") == ["0"]
    for _ in range(9):
        await ask(web, "record", camera=1)
        await ask(web, "stoprecording")
    assert await ask(web, "record", camera=1) == 30
    await camera.advance(10)


@pytest.mark.parametrize(
    ("cgi", "arguments", "code"),
    [
        ("play", {"recordedtourid": 7}, 10),
        ("remove", {"recordedtourid": 7}, 10),
        ("list", {"recordedtourid": 7}, 10),
        ("record", {"camera": 1, "recordedtourid": 1}, 20),
        ("record", {"camera": 9}, 50),
        ("record", {}, 50),
        ("record", {"camera": 1, "nicename": "no spaces"}, 50),
        ("record", {"camera": 1, "nicename": "n" * 32}, 50),
        ("record", {"camera": 1, "recordedtourid": 10000}, 50),
        ("play", {"recordedtourid": 1, "loop": 2}, 50),
        ("play", {"recordedtourid": 1, "loopdelay": 10000}, 50),
        ("play", {"recordedtourid": "x" * 5000}, 50),
        ("stoprecording", {"recordedtourid": 1}, 60),
        ("pause", {"recordedtourid": 1}, 60),
        ("list", {"schemaversion": 2}, 70),
    ],
)
async def test_what_is_refused(served, cgi, arguments, code):
    _, web = served
    assert await ask(web, cgi, **arguments) == code
    assert told(await ask(web, "list"), "Status") == ["stopped"]


async def test_who_may(served, client):
    camera, _ = served
    joy, eye = client(camera, "joy", "pass"), client(camera, "eye", "pass")
    assert "Yard" in await ask(eye, "list")
    assert await ask(joy, "play", recordedtourid=1)
    for web, cgi in ((eye, "play"), (joy, "record")):
        answer = await web.post(f"/axis-cgi/recordedtour/{cgi}.cgi?schemaversion=1&recordedtourid=1&camera=1")
        assert answer.status_code in (401, 403)
    assert (await joy.get("/axis-cgi/recordedtour/play.cgi?schemaversion=1&recordedtourid=1")).status_code == 405


async def test_a_rule_plays_it(served):
    camera, web = served
    actions = camera.device.organ(Actions)
    setup = Setup("com.axis.action.unlimited.recordedtour", parameters={"tour_id": "1", "goto_home": "1"})
    actions.add_rule(Rule(actions.add_action(setup), conditions=(virtual_input(3),)))
    camera.device.organ(VirtualInputs).activate(3)
    await camera.advance(16)
    assert pan(camera) == -40.0
    camera.device.organ(VirtualInputs).deactivate(3)
    await camera.advance(10)
    assert told(await ask(web, "list"), "Status") == ["stopped"]
    assert pan(camera) == 0.0
