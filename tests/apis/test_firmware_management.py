"""Firmware management: a client watches an upgrade and a rollback; commit, purge, timers; errors."""

from __future__ import annotations

import json

import httpx
import pytest

from camsim.device.actions import Actions
from camsim.device.firmware import image
from camsim.device.imaging.day_night import DayNight
from camsim.device.parameters import Parameters
from camsim.device.power import Phase, Power
from camsim.profile.load import load

PATH = "/axis-cgi/firmwaremanagement.cgi"
OLD, NEW = "11.11.192", "12.9.57"
BOOT = 30.0
USERS = "root:pass:admin,eye:eye:viewer"


@pytest.fixture
async def camera(start):
    return await start("m1075-l", os_version="11.11", users=USERS)


async def call(web, method, **params):
    return (await web.post(PATH, content=json.dumps({"apiVersion": "1.0", "method": method, "params": params}))).json()


async def upgrade(web, content=None, **params):
    message = json.dumps({"apiVersion": "1.0", "context": "abc", "method": "upgrade", "params": params})
    parts = [("data", (None, message, "application/json"))]
    if content is not None:
        parts.append(("firmwareImage", ("firmware.bin", content, "application/octet-stream")))
    return (await web.post(PATH, files=parts)).json()


async def api_list(web):
    answer = await web.post("/axis-cgi/apidiscovery.cgi", content=json.dumps({"apiVersion": "1.0", "method": "getApiList"}))
    return {row["id"]: row["version"] for row in answer.json()["data"]["apiList"]}


async def ready(web):
    answer = await web.post("/axis-cgi/systemready.cgi", content=json.dumps({"apiVersion": "1.0", "method": "systemready"}))
    return answer.json()["data"]


def newer():
    return image(load("m1075-l", NEW))


async def test_a_client_watches_an_upgrade_and_a_rollback(camera, client):
    web, boot = client(camera), camera.profile.boot
    before, first_life = await api_list(web), (await ready(web))["bootid"]
    await web.get("/axis-cgi/param.cgi?action=update&root.Network.SSH.Enabled=no")
    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=late&pwd=late&grp=users&sgrp=viewer")
    assert (await upgrade(web, newer(), autoCommit="never"))["data"] == {"firmwareVersion": NEW}

    await camera.clock.advance(boot.linger + boot.down + boot.upgrade / 2)
    with pytest.raises(httpx.TransportError):
        await web.get("/")
    await camera.clock.advance(boot.upgrade / 2 + 0.1)
    assert (await ready(web))["systemready"] == "no"
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 503
    await camera.clock.advance(boot.starting)
    assert (await ready(web))["systemready"] == "no"
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 200
    assert (await web.get("/axis-cgi/jpg/image.cgi")).status_code == 503
    await camera.clock.advance(boot.degraded)
    now = await ready(web)
    assert now["systemready"] == "yes" and now["bootid"] != first_life and int(now["uptime"]) <= 3

    after = await api_list(web)
    assert after != before and "audit-log" in after and "audit-log" not in before and after["fwmgr"] == "1.8"
    assert (await client(camera, "late", "late").get("/axis-cgi/jpg/image.cgi")).status_code == 200
    listed = (await web.get("/axis-cgi/param.cgi?action=list&group=Properties.Firmware.Version,Network.SSH,Network.UPnP.Enabled")).text
    assert f"Version={NEW}" in listed and "SSH.Enabled=no" in listed and "UPnP.Enabled=no" in listed
    assert (await web.get("/config/discover")).json()["apis"].keys() > {"action-rules", "time"}
    status = (await call(web, "status"))["data"]
    assert (status["activeFirmwareVersion"], status["inactiveFirmwareVersion"], status["isCommited"]) == (NEW, OLD, False)
    assert status["resetSource"] == "reboot" and "pendingCommit" not in status and "timeToRollback" not in status

    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=later&pwd=later&grp=users&sgrp=viewer")
    assert (await call(web, "rollback"))["data"] == {}
    await camera.clock.advance(BOOT)
    assert await api_list(web) == before and camera.profile.os == OLD
    assert (await client(camera, "late", "late").get("/axis-cgi/jpg/image.cgi")).status_code == 200
    assert (await client(camera, "later", "later").get("/axis-cgi/jpg/image.cgi")).status_code == 401


async def test_what_others_hold_of_the_device_is_still_right(camera, client):
    """Organs are built anew in place: watchers and seams that the camera has set are still theirs, and none is there twice."""
    held = {kind: camera.device.organ(kind) for kind in (Power, Parameters, Actions, DayNight)}
    engine, light = held[Actions].engine, held[DayNight].light
    watching = {kind: list(held[kind].__dict__.get("_watchers", held[kind].__dict__.get("watchers", []))) for kind in (Power, Parameters)}
    await upgrade(client(camera), newer())
    await camera.clock.advance(BOOT)
    assert all(camera.device.organ(kind) is organ for kind, organ in held.items())
    assert held[Actions].engine is engine and held[DayNight].light is light
    for kind, before in watching.items():
        now = held[kind].__dict__.get("_watchers", held[kind].__dict__.get("watchers"))
        assert set(before) <= set(now) and len(now) == len(set(now))


async def test_by_default_it_commits_when_it_has_started(camera, client):
    web = client(camera)
    await upgrade(web, newer())
    await camera.clock.advance(camera.profile.boot.linger + camera.profile.boot.down + camera.profile.boot.upgrade + 1.9)
    status = (await call(web, "status"))["data"]
    assert (status["isCommited"], status["pendingCommit"], status["timeToRollback"]) == (False, "started", 598)
    await camera.clock.advance(BOOT)
    status = (await call(web, "status"))["data"]
    assert status["isCommited"] is True and "pendingCommit" not in status and "timeToRollback" not in status
    assert (await call(web, "purge"))["data"] == {}
    assert (await call(web, "rollback"))["error"] == {"code": 404, "message": "No old firmware to roll back to."}
    assert "inactiveFirmwareVersion" not in (await call(web, "status"))["data"]


@pytest.mark.parametrize("stopped", [False, True])
async def test_the_time_runs_out(camera, client, stopped):
    web = client(camera)
    assert "data" in await upgrade(web, newer(), autoRollback="15")
    await camera.clock.advance(BOOT)
    assert (await call(web, "purge"))["error"]["code"] == (await upgrade(web, newer()))["error"]["code"] == 412
    if stopped:
        await call(web, "stopAuto")
    await camera.clock.advance(15 * 60 + BOOT)
    assert camera.profile.os == (NEW if stopped else OLD)
    assert (await call(web, "status"))["data"]["isCommited"] is not stopped


async def test_a_power_cut_rolls_an_uncommitted_version_back(camera, client):
    web = client(camera)
    await upgrade(web, newer(), autoRollback=15)
    await camera.clock.advance(BOOT)
    await call(web, "reboot")
    await camera.clock.advance(BOOT)
    assert camera.profile.os == NEW
    camera.device.organ(Power).cut()
    camera.device.organ(Power).apply()
    await camera.clock.advance(BOOT)
    assert camera.profile.os == OLD


async def test_commit_and_factory_default(camera, client):
    web = client(camera)
    await upgrade(web, newer(), autoCommit="boot", autoRollback="never")
    await camera.clock.advance(BOOT)
    assert (await call(web, "commit"))["data"] == {"firmwareVersion": NEW}
    assert "data" in await call(web, "factoryDefault", factoryDefaultMode="hard")
    await camera.clock.advance(BOOT)
    assert camera.profile.os == NEW and (await ready(client(camera, None)))["needsetup"] == "yes"


async def test_a_downgrade_needs_a_hard_default(start, client):
    camera = await start("m1075-l", os_version="12.9", users=USERS)
    web, older = client(camera), image(load("m1075-l", OLD))
    refused = {"code": 409, "message": "Downgrade is only allowed if factoryDefault=hard is set."}
    assert (await upgrade(web, older))["error"] == (await upgrade(web, older, factoryDefaultMode="soft"))["error"] == refused
    assert "data" in await upgrade(web, older, factoryDefaultMode="hard")
    await camera.clock.advance(BOOT)
    assert camera.profile.os == OLD and (await ready(client(camera, None)))["needsetup"] == "yes"


async def test_reset_brings_the_delivered_version_back(camera, client):
    web = client(camera)
    await upgrade(web, newer())
    await camera.clock.advance(BOOT)
    camera.reset()
    assert camera.profile.os == OLD and "audit-log" not in await api_list(web)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"DUMMY_FIRMWARE_BYTES", 421),
        (b"SIMFW 12.9.57 P3245-LVE\n", 421),
        (b"SIMFW 13.0 M1075-L\n", 415),
        (b"SIMFW " + b"9" * 1000, 421),
        (b"", 415),
        (None, 415),
    ],
)
async def test_what_is_no_image_of_this_device_changes_nothing(camera, client, content, code):
    web, before = client(camera), camera.device.dump()
    assert (await upgrade(web, content))["error"]["code"] == code
    assert camera.device.dump() == before and camera.device.organ(Power).phase is Phase.READY


@pytest.mark.parametrize(
    "params",
    [{"factoryDefaultMode": "sideways"}, {"autoCommit": "later"}, {"autoRollback": "soon"}, {"autoRollback": -1}, {"autoRollback": []}],
)
async def test_wrong_values(camera, client, params):
    answer = await upgrade(client(camera), newer(), **params)
    assert (answer["apiVersion"], answer["error"]["code"]) == ("1.5", 400)
    assert camera.device.organ(Power).phase is Phase.READY


@pytest.mark.parametrize("content", [b"", b"--x--", b"--x\r\n\r\n{\r\n--x--", b"--x\r\n\r\n[]\r\n--x--"])
async def test_a_multipart_body_without_a_message(camera, client, content):
    answer = await client(camera).post(PATH, content=content, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.json()["error"]["code"] == 400


async def test_only_an_administrator(camera, client):
    files = {"data": json.dumps({"apiVersion": "1.0", "method": "upgrade"}), "file": newer()}
    assert (await client(camera, "eye", "eye").post(PATH, files=files)).status_code == 403
    assert (await client(camera, None).post(PATH, files=files)).status_code == 401
