"""Receivers written from the RFCs alone: they take RTP apart again and share no code with the simulator."""

from __future__ import annotations

import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class Rtp:
    """One packet taken apart (RFC 3550, section 5.1)."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extension: tuple[int, bytes] | None = None


def rtp(packet: bytes) -> Rtp:
    packet = bytes(packet)
    assert packet[0] >> 6 == 2 and not packet[0] & 0x2F, "version 2, no padding, no sources"
    sequence, timestamp, ssrc = struct.unpack(">HII", packet[2:12])
    at, extension = 12, None
    if packet[0] & 0x10:
        profile, words = struct.unpack(">HH", packet[12:16])
        at = 16 + 4 * words
        extension = profile, packet[16:at]
    return Rtp(packet[1] & 127, bool(packet[1] & 128), sequence, timestamp, ssrc, packet[at:], extension)


def interleaved(data: bytes) -> list[tuple[int, bytes]]:
    """Channel and packet of each frame (RFC 2326, section 10.12)."""
    found, at = [], 0
    while at < len(data):
        assert data[at] == 0x24
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        assert at + 4 + size <= len(data)
        found.append((data[at + 1], bytes(data[at + 4 : at + 4 + size])))
        at += 4 + size
    return found


def h264(payloads: list[bytes]) -> list[bytes]:
    """NAL units (RFC 6184, sections 5.6 to 5.8)."""
    units: list[bytes] = []
    pending: bytearray | None = None
    for payload in payloads:
        kind = payload[0] & 31
        if kind == 28:
            start, end, reserved = payload[1] & 128, payload[1] & 64, payload[1] & 32
            assert not reserved and not (start and end), "a fragmented unit has at least two fragments"
            if start:
                assert pending is None
                pending = bytearray([payload[0] & 0xE0 | payload[1] & 31])
            assert pending is not None and len(payload) > 2
            pending += payload[2:]
            if end:
                units.append(bytes(pending))
                pending = None
            continue
        assert pending is None, "nothing between fragments"
        if kind == 24:
            at, found = 1, []
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                found.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
            assert at == len(payload) and len(found) > 1
            assert payload[0] >> 5 & 3 == max(unit[0] >> 5 & 3 for unit in found)
            units += found
        else:
            assert 1 <= kind <= 23
            units.append(payload)
    assert pending is None
    return units


def h265(payloads: list[bytes]) -> list[bytes]:
    """NAL units (RFC 7798, section 4.4), without DONL fields."""
    units: list[bytes] = []
    pending: bytearray | None = None
    for payload in payloads:
        kind = payload[0] >> 1 & 63
        if kind == 49:
            start, end = payload[2] & 128, payload[2] & 64
            assert not (start and end)
            if start:
                assert pending is None
                pending = bytearray([payload[0] & 0x81 | (payload[2] & 63) << 1, payload[1]])
            assert pending is not None and len(payload) > 3
            pending += payload[3:]
            if end:
                units.append(bytes(pending))
                pending = None
            continue
        assert pending is None
        if kind == 48:
            at, found = 2, []
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                found.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
            assert at == len(payload) and len(found) > 1
            units += found
        else:
            assert kind < 48
            units.append(payload)
    assert pending is None
    return units


def annex_b(units: list[bytes]) -> bytes:
    return b"".join(b"\0\0\0\1" + unit for unit in units)


def av1(payloads: list[bytes]) -> list[bytes]:
    """OBUs, still without sizes (RTP Payload Format for AV1, section 4.4)."""
    units: list[bytes] = []
    open_end = False
    for index, payload in enumerate(payloads):
        continues, continued, count, new = payload[0] >> 7, payload[0] >> 6 & 1, payload[0] >> 4 & 3, payload[0] >> 3 & 1
        assert not payload[0] & 7
        assert bool(continues) == open_end and not (continues and new)
        assert not new or index == 0
        at, elements = 1, []
        while at < len(payload):
            if count and len(elements) == count - 1:
                size = len(payload) - at
            else:
                size = shift = 0
                while True:
                    size |= (payload[at] & 127) << shift
                    shift += 7
                    at += 1
                    if payload[at - 1] < 128:
                        break
            assert size and at + size <= len(payload)
            elements.append(payload[at : at + size])
            at += size
        assert elements and (not count or count == len(elements))
        if continues:
            units[-1] += elements.pop(0)
        units += elements
        open_end = bool(continued)
    assert not open_end
    return units


def obu_stream(units: list[bytes]) -> bytes:
    """Low-overhead format again: each OBU with its size, behind a temporal delimiter."""
    found = bytearray(b"\x12\0")
    for unit in units:
        assert not unit[0] & 2, "no size field on the wire"
        head = 2 if unit[0] & 4 else 1
        size = len(unit) - head
        found += bytes([unit[0] | 2]) + unit[1:head]
        while size > 127:
            found.append(size & 127 | 128)
            size >>= 7
        found.append(size)
        found += unit[head:]
    return bytes(found)


def aac(payloads: list[bytes]) -> bytes:
    """One access unit in mode AAC-hbr (RFC 3640, section 3.3.6)."""
    data = b""
    for payload in payloads:
        assert payload[:2] == b"\0\x10", "one AU header of 16 bits"
        size, index = int.from_bytes(payload[2:4], "big") >> 3, payload[3] & 7
        assert index == 0
        data += payload[4:]
    assert len(data) == size
    return data


DC_LUMA = bytes.fromhex("00010501010101010100000000000000") + bytes(range(12))
DC_CHROMA = bytes.fromhex("00030101010101010101010000000000") + bytes(range(12))
AC_LUMA = bytes.fromhex(
    "0002010303020403050504040000017d"
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a"
    "434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aa"
    "b2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
)
AC_CHROMA = bytes.fromhex(
    "00020102040403040705040400010277"
    "0001020311040521310612415107617113223281081442 91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a"
    "434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aa"
    "b2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa".replace(" ", "")
)
"""The tables of ITU-T T.81, annex K.3."""


def jpeg(payloads: list[bytes]) -> bytes:
    """A whole JPEG file again (RFC 2435, sections 3 and 4.2, appendix B)."""
    scan, tables, interval = b"", b"", 0
    for index, payload in enumerate(payloads):
        assert payload[0] == 0
        offset = int.from_bytes(payload[1:4], "big")
        kind, q, width, height = payload[4:8]
        at = 8
        if kind >= 64:
            interval, bits = struct.unpack(">HH", payload[8:12])
            assert interval and bits == 0xFFFF
            at = 12
        if index == 0:
            assert q >= 128
            zero, precision, size = struct.unpack(">BBH", payload[at : at + 4])
            assert zero == precision == 0 and size == 128
            tables = payload[at + 4 : at + 4 + size]
            at += 4 + size
        assert offset == len(scan)
        scan += payload[at:]

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body

    sampling = 0x21 if kind & 63 == 0 else 0x22
    frame = struct.pack(">BHHB", 8, height * 8, width * 8, 3) + bytes([0, sampling, 0, 1, 0x11, 1, 2, 0x11, 1])
    parts = [b"\xff\xd8", segment(0xDB, b"\0" + tables[:64]), segment(0xDB, b"\1" + tables[64:])]
    if interval:
        parts.append(segment(0xDD, interval.to_bytes(2, "big")))
    parts.append(segment(0xC0, frame))
    parts += [
        segment(0xC4, head + table) for head, table in ((b"\0", DC_LUMA), (b"\x10", AC_LUMA), (b"\1", DC_CHROMA), (b"\x11", AC_CHROMA))
    ]
    parts.append(segment(0xDA, bytes([3, 0, 0, 1, 0x11, 2, 0x11, 0, 63, 0])))
    return b"".join(parts) + scan + b"\xff\xd9"
