"""A byte pipe to one client, with flow control both ways: what a dialogue and its streams write to."""

from __future__ import annotations

import asyncio
from typing import Protocol

FULL = 262_144
"""Bytes that wait to be sent at which a pipe counts as full."""
LINGER = 2.0
"""Real seconds that a client gets to take the last bytes."""


class Pipe(Protocol):
    """The way to a client."""

    @property
    def local(self) -> tuple[str, int]:
        """Our address and port, as the client reached us."""
        ...

    @property
    def remote(self) -> str:
        """The client's address."""
        ...

    @property
    def remote_end(self) -> tuple[str, int]:
        """The client's address and port."""
        ...

    @property
    def encrypted(self) -> bool:
        """Whether TLS protects it."""
        ...

    @property
    def full(self) -> bool:
        """Whether more bytes wait than should."""
        ...

    def write(self, data: bytes | bytearray) -> None:
        """Sends, at once where possible and in one piece; nothing on a pipe that is closed."""
        ...

    async def room(self) -> None:
        """Waits while the pipe is full."""
        ...

    def hold(self, reading: bool) -> None:
        """Stops reading from the client, or goes on with it."""
        ...

    def close(self) -> None:
        """Closes after what was written; a client that does not take it is cut off."""
        ...

    def abort(self) -> None:
        """Closes at once."""
        ...


class Ends:
    """What a pipe over an asyncio transport knows of it."""

    _transport: asyncio.Transport
    _free: asyncio.Event
    """Set while no more bytes wait than should."""

    @property
    def local(self) -> tuple[str, int]:
        """Our address and port."""
        return end(self._transport, "sockname")

    @property
    def remote(self) -> str:
        """The client's address."""
        return self.remote_end[0]

    @property
    def remote_end(self) -> tuple[str, int]:
        """The client's address and port."""
        return end(self._transport, "peername")

    @property
    def encrypted(self) -> bool:
        """Whether TLS protects it."""
        return self._transport.get_extra_info("ssl_object") is not None

    @property
    def full(self) -> bool:
        """Whether more bytes wait than should."""
        return not self._free.is_set()


class TransportPipe(Ends):
    """A pipe over an asyncio transport. Its protocol passes on `pause_writing`, `resume_writing` and `connection_lost`."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.source: asyncio.Transport | None = transport
        """Where the client's bytes come from; None while there is nothing."""
        self._held = False
        self._free = asyncio.Event()
        self._free.set()
        self._cut: asyncio.TimerHandle | None = None
        transport.set_write_buffer_limits(high=FULL)

    def write(self, data: bytes | bytearray) -> None:
        """Sends, at once where possible."""
        if not self._transport.is_closing():
            self._transport.write(data)

    async def room(self) -> None:
        """Waits while the pipe is full."""
        await self._free.wait()

    def hold(self, reading: bool) -> None:
        """Stops reading, or goes on; a client that takes no answers is not read from either."""
        self._held = not reading
        self._apply()

    def read_from(self, source: asyncio.Transport) -> None:
        """The client's bytes come from here now."""
        self.source = source
        self._apply()

    def close(self) -> None:
        """Closes after what was written, or after a while."""
        if self.full:
            self._transport.abort()
            return
        self._transport.close()
        if self._cut is None and self._transport.get_write_buffer_size():
            self._cut = asyncio.get_running_loop().call_later(LINGER, self._transport.abort)

    def abort(self) -> None:
        """Closes at once."""
        self._transport.abort()

    # ---- from the protocol

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        self._free.clear()
        self._apply()

    def resume_writing(self) -> None:
        """It does again."""
        self._free.set()
        self._apply()

    def lost(self) -> None:
        """The transport is gone: who waits for room goes on."""
        self.source = None
        self._free.set()
        if self._cut is not None:
            self._cut.cancel()

    def _apply(self) -> None:
        if self.source is None:
            return
        if self._held or self.full:
            self.source.pause_reading()
        else:
            self.source.resume_reading()


def end(transport: asyncio.Transport, which: str) -> tuple[str, int]:
    """Address and port of one end of a connection, `sockname` or `peername`; what is not known is empty."""
    name = transport.get_extra_info(which)
    return (str(name[0]), int(name[1])) if name else ("", 0)
