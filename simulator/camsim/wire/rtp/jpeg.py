"""JPEG in RTP: baseline pictures with three components, quantisation tables in band (RFC 2435)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from camsim.wire.rtp.payload import Fragment, check

LARGEST_SIDE = 2040
"""Pixels: width and height are told in eight bits, as multiples of eight."""
_LARGEST = 1 << 24
"""Bytes of scan data: offsets have 24 bits."""
_IN_BAND = 255
"""Q: tables in each picture, as they may change from one to the next."""
_TABLE = 64

_SOI, _EOI, _SOS, _DQT, _DHT, _DRI, _SOF0 = b"\xff\xd8", b"\xff\xd9", 0xDA, 0xDB, 0xC4, 0xDD, 0xC0
_OTHER_FRAMES = {0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_SEGMENT = struct.Struct(">BBH")
_HEADER = struct.Struct(">IBBBB")
_RESTART = struct.Struct(">HH")
_QUANTISATION = struct.Struct(">BBH")
_WHOLE = 0xFFFF
"""First bit, last bit and a count of all ones: the restart intervals are not aligned with the packets (section 3.1.7)."""
_STANDARD_HUFFMAN = {0x00: 0x9898900E, 0x01: 0x57A406EB, 0x10: 0x06F8F02E, 0x11: 0xA1415F28}
"""CRC-32 of the tables of ITU-T T.81, annex K.3, by class and identifier: receivers have them and know no others."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What RTP needs to know of a JPEG."""

    kind: int
    """0: chroma halved across, 1: across and down; 64 more with restart markers."""
    width: int
    """Pixels."""
    height: int
    tables: bytes
    """Quantisation of luma and of chroma, 64 bytes each, in zigzag order."""
    restart_interval: int
    """In blocks (MCU), 0 without restart markers."""
    scan: memoryview
    """Entropy-coded data without the end marker."""


def packetise(jpeg: bytes, limit: int) -> tuple[Fragment, ...]:
    """One picture in payloads of at most `limit` bytes, the marker on the last; nothing for no bytes.

    A side that is no multiple of eight is told rounded up: there are as many blocks, and a receiver shows some of their padding.
    Raises ValueError for a picture that the format cannot carry (see `parse`) and for too small a limit.
    """
    check(limit)
    if not jpeg:
        return ()
    picture = parse(jpeg)
    restart = _RESTART.pack(picture.restart_interval, _WHOLE) if picture.restart_interval else b""
    extra = restart + _QUANTISATION.pack(0, 0, len(picture.tables)) + picture.tables
    sides = (picture.width + 7) // 8, (picture.height + 7) // 8
    found: list[Fragment] = []
    offset = 0
    while offset < len(picture.scan):
        head = _HEADER.pack(offset, picture.kind, _IN_BAND, *sides) + extra
        end = offset + limit - len(head)
        found.append(Fragment(b"".join((head, picture.scan[offset:end])), end >= len(picture.scan)))
        offset, extra = end, restart
    return tuple(found)


def parse(jpeg: bytes) -> Picture:
    """Reads a baseline JPEG.

    Raises ValueError with the reason for anything but three components in one scan, sampled 2x1 or 2x2, with tables of eight bits and the
    usual Huffman tables, at most 2040x2040 pixels.
    """
    kind = width = height = interval = 0
    components: list[int] = []
    tables: dict[int, bytes] = {}
    for marker, body, end in _segments(jpeg):
        if marker == _SOF0:
            kind, width, height, components = _frame(body)
        elif marker in _OTHER_FRAMES:
            raise ValueError("RTP carries baseline JPEG alone")
        elif marker == _DQT:
            tables.update(_quantisation(body))
        elif marker == _DHT:
            _check_huffman(body)
        elif marker == _DRI:
            if len(body) < 2:
                raise ValueError("a restart interval is cut short")
            interval = int.from_bytes(body[:2], "big")
        elif marker == _SOS:
            if not components:
                raise ValueError("a scan before its frame")
            if body[:1] != b"\x03":
                raise ValueError("RTP carries JPEG with all components in one scan alone")
            luma, chroma, other = (tables.get(number) for number in components)
            if luma is None or chroma is None or chroma != other:
                raise ValueError("RTP carries JPEG with one quantisation table for luma and one for chroma")
            scan = memoryview(jpeg)[end : len(jpeg) - 2 if jpeg.endswith(_EOI) else len(jpeg)]
            if len(scan) >= _LARGEST:
                raise ValueError(f"{len(scan)} bytes are too large for RTP")
            return Picture(kind | (64 if interval else 0), width, height, luma + chroma, interval, scan)
    raise ValueError("a JPEG without a scan")


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Marker, body and end of each segment up to the scan data."""
    if not jpeg.startswith(_SOI):
        raise ValueError("no JPEG")
    at = 2
    while at + 4 <= len(jpeg):
        first, marker, length = _SEGMENT.unpack_from(jpeg, at)
        if first != 0xFF:
            raise ValueError("no marker where one should be")
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + length
        if length < 2 or end > len(jpeg):
            raise ValueError("a segment is cut short")
        yield marker, jpeg[at + 4 : end], end
        at = end


def _frame(body: bytes) -> tuple[int, int, int, list[int]]:
    """Type, width, height and the number of each component's quantisation table."""
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        raise ValueError("a frame header is cut short")
    if body[0] != 8:
        raise ValueError("RTP carries JPEG of eight bits alone")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if not width or not height:
        raise ValueError("a picture without pixels")
    if max(width, height) > LARGEST_SIDE:
        raise ValueError(f"{width}x{height} is beyond the {LARGEST_SIDE}x{LARGEST_SIDE} pixels of JPEG in RTP")
    sampling = [body[7 + 3 * index] for index in range(body[5])]
    if sampling not in ([0x21, 0x11, 0x11], [0x22, 0x11, 0x11]):
        raise ValueError("RTP carries JPEG with luma and halved chroma alone")
    return int(sampling[0] == 0x22), width, height, [body[8 + 3 * index] for index in range(3)]


def _quantisation(body: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(body), 1 + _TABLE):
        if body[at] > 15:
            raise ValueError("RTP carries quantisation tables of eight bits alone")
        if len(body) < at + 1 + _TABLE:
            raise ValueError("a quantisation table is cut short")
        yield body[at], body[at + 1 : at + 1 + _TABLE]


def _check_huffman(body: bytes) -> None:
    at = 0
    while at < len(body):
        end = at + 17 + sum(body[at + 1 : at + 17])
        if zlib.crc32(body[at + 1 : end]) != _STANDARD_HUFFMAN.get(body[at]):
            raise ValueError("RTP carries JPEG with the usual Huffman tables alone")
        at = end
