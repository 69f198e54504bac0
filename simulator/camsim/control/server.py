"""The control port: routes of the tester's hand, JSON in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from camsim import __version__

if TYPE_CHECKING:
    from camsim.control.target import Target


class ControlServer:
    """The HTTP server of the control side."""

    def __init__(self, target: Target, host: str, port: int) -> None:
        self._target = target
        self._host = host
        self.port = port
        self._runner: web.ServerRunner | None = None

    async def start(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None))  # type: ignore[arg-type]
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Ends."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/health":
            return web.json_response({"status": "ok", "version": __version__})
        if request.path == "/ready":
            return web.json_response({"ready": self._target.ready}, status=200 if self._target.ready else 503)
        return web.json_response({"error": "no such path"}, status=404)
