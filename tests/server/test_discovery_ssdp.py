"""SSDP on loopback: real searches, announcements and the description behind them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from defusedxml import ElementTree

from camsim.device.power import Power
from camsim.server.discovery import group
from camsim.wire import ssdp

HOME = "127.0.0.1"
PATIENCE = 20
SPACE = "{urn:schemas-upnp-org:device-1-0}"


def search(target: str, wait: str = "1") -> bytes:
    return f'M-SEARCH * HTTP/1.1\r\nHOST: {ssdp.GROUP}:{ssdp.PORT}\r\nMAN: "ssdp:discover"\r\nMX: {wait}\r\nST: {target}\r\n\r\n'.encode()


class Heard(asyncio.DatagramProtocol):
    """A client's socket: what comes, as first line and headers."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self._news = asyncio.Event()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        first, *lines = data.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        self.messages.append({"": first, **{name: value.strip() for name, _, value in pairs}})
        self._news.set()

    def ask(self, raw: bytes) -> None:
        self.transport.sendto(raw, (ssdp.GROUP, ssdp.PORT))

    def of(self, camera: Any) -> list[dict[str, str]]:
        """What a camera has said."""
        return [message for message in self.messages if camera.device.serial in message.get("USN", "")]

    async def until(self, condition: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()


async def listen(made: socket.socket) -> Heard:
    _, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Heard, sock=made)
    return protocol


@pytest_asyncio.fixture
async def searcher() -> AsyncIterator[Heard]:
    heard = await listen(group.speaker(HOME))
    yield heard
    heard.transport.close()


@pytest_asyncio.fixture
async def listener() -> AsyncIterator[Heard]:
    heard = await listen(group.member(ssdp.GROUP, ssdp.PORT, HOME))
    yield heard
    heard.transport.close()


async def test_a_search_finds_the_camera_and_its_description(start: Any, searcher: Heard):
    camera = await start(discovery=HOME, seed=41, profile="p5512")
    searcher.ask(search("urn:axis-com:service:BasicService:1"))
    await searcher.until(lambda: searcher.of(camera))
    (answer,) = searcher.of(camera)
    assert answer[""] == "HTTP/1.1 200 OK"
    assert answer["USN"] == f"uuid:Upnp-BasicDevice-1_0-{camera.device.serial}::urn:axis-com:service:BasicService:1"
    assert (answer["ST"], answer["CACHE-CONTROL"], answer["EXT"]) == ("urn:axis-com:service:BasicService:1", "max-age=1800", "")
    assert answer["LOCATION"].startswith(f"http://{HOME}:49") and answer["LOCATION"].endswith("/rootdesc1.xml")
    async with httpx.AsyncClient() as http:
        page = await http.get(answer["LOCATION"])
        device = ElementTree.fromstring(page.text).find(f"{SPACE}device")
        told = {child.tag.removeprefix(SPACE): child.text for child in device}
        service = await http.get(httpx.URL(answer["LOCATION"]).join(device.findtext(f".//{SPACE}SCPDURL")))
        assert (await http.get(httpx.URL(answer["LOCATION"]).join("/other"))).status_code == 404
        assert (await http.post(answer["LOCATION"])).status_code == 405
    assert page.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert told["friendlyName"] == f"AXIS P5512 - {camera.device.serial}"
    assert (told["manufacturer"], told["modelNumber"], told["serialNumber"]) == ("AXIS", "P5512", camera.device.serial)
    assert (told["UDN"], told["presentationURL"]) == (f"uuid:Upnp-BasicDevice-1_0-{camera.device.serial}", f"{camera.url}/")
    assert ElementTree.fromstring(service.text).tag.endswith("scpd")


async def test_a_search_for_all_gets_each_of_its_names(start: Any, searcher: Heard):
    camera = await start(discovery=HOME, seed=42)
    searcher.ask(search("ssdp:all"))
    await searcher.until(lambda: len(searcher.of(camera)) >= 4)
    own = f"uuid:Upnp-BasicDevice-1_0-{camera.device.serial}"
    assert [message["ST"] for message in searcher.of(camera)] == ["upnp:rootdevice", own, ssdp.DEVICE_TYPE, ssdp.SERVICE_TYPE]
    searcher.ask(search(own))
    await searcher.until(lambda: len(searcher.of(camera)) >= 5)
    assert searcher.of(camera)[-1]["USN"] == own


async def test_it_says_when_it_comes_and_goes(start: Any, client: Any, listener: Heard):
    camera = await start(discovery=HOME, seed=43, profile="p5512")
    named = [f"{kind}" for kind, _ in ssdp.Device(f"uuid:Upnp-BasicDevice-1_0-{camera.device.serial}", "", "").names()]

    def said(what: str) -> list[str]:
        return [message["NT"] for message in listener.of(camera) if message.get("NTS") == what]

    await listener.until(lambda: len(said("ssdp:alive")) == 8)
    assert said("ssdp:alive") == named * 2
    camera.device.organ(Power).restart()
    await camera.advance(camera.profile.boot.linger)
    await listener.until(lambda: said("ssdp:byebye") == named)
    await camera.advance(60)
    await listener.until(lambda: len(said("ssdp:alive")) == 16)
    await client(camera).get("/axis-cgi/param.cgi?action=update&Network.UPnP.Enabled=no")
    await listener.until(lambda: len(said("ssdp:byebye")) == 8)
    await client(camera).get("/axis-cgi/param.cgi?action=update&Network.UPnP.Enabled=yes")
    await listener.until(lambda: len(said("ssdp:alive")) == 24)
    await camera.stop()
    await listener.until(lambda: len(said("ssdp:byebye")) == 12)


async def test_without_power_it_is_silent_and_its_port_refuses(start: Any, searcher: Heard):
    gone, there = await start(discovery=HOME, seed=44, profile="p5512"), await start(discovery=HOME, seed=45, profile="p5512")
    searcher.ask(search("upnp:rootdevice"))
    await searcher.until(lambda: searcher.of(gone) and searcher.of(there))
    where = searcher.of(gone)[0]["LOCATION"]
    gone.power(False)
    searcher.messages.clear()
    searcher.ask(search("upnp:rootdevice"))
    searcher.ask(search("upnp:rootdevice"))
    await searcher.until(lambda: len(searcher.of(there)) == 2)
    assert not searcher.of(gone)
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(where)


async def test_nonsense_is_not_answered(start: Any, searcher: Heard):
    camera = await start(discovery=HOME, seed=46, profile="p5512")
    good = search("upnp:rootdevice")
    for raw in (
        b"",
        b"\xff" * 900,
        good + b"x" * 2000,
        good.replace(b"M-SEARCH", b"GET"),
        good.replace(b"MX: 1\r\n", b""),
        search("upnp:rootdevice", "soon"),
        good.replace(b'"ssdp:discover"', b"ssdp:discover"),
        search("urn:other"),
        search(""),
    ):
        searcher.ask(raw)
    searcher.ask(good)
    await searcher.until(lambda: searcher.of(camera))
    assert len(searcher.of(camera)) == 1


async def test_a_flood_is_answered_only_in_part(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(group, "A_SECOND", 0.0)
    ration = group.Ration()
    assert sum(ration.grants((HOME, 5000)) for _ in range(group.MOST_IN_A_ROW * 2)) == group.MOST_IN_A_ROW
    monkeypatch.setattr(group, "A_SECOND", 1e9)
    assert ration.grants((HOME, 5000))


@pytest.mark.parametrize(("sender", "may"), [("127.0.0.1", True), ("192.168.1.4", True), ("169.254.3.4", True), ("8.8.8.8", False)])
async def test_strangers_get_no_answer(sender: str, may: bool):
    assert group.Ration().grants((sender, 5000)) is may
    assert not group.Ration().grants((sender, 0))
