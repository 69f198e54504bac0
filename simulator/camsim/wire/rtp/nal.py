"""NAL units: cut out of a byte stream or of a stream with lengths (ITU-T H.264, annex B; ISO/IEC 14496-15, section 5.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from camsim.wire.rtp.payload import Fragment

_START = re.compile(b"\0\0\1")
"""A regular expression looks through a large frame in half the time of `bytes.find`."""


def nal_units(data: bytes, length_size: int = 0) -> list[memoryview]:
    """The NAL units of an access unit, without start codes and without copying; empty ones are left out.

    `length_size` is the number of bytes of the length before each unit (AVCC, HVCC), or 0 for start codes (Annex B).
    Raises ValueError for a length beyond the end.
    """
    return list(_prefixed(data, length_size) if length_size else _annex_b(data))


def _annex_b(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    starts = [found.start() for found in _START.finditer(data)]
    for start, end in pairwise([*starts, len(data)]):
        begin = start + 3
        while end > begin and not data[end - 1]:
            end -= 1
        if end > begin:
            yield view[begin:end]


def _prefixed(data: bytes, length_size: int) -> Iterator[memoryview]:
    view = memoryview(data)
    at = 0
    while at < len(data):
        begin = at + length_size
        at = begin + int.from_bytes(data[at:begin], "big")
        if at > len(data):
            raise ValueError("a NAL unit is longer than its access unit")
        if at > begin:
            yield view[begin:at]


def aggregated(units: Sequence[memoryview], small: Sequence[bool], limit: int, head: int) -> Iterator[list[memoryview]]:
    """Units in groups: neighbours that are `small` together as long as `head` bytes and two per unit leave them room, others alone."""
    for together, group in groupby(zip(units, small, strict=True), key=lambda pair: pair[1]):
        pending: list[memoryview] = []
        size = head
        for unit, _ in group:
            if pending and (not together or size + 2 + len(unit) > limit):
                yield pending
                pending, size = [], head
            pending.append(unit)
            size += 2 + len(unit)
        yield pending


def aggregate(head: bytes, units: Sequence[memoryview]) -> bytes:
    """Several units in one payload: each after its length in two bytes."""
    parts: list[bytes | memoryview] = [head]
    for unit in units:
        parts += (len(unit).to_bytes(2, "big"), unit)
    return b"".join(parts)


def fragmented(head: bytes, kind: int, body: memoryview, limit: int) -> Iterator[bytes]:
    """A unit without its own header, in pieces: `head`, a byte with start bit, end bit and `kind`, and as much as has room."""
    room = limit - len(head) - 1
    middle = head + bytes((kind,))
    for start in range(0, len(body), room):
        first, last = start == 0, start + room >= len(body)
        prefix = head + bytes((first << 7 | last << 6 | kind,)) if first or last else middle
        yield b"".join((prefix, body[start : start + room]))


def marked(payloads: Sequence[bytes]) -> tuple[Fragment, ...]:
    """Payloads of one access unit, the marker on the last."""
    return (*(Fragment(payload, False) for payload in payloads[:-1]), *(Fragment(payload, True) for payload in payloads[-1:]))


def unescaped(nal: bytes) -> bytes:
    """A NAL unit without the emulation prevention bytes (ITU-T H.264, section 7.4.1)."""
    return nal.replace(b"\0\0\3", b"\0\0")
