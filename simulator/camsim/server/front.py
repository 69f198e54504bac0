"""The listening ports: one protocol per connection that looks at its first bytes and hands it to whoever speaks them.

A port stays ours while the device is down: a second socket bound to it does not listen, so connections are refused, and listens anew
after the boot.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from ssl import SSLContext
from weakref import WeakSet

from camsim.contract.live import Connection

Factory = Callable[[], asyncio.Protocol]
Recognizer = Callable[[bytes], bool | None]
"""First bytes of a connection -> yes, no, or None to see more."""

_FIRST_PROCESS = 800
"""Number of the process that listens on the first port."""
LONGEST_LOOK = 4096
"""Bytes after which a connection that nobody recognizes is HTTP."""
LONGEST_SILENCE = 10.0
"""Real seconds after which it is so, too."""
LONGEST_HANDSHAKE = 15.0
"""Real seconds within which a client must have begun TLS."""


class Front(asyncio.Protocol):
    """A new connection until its speaker is known."""

    def __init__(self, port: Port, tls: Callable[[], SSLContext] | None = None) -> None:
        """`tls` gives the server's side of TLS, on a port that begins with it."""
        self._port = port
        self._tls = tls
        self._seen = b""
        self._transport: asyncio.Transport | None = None
        self._upgrade: asyncio.Task[None] | None = None
        self._waits: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins TLS on an HTTPS port; HTTP without other speakers is handed on at once."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if not self._port.listens:  # shut between the accept and this call
            transport.abort()
            return
        peer = transport.get_extra_info("peername")
        if peer and transport.get_extra_info("sslcontext") is None and not self._port.admits(peer[0]):
            transport.abort()
            return
        self._port.transports.add(transport)
        if self._tls is not None:
            self._port.undecided.add(self)
            transport.pause_reading()
            self._upgrade = asyncio.get_running_loop().create_task(self._start_tls(transport, self._tls))
        elif transport.is_closing():
            return
        elif not self._port.speakers:
            self._hand_to(self._port.http())
        else:
            self._port.undecided.add(self)
            self._waits = asyncio.get_running_loop().call_later(LONGEST_SILENCE, lambda: self._hand_to(self._port.http()))
            if self._seen:
                self._look()

    def data_received(self, data: bytes) -> None:
        """Looks at the first bytes; over TLS they may be here before the connection is ours."""
        self._seen += data
        if self._transport is not None:
            self._look()

    def connection_lost(self, error: Exception | None) -> None:
        """A client that left without a word."""
        self._decided()
        if self._upgrade is not None:
            self._upgrade.cancel()

    def drop(self) -> None:
        """Ends the connection."""
        self._decided()
        if self._transport is not None:
            self._transport.abort()
        if self._upgrade is not None:
            self._upgrade.cancel()

    def _look(self) -> None:
        undecided = False
        for recognizes, factory in self._port.speakers:
            verdict = recognizes(self._seen)
            if verdict:
                self._hand_to(factory())
                return
            undecided = undecided or verdict is None
        if not undecided or len(self._seen) >= LONGEST_LOOK:
            self._hand_to(self._port.http())

    def _hand_to(self, protocol: asyncio.Protocol) -> None:
        self._decided()
        transport = self._transport
        assert transport is not None
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        if self._seen:
            protocol.data_received(self._seen)

    def _decided(self) -> None:
        self._port.undecided.discard(self)
        if self._waits is not None:
            self._waits.cancel()

    async def _start_tls(self, transport: asyncio.Transport, tls: Callable[[], SSLContext]) -> None:
        """Shakes hands and goes on over TLS; a client that does not is none of ours."""
        loop = asyncio.get_running_loop()
        inner = Front(self._port)
        secured = None
        try:
            with suppress(OSError, asyncio.CancelledError):
                context = await loop.run_in_executor(None, tls)
                secured = await loop.start_tls(transport, inner, context, server_side=True, ssl_handshake_timeout=LONGEST_HANDSHAKE)
        finally:
            self._decided()
            if secured is None:
                transport.abort()
        if secured is not None:
            inner.connection_made(secured)


class Port:
    """One listening port with its connections."""

    def __init__(self, host: str, number: int, http: Factory, tls: Callable[[], SSLContext] | None = None) -> None:
        self.speakers: list[tuple[Recognizer, Factory]] = []
        """Who else may take a connection by its first bytes, asked in order."""
        self._host = host
        self.http = http
        """Who speaks otherwise."""
        self.wanted: Callable[[], bool] = lambda: True
        """Whether the device is told to listen here."""
        self.admits: Callable[[str], bool] = lambda address: True
        """Whether a connection from an address is taken."""
        self.undecided: set[Front] = set()
        """Connections whose speaker is not known yet."""
        self._tls = tls
        self._holder = _bound(host, number)
        self.number: int = self._holder.getsockname()[1]
        self._listener: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self.transports: WeakSet[asyncio.Transport] = WeakSet()
        """All connections, whoever speaks on them."""

    async def open(self) -> None:
        """Listens. Without effect on a port that does already."""
        if self._listener is not None:
            return
        listener = self._listener = _bound(self._host, self.number)
        server = await asyncio.get_running_loop().create_server(self._answer, sock=listener, backlog=512)
        if self._listener is listener:
            self._server = server
        else:
            _refuse(listener, server)

    @property
    def listens(self) -> bool:
        """Whether it takes connections, or is about to."""
        return self._listener is not None

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    def shut(self) -> None:
        """Refuses connections, and ends those that have not said what they want; the port stays ours."""
        listener, self._listener = self._listener, None
        for front in tuple(self.undecided):
            front.drop()
        if self._server is not None and listener is not None:
            _refuse(listener, self._server)
            self._server = None

    def cut(self) -> None:
        """Ends all connections at once, whoever speaks on them, as a loss of power does; nothing that waits to be sent goes out."""
        for transport in tuple(self.transports):
            transport.abort()

    def close(self) -> None:
        """Gives the port back."""
        self.shut()
        self._holder.close()

    def clients(self) -> list[str]:
        """Addresses of the clients that are connected, one for each connection."""
        peers = (transport.get_extra_info("peername") for transport in tuple(self.transports) if not transport.is_closing())
        return sorted(peer[0] for peer in peers if peer)

    def _answer(self) -> Front:
        return Front(self, self._tls)


def connections(ports: Mapping[str, Port]) -> tuple[Connection, ...]:
    """All connections to ports, by the name of the service that listens."""
    numbered = enumerate(ports.items(), _FIRST_PROCESS)
    return tuple(
        Connection("tcp", client, port.number, service, number) for number, (service, port) in numbered for client in port.clients()
    )


def _refuse(listener: socket.socket, server: asyncio.Server) -> None:
    """Stops listening now, and closes the server in the loop's next turn: a connection accepted in this one has to pass through it."""
    loop = asyncio.get_running_loop()
    loop.remove_reader(listener)
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    loop.call_soon(server.close)


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
