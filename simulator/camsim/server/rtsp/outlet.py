"""Outlets: what carries the packets of one track to a client. Here: in the dialogue itself; UDP and multicast stand beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from camsim.server.rtsp.pipe import Pipe
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.sender import Sender
from camsim.wire.rtsp import Transport, pack
from camsim.wire.rtsp.transport import Pair


class Outlet(Protocol):
    """The way of one track."""

    kind: str
    """tcp, udp or multicast."""
    transport: Transport
    """What SETUP answers, without the SSRC."""
    client: str
    """Where the packets go."""
    received: Callable[[bytes], None] | None
    """Gets the RTCP that the client sends to this outlet."""

    async def send(self, sender: Sender, burst: Burst) -> None:
        """Sends the packets of an access unit, and waits while the client does not take them."""
        ...

    def send_now(self, sender: Sender, burst: Burst) -> bool:
        """Sends the packets of an access unit if it need not wait; False: nothing is sent."""
        ...

    def control(self, packet: bytes) -> None:
        """Sends RTCP."""
        ...

    def close(self) -> None:
        """Frees what it holds. Again is harmless."""
        ...


class InterleavedOutlet:
    """Packets between the messages of the dialogue, an access unit in one write."""

    kind = "tcp"

    def __init__(self, pipe: Pipe, transport: Transport, channels: Pair) -> None:
        self.transport = transport
        self.received: Callable[[bytes], None] | None = None
        """The client's RTCP comes in the dialogue."""
        self.client = f"tcp {pipe.remote}"
        self._pipe = pipe
        self._channels = channels

    async def send(self, sender: Sender, burst: Burst) -> None:
        """One write; a client that does not read makes it wait, and its stream loses frames."""
        self._pipe.write(sender.interleaved(burst, self._channels[0]))
        if self._pipe.full:
            await self._pipe.room()

    def send_now(self, sender: Sender, burst: Burst) -> bool:
        """One write, unless the client does not read."""
        if self._pipe.full:
            return False
        self._pipe.write(sender.interleaved(burst, self._channels[0]))
        return True

    def control(self, packet: bytes) -> None:
        """On the second channel; nothing to a client that does not read."""
        if not self._pipe.full:
            self._pipe.write(pack(self._channels[1], packet))

    def close(self) -> None:
        """The pipe is the dialogue's."""
