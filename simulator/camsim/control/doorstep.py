"""The control port while the rest of the program is still being loaded: alive, not ready."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

from camsim.version import VERSION

UNAVAILABLE = "503 Service Unavailable"
LONGEST_HEAD = 16_384
"""Bytes of a request's head; beyond, the connection ends."""


class Doorstep:
    """Answers `/health` on the control port, and everything else with 503, until somebody takes the port over."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        self._server = await asyncio.get_running_loop().create_server(_Visitor, self._host, self._port)

    def hand_over(self) -> socket.socket:
        """The listening socket; from here on its new owner answers. No connection is refused in between."""
        assert self._server is not None, "the doorstep is not open"
        listener = socket.socket(fileno=socket.dup(self._server.sockets[0].fileno()))
        self._server.close()
        self._server = None
        return listener


class _Visitor(asyncio.Protocol):
    """One connection with one request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._head = b""

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" in self._head or len(self._head) > LONGEST_HEAD:
            status, told = _answer(self._head)
            body = json.dumps(told).encode()
            kind = f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}"
            head = f"HTTP/1.1 {status}\r\n{kind}\r\nConnection: close\r\n\r\n"
            self._transport.write(head.encode() + body)
            self._transport.close()


def _answer(head: bytes) -> tuple[str, dict[str, Any]]:
    """Health and readiness in their frozen shapes; an error for everything else."""
    path = head.split(b" ", 2)[1:2]
    if path == [b"/health"]:
        return "200 OK", {"status": "ok", "version": VERSION}
    if path == [b"/ready"]:
        return UNAVAILABLE, {"ready": False, "phase": "starting"}
    return UNAVAILABLE, {"error": {"field": "", "message": "the camera is starting"}}
