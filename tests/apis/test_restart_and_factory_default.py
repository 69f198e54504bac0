"""Restart and factory default: the phases that a client sees, what is kept and what is gone."""

from __future__ import annotations

import httpx
import pytest

READY = {"apiVersion": "1.0", "method": "systemready"}
SYSTEMREADY = "/axis-cgi/systemready.cgi"


async def ready(web: httpx.AsyncClient, **params) -> dict:
    return (await web.post(SYSTEMREADY, json={**READY, "params": params})).json()["data"]


async def test_a_restart_is_refused_connections_then_not_ready_then_a_new_life(start, client):
    camera = await start()
    web = client(camera)
    before = await ready(web)
    answer = await web.get("/axis-cgi/restart.cgi")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html"
    assert (await ready(web))["systemready"] == "yes"
    await camera.clock.advance(0.6)
    with pytest.raises(httpx.ConnectError):
        await client(camera).get(SYSTEMREADY)
    await camera.clock.advance(3)
    again = client(camera)
    starting = await ready(again)
    assert starting["systemready"] == "no"
    assert starting["bootid"] != before["bootid"]
    assert (await again.get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 503
    await camera.clock.advance(2)
    after = await ready(again)
    assert after["systemready"] == "yes" and after["bootid"] == starting["bootid"] and after["needsetup"] == "no"
    assert int(after["uptime"]) == 2
    assert (await again.get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 200


async def test_systemready_waits_for_readiness_on_the_cameras_clock(start, client):
    camera = await start(clock="scaled", speed=10)
    await client(camera).get("/axis-cgi/restart.cgi")
    await camera.clock.sleep(4)
    assert (await ready(client(camera), timeout=60))["systemready"] == "yes"


async def test_a_restart_keeps_users_and_settings(start, client):
    camera = await start()
    web = client(camera)
    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=joe&pwd=joe&sgrp=viewer")
    await web.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
    await restarted(camera, web, "restart.cgi")
    assert (await client(camera, "joe", "joe").get("/axis-cgi/usergroup.cgi")).text.startswith("joe\n")
    assert (await client(camera).get("/axis-cgi/param.cgi?action=list&group=Image.I0.Appearance.Compression")).text.endswith("=77\n")


async def test_nonces_of_an_earlier_life_are_challenged_anew(start, client):
    camera = await start()
    web = client(camera)
    await web.get("/axis-cgi/usergroup.cgi")
    old = web.auth
    await restarted(camera, web, "restart.cgi")
    again = client(camera, None)
    answer = await again.get("/axis-cgi/usergroup.cgi", auth=old)
    assert answer.status_code == 200


@pytest.mark.parametrize(("cgi", "address"), [("factorydefault.cgi", "192.168.0.33"), ("hardfactorydefault.cgi", "192.168.0.90")])
async def test_factory_defaults_forget_users_and_settings(start, client, cgi, address):
    camera = await start()
    web = client(camera)
    changes = "Image.I0.Appearance.Compression=77&Network.IPAddress=192.168.0.33"
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{changes}")).text == "OK"
    await restarted(camera, web, cgi)
    nobody = client(camera, None)
    assert (await ready(nobody))["needsetup"] == "yes"
    assert (await web.get("/axis-cgi/usergroup.cgi")).status_code == 401
    await nobody.get("/axis-cgi/pwdgrp.cgi?action=add&user=root&pwd=new&grp=root&sgrp=admin:operator:viewer:ptz")
    listed = await client(camera, "root", "new").get(
        "/axis-cgi/param.cgi?action=list&group=Image.I0.Appearance.Compression,Network.IPAddress"
    )
    assert listed.text == f"Image.I0.Appearance.Compression=30\nNetwork.IPAddress={address}\n"


async def test_streams_end_with_the_life(start, client):
    camera = await start(clock="system")
    web = client(camera)
    async with web.stream("GET", "/axis-cgi/mjpg/video.cgi?resolution=320x180&fps=5") as stream:
        chunks = stream.aiter_raw()
        await anext(chunks)
        await client(camera).get("/axis-cgi/restart.cgi")
        with pytest.raises((StopAsyncIteration, httpx.RemoteProtocolError, httpx.ReadError)):
            while True:
                await anext(chunks)
    assert camera.gallery.streams == ()


async def restarted(camera, web: httpx.AsyncClient, cgi: str) -> None:
    assert (await web.get(f"/axis-cgi/{cgi}")).status_code == 200
    await camera.clock.advance(6)
