"""Multicast groups of searches: a socket that hears one of them on one interface, and how often strangers are answered."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

_ONLY_OWN_GROUPS = 49
"""IP_MULTICAST_ALL of Linux, which the socket module does not name: 0 leaves out groups that other sockets have joined."""
MOST_IN_A_ROW = 200
"""Answers that go out without a pause."""
A_SECOND = 50.0
"""Answers a second after that: nobody shall use a camera to flood somebody else."""


def member(group: str, port: int, address: str) -> socket.socket:
    """A socket that hears the group on the interface of an address, beside those of other cameras. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((group, port))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton(address))
        only_own_groups(made)
    except OSError:
        made.close()
        raise
    return made


def only_own_groups(made: socket.socket) -> None:
    """Leaves out what is sent to groups on interfaces where the socket itself has not joined them. Raises OSError."""
    made.setsockopt(socket.IPPROTO_IP, _ONLY_OWN_GROUPS, 0)


def speaker(address: str) -> socket.socket:
    """A socket that sends from an address, to groups too. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        made.bind((address, 0))
    except OSError:
        made.close()
        raise
    return made


class Ration:
    """Who gets how many answers: neighbours alone, and only so many."""

    def __init__(self) -> None:
        self._left = float(MOST_IN_A_ROW)
        self._at = 0.0

    def grants(self, sender: tuple[str, int]) -> bool:
        """Whether one more answer may go to a sender: a private address, and not too many answers before."""
        if not ipaddress.ip_address(sender[0]).is_private or sender[1] == 0:
            return False
        now = asyncio.get_running_loop().time()
        self._left = min(MOST_IN_A_ROW, self._left + (now - self._at) * A_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
