"""Sends SNMP traps on behalf of actions: datagrams, of which nobody tells whether they arrived."""

from __future__ import annotations

import asyncio

from camsim.events.actions.run import DeliveryError

PORT = 162


async def send(address: str, message: bytes) -> str:
    """Sends to `host`, `host:port` or `[IPv6]:port`; returns a word about it. Raises OSError, DeliveryError for what is no address."""
    host, port = _parts(address)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(host, port))
    try:
        transport.sendto(message)
    finally:
        transport.close()
    return f"a trap of {len(message)} bytes to {address}"


def _parts(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        return address.strip("[]"), PORT
    if not host or not port.isdecimal() or len(port) > 5 or not 0 < int(port) <= 0xFFFF:
        raise DeliveryError(f"no address: {address[:60]!r}")
    return host.strip("[]"), int(port)
