"""Packets over UDP: a pair of ports for each track, from the device's range."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.sender import Sender
from camsim.wire.rtsp import Transport
from camsim.wire.rtsp.transport import Pair

AT_ONCE = 32
"""Packets of an access unit that go out in one go: more than a client's socket holds would be lost."""
PAUSE = 0.001
"""Real seconds between two such."""

Received = Callable[[bytes], None]


async def breathe(seconds: float) -> None:
    """Waits in real time, so that a client can read what has come."""
    await asyncio.sleep(seconds)


class Endpoint(asyncio.DatagramProtocol):
    """One socket, with flow control."""

    def __init__(self, received: Callable[[bytes, Any], None] | None = None) -> None:
        """`received` gets datagrams and where they came from."""
        self._received = received
        self._transport: asyncio.DatagramTransport | None = None
        self._free = asyncio.Event()
        self._free.set()

    @classmethod
    async def open(cls, made: socket.socket, received: Callable[[bytes, Any], None] | None = None) -> Endpoint:
        """An endpoint on a bound socket, which is the endpoint's from now on."""
        try:
            _, protocol = await asyncio.get_running_loop().create_datagram_endpoint(lambda: cls(received), sock=made)
        except BaseException:
            made.close()
            raise
        return protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Any) -> None:
        """Passes a datagram on."""
        if self._received is not None:
            self._received(data, address)

    def error_received(self, error: Exception) -> None:
        """A client that is gone: its session ends by its time-out."""

    def pause_writing(self) -> None:
        """The network takes no more."""
        self._free.clear()

    def resume_writing(self) -> None:
        """It does again."""
        self._free.set()

    def connection_lost(self, error: Exception | None) -> None:
        """Who waits goes on."""
        self._free.set()

    def send(self, data: bytes | memoryview, address: tuple[str, int]) -> None:
        """Sends one datagram; nothing after `close`."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)

    async def send_all(self, packets: list[memoryview], address: tuple[str, int]) -> None:
        """Sends datagrams, a few at a time."""
        for start in range(0, len(packets), AT_ONCE):
            if start:
                await asyncio.sleep(PAUSE)
            self.send_now(packets[start : start + AT_ONCE], address)
            if not self._free.is_set():
                await self._free.wait()

    def send_now(self, packets: list[memoryview], address: tuple[str, int]) -> None:
        """Sends a few datagrams in one go."""
        for packet in packets:
            self.send(packet, address)

    @property
    def free(self) -> bool:
        """Whether the network takes more."""
        return self._free.is_set()

    def close(self) -> None:
        """Gives the port back. Again is harmless."""
        if self._transport is not None:
            self._transport.close()


class UdpOutlet:
    """A track's pair of ports, and the client's."""

    kind = "udp"

    def __init__(self, chosen: Transport, remote: str) -> None:
        """`remote`: the client's address in the dialogue; nobody else is sent to or listened to."""
        assert chosen.client_port is not None
        self.transport = chosen
        self.received: Received | None = None
        """Gets the client's RTCP."""
        self._remote = remote
        self.client = f"udp {remote}:{chosen.client_port[0]}"
        self._to = [(remote, port) for port in chosen.client_port]
        self._rtp: Endpoint | None = None
        self._rtcp: Endpoint | None = None

    async def open(self, host: str, ports: Pair) -> None:
        """Takes a free pair of ports, both ends of the range included. Raises OSError without one."""
        rtp, rtcp = pair(host, ports)
        port: int = rtp.getsockname()[1]
        try:
            self._rtp = await Endpoint.open(rtp)
        except BaseException:
            rtcp.close()
            raise
        try:
            self._rtcp = await Endpoint.open(rtcp, self._control)
        except BaseException:
            self._rtp.close()
            raise
        self.transport = replace(self.transport, server_port=(port, port + 1))

    async def send(self, sender: Sender, burst: Burst) -> None:
        """Sends the packets of an access unit."""
        if self._rtp is not None:
            await self._rtp.send_all(sender.datagrams(burst), self._to[0])

    def send_now(self, sender: Sender, burst: Burst) -> bool:
        """Sends the packets of a small access unit."""
        if self._rtp is None or not self._rtp.free or burst.packets > AT_ONCE:
            return False
        self._rtp.send_now(sender.datagrams(burst), self._to[0])
        return True

    def control(self, packet: bytes) -> None:
        """Sends RTCP."""
        if self._rtcp is not None:
            self._rtcp.send(packet, self._to[1])

    def close(self) -> None:
        """Gives the ports back."""
        for endpoint in (self._rtp, self._rtcp):
            if endpoint is not None:
                endpoint.close()

    def _control(self, data: bytes, address: Any) -> None:
        if self.received is not None and address[0] == self._remote:
            self.received(data)


def pair(host: str, ports: Pair) -> tuple[socket.socket, socket.socket]:
    """Two bound sockets with neighbouring port numbers, the first one even. Raises OSError where all are taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    first, last = ports
    for port in range(first + first % 2, last, 2):
        made: list[socket.socket] = []
        try:
            for number in (port, port + 1):
                made.append(socket.socket(family, socket.SOCK_DGRAM))
                made[-1].setblocking(False)
                made[-1].bind((host, number))
            return made[0], made[1]
        except OSError:
            for one in made:
                one.close()
    raise OSError(f"no free pair of ports in {first}..{last}")
