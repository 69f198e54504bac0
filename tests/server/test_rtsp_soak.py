"""Half an hour of camera time with 50 clients that come, keep their sessions alive in each way, and leave in each way: nothing is left.

The clock is scaled; so are the clients' keep-alives.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from contextlib import AsyncExitStack, suppress

import aiohttp
import pytest

from camsim.device.parameters import Parameters
from camsim.wire.rtp import rtcp
from camsim.wire.rtsp import Response, pack
from tests.memory import open_files, resident
from tests.server.rtsp_client import RtspClient, until_idle
from tests.server.test_rtsp_transports import Ear, SocketReader, SocketWriter, tunnel

SPEED = 60.0
CLIENTS = 50
JOINED = 27.0
"""Seconds of camera time between two that join."""
STAY = 320.0
TIMEOUT = 240
KEEP = 40.0
WAYS = ("tcp", "udp", "tunnel", "websocket")
KEEPS = ("OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "rtcp", "none")
LEAVES = ("teardown", "close", "silence")
REPORT = rtcp.compound((rtcp.ReceiverReport(1),))


class Visitor:
    """One client: how it comes, how it shows that it lives, how it goes."""

    def __init__(self, camera, number: int) -> None:
        self.camera = camera
        self.way, self.keep, self.leave = WAYS[number % 4], KEEPS[number % 5], LEAVES[number % 3]
        self.query = "resolution=320x180&fps=1" + ("&videocodec=jpeg" if number % 7 == 0 else "")
        self.shown = self.answers = 0
        self.dropped = False
        """Whether the camera ended the session of one who showed no sign of life."""
        self.ears: list[Ear] = []

    async def stay(self) -> None:
        async with AsyncExitStack() as stack:
            client = await self.connect(stack)
            *_, setup, _ = await client.play(self.query, await self.transport(stack))
            ports = setup.headers.get("Transport").partition("server_port=")[2].partition("-")[0]
            listening = asyncio.ensure_future(self.listen(client))
            end = self.camera.clock.now() + STAY
            while self.camera.clock.now() < end and not listening.done():
                await self.camera.clock.sleep(KEEP)
                if self.keep != "none" and not listening.done():
                    await self.show_life(client, int(ports or 0) + 1)
            if self.keep == "none":
                await asyncio.wait((listening,), timeout=30)
                self.dropped = listening.done()
            if self.leave == "teardown" and not listening.done():
                await client.send("TEARDOWN")
            elif self.leave == "silence":
                await self.camera.clock.sleep(TIMEOUT + 60.0)
            listening.cancel()
            if self.way != "websocket":
                await client.close()

    async def connect(self, stack: AsyncExitStack) -> RtspClient:
        if self.way == "websocket":
            middlewares = (aiohttp.DigestAuthMiddleware("root", "pass"),)
            web = await stack.enter_async_context(aiohttp.ClientSession(middlewares=middlewares))
            url = f"{self.camera.url}/rtsp-over-websocket"
            pipe = await stack.enter_async_context(web.ws_connect(url, protocols=["binary"]))
            return RtspClient(SocketReader(pipe), SocketWriter(pipe), self.camera.rtsp_url, user=None)
        if self.way == "tunnel":
            client = await tunnel(self.camera, self.camera.url, cookie=f"visitor{id(self)}")
            stack.callback(client.getter.close)
            return client
        return await RtspClient.connect(self.camera)

    async def transport(self, stack: AsyncExitStack) -> str:
        if self.way != "udp":
            return "RTP/AVP/TCP;unicast;interleaved=0-1"
        loop = asyncio.get_running_loop()
        for _ in range(2):
            endpoint, ear = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0))
            stack.callback(endpoint.close)
            self.ears.append(ear)
        return f"RTP/AVP;unicast;client_port={self.ears[0].port}-{self.ears[1].port}"

    async def listen(self, client: RtspClient) -> None:
        with suppress(EOFError, ConnectionError):
            while True:
                with suppress(TimeoutError):
                    item = await client.item()
                    client.frames.clear()
                    for ear in self.ears:
                        ear.heard.clear()
                    if isinstance(item, Response):
                        self.answers += 1

    async def show_life(self, client: RtspClient, port: int) -> None:
        self.shown += 1
        if self.keep != "rtcp":
            await client.send(self.keep)
        elif self.way == "udp":
            self.ears[1].transport.sendto(REPORT, ("127.0.0.1", port))
        else:
            client.writer.write(pack(1, REPORT))
            await client.writer.drain()


@pytest.mark.timeout(300)
async def test_half_an_hour_leaves_nothing(start):
    camera = await start(clock="scaled", speed=SPEED)
    parameters = camera.device.organ(Parameters)
    parameters.write("Image.MaxViewers", "20")
    parameters.write("Network.RTSP.Timeout", str(TIMEOUT))
    warm = Visitor(camera, 2)
    began = camera.clock.now()
    first = asyncio.ensure_future(warm.stay())
    await asyncio.wait((first,))
    first.result()
    await until_idle(camera)
    gc.collect()
    before = resident()
    tasks, threads, files = asyncio.all_tasks(), threading.active_count(), open_files()
    visitors = [Visitor(camera, number) for number in range(CLIENTS)]
    stays = []
    memory = []
    most = 0
    for visitor in visitors:
        memory.append(resident())
        most = max(most, camera.state()["rtsp"]["sessions"])
        stays.append(asyncio.ensure_future(visitor.stay()))
        await camera.clock.sleep(JOINED)
    await asyncio.gather(*stays)
    assert camera.clock.now() - began >= 1800
    await until_idle(camera)
    await asyncio.sleep(0.1)
    gc.collect()
    told = f"{camera.clock.now() - began:.0f} s of camera time, most at once {most} sessions"
    print(f"{told}; memory {before} MB before, {max(memory)} at most, {resident()} after; open files {files} before, {open_files()} after")
    assert open_files() <= files
    assert asyncio.all_tasks() <= tasks | {asyncio.current_task()}
    assert threading.active_count() <= threads
    assert max(memory) - memory[CLIENTS // 2] < 12, "flat once as many watch at a time as ever will"
    for visitor in visitors:
        assert visitor.dropped == (visitor.keep == "none"), (visitor.way, visitor.leave)
        if visitor.keep not in ("none", "rtcp"):
            assert visitor.answers >= visitor.shown - 1 > 0, (visitor.way, visitor.keep)
    assert camera.state()["rtsp"]["receiver_reports"] > 0
