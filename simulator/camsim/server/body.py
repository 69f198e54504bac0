"""Request bodies: read in bounded time and size, or read and dropped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

if TYPE_CHECKING:
    from camsim.server.protocol import CameraProtocol

LARGEST_BODY = 1_048_576
"""Bytes of a request body that are kept."""
LARGEST_DRAIN = 16 * LARGEST_BODY
"""Bytes of a request body that are read and dropped before an answer; beyond, the connection ends."""
LONGEST_READ = 60.0
"""Real seconds within which a body must have come."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class BodyError(Exception):
    """A body that cannot be had; `status` tells the client why: 400 not as its headers say, 408 too slow, 413 too large."""

    def __init__(self, status: int) -> None:
        super().__init__(f"body refused with {status}")
        self.status = status


async def whole(incoming: web.BaseRequest) -> bytes:
    """The body, in bytes. Raises BodyError."""
    content = incoming.content
    if content.at_eof():
        return b""
    if content.is_eof() and content.total_bytes <= LARGEST_BODY:
        return content.read_nowait()
    kept, total = bytearray(), 0
    async with reading(incoming):
        while chunk := await content.readany():
            total += len(chunk)
            if total > LARGEST_DRAIN:
                raise BodyError(413)
            if total <= LARGEST_BODY:
                kept += chunk
    if total > LARGEST_BODY:
        raise BodyError(413)
    return bytes(kept)


async def drain(incoming: web.BaseRequest, limit: int = LARGEST_DRAIN) -> None:
    """Drops what is left of the body, up to `limit` bytes. Raises BodyError."""
    total = 0
    async with reading(incoming, limit):
        while chunk := await incoming.content.readany():
            total += len(chunk)
            if total > limit:
                raise BodyError(413)


@asynccontextmanager
async def reading(incoming: web.BaseRequest, limit: int = LARGEST_DRAIN, seconds: float | None = LONGEST_READ) -> AsyncIterator[None]:
    """A time in which a body is read (None: no limit), begun with what a client of `Expect: 100-continue` waits for. Raises BodyError."""
    if (incoming.content_length or 0) > limit:
        raise BodyError(413)
    if incoming.headers.get("Expect", "").lower() == "100-continue" and incoming.content.total_bytes == 0:
        await incoming.writer.write(_CONTINUE)
        incoming.writer.output_size = 0
    protocol = cast("CameraProtocol", incoming.protocol)
    protocol.awaits(incoming.content)
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise BodyError(408) from error
    except (RequestPayloadError, HttpProcessingError) as error:
        raise BodyError(400) from error
    finally:
        protocol.awaits(None)
