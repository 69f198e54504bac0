"""mDNS-SD on loopback, seen by a real browser: what the camera tells, when it comes and goes, and what it finds itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio
from zeroconf import IPVersion, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from camsim.device.power import Power

HOME = "127.0.0.1"
VIDEO = "_axis-video._tcp.local."
KINDS = (VIDEO, "_http._tcp.local.", "_rtsp._tcp.local.")
PATIENCE = 20


class Browser:
    """Another computer that looks for services."""

    def __init__(self) -> None:
        self.zeroconf = AsyncZeroconf(interfaces=[HOME], ip_version=IPVersion.V4Only)
        self.names: set[str] = set()
        self._news = asyncio.Event()
        self._browser = AsyncServiceBrowser(self.zeroconf.zeroconf, list(KINDS), handlers=[self._changed])

    def _changed(self, zeroconf: Any, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        (self.names.discard if state_change is ServiceStateChange.Removed else self.names.add)(name)
        self._news.set()

    async def until(self, condition: Callable[[set[str]], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition(self.names):
                self._news.clear()
                await self._news.wait()

    async def info(self, name: str, kind: str = VIDEO) -> AsyncServiceInfo:
        found = AsyncServiceInfo(kind, name)
        assert await found.async_request(self.zeroconf.zeroconf, PATIENCE * 1000)
        return found

    async def close(self) -> None:
        await self._browser.async_cancel()
        await self.zeroconf.async_close()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    made = Browser()
    yield made
    await made.close()


async def configure(http: Any, **params: Any) -> Any:
    answer = await http.post("/axis-cgi/mdnssd.cgi", json={"apiVersion": "1.0", "method": "setMdnssdConfiguration", "params": params})
    assert "data" in answer.json(), answer.text


async def test_a_browser_sees_the_camera_by_its_friendly_name(start: Any, client: Any, browser: Browser):
    camera = await start(discovery=HOME, seed=31)
    http = client(camera)
    await configure(http, friendlyName="Lobby 31")
    await browser.until(lambda names: {f"Lobby 31.{kind}" for kind in KINDS} <= names)
    info = await browser.info(f"Lobby 31.{VIDEO}")
    assert info.decoded_properties == {"macaddress": camera.device.serial}
    assert info.parsed_addresses() == [HOME]
    assert (info.port, info.server) == (int(camera.url.rpartition(":")[2]), f"axis-{camera.device.serial.lower()}.local.")
    rtsp = await browser.info(f"Lobby 31.{KINDS[2]}", KINDS[2])
    assert rtsp.port == int(camera.rtsp_url.rpartition(":")[2])


async def test_a_new_name_and_the_switch_count_by_both_roads(start: Any, client: Any, browser: Browser):
    camera = await start(discovery=HOME, seed=32)
    http = client(camera)
    await configure(http, friendlyName="Hall 32")
    await browser.until(lambda names: f"Hall 32.{VIDEO}" in names)
    await http.get("/axis-cgi/param.cgi?action=update&Network.Bonjour.FriendlyName=Yard%2032")
    await browser.until(lambda names: f"Yard 32.{VIDEO}" in names and f"Hall 32.{VIDEO}" not in names)
    await configure(http, enabled=False)
    await browser.until(lambda names: f"Yard 32.{VIDEO}" not in names)


async def test_a_camera_that_restarts_says_goodbye_and_comes_back(start: Any, browser: Browser):
    camera = await start(discovery=HOME, seed=33, profile="p5512")
    named = f"AXIS P5512 - {camera.device.serial}.{VIDEO}"
    await browser.until(lambda names: named in names)
    camera.device.organ(Power).restart()
    await camera.advance(camera.profile.boot.linger)
    await browser.until(lambda names: named not in names)
    await camera.advance(60)
    await browser.until(lambda names: named in names)


async def test_a_camera_without_power_tells_nothing_to_who_asks(start: Any, browser: Browser):
    """A fresh search finds the camera that has power and not the one that has lost it."""
    gone, there = await start(discovery=HOME, seed=34, profile="p5512"), await start(discovery=HOME, seed=35, profile="p5512")
    names = [f"AXIS P5512 - {camera.device.serial}.{VIDEO}" for camera in (gone, there)]
    await browser.until(lambda seen: set(names) <= seen)
    gone.power(False)
    other = Browser()
    try:
        await other.until(lambda seen: names[1] in seen)
        assert names[0] not in other.names
    finally:
        await other.close()


async def test_the_camera_finds_its_neighbours_itself(start: Any, client: Any, browser: Browser):
    camera = await start(discovery=HOME, seed=36)
    neighbour = await start(discovery=HOME, seed=37, profile="p5512")
    name = f"AXIS P5512 - {neighbour.device.serial}"
    await browser.until(lambda names: f"{name}.{VIDEO}" in names)
    asked = {"services": ["_axis-video._tcp", "nonsense"], "timeout": 2}
    answer = await client(camera).post("/axis-cgi/mdnssd.cgi", json={"apiVersion": "1.1", "method": "discover", "params": asked})
    found = {one["friendlyName"]: one for one in answer.json()["data"]["devices"]}
    assert found[name] == {
        "friendlyName": name,
        "hostname": f"axis-{neighbour.device.serial.lower()}",
        "interface": "eth0",
        "ipv4Addresses": [HOME],
        "ipv6Addresses": [],
        "services": [
            {
                "name": "_axis-video._tcp",
                "port": int(neighbour.url.rpartition(":")[2]),
                "txt": f"macaddress:{neighbour.device.serial}",
            }
        ],
    }
