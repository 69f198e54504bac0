"""The listening ports: one protocol per connection that looks at its first bytes and hands it to whoever speaks them.

A port stays ours while the device is down: a second socket bound to it does not listen, so connections are refused, and listens anew
after the boot.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from ssl import SSLContext

Factory = Callable[[], asyncio.Protocol]
Recognizer = Callable[[bytes], bool | None]
"""First bytes of a connection -> yes, no, or None to see more."""

LONGEST_LOOK = 4096
"""Bytes after which a connection that nobody recognizes is HTTP."""


class Front(asyncio.Protocol):
    """A new connection until its speaker is known."""

    def __init__(self, speakers: list[tuple[Recognizer, Factory]], http: Factory, tls: Callable[[], SSLContext] | None) -> None:
        self._speakers = speakers
        self._http = http
        self._tls = tls
        self._seen = b""
        self._transport: asyncio.Transport | None = None
        self._upgrade: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins TLS on an HTTPS port; HTTP without other speakers is handed on at once."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._tls is not None:
            transport.pause_reading()
            self._upgrade = asyncio.get_running_loop().create_task(self._start_tls(transport, self._tls))
        elif not self._speakers:
            self._hand_to(self._http())
        elif self._seen:
            self._look()

    def data_received(self, data: bytes) -> None:
        """Looks at the first bytes; over TLS they may be here before the connection is ours."""
        self._seen += data
        if self._transport is not None:
            self._look()

    def _look(self) -> None:
        undecided = False
        for recognizes, factory in self._speakers:
            verdict = recognizes(self._seen)
            if verdict:
                self._hand_to(factory())
                return
            undecided = undecided or verdict is None
        if not undecided or len(self._seen) >= LONGEST_LOOK:
            self._hand_to(self._http())

    def connection_lost(self, error: Exception | None) -> None:
        """A client that left without a word."""
        if self._upgrade is not None:
            self._upgrade.cancel()

    def _hand_to(self, protocol: asyncio.Protocol) -> None:
        transport = self._transport
        assert transport is not None
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        if self._seen:
            protocol.data_received(self._seen)

    async def _start_tls(self, transport: asyncio.Transport, tls: Callable[[], SSLContext]) -> None:
        loop = asyncio.get_running_loop()
        context = await loop.run_in_executor(None, tls)
        inner = Front(self._speakers, self._http, None)
        with suppress(OSError, asyncio.CancelledError):
            secured = await loop.start_tls(transport, inner, context, server_side=True, ssl_handshake_timeout=15)
            if secured is not None:
                inner.connection_made(secured)
                return
        transport.abort()


class Port:
    """One listening port with its connections."""

    def __init__(self, host: str, number: int, http: Factory, tls: Callable[[], SSLContext] | None = None) -> None:
        self.speakers: list[tuple[Recognizer, Factory]] = []
        """Who else may take a connection by its first bytes, asked in order."""
        self._host = host
        self._http = http
        self._tls = tls
        self._holder = _bound(host, number)
        self.number: int = self._holder.getsockname()[1]
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listens."""
        listener = _bound(self._host, self.number)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Front(self.speakers, self._http, self._tls), sock=listener, backlog=512)

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    def shut(self) -> None:
        """Refuses connections; the port stays ours."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def close(self) -> None:
        """Gives the port back."""
        self.shut()
        self._holder.close()


def _bound(host: str, number: int) -> socket.socket:
    """A socket bound to the port. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, number))
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made
