"""The library `axis` (Kane610): moves a head, goes to presets, switches ports."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
import pytest_asyncio
from axis.interfaces.vapix import Vapix
from axis.models.port_management import PortConfiguration, Sequence, SetPortsRequest
from axis.models.ptz_cgi import PtzMove, PtzQuery

from camsim import Camera
from camsim.device.io.port import Circuit
from camsim.device.io.ports import Ports
from tests.clients.axis_client import device_of

Connect = Callable[..., Awaitable[tuple[Camera, Vapix, httpx.AsyncClient]]]

DOMES = ("q6135-le", "p5512")


@pytest_asyncio.fixture
async def connect(start, client) -> AsyncIterator[Connect]:
    """A camera, the library on it, and a plain client beside: `camera, vapix, web = await connect("p5512")`."""
    async with AsyncExitStack() as stack:

        async def one(profile: str) -> tuple[Camera, Vapix, httpx.AsyncClient]:
            camera = await start(profile)
            vapix = (await stack.enter_async_context(device_of(camera))).vapix
            await vapix.initialize()
            return camera, vapix, client(camera)

        yield one


async def position(vapix: Vapix) -> dict[str, float]:
    """Where the head looks, as the library's users read it."""
    lines = (await vapix.ptz.query(PtzQuery.POSITION)).decode().splitlines()
    values = dict(line.split("=") for line in lines)
    return {name: float(values[name]) for name in ("pan", "tilt", "zoom")}


# ---- moves


@pytest.mark.parametrize("profile", DOMES)
async def test_a_head_goes_where_it_is_told(connect, profile):
    camera, vapix, _ = await connect(profile)
    await vapix.ptz.control(pan=45.5, tilt=-20, zoom=4000, speed=80)
    await camera.clock.advance(30)
    assert await position(vapix) == pytest.approx({"pan": 45.5, "tilt": -20.0, "zoom": 4000.0}, abs=0.05)
    await vapix.ptz.control(relative_pan=-5.5, relative_tilt=-10, relative_zoom=1000)
    await camera.clock.advance(30)
    assert await position(vapix) == pytest.approx({"pan": 40.0, "tilt": -30.0, "zoom": 5000.0}, abs=0.05)
    await vapix.ptz.control(move=PtzMove.HOME)
    await camera.clock.advance(30)
    assert (await position(vapix))["zoom"] == 1.0


@pytest.mark.parametrize("profile", DOMES)
async def test_a_head_turns_until_it_is_stopped(connect, profile):
    camera, vapix, _ = await connect(profile)
    start = (await position(vapix))["pan"]
    await vapix.ptz.control(continuous_pantilt_move=(20, 0), continuous_zoom_move=10)
    await camera.clock.advance(1)
    on_the_way = await position(vapix)
    assert on_the_way["pan"] > start and on_the_way["zoom"] > 1
    await vapix.ptz.control(continuous_pantilt_move=(0, 0), continuous_zoom_move=0)
    await camera.clock.advance(5)
    assert await position(vapix) == on_the_way


@pytest.mark.parametrize("profile", DOMES)
async def test_presets_by_name_and_number(connect, profile):
    camera, vapix, web = await connect(profile)
    await vapix.ptz.control(pan=-60, tilt=-15, zoom=2000)
    await camera.clock.advance(30)
    made = await web.get("/axis-cgi/com/ptzconfig.cgi?setserverpresetname=Gate%204")
    assert made.status_code in (200, 204) and "Error" not in made.text
    presets = (await vapix.ptz.query(PtzQuery.PRESETPOSALL)).decode()
    (number,) = [line.partition("=")[0].removeprefix("presetposno") for line in presets.splitlines() if line.endswith("=Gate 4")]
    for way in ({"go_to_server_preset_name": "Gate 4"}, {"go_to_server_preset_number": int(number)}):
        await vapix.ptz.control(move=PtzMove.HOME)
        await camera.clock.advance(30)
        await vapix.ptz.control(**way)
        await camera.clock.advance(30)
        assert await position(vapix) == pytest.approx({"pan": -60.0, "tilt": -15.0, "zoom": 2000.0}, abs=0.05)


@pytest.mark.parametrize("profile", DOMES)
async def test_what_a_head_tells_of_itself(connect, profile):
    _, vapix, _ = await connect(profile)
    assert b"pan=" in await vapix.ptz.available_ptz_commands()
    assert (await vapix.ptz.configured_device_driver()).strip()
    limits = dict(line.split("=") for line in (await vapix.ptz.query(PtzQuery.LIMITS)).decode().splitlines())
    assert (limits["MinPan"], limits["MaxPan"], limits["MaxZoom"]) == ("-180", "180", "19999")
    assert (await vapix.ptz.query(PtzQuery.SPEED)).startswith(b"speed=")


# ---- ports


async def test_port_management_switches_an_output(connect):
    camera, vapix, _ = await connect("p3245-lve")
    assert vapix.ports is vapix.io_port_management
    assert {number: port.direction for number, port in vapix.ports.items()} == {"0": "input", "1": "output"}
    await vapix.io_port_management.close("1")
    await vapix.io_port_management.update()
    assert vapix.ports["1"].state == ("closed" if _sends_an_object() else "open")
    assert camera.device.organ(Ports).port(1).circuit is Circuit(vapix.ports["1"].state)


def _sends_an_object() -> bool:
    """Versions below 65 or so send a bare list, which devices refuse (Kane610/axis #466)."""
    return isinstance(json.loads(SetPortsRequest(PortConfiguration("1", state="closed")).content)["params"], dict)


async def test_port_management_plays_a_sequence(connect):
    camera, vapix, _ = await connect("p3245-lve")
    await vapix.io_port_management.set_state_sequence("1", [Sequence("closed", 2000), Sequence("open", 1000)])
    states = []
    for _ in range(2):
        await camera.clock.advance(1.5)
        await vapix.io_port_management.update()
        states.append(vapix.ports["1"].state)
    assert states == ["closed", "open"]
    assert all(version.startswith("1.") for version in await vapix.io_port_management.get_supported_versions())


async def test_a_camera_without_ports(connect):
    _, vapix, _ = await connect("companion-bullet-le")
    assert vapix.io_port_management.initialized and len(vapix.ports) == 0


async def test_port_cgi_switches_an_output_of_an_old_camera(connect):
    camera, vapix, web = await connect("p5512")
    assert vapix.ports is vapix.port_cgi and set(vapix.ports) == {"0", "1", "2", "3"}
    assert (await web.get("/axis-cgi/param.cgi?action=update&IOPort.I2.Direction=output")).text == "OK"
    await vapix.port_cgi.update()
    assert vapix.port_cgi["2"].direction == "output"
    for switch, active in ((vapix.port_cgi.close, "active"), (vapix.port_cgi.open, "inactive")):
        await switch("2")
        assert (await web.get("/axis-cgi/io/port.cgi?checkactive=3")).text.strip() == f"port3={active}"
    await vapix.port_cgi.close("0")
    assert [entry.arguments for entry in camera.journal() if entry.path.endswith("port.cgi") and "action" in entry.arguments] == [
        {"action": "3:/"},
        {"action": "3:\\"},
    ], "the library does not touch inputs"
