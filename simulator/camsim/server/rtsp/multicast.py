"""Multicast: one lane for all sessions that have the same stream sent to the same group."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.server.rtsp.lane import Lane
from camsim.server.rtsp.udp import AT_ONCE, Endpoint, Received
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.sender import Sender
from camsim.wire.rtsp import Group, RtpInfo, Transport
from camsim.wire.rtsp.transport import Pair

if TYPE_CHECKING:
    from camsim.media.stream import Key
    from camsim.server.rtsp.track import Track


class MulticastOutlet:
    """Packets to a group."""

    kind = "multicast"

    def __init__(self, transport: Transport, group: Group, ports: Pair) -> None:
        self.transport = transport
        self.received: Received | None = None
        """Nobody is listened to."""
        self.client = f"multicast {group.address}:{ports[0]}"
        self._group = group
        self._ports = ports
        self._endpoint: Endpoint | None = None

    async def open(self, host: str) -> None:
        """Opens the socket; packets leave by the interface of that address. Raises OSError."""
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            made.setblocking(False)
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(host))
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, self._group.ttl)
            made.bind((host, 0))
        except OSError:
            made.close()
            raise
        self._endpoint = await Endpoint.open(made)

    async def send(self, sender: Sender, burst: Burst) -> None:
        """Sends the packets of an access unit."""
        if self._endpoint is not None:
            await self._endpoint.send_all(sender.datagrams(burst), (self._group.address, self._ports[0]))

    def send_now(self, sender: Sender, burst: Burst) -> bool:
        """Sends the packets of a small access unit."""
        if self._endpoint is None or not self._endpoint.free or burst.packets > AT_ONCE:
            return False
        self._endpoint.send_now(sender.datagrams(burst), (self._group.address, self._ports[0]))
        return True

    def control(self, packet: bytes) -> None:
        """Sends RTCP."""
        if self._endpoint is not None:
            self._endpoint.send(packet, (self._group.address, self._ports[1]))

    def close(self) -> None:
        """Gives the socket back."""
        if self._endpoint is not None:
            self._endpoint.close()


class SharedLane:
    """A lane to a group, which runs while any of its members plays."""

    def __init__(self, lane: Lane, over: Callable[[], None]) -> None:
        """`over` is called when the last member has left."""
        self.lane = lane
        self.members: list[Member] = []
        self._over = over

    def join(self) -> Member:
        """A new member."""
        member = Member(self)
        self.members.append(member)
        return member

    def leave(self, member: Member, *, goodbye: bool) -> None:
        """A member leaves; the last one ends the lane."""
        if member in self.members:
            self.members.remove(member)
            if not self.members:
                self.lane.close(goodbye=goodbye)
                self._over()

    def failed(self, lane: Lane) -> None:
        """The stream has ended by itself."""
        for member in tuple(self.members):
            if member.failed is not None:
                member.failed(member)


class Member:
    """What a session has of a shared lane: to it, a lane like others."""

    def __init__(self, shared: SharedLane) -> None:
        self.failed: Callable[[Member], None] | None = None
        self._shared = shared
        self.outlet = shared.lane.outlet
        self.sender = shared.lane.sender

    @property
    def track(self) -> Track:
        """What is sent."""
        return self._shared.lane.track

    @property
    def playing(self) -> bool:
        """Whether this session wants it to run."""
        return self.failed is not None

    @property
    def dropped(self) -> int:
        """Frames lost, told once for all members."""
        return self._shared.lane.dropped if self._leads else 0

    @property
    def _leads(self) -> bool:
        return self._shared.members[:1] == [self]

    def open(self, failed: Callable[[Member], None]) -> None:
        """Begins to read the stream, if nobody has yet."""
        self.failed = failed
        self._shared.lane.open(self._shared.failed)

    async def first(self) -> None:
        """Waits for the first packet."""
        await self._shared.lane.first()

    def info(self, number: int) -> RtpInfo:
        """Where the packets begin, or go on."""
        return self._shared.lane.info(number)

    def start(self) -> None:
        """Lets the packets out."""
        self._shared.lane.start()

    def pause(self) -> None:
        """Stops sending when nobody else plays."""
        self.failed = None
        if not any(member.playing for member in self._shared.members):
            self._shared.lane.pause()

    def close(self, *, goodbye: bool) -> None:
        """Leaves the group."""
        self.pause()
        self._shared.leave(self, goodbye=goodbye)

    def renew(self) -> None:
        """Asks for a key frame."""
        self._shared.lane.renew()

    def retune(self, key: Key) -> None:
        """Not for one of many: the group goes on as it is."""

    def report(self) -> None:
        """Sends a sender report, once for all members."""
        if self._leads:
            self._shared.lane.report()


def is_group(address: str) -> bool:
    """Whether packets can be sent to that address as a group (IPv4)."""
    try:
        return ipaddress.IPv4Address(address).is_multicast
    except ValueError:
        return False
