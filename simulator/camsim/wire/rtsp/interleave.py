"""RTP and RTCP packets between the messages of an RTSP dialogue: `$`, channel, length, packet (RFC 2326, section 10.12)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

MARK = 0x24
"""The dollar sign that begins a frame."""
LONGEST_PACKET = 0xFFFF
"""Bytes of a packet that the length field can tell."""

_HEAD = struct.Struct("!BBH")
HEAD_SIZE = _HEAD.size


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet on a channel (0 to 255)."""

    channel: int
    data: bytes


def pack(channel: int, packet: bytes) -> bytes:
    """The frame of a packet. Raises ValueError for a channel or a packet that does not fit the head."""
    if not 0 <= channel <= 255 or len(packet) > LONGEST_PACKET:
        raise ValueError(f"no frame holds {len(packet)} bytes on channel {channel}")
    return _HEAD.pack(MARK, channel, len(packet)) + packet


def pack_all(channel: int, packets: Iterable[bytes]) -> bytes:
    """The frames of several packets as one object, so that an access unit is one write. Raises ValueError as `pack` does."""
    return b"".join(pack(channel, packet) for packet in packets)


def unpack_from(buffer: bytes | bytearray) -> Frame | None:
    """The frame at the start of a buffer that begins with the mark; None while it is not whole."""
    if len(buffer) < HEAD_SIZE:
        return None
    _, channel, length = _HEAD.unpack_from(buffer)
    end = HEAD_SIZE + length
    return Frame(channel, bytes(buffer[HEAD_SIZE:end])) if len(buffer) >= end else None
