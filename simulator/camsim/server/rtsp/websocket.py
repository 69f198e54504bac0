"""RTSP over WebSocket: messages and interleaved packets in binary messages (page slug: rtsp-over-websocket)."""

from __future__ import annotations

import asyncio
import functools
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from camsim.contract import session_token
from camsim.device.parameters import Parameters
from camsim.server.app import Door
from camsim.server.rtsp.dialogue import Dialogue
from camsim.server.rtsp.pipe import FULL, LINGER, Ends
from camsim.wire import form

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station

PATH = "/rtsp-over-websocket"
TOKEN = "rtspwssession"


class WebSocketPipe(Ends):
    """A pipe over a WebSocket: a queue that one task sends from."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport) -> None:
        self._socket = socket
        self._transport = transport
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._waiting = 0
        self._free = asyncio.Event()
        self._free.set()
        self.reading = asyncio.Event()
        """Cleared while nothing is to be read."""
        self.reading.set()
        self._closed = False

    def write(self, data: bytes | bytearray) -> None:
        """Sends one message."""
        if self._closed:
            return
        self._queue.put_nowait(bytes(data))
        self._waiting += len(data)
        if self._waiting > FULL:
            self._free.clear()

    async def room(self) -> None:
        """Waits while the pipe is full."""
        await self._free.wait()

    def hold(self, reading: bool) -> None:
        """Stops reading from the client, or goes on with it."""
        if reading:
            self.reading.set()
        else:
            self.reading.clear()

    def close(self) -> None:
        """Closes after what was written."""
        if self.full:
            self.abort()
        elif not self._closed:
            self._closed = True
            self._queue.put_nowait(None)

    def abort(self) -> None:
        """Closes at once."""
        self.lost()
        self._transport.abort()

    def lost(self) -> None:
        """The connection is gone: who waits goes on."""
        if not self._closed:
            self._closed = True
            self._queue.put_nowait(None)
        self._free.set()
        self.reading.set()

    async def pump(self) -> None:
        """Sends what is written until the pipe is closed."""
        with suppress(ConnectionError):
            while (data := await self._queue.get()) is not None:
                await self._socket.send_bytes(data)
                self._waiting -= len(data)
                if self._waiting <= FULL // 4:
                    self._free.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._socket.close(), LINGER)
        self.lost()


def attach(station: Station) -> None:
    """Has the camera's web server hand over the WebSockets of RTSP, on devices that have them."""
    device = station.device
    if not device.organ(Parameters).flag("Properties.API.WebSocket.RTSP.RTSP"):
        return

    def opens(query: str) -> bool:
        token = dict(form.pairs(query)).get(TOKEN, "")
        return bool(token) and session_token.is_good(device, "rtsp_over_websocket", token)

    station.app.upgrades[PATH] = Door(opens, functools.partial(serve, station))


async def serve(station: Station, incoming: web.BaseRequest, socket: web.WebSocketResponse) -> None:
    """One dialogue over a WebSocket whose client has logged in; ends with it."""
    await socket.prepare(incoming)
    transport = incoming.transport
    if transport is None:
        return
    pipe = WebSocketPipe(socket, transport)
    dialogue = Dialogue(station, pipe, trusted=True)
    pump = station.run(pipe.pump(), "camsim rtsp websocket")
    try:
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                dialogue.receive(message.data)
            elif message.type is WSMsgType.TEXT:
                dialogue.receive(message.data.encode("latin-1", "replace"))
            await pipe.reading.wait()
    finally:
        pipe.lost()
        dialogue.lost()
        pump.cancel()
