"""Burst: all RTP packets of one access unit, made once and shared by the sessions of a stream.

The packets lie in one block of bytes, framed for interleaving (RFC 2326, section 10.12), with SSRC, sequence numbers and channel left at 0.
A session takes a copy and writes its own numbers into it. Where packets follow one another at an equal distance, as the fragments of a
large frame do, one assignment to a stepped slice writes the same byte of all of them; so a session costs little more than the copy.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from camsim.wire.rtp.header import EXTENDED, HEADER, HEADER_SIZE, PLAIN
from camsim.wire.rtp.payload import Fragment

FRAME_HEAD = 4
"""Bytes before each packet: `$`, channel, length."""
MOST_PACKETS = 0x1_0000
_FRAMED = struct.Struct(">BBH" + HEADER)
"""Head of the frame and of the packet."""
_NUMBERS = struct.Struct(">HII")
_LOW = bytes(range(256)) * 512
"""Low byte of every sequence number, twice round, so that a run across 65535 is one slice."""
_HIGH = b"".join(bytes([value]) * 256 for value in range(256)) * 2
_WORTHWHILE = 12
"""From how many packets on a stepped slice is cheaper than packing each."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Packets at an equal distance: the slices that hit the same byte in each of them."""

    index: int
    count: int
    channel: slice
    high: slice
    low: slice
    ssrc: tuple[slice, slice, slice, slice]


class Burst:
    """The packets of one access unit."""

    __slots__ = ("_bounds", "_runs", "_singles", "_template", "octets", "packets", "time", "timestamp")

    def __init__(self, fragments: Sequence[Fragment], payload_type: int, timestamp: int, time: float, *, extension: bytes = b"") -> None:
        """Lays out the packets.

        `timestamp` is that of the first packet, in ticks of the RTP clock, and wraps; `time` is the POSIX time in seconds that belongs to
        it. The extension, with its own head, goes on the first packet, as the vendor's element does it.
        Raises ValueError for a packet beyond 65535 bytes, too many packets, a payload type beyond seven bits, or an extension that
        does not tell its length.
        """
        if len(fragments) > MOST_PACKETS:
            raise ValueError(f"{len(fragments)} packets in one access unit")
        if not 0 <= payload_type <= 127:
            raise ValueError(f"{payload_type} is no payload type")
        if extension and len(extension) != 4 + 4 * int.from_bytes(extension[2:4], "big"):
            raise ValueError("an extension that does not tell its length")
        self.packets = len(fragments)
        self.timestamp = timestamp & 0xFFFF_FFFF
        self.time = time
        parts: list[bytes] = []
        starts: list[int] = []
        end = 0
        fixed = HEADER_SIZE + len(extension)
        first = EXTENDED if extension else PLAIN
        for payload, marker, ticks in fragments:
            size = fixed + len(payload)
            if size > 0xFFFF:
                raise ValueError(f"a packet of {size} bytes cannot be framed")
            parts.append(_FRAMED.pack(0x24, 0, size, first, payload_type | marker << 7, 0, timestamp + ticks & 0xFFFF_FFFF, 0))
            if first == EXTENDED:
                parts.append(extension)
                fixed, first = HEADER_SIZE, PLAIN
            parts.append(payload)
            starts.append(end)
            end += FRAME_HEAD + size
        self.octets = end - (FRAME_HEAD + HEADER_SIZE) * len(starts) - (len(extension) if starts else 0)
        self._template = b"".join(parts)
        self._bounds = tuple(slice(start + FRAME_HEAD, stop) for start, stop in pairwise([*starts, end]))
        singles: list[tuple[int, int, int]] = []
        runs: list[_Run] = []
        for index, count in _equidistant(starts):
            if count >= _WORTHWHILE:
                runs.append(_run(starts, index, count))
            else:
                stamps = [(timestamp + fragment.ticks) & 0xFFFF_FFFF for fragment in fragments[index : index + count]]
                singles += ((starts[index + i] + FRAME_HEAD + 2, index + i, stamp) for i, stamp in enumerate(stamps))
        self._singles = tuple(singles)
        self._runs = tuple(runs)

    def interleaved(self, channel: int, ssrc: int, sequence: int) -> bytearray:
        """The packets framed for a TCP connection, in one piece: `$`, channel, length, packet, and so on.

        `sequence` is that of the first packet.
        """
        data = bytearray(self._template)
        for at, index, stamp in self._singles:
            _NUMBERS.pack_into(data, at, (sequence + index) & 0xFFFF, stamp, ssrc)
            if channel:
                data[at - 5] = channel
        for run in self._runs:
            first, count = (sequence + run.index) & 0xFFFF, run.count
            data[run.high] = _HIGH[first : first + count]
            data[run.low] = _LOW[first : first + count]
            for where, value in zip(run.ssrc, ssrc.to_bytes(4, "big"), strict=True):
                data[where] = bytes((value,)) * count
            if channel:
                data[run.channel] = bytes((channel,)) * count
        return data

    def datagrams(self, ssrc: int, sequence: int) -> list[memoryview]:
        """The packets one by one, for UDP; views of one block."""
        view = memoryview(self.interleaved(0, ssrc, sequence))
        return [view[bounds] for bounds in self._bounds]


def _equidistant(starts: Sequence[int]) -> list[tuple[int, int]]:
    """Index and length of each longest row of positions with one distance."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(starts):
        stop = index + 1
        distance = starts[stop] - starts[index] if stop < len(starts) else 0
        while stop < len(starts) and starts[stop] - starts[stop - 1] == distance:
            stop += 1
        if stop - index == 2 and stop < len(starts):
            stop = index + 1
        found.append((index, stop - index))
        index = stop
    return found


def _run(starts: Sequence[int], index: int, count: int) -> _Run:
    distance = starts[index + 1] - starts[index]

    def column(offset: int) -> slice:
        first = starts[index] + offset
        return slice(first, first + distance * (count - 1) + 1, distance)

    number = FRAME_HEAD + 2
    ssrc = FRAME_HEAD + 8
    return _Run(
        index, count, column(1), column(number), column(number + 1), (column(ssrc), column(ssrc + 1), column(ssrc + 2), column(ssrc + 3))
    )
