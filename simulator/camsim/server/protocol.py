"""aiohttp's connection handler with the device's own words for requests that do not parse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

if TYPE_CHECKING:
    from camsim.server.app import App

LONGEST_LINE = 65_536
"""Bytes of a request line or header line; beyond, the request is refused."""


class CameraProtocol(RequestHandler):
    """One connection."""

    app: App

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Answers what aiohttp cannot, in the device's words."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was under way")
        return self.app.protocol_error(request, status, exc)


class CameraServer(web.Server):
    """Makes a handler for each connection."""

    def __init__(self, app: App, **options: Any) -> None:
        self._app = app
        super().__init__(app.handle, access_log=None, max_line_size=LONGEST_LINE, max_field_size=LONGEST_LINE, **options)  # type: ignore[arg-type]

    def __call__(self) -> RequestHandler:
        """A handler for a new connection."""
        handler = CameraProtocol(self, loop=self._loop, **self._kwargs)
        handler.app = self._app
        return handler
