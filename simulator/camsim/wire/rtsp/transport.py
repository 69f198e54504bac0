"""The Transport header: what a client offers and what a camera answers (RFC 2326, section 12.39)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

MOST_ALTERNATIVES = 16
_PAIR = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_SSRC = re.compile(r"[0-9A-Fa-f]{1,8}")
_ADDRESS = re.compile(r"[0-9A-Za-z.:_-]{1,64}")

Pair = tuple[int, int]
"""Two ports or two channels: RTP and RTCP."""


class Lower(Enum):
    """What carries the packets, as the first item of the header spells it."""

    UDP = "RTP/AVP"
    TCP = "RTP/AVP/TCP"
    SECURE_UDP = "RTP/SAVP"
    SECURE_TCP = "RTP/SAVP/TCP"

    @property
    def is_tcp(self) -> bool:
        """Whether packets travel in the dialogue itself."""
        return self in (Lower.TCP, Lower.SECURE_TCP)


_LOWER = {lower.value: lower for lower in Lower} | {"RTP/AVP/UDP": Lower.UDP, "RTP/SAVP/UDP": Lower.SECURE_UDP}


@dataclass(frozen=True, slots=True)
class Transport:
    """One way to carry a track. In an answer, add `server_port` and `ssrc` to what the client offered."""

    lower: Lower
    multicast: bool = False
    client_port: Pair | None = None
    server_port: Pair | None = None
    interleaved: Pair | None = None
    port: Pair | None = None
    """Ports of a multicast group."""
    destination: str = ""
    source: str = ""
    ttl: int | None = None
    ssrc: int | None = None
    mode: str = "PLAY"

    def render(self) -> str:
        """The header of an answer: `RTP/AVP;unicast;client_port=4588-4589;server_port=6256-6257;ssrc=1A2B3C4D;mode="PLAY"`."""
        parts = [self.lower.value, "multicast" if self.multicast else "unicast"]
        if self.destination:
            parts.append(f"destination={self.destination}")
        if self.source:
            parts.append(f"source={self.source}")
        if self.interleaved:
            parts.append(_spell("interleaved", self.interleaved))
        if self.ttl is not None:
            parts.append(f"ttl={self.ttl}")
        for name, pair in (("port", self.port), ("client_port", self.client_port), ("server_port", self.server_port)):
            if pair:
                parts.append(_spell(name, pair))
        if self.ssrc is not None:
            parts.append(f"ssrc={self.ssrc:08X}")
        return ";".join([*parts, f'mode="{self.mode}"'])


def parse(header: str) -> tuple[Transport, ...]:
    """The alternatives of a header in the client's order of preference; those that make no sense are left out."""
    found = (_parse_one(part) for part in header.split(",")[:MOST_ALTERNATIVES])
    return tuple(transport for transport in found if transport is not None)


def choose(offered: Sequence[Transport], *, udp: bool = True, tcp: bool = True, multicast: bool = True) -> Transport | None:
    """The first alternative of a kind that is allowed; never a secure one. None: status 461."""
    for transport in offered:
        if transport.lower is Lower.TCP and tcp and not transport.multicast:
            return transport
        if transport.lower is Lower.UDP and (multicast if transport.multicast else udp):
            return transport
    return None


def parse_blocksize(header: str) -> int | None:
    """Bytes of the packets that a client wants (Blocksize, RFC 2326, section 12.7); None for what is no number."""
    return int(header) if re.fullmatch(r"[0-9]{1,9}", header) else None


def _parse_one(text: str) -> Transport | None:
    first, *items = (item.strip() for item in text.split(";"))
    lower = _LOWER.get(first.upper())
    if lower is None:
        return None
    fields = {name.strip().lower(): value.strip().strip('"') for name, _, value in (item.partition("=") for item in items)}
    if fields.get("mode", "PLAY").upper() != "PLAY":
        return None
    try:
        transport = Transport(
            lower,
            multicast="multicast" in fields,
            client_port=_pair(fields, "client_port", 65535),
            interleaved=_pair(fields, "interleaved", 255),
            port=_pair(fields, "port", 65535),
            destination=fields["destination"] if _ADDRESS.fullmatch(fields.get("destination", "")) else "",
            ttl=_number(fields, "ttl", 255),
            ssrc=int(fields["ssrc"], 16) if _SSRC.fullmatch(fields.get("ssrc", "")) else None,
        )
    except ValueError:
        return None
    if lower.is_tcp:
        return None if transport.multicast else replace(transport, client_port=None, port=None, destination="", ttl=None)
    if transport.multicast:
        return replace(transport, client_port=None, interleaved=None)
    # The packets go to the host of the dialogue, never to a third one (RFC 2326, section 16).
    return replace(transport, port=None, interleaved=None, ttl=None, destination="") if transport.client_port else None


def _pair(fields: dict[str, str], name: str, highest: int) -> Pair | None:
    """`a-b`, or `a` alone with the next number to it, odd or even. Raises ValueError for anything else."""
    if name not in fields:
        return None
    found = _PAIR.fullmatch(fields[name])
    if found is None:
        raise ValueError(fields[name])
    first = int(found[1])
    second = int(found[2]) if found[2] else first + 1
    if first > highest or second > highest or (highest == 65535 and first == 0):
        raise ValueError(fields[name])
    return first, second


def _number(fields: dict[str, str], name: str, highest: int) -> int | None:
    value = fields.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 and int(value) <= highest else None


def _spell(name: str, pair: Pair) -> str:
    return f"{name}={pair[0]}-{pair[1]}"
