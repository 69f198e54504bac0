"""Motion detection 4 and the guards over HTTP: configuration, capabilities, errors by number, alarms as events."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

from camsim.device.analytics.organ import Analytics
from camsim.device.applications import Applications, Candidate
from camsim.events.notification import Operation
from camsim.profile.model import Application

BASE = "tnsaxis:CameraApplicationPlatform/"
PATHS = {"vmd": "VMD", "fenceguard": "FenceGuard", "loiteringguard": "LoiteringGuard", "motionguard": "MotionGuard"}


def run(camera: Any, name: str) -> None:
    applications = camera.device.organ(Applications)
    if not applications.has(name):
        applications.install(Candidate(Application(name, name, "4.5-3"), signed=True))
    applications.start(name)


async def call(web: httpx.AsyncClient, name: str, method: str, **params: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"apiVersion": "1.2", "context": "c", "method": method}
    answer = await web.post(f"/local/{name}/control.cgi", json={**body, "params": params} if params else body)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


@pytest.fixture
async def vmd(start, client):
    camera = await start("companion-bullet-le")
    run(camera, "vmd")
    return camera, client(camera)


async def changed(web: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """The answer to the factory's configuration with members of its one profile changed."""
    data = (await call(web, "vmd", "getConfiguration"))["data"]
    data["profiles"][0].update(changes)
    return await call(web, "vmd", "setConfiguration", **data)


async def test_an_application_that_is_not_there_or_stopped_is_not_served(start, client):
    camera = await start("companion-bullet-le", users="root:pass:admin,op:op:operator")
    web, body = client(camera), {"apiVersion": "1.2", "method": "getConfiguration"}
    assert (await web.post("/local/fenceguard/control.cgi", json=body)).status_code == 404
    assert (await web.post("/local/vmd/control.cgi", json=body)).status_code == 503
    run(camera, "vmd")
    assert "data" in (await client(camera, "op", "op").post("/local/vmd/control.cgi", json=body)).json()
    assert (await client(camera, "op", "op").post("/local/vmd/control.cgi", json={**body, "method": "setConfiguration"})).status_code == 401
    camera.device.organ(Applications).stop("vmd")
    assert (await web.post("/local/vmd/control.cgi", json=body)).status_code == 503


@pytest.mark.parametrize("name", PATHS)
async def test_a_configuration_that_was_read_can_be_set_and_reads_alike(start, client, name):
    camera = await start("companion-bullet-le")
    run(camera, name)
    web = client(camera)
    first = (await call(web, name, "getConfiguration"))["data"]
    assert first["configurationStatus"] == 0 and [profile["uid"] for profile in first["profiles"]] == [1]
    assert (await call(web, name, "setConfiguration", **first)) == {
        "apiVersion": "1.4",
        "context": "c",
        "method": "setConfiguration",
        "data": {},
    }
    second = (await call(web, name, "getConfiguration"))["data"]
    assert second == {**first, "configurationStatus": 1}
    capabilities = (await call(web, name, "getConfigurationCapabilities"))["data"]
    assert capabilities["triggers"][0]["type"] == first["profiles"][0]["triggers"][0]["type"]
    assert "presets" not in capabilities


@pytest.mark.parametrize("name", PATHS)
async def test_what_the_factory_gives_is_what_it_watches(start, client, name):
    camera = await start("companion-bullet-le")
    run(camera, name)
    web, organ = client(camera), camera.device.organ(Analytics)
    before = organ.setup(name).watched
    await call(web, name, "setConfiguration", **(await call(web, name, "getConfiguration"))["data"])
    assert organ.setup(name).watched == before


async def test_errors_by_number_and_nothing_changes(vmd):
    camera, web = vmd
    data = (await call(web, "vmd", "getConfiguration"))["data"]
    profile = data["profiles"][0]

    async def code(**changes: Any) -> int:
        return (await changed(web, **changes))["error"]["code"]  # type: ignore[no-any-return]

    area = profile["triggers"][0]["data"]
    assert await code(triggers=[]) == 2004
    assert await code(triggers=[{"type": "includeArea", "data": area[:2]}]) == 2004
    assert await code(triggers=[{"type": "includeArea", "data": [[0, 0], [0, 1.5], [1, 1]]}]) == 2004
    assert await code(triggers=[{"type": "fence", "data": area}]) == 2004
    assert await code(triggers=[{"type": "includeArea"}]) == 2003
    assert await code(filters=[{"type": "timeShortLivedLimit", "data": 9, "active": True}]) == 2004
    assert await code(filters=[{"type": "sizePercentage", "data": [5], "active": True}]) == 2004
    assert await code(filters=[{"type": "excludeArea", "data": area}] * 4) == 2004
    assert await code(filters="none") == 2004
    assert await code(name="") == 2004 and await code(uid=0) == 2004 and await code(uid="1") == 2004
    assert await code(camera=3) == 2002
    assert await code(presets=[1]) == 2004, "a camera without mechanical PTZ"
    twice = {**data, "profiles": [profile, copy.deepcopy(profile)]}
    assert (await call(web, "vmd", "setConfiguration", **twice))["error"]["code"] == 2002
    many = {**data, "profiles": [{**profile, "uid": number} for number in range(1, 12)]}
    assert (await call(web, "vmd", "setConfiguration", **many))["error"]["code"] == 2004
    assert (await call(web, "vmd", "sendAlarmEvent", profile=9))["error"]["code"] == 2004
    assert (await call(web, "vmd", "getConfiguration"))["data"] == data
    assert camera.device.organ(Analytics).setup("vmd").times_set == 0


async def test_topics_follow_the_profiles_and_alarms_are_heard(vmd):
    camera, web = vmd
    heard = camera.broker.subscribe(lambda event: event.path.startswith((BASE, "tns1:RuleEngine", "tns1:VideoSource/MotionAlarm")))
    assert {one.event.path for one in heard.take()} == {
        f"{BASE}VMD/Camera1Profile1",
        f"{BASE}VMD/Camera1ProfileANY",
        "tns1:RuleEngine/tnsaxis:VMD3/vmd3_video_1",
        "tns1:RuleEngine/MotionRegionDetector/Motion",
        "tns1:VideoSource/MotionAlarm",
    }
    data = (await call(web, "vmd", "getConfiguration"))["data"]
    data["profiles"].append({**data["profiles"][0], "uid": 7, "name": "Gate", "triggers": [{"type": "includeArea", "data": _CORNER}]})
    del data["profiles"][0]
    assert "data" in await call(web, "vmd", "setConfiguration", **data)
    told = [(one.operation, one.event.path) for one in heard.take()]
    assert (Operation.DELETED, f"{BASE}VMD/Camera1Profile1") in told and (Operation.INITIALIZED, f"{BASE}VMD/Camera1Profile7") in told
    assert "data" in await call(web, "vmd", "sendAlarmEvent", profile=7)
    on = {one.event.path: one.event for one in heard.take()}
    assert on[f"{BASE}VMD/Camera1Profile7"].active and on[f"{BASE}VMD/Camera1ProfileANY"].active
    assert on["tns1:VideoSource/MotionAlarm"].state
    await camera.clock.advance(4)
    assert not any(one.event.active for one in heard.take() if one.event.path.startswith(BASE))
    camera.device.organ(Applications).stop("vmd")
    assert {one.operation for one in heard.take()} == {Operation.DELETED}


_CORNER = [[0.98, 0.98], [0.98, 0.99], [0.99, 0.99], [0.99, 0.98]]


async def test_a_moving_head_sees_nothing_and_a_preset_binds_a_profile(start, client):
    camera = await start("q6135-le")
    run(camera, "vmd")
    web, organ = client(camera), camera.device.organ(Analytics)
    data = (await call(web, "vmd", "getConfiguration"))["data"]
    data["profiles"][0]["filters"] = []
    assert "data" in await call(web, "vmd", "setConfiguration", **data)
    await web.get("/axis-cgi/com/ptz.cgi?pan=30&tilt=-12&zoom=1&speed=100")
    await camera.clock.advance(30)
    seen = set()
    for _ in range(200):
        await camera.clock.advance(0.5)
        seen.add(organ.alarms("vmd")[1])
    assert True in seen
    while not organ.alarms("vmd")[1]:
        await camera.clock.advance(0.5)
    await web.get("/axis-cgi/com/ptz.cgi?continuouspantiltmove=5,0")
    assert organ.alarms("vmd") == {1: False} and organ.boxes(1) == []
    await web.get("/axis-cgi/com/ptz.cgi?continuouspantiltmove=0,0")
    data["profiles"][0]["presets"] = [-1]
    assert "data" in await call(web, "vmd", "setConfiguration", **data)
    for _ in range(100):
        await camera.clock.advance(0.5)
        assert not organ.alarms("vmd")[1], "the head stands at no preset"


async def test_what_the_picture_shows_makes_the_alarm(vmd):
    camera, web = vmd
    assert "data" in await changed(
        web, triggers=[{"type": "includeArea", "data": [[-0.2, -0.9], [-0.2, 0.9], [0.2, 0.9], [0.2, -0.9]]}], filters=[]
    )
    organ = camera.device.organ(Analytics)
    states = set()
    for _ in range(120):
        await camera.clock.advance(0.5)
        truth = camera.truth(1, resolution="1920x1080")
        seen = [one for one in truth.targets if 0.4 * truth.width <= one.box[0] + one.box[2] / 2 < 0.6 * truth.width]
        feet = [one for one in seen if 0.05 * truth.height < one.box[1] + one.box[3] <= 0.95 * truth.height]
        states.add(organ.alarms("vmd")[1])
        assert organ.alarms("vmd")[1] is bool(feet)
    assert states == {True, False}
