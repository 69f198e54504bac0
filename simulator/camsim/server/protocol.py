"""aiohttp's connection handler with the device's limits, and its own words for requests that do not parse.

Of the inner names of aiohttp's `RequestHandler` these are used: `_request_in_progress`, `_messages`, `_loop`;
tests/server/test_protocol.py guards them.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import HttpVersion10, HttpVersion11, RawRequestMessage
from aiohttp.http_exceptions import BadHttpMethod, HttpProcessingError, LineTooLong
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler, RequestPayloadError

from camsim.profile.model import Generation
from camsim.server.answers import LastWord
from camsim.server.endless import lengthened

if TYPE_CHECKING:
    from camsim.server.app import App

LONGEST_TARGET = 8176
"""Bytes of a request target: with method and version the 8190 of a request line."""
LONGEST_FIELD = 8190
"""Bytes of a header field."""
MOST_FIELDS = 100
"""Header fields of a request."""
LONGEST_IDLE = 75.0
"""Real seconds that a connection may stay without a whole request head."""
GRACE = 2.0
"""Real seconds in which a client that has ended its side still gets its answer."""
LINGER = 2.0
"""Real seconds for which a client may go on sending after the last answer, so that it gets to read it."""
LINGER_OVER_TLS = 0.25
"""The same over TLS, where a client cannot be told at once that it was the last."""
LONGEST_LINGER = 64 * 1_048_576
"""Bytes that are dropped meanwhile."""

_REQUEST_LINE = re.compile(r"'[A-Za-z-]{1,32} [!-~]{1,8176} HTTP/1\.[01]")
"""In the text of an error: a line that would be one, but for its method."""


class CameraProtocol(RequestHandler):
    """One connection."""

    def __init__(self, app: App, manager: web.Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self.app = app
        self.asked: web.BaseRequest | None = None
        """The request that waits for the end of its answer."""
        self._body: StreamReader | None = None
        self._half_closed: asyncio.TimerHandle | None = None
        self._leftover: int | None = None
        self._first: bytes | None = b""
        """What has come of the first head, until it is known to need nothing."""

    @property
    def busy(self) -> bool:
        """Whether a request is being answered."""
        return self._request_in_progress

    def awaits(self, body: StreamReader | None) -> None:
        """Names the body that is being read, if any: should the rest of it make no sense, its reader is told."""
        self._body = body

    # ---- the connection

    def data_received(self, data: bytes) -> None:
        """Parses what came; after the last answer it is dropped."""
        if self._first is not None:
            whole = lengthened(self._first + data)
            self._first = self._first + data if whole is None else None
            if whole is None:
                return
            data = whole
        super().data_received(data)
        if self._leftover is not None:
            self._leftover -= len(data)
            if self._leftover < 0 and self.transport is not None:
                self.transport.abort()
        elif self._body is not None and self._messages and not self._body.is_eof():
            self._body.set_exception(RequestPayloadError("the body breaks off"))

    def eof_received(self) -> bool:  # type: ignore[override]
        """A client that has ended its side still gets the answer that it waits for, if the answer has not begun and comes soon."""
        if self.ssl_context is not None or self._leftover is not None:
            return False
        if self._messages:
            whole = self._messages[-1][1].is_eof()
        else:
            whole = self.asked is not None and self.asked.content.is_eof() and self.asked.writer.output_size == 0
        if not whole:
            return False
        self._half_closed = self._loop.call_later(GRACE, self._end)
        return True

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forgets the connection."""
        if self._half_closed is not None:
            self._half_closed.cancel()
        super().connection_lost(exc)

    def _end(self) -> None:
        if self.transport is not None:
            self.transport.close()

    # ---- answers

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Answers what aiohttp cannot, in the device's words."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was under way")
        return self.app.refuse_unread(self._status_of(exc, status))

    def _status_of(self, error: BaseException | None, otherwise: int) -> int:
        old = self.app.device.profile.generation is Generation.A
        if isinstance(error, LineTooLong) and error.args[1] == LONGEST_TARGET and not old:
            return 414
        if isinstance(error, BadHttpMethod) and _REQUEST_LINE.search(str(error)):
            return 501
        return 400 if isinstance(error, HttpProcessingError) else otherwise

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Sends the answer; after the last one it lingers, so that a client that is still sending gets to read it."""
        done = await super().finish_response(request, resp, start_time)
        self.asked = None
        if isinstance(resp, LastWord):
            await self._linger()
        elif self._half_closed is not None and not self._messages:
            self._end()
        return done

    async def _linger(self) -> None:
        self.close()
        if self.transport is None:
            return
        self._leftover = LONGEST_LINGER
        seconds = LINGER_OVER_TLS
        if self.transport.can_write_eof():
            with suppress(OSError):
                self.transport.write_eof()
            seconds = LINGER
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._loop.create_future()

    def log_exception(self, *words: Any, **options: Any) -> None:
        """What a client did wrong is of no interest; anything else is a bug."""
        error = options.get("exc_info")
        if isinstance(error, ConnectionError | HttpProcessingError | RequestPayloadError):
            self.logger.debug(*words, **options)
            return
        self.logger.error(*words, **options)
        if isinstance(error, BaseException):
            self.app.report(error)


class CameraServer(web.Server):
    """Makes a handler for each connection."""

    def __init__(self, app: App, **options: Any) -> None:
        self._app = app
        self._old = app.device.profile.generation is Generation.A
        limits = {
            "max_line_size": LONGEST_TARGET,
            "max_field_size": LONGEST_FIELD,
            "max_headers": MOST_FIELDS,
            "keepalive_timeout": LONGEST_IDLE,
            "auto_decompress": False,
        }
        super().__init__(app.handle, request_factory=self._request, handler_cancellation=True, access_log=None, **{**limits, **options})

    def abandon(self) -> None:
        """Ends the connections on which a request is being answered; idle ones stay."""
        for handler in self.connections:
            if isinstance(handler, CameraProtocol) and handler.busy and handler.transport is not None:
                handler.transport.abort()

    def __call__(self) -> RequestHandler:
        """A handler for a new connection."""
        return CameraProtocol(self._app, self, loop=self._loop, **self._kwargs)

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        """A request; HTTP/0.9 is taken for 1.0, and what could not be read is answered in the newest version that the device speaks."""
        if message.version < HttpVersion10:
            message = message._replace(version=HttpVersion10)
        elif message.version > HttpVersion11 or (message.method == "UNKNOWN" and not self._old):
            message = message._replace(version=HttpVersion11)
        request = web.BaseRequest(message, payload, protocol, writer, task, self._loop)
        if isinstance(protocol, CameraProtocol):
            protocol.asked = request
        return request
