"""Restart and reset of the camera as a whole: its port, its timers, its clock, who is connected and who waits."""

from __future__ import annotations

import asyncio
import cProfile
import socket
import threading
import time

import httpx
import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim import Camera, ThreadedCamera
from tests.blocking import LIST, VIDEO, get
from tests.conftest import PROFILES

# ---- restart


@pytest.mark.parametrize("profile", PROFILES)
def test_a_restart_keeps_the_port_and_refuses_connections_meanwhile(profile):
    with ThreadedCamera(profile=profile, clock="stepped") as camera:
        url = camera.url
        get(camera, "/axis-cgi/restart.cgi")
        camera.advance(0.6)
        with pytest.raises(requests.ConnectionError, match="refused"):
            get(camera)
        assert requests.get(camera.control_url + "/health", timeout=20).status_code == 200
        camera.advance(10)
        assert camera.url == url and get(camera).status_code == 200
    camera.raise_bugs()


def is_taken(address: str) -> bool:
    with socket.socket() as made, pytest.raises(OSError, match="in use"):
        made.bind(("127.0.0.1", int(address.rpartition(":")[2])))
    return True


def test_nobody_else_gets_the_port_while_the_device_is_down():
    with ThreadedCamera(clock="stepped") as camera:
        camera.power(False)
        assert is_taken(camera.url) and is_taken(camera.https_url)


# ---- reset


async def test_a_clean_state_is_little_work():
    """Counted in calls, for no machine is quiet; benchmarks tell milliseconds."""
    async with Camera(profile="q6135-le", clock="stepped") as camera, httpx.AsyncClient(auth=httpx.DigestAuth("root", "pass")) as web:
        await web.get(camera.url + LIST)
        await web.get(camera.url + "/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
        camera.reset()
        profiler = cProfile.Profile()
        profiler.runcall(camera.reset)
        assert sum(entry.callcount for entry in profiler.getstats()) < 30_000


async def test_timers_of_the_old_life_never_fire():
    async with Camera(clock="stepped") as camera:
        fired = []
        camera.clock.call_later(5, lambda: fired.append("clock"))
        camera.device.life.call_later(5, lambda: fired.append("life"))
        camera.virtual_input(1, True, 5)
        camera.reboot()
        camera.reset()
        await camera.advance(3600)
        assert fired == [] and camera.readiness().ready
        assert camera.state()["device"]["power"]["boots"] == 1


async def test_who_waits_on_the_old_clock_is_cancelled():
    async with Camera(clock="stepped") as camera:
        waiting = asyncio.create_task(camera.clock.sleep(60))
        moving = asyncio.create_task(camera.advance(30))
        await asyncio.sleep(0)
        camera.reset()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await moving).now == camera.clock.now() == 1767225600.0
        await camera.advance(1)
        assert camera.clock.now() == 1767225601.0


def test_reset_ends_requests_under_way_and_keeps_idle_connections():
    with ThreadedCamera(clock="stepped") as camera, requests.Session() as idle:
        idle.auth = HTTPDigestAuth("root", "pass")
        idle.get(camera.url + LIST, timeout=20)
        stream = get(camera, VIDEO, stream=True)
        chunks = stream.iter_content(100)
        next(chunks)
        camera.fault("delay", seconds=3000, path="/axis-cgi/usergroup.cgi")
        failures: list[Exception] = []

        def ask() -> None:
            with pytest.raises(requests.ConnectionError) as failure:
                get(camera, "/axis-cgi/usergroup.cgi")
            failures.append(failure.value)

        asking = threading.Thread(target=ask)
        asking.start()
        while not camera.journal(api="user_accounts"):
            time.sleep(0.01)
        before = camera.state()["counts"]["connections"]
        camera.reset()
        asking.join(5)
        assert failures
        with pytest.raises(requests.RequestException):
            for _ in chunks:
                pass
        assert camera.state()["counts"] == {"requests": 0, "in_flight": 0, "unmatched": 0, "connections": before - 2, "readers": 0}
        assert idle.get(camera.url + LIST, timeout=20).status_code == 200
        assert camera.state()["counts"]["connections"] == before - 2
        stream.close()
    camera.raise_bugs()


async def test_a_reset_gives_the_same_nonces_again(client):
    async with Camera(clock="stepped", seed=3) as camera:
        first = (await client(camera, None).get(LIST)).headers["WWW-Authenticate"]
        camera.reset()
        assert (await client(camera, None).get(LIST)).headers["WWW-Authenticate"] == first


@pytest.mark.parametrize(("clock", "frozen"), [("system", False), ("frozen", True), ("stepped", True), ("scaled", False)])
async def test_a_reset_puts_the_clock_where_the_settings_say(clock, frozen):
    async with Camera(clock=clock, speed=3) as camera:
        camera.set_speed(9)
        await camera.advance(86400)
        camera.reset()
        state = camera.clock_state()
        assert state.frozen is frozen and (frozen or state.speed == 3)
        assert abs(state.now - (1767225600.0 if clock == "stepped" else time.time())) < 5
