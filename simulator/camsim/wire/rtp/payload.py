"""Fragment: what a packetiser makes of a unit, one per RTP packet."""

from __future__ import annotations

from typing import NamedTuple

LEAST_LIMIT = 192
"""Smallest payload limit in bytes that a packetiser takes: the first packet of a JPEG has 144 bytes of headers and tables."""


class Fragment(NamedTuple):
    """The payload of one RTP packet."""

    payload: bytes
    marker: bool
    ticks: int = 0
    """How much later than the first of its unit this packet is, in ticks of the RTP clock (uncompressed audio only)."""


def check(limit: int) -> None:
    """Raises ValueError for a payload limit (in bytes) under which a header would not find room."""
    if limit < LEAST_LIMIT:
        raise ValueError(f"{limit} bytes of payload are less than {LEAST_LIMIT}")


def split(data: bytes, limit: int) -> tuple[Fragment, ...]:
    """Cuts anywhere, at most `limit` bytes each, the marker on the last; nothing for no data."""
    check(limit)
    last = len(data) - limit
    return tuple(Fragment(data[start : start + limit], start >= last) for start in range(0, len(data), limit))
