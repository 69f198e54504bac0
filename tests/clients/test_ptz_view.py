"""What a PTZ client sees: moves end where the speed table says, pictures agree with the position, limits hold, presets return."""

from __future__ import annotations

import itertools

import httpx
import pytest

from camsim import Camera
from camsim.media import stamp

PTZ = "/axis-cgi/com/ptz.cgi"
IMAGE = "/axis-cgi/jpg/image.cgi"
DOMES = ("q6135-le", "p5512")
CLOSE = 0.1
"""Degrees between what is told and what is seen."""

domes = pytest.mark.parametrize("profile", DOMES)


def degrees_per_second(camera: Camera, percent: int) -> float:
    """The profile's speed table between its entries, written anew here."""
    table = camera.profile.ptz.speeds
    for (low, slow), (high, fast) in itertools.pairwise(table):
        if low <= percent <= high:
            return slow + (fast - slow) * (percent - low) / (high - low)
    raise AssertionError(f"{percent} % is not in the table")


async def do(web: httpx.AsyncClient, **arguments: object) -> None:
    answer = await web.get(PTZ, params=arguments)
    assert (answer.status_code, answer.content) == (204, b"")


async def told(web: httpx.AsyncClient) -> dict[str, float]:
    """Pan, tilt and zoom as query=position answers."""
    lines = (await web.get(PTZ, params={"query": "position"})).text.splitlines()
    return {name: float(value) for name, _, value in (line.partition("=") for line in lines[:3])}


async def seen(web: httpx.AsyncClient) -> stamp.Stamp:
    """The stamp of the next picture."""
    return stamp.read((await web.get(IMAGE)).content)


async def assert_seen_as_told(web: httpx.AsyncClient) -> None:
    position, picture = await told(web), await seen(web)
    assert (picture.pan, picture.tilt) == pytest.approx((position["pan"], position["tilt"]), abs=CLOSE)
    assert picture.zoom == position["zoom"]


@domes
@pytest.mark.parametrize("direction", [1, -1])
async def test_two_seconds_at_half_speed(start, client, profile, direction):
    camera = await start(profile)
    web = client(camera)
    before = await told(web)
    await do(web, continuouspantiltmove=f"{50 * direction},0")
    await camera.clock.advance(1)
    await assert_seen_as_told(web)
    await camera.clock.advance(1)
    await do(web, continuouspantiltmove="0,0")
    expected = before["pan"] + direction * 2 * degrees_per_second(camera, 50)
    expected = (expected + 180) % 360 - 180
    assert (await told(web))["pan"] == pytest.approx(expected, abs=CLOSE)
    assert (await seen(web)).pan == pytest.approx(expected, abs=CLOSE)
    await camera.clock.advance(10)
    assert (await seen(web)).pan == pytest.approx(expected, abs=CLOSE), "it stands after the stop"


@domes
async def test_the_stream_shows_the_way(start, client, profile):
    camera = await start(profile)
    web = client(camera)
    await do(web, continuouspantiltmove="50,0")
    rate = degrees_per_second(camera, 50)
    began = camera.clock.now()
    for _ in range(4):
        await camera.clock.advance(0.2)
        picture = await seen(web)
        assert picture.pan == pytest.approx(rate * (picture.time - began), abs=CLOSE)


@domes
async def test_limits_hold(start, client, profile):
    camera = await start(profile)
    web = client(camera)
    lines = (await web.get(PTZ, params={"query": "limits"})).text.splitlines()
    limits = {name: float(value) for name, _, value in (line.partition("=") for line in lines)}
    for speed, end in ((-100, "MinTilt"), (100, "MaxTilt")):
        await do(web, continuouspantiltmove=f"0,{speed}")
        await camera.clock.advance(300)
        assert (await told(web))["tilt"] == pytest.approx(limits[end], abs=CLOSE)
        await assert_seen_as_told(web)
    await do(web, tilt=-500, zoom=99999)
    await camera.clock.advance(300)
    position = await told(web)
    assert (position["tilt"], position["zoom"]) == pytest.approx((limits["MinTilt"], limits["MaxZoom"]), abs=CLOSE)
    await do(web, rpan=350)
    await camera.clock.advance(300)
    assert -180 <= (await told(web))["pan"] <= 180
    await assert_seen_as_told(web)


@domes
async def test_a_preset_brings_the_view_back(start, client, profile):
    camera = await start(profile)
    web = client(camera)
    await do(web, pan=-33.5, tilt=-21, zoom=2345, speed=100)
    await camera.clock.advance(60)
    made = await web.get("/axis-cgi/com/ptzconfig.cgi", params={"setserverpresetname": "Loading dock"})
    assert "Error" not in made.text
    before = await seen(web)
    await do(web, pan=100, tilt=-5, zoom=1)
    await camera.clock.advance(60)
    assert (await seen(web)).pan == pytest.approx(100, abs=CLOSE)
    listed = (await web.get(PTZ, params={"query": "presetposall"})).text
    assert listed.endswith("\n") and any(line.endswith("=Loading dock") for line in listed.splitlines()[1:])
    await do(web, gotoserverpresetname="Loading dock")
    await camera.clock.advance(60)
    after = await seen(web)
    assert (after.pan, after.tilt, after.zoom) == pytest.approx((before.pan, before.tilt, before.zoom), abs=CLOSE)
    assert (after.pan, after.tilt) == pytest.approx((-33.5, -21), abs=CLOSE)
    removed = await web.get("/axis-cgi/com/ptzconfig.cgi", params={"removeserverpresetname": "Loading dock"})
    assert "Error" not in removed.text
    assert "Loading dock" not in (await web.get(PTZ, params={"query": "presetposall"})).text
