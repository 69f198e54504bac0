"""WS-Discovery on loopback: searches to the group are answered to their sender, and only where and when they may be."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from defusedxml import ElementTree

from camsim.device.parameters import Parameters
from camsim.settings import SettingsError, from_options
from camsim.wire import ws_discovery
from tests.wire.test_ws_discovery import WSD, probe

HOME = "127.0.0.1"


class Searcher(asyncio.DatagramProtocol):
    """Asks on loopback and collects answers."""

    def __init__(self) -> None:
        self.answers: asyncio.Queue[bytes] = asyncio.Queue()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        self.answers.put_nowait(data)

    def ask(self, raw: bytes) -> None:
        self.transport.sendto(raw, (ws_discovery.GROUP, ws_discovery.PORT))

    async def found(self, address: str) -> str | None:
        """Where the device of that address says it is; None when another answer comes first that ends the search."""
        while True:
            root = ElementTree.fromstring(await asyncio.wait_for(self.answers.get(), 10))
            told = root.findtext(".//{http://schemas.xmlsoap.org/ws/2004/08/addressing}Address")
            if told == address:
                return root.findtext(f".//{{{WSD}}}XAddrs")


@pytest_asyncio.fixture
async def searcher() -> AsyncIterator[Searcher]:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HOME))
    made.bind((HOME, 0))
    made.setblocking(False)
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Searcher, sock=made)
    yield protocol
    transport.close()


def address_of(camera: Any) -> str:
    return f"urn:uuid:{camera.device.unique_id}"


async def test_a_probe_finds_every_camera_that_listens(start: Callable[..., Any], searcher: Searcher):
    cameras = [await start(discovery=HOME, seed=seed) for seed in (1, 2)]
    for camera in cameras:
        searcher.ask(probe("<d:Types>n:NetworkVideoTransmitter</d:Types>"))
        assert await searcher.found(address_of(camera)) == f"{camera.url}/onvif/device_service"


async def silent(searcher: Searcher, hidden: Any, shown: Any) -> None:
    """Whatever is sent to the group, the hidden camera says nothing before the shown one has answered."""
    searcher.ask(probe())
    searcher.ask(probe())
    for _ in range(2):
        while True:
            raw = await asyncio.wait_for(searcher.answers.get(), 10)
            assert address_of(hidden).encode() not in raw
            if address_of(shown).encode() in raw:
                break


async def test_who_is_not_to_be_found_is_silent(start: Callable[..., Any], searcher: Searcher):
    hidden = await start(discovery=HOME, seed=3)
    shown = await start(discovery=HOME, seed=4)
    parameters = hidden.device.organ(Parameters)
    parameters.store("WebService.DiscoveryMode.Discoverable", "No")
    await silent(searcher, hidden, shown)
    parameters.store("WebService.DiscoveryMode.Discoverable", "Yes")
    searcher.ask(probe())
    assert await searcher.found(address_of(hidden))
    hidden.power(False)
    await silent(searcher, hidden, shown)
    quiet = await start(seed=5)
    await silent(searcher, quiet, shown)


async def test_nonsense_is_not_answered_and_does_no_harm(start: Callable[..., Any], searcher: Searcher):
    camera = await start(discovery=HOME, seed=6)
    for raw in (b"", b"\xff" * 1000, b"<a>" * 5000, probe()[:-3], probe("<d:Types>x:y</d:Types>")):
        searcher.ask(raw)
    searcher.ask(probe())
    assert await searcher.found(address_of(camera))


@pytest.mark.parametrize("address", ["nowhere", "::1", "300.0.0.1", 5, ""])
def test_the_setting_is_an_address(address):
    with pytest.raises(SettingsError):
        from_options({"discovery": address})
