"""Ports to name to a peer that binds them itself, some time later."""

from __future__ import annotations

import random
import socket

RANGE = range(20_000, 32_000, 2)
"""Below what systems give to sockets that ask for any port: nobody takes one by chance before the peer does."""


_WORKERS_OWN = random.SystemRandom()
"""Two workers with the same seed would name the same ports."""


def free_ports() -> int:
    """An even port of loopback that nobody uses now, and the next one too; free for TCP and for UDP."""
    while True:
        port = _WORKERS_OWN.choice(RANGE)
        if all(_is_free(number, kind) for number in (port, port + 1) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)):
            return port


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
