"""Endless bodies: a CGI whose handler reads what the client sends for as long as he sends (page slug: audio-api)."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from camsim.contract.api import Endpoint
from camsim.contract.call import Call
from camsim.contract.results import Result
from camsim.device.clock import Clock
from camsim.server import body
from camsim.server.dialects import cgi_text

LONGEST = 1 << 62
"""Bytes: any length that a client announces."""
LARGEST_PIECE = 4096
"""Bytes that the handler gets at once."""
MOST_HELD = 65_536
"""Bytes that wait for the handler; after that the client waits."""


class _Body:
    """The body of a request: taken as it comes, so that nothing is lost of a client who speaks and leaves."""

    def __init__(self, incoming: web.BaseRequest, clock: Clock) -> None:
        self._content = incoming.content
        self._clock = clock
        self._held = bytearray() if incoming.content.at_eof() else bytearray(incoming.content.read_nowait())
        self._come = asyncio.Event()
        self._gone = asyncio.Event()
        self._ended = False
        self._failure: Exception | None = None
        self._pump = asyncio.ensure_future(self._run())

    async def read(self, patience: float | None) -> bytes | None:
        """The next bytes."""
        while not self._held and not self._ended:
            self._come.clear()
            if not await self._came(patience):
                return None
        if not self._held and self._failure is not None:
            raise self._failure
        return self._taken(LARGEST_PIECE)

    def rest(self) -> bytes:
        """What has come and was not read yet."""
        return self._taken(len(self._held))

    def close(self) -> None:
        """Waits for nothing any more."""
        self._pump.cancel()

    def _taken(self, most: int) -> bytes:
        taken = bytes(self._held[:most])
        del self._held[:most]
        if len(self._held) < MOST_HELD:
            self._gone.set()
        return taken

    async def _came(self, patience: float | None) -> bool:
        """Waits until something comes; False: nothing did in time."""
        waits = [asyncio.ensure_future(self._come.wait())]
        if patience is not None:
            waits.append(asyncio.ensure_future(self._clock.sleep(patience)))  # type: ignore[arg-type]
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            return waits[0] in done
        finally:
            for one in waits:
                one.cancel()

    async def _run(self) -> None:
        try:
            while piece := await self._content.readany():
                self._held += piece
                self._come.set()
                if len(self._held) >= MOST_HELD:
                    self._gone.clear()
                    await self._gone.wait()
        except (RequestPayloadError, HttpProcessingError, ConnectionError) as error:
            self._failure = error
        finally:
            self._ended = True
            self._come.set()


async def answer(call: Call, endpoint: Endpoint, incoming: web.BaseRequest) -> Result:
    """Calls the handler with the body at its begin. Raises BodyError."""
    async with body.reading(incoming, LONGEST, seconds=None):
        call.intake = intake = _Body(incoming, call.device.clock)
        try:
            return await cgi_text.answer(call, endpoint)
        finally:
            intake.close()
