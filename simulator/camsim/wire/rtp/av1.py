"""AV1 in RTP: OBUs without their sizes, behind an aggregation header (RTP Payload Format for AV1, version 1.0, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from camsim.wire.rtp.bits import Bits
from camsim.wire.rtp.payload import Fragment, check

_SIZE_ROOM = 3
"""Bytes kept free for the length of an element: enough for two megabytes."""
_CONTINUES, _CONTINUED, _NEW_SEQUENCE = 0x80, 0x40, 0x08


class Obu(IntEnum):
    """The OBU types that matter here (AV1 bitstream specification, section 6.2.2)."""

    SEQUENCE_HEADER = 1
    TEMPORAL_DELIMITER = 2
    TILE_LIST = 8


@dataclass(frozen=True, slots=True)
class Sequence:
    """What a sequence header says (AV1 bitstream specification, section 5.5.1)."""

    profile: int
    """0 main, 1 high, 2 professional."""
    level: int
    """Index of the level: 8 is 4.0."""
    high_tier: bool
    width: int
    """Largest frame, in pixels."""
    height: int


def obus(temporal_unit: bytes) -> list[bytes]:
    """The OBUs of a stream in low-overhead format, without their size fields. Raises ValueError for what is none."""
    found = []
    at = 0
    while at < len(temporal_unit):
        first = temporal_unit[at]
        head = 2 if first & 4 else 1
        begin, size = _leb128(temporal_unit, at + head) if first & 2 else (at + head, len(temporal_unit) - at - head)
        end = begin + size
        if first & 0x80 or end > len(temporal_unit) or size < 0:
            raise ValueError("an OBU is cut short")
        found.append(bytes((first & 0xFD,)) + temporal_unit[at + 1 : at + head] + temporal_unit[begin:end])
        at = end
    return found


def packetise(temporal_unit: bytes, limit: int) -> tuple[Fragment, ...]:
    """One temporal unit in payloads of at most `limit` bytes, the marker on the last; its delimiter and tile lists are not sent.

    Nothing for a unit without OBUs. Raises ValueError for what is no AV1 and for too small a limit.
    """
    check(limit)
    rest = [memoryview(obu) for obu in obus(temporal_unit) if _kind(obu) not in (Obu.TEMPORAL_DELIMITER, Obu.TILE_LIST)]
    flags = _NEW_SEQUENCE if any(_kind(obu) == Obu.SEQUENCE_HEADER for obu in rest) else 0
    rest.reverse()
    found: list[Fragment] = []
    while rest:
        elements: list[memoryview] = []
        room = limit - 1
        while rest and room > _SIZE_ROOM:
            obu = rest.pop()
            elements.append(obu[: room - _SIZE_ROOM])
            room -= _SIZE_ROOM + len(elements[-1])
            if len(elements[-1]) < len(obu):
                rest.append(obu[len(elements[-1]) :])
                flags |= _CONTINUED
        found.append(Fragment(_payload(elements, flags), not rest))
        flags = _CONTINUES if flags & _CONTINUED else 0
    return tuple(found)


def parse_sequence(obu: bytes) -> Sequence:
    """Reads a sequence header OBU without size field. Raises ValueError for what is none."""
    if not obu or _kind(obu) != Obu.SEQUENCE_HEADER:
        raise ValueError("not a sequence header")
    bits = Bits(obu[2 if obu[0] & 4 else 1 :])
    profile = bits.u(3)
    bits.u(1)
    if bits.flag():
        level, tier = bits.u(5), False
    else:
        level, tier = _operating_point(bits)
    across, down = bits.u(4) + 1, bits.u(4) + 1
    return Sequence(profile, level, tier, bits.u(across) + 1, bits.u(down) + 1)


def _operating_point(bits: Bits) -> tuple[int, bool]:
    """Level and tier of the first operating point; passes over all of them and the timing before."""
    delay_bits = 0
    model = False
    if bits.flag():
        bits.u(64)
        if bits.flag():
            bits.ue()
        model = bits.flag()
        if model:
            delay_bits = bits.u(5) + 1
            bits.u(42)
    delays = bits.flag()
    points = []
    for _ in range(bits.u(5) + 1):
        bits.u(12)
        level = bits.u(5)
        points.append((level, level > 7 and bits.flag()))
        if model and bits.flag():
            bits.u(2 * delay_bits + 1)
        if delays and bits.flag():
            bits.u(4)
    return points[0]


def _kind(obu: bytes | memoryview) -> int:
    return obu[0] >> 3 & 15


def _payload(elements: list[memoryview], flags: int) -> bytes:
    """Up to three elements are counted, and the last of them goes without its length (section 4.4)."""
    counted = len(elements) <= 3
    parts: list[bytes | memoryview] = [bytes((flags | (len(elements) << 4 if counted else 0),))]
    for element in elements[: len(elements) - counted]:
        parts += (_to_leb128(len(element)), element)
    return b"".join((*parts, *elements[len(elements) - counted :]))


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """Position after a number of up to eight bytes, and the number."""
    value = 0
    for index, byte in enumerate(data[at : at + 8]):
        value |= (byte & 127) << 7 * index
        if not byte & 128:
            return at + index + 1, value
    raise ValueError("a length is cut short")


def _to_leb128(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
