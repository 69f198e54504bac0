"""RTCP: sender and receiver reports, source descriptions, goodbyes, as compound packets (RFC 3550, section 6)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

LARGEST = 65_535
"""Bytes of a compound packet that is still read."""
MOST_PACKETS = 64
"""Packets in a compound packet that are still read."""
MOST_REPORTS = 31
"""Report blocks, chunks or sources in one packet: the count has five bits."""
LONGEST_TEXT = 255
"""Bytes of an SDES item or a reason."""
CNAME = 1

_HEAD = struct.Struct(">BBH")
_BLOCK = struct.Struct(">IIIIII")
_SENDER = struct.Struct(">IQIII")
_WORD = struct.Struct(">I")


class Kind(IntEnum):
    """Packet types (RFC 3550, section 12.1; RFC 4585, section 6.1)."""

    SENDER_REPORT = 200
    RECEIVER_REPORT = 201
    SOURCE_DESCRIPTION = 202
    BYE = 203
    APPLICATION = 204
    TRANSPORT_FEEDBACK = 205
    PAYLOAD_FEEDBACK = 206


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one source is received (RFC 3550, section 6.4.1)."""

    ssrc: int
    fraction_lost: int = 0
    """Lost since the last report, in 1/256."""
    lost: int = 0
    """Lost in all: 24 bits with sign, as duplicates count against it."""
    highest: int = 0
    """Highest sequence number, with the count of cycles above it."""
    jitter: int = 0
    """In ticks of the RTP clock."""
    last_report: int = 0
    """Middle 32 bits of the NTP time of the last sender report."""
    delay: int = 0
    """Since that report, in 1/65536 s."""

    def encode(self) -> bytes:
        """24 bytes."""
        losses = self.fraction_lost << 24 | max(-0x80_0000, min(0x7F_FFFF, self.lost)) & 0xFF_FFFF
        return _BLOCK.pack(self.ssrc, losses, self.highest, self.jitter, self.last_report, self.delay)


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a sender has sent, and which wall time an RTP time stamp means (RFC 3550, section 6.4.1)."""

    ssrc: int
    ntp: int
    """Wall time in 64 bits, see `header.ntp_time`."""
    timestamp: int
    """RTP time stamp of the same instant."""
    packets: int
    octets: int
    """Bytes of payload."""
    blocks: tuple[ReportBlock, ...] = ()

    def encode(self) -> bytes:
        """The packet; time stamp and counters wrap. Raises ValueError for too many blocks."""
        wrapped = (value & 0xFFFF_FFFF for value in (self.timestamp, self.packets, self.octets))
        body = _SENDER.pack(self.ssrc, self.ntp, *wrapped)
        return _packet(Kind.SENDER_REPORT, len(self.blocks), body + b"".join(block.encode() for block in self.blocks))


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """How a receiver gets on (RFC 3550, section 6.4.2); without blocks: nothing received yet."""

    ssrc: int
    blocks: tuple[ReportBlock, ...] = ()

    def encode(self) -> bytes:
        """The packet. Raises ValueError for too many blocks."""
        return _packet(Kind.RECEIVER_REPORT, len(self.blocks), _WORD.pack(self.ssrc) + b"".join(block.encode() for block in self.blocks))


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """Canonical names by SSRC (RFC 3550, section 6.5); further items are left out."""

    names: tuple[tuple[int, str], ...]

    def encode(self) -> bytes:
        """The packet. Raises ValueError for a name beyond 255 bytes or too many."""
        chunks = []
        for ssrc, name in self.names:
            chunk = _WORD.pack(ssrc) + bytes((CNAME,)) + _text(name)
            chunks.append(chunk + bytes(4 - len(chunk) % 4))
        return _packet(Kind.SOURCE_DESCRIPTION, len(chunks), b"".join(chunks))


@dataclass(frozen=True, slots=True)
class Bye:
    """Sources that end (RFC 3550, section 6.6)."""

    sources: tuple[int, ...]
    reason: str = ""

    def encode(self) -> bytes:
        """The packet. Raises ValueError for a reason beyond 255 bytes or too many sources."""
        body = b"".join(_WORD.pack(ssrc) for ssrc in self.sources)
        if self.reason:
            body += _text(self.reason)
        return _packet(Kind.BYE, len(self.sources), body + bytes(-len(body) % 4))


@dataclass(frozen=True, slots=True)
class Other:
    """A packet of another type, unread: feedback, application, extended reports."""

    kind: int
    count: int
    """The five bits beside the version: format of feedback, subtype of an application packet."""
    body: bytes


Packet = SenderReport | ReceiverReport | SourceDescription | Bye | Other


def compound(packets: Iterable[Packet]) -> bytes:
    """Packets one after the other; a report first, as section 6.1 wants it, is the caller's care. Raises ValueError as they do."""
    return b"".join(_packet(packet.kind, packet.count, packet.body) if isinstance(packet, Other) else packet.encode() for packet in packets)


def parse(data: bytes) -> tuple[Packet, ...]:
    """The packets of a compound packet; of reduced size (RFC 5506) too.

    Raises ValueError for what is no RTCP: wrong version, lengths that do not add up, padding before the last packet, a body shorter than
    its count, no packet at all, or more than is read.
    """
    if len(data) > LARGEST:
        raise ValueError(f"{len(data)} bytes are too many for RTCP")
    found: list[Packet] = []
    at = 0
    while at < len(data):
        if len(found) == MOST_PACKETS:
            raise ValueError("too many packets")
        if len(data) - at < 4:
            raise ValueError("a packet ends in its head")
        first, kind, words = _HEAD.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or not 192 <= kind <= 223:
            raise ValueError("not RTCP of version 2")
        if end > len(data):
            raise ValueError("a packet is cut short")
        body = data[at + 4 : end]
        if first & 0x20:
            if end < len(data) or not body or not 0 < body[-1] <= len(body):
                raise ValueError("wrong padding")
            body = body[: -body[-1]]
        found.append(_decode(kind, first & 0x1F, bytes(body)))
        at = end
    if not found:
        raise ValueError("no packet")
    return tuple(found)


def _decode(kind: int, count: int, body: bytes) -> Packet:
    try:
        if kind == Kind.SENDER_REPORT:
            ssrc, ntp, timestamp, packets, octets = _SENDER.unpack_from(body)
            return SenderReport(ssrc, ntp, timestamp, packets, octets, _blocks(body, _SENDER.size, count))
        if kind == Kind.RECEIVER_REPORT:
            return ReceiverReport(_WORD.unpack_from(body)[0], _blocks(body, 4, count))
        if kind == Kind.SOURCE_DESCRIPTION:
            return SourceDescription(tuple(_names(body, count)))
        if kind == Kind.BYE:
            sources = tuple(_WORD.unpack_from(body, 4 * index)[0] for index in range(count))
            rest = body[4 * count :]
            return Bye(sources, rest[1 : 1 + rest[0]].decode("utf-8", "replace") if rest else "")
    except (struct.error, IndexError):
        raise ValueError(f"the body of a packet of type {kind} is too short") from None
    return Other(kind, count, body)


def _blocks(body: bytes, start: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for index in range(count):
        ssrc, losses, highest, jitter, last, delay = _BLOCK.unpack_from(body, start + index * _BLOCK.size)
        lost = losses & 0xFF_FFFF
        blocks.append(ReportBlock(ssrc, losses >> 24, lost - 0x100_0000 if lost >> 23 else lost, highest, jitter, last, delay))
    return tuple(blocks)


def _names(body: bytes, count: int) -> Iterable[tuple[int, str]]:
    at = 0
    for _ in range(count):
        ssrc = _WORD.unpack_from(body, at)[0]
        at += 4
        name = ""
        while body[at]:
            end = at + 2 + body[at + 1]
            if body[at] == CNAME:
                name = body[at + 2 : end].decode("utf-8", "replace")
            at = end
        at += 4 - at % 4
        yield ssrc, name


def _text(text: str) -> bytes:
    raw = text.encode()
    if len(raw) > LONGEST_TEXT:
        raise ValueError(f"{len(raw)} bytes are too long a text")
    return bytes((len(raw),)) + raw


def _packet(kind: int, count: int, body: bytes) -> bytes:
    if count > MOST_REPORTS:
        raise ValueError(f"{count} do not fit into one packet")
    return _HEAD.pack(0x80 | count, kind, len(body) // 4) + body
