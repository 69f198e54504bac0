"""Signed video: hashes of all pictures of a group of pictures, in a document that is signed and sent as SEI (H.264 and H.265).

As the vendor's open framework describes and does it (github.com/AxisCommunications/signed-video-framework, version 2.3).

Rules
1. A group of pictures (GOP) begins with the NAL unit of an intra picture. h(x) is the SHA-256 of a NAL unit as it travels, without start
   code. The intra picture counts as h(I), each further picture of the GOP as SHA-256(h(I) || h(P)). Other NAL units do not count.
2. With the next intra picture the GOP is over: a document tells the list of these hashes, the SHA-256 of the list, how many pictures there
   were, the number of the GOP (from 1), and h(I) of the GOP before (zeros for the first), so that the order of GOPs is fixed.
3. Document: NAL header, SEI type 5, size, UUID, flags, then fields as tag, length, value: public key, product, hash algorithm, general,
   list of hashes. It is signed as it travels, emulation prevention bytes included; the signature is the last field.
4. The SEI stands before the intra picture that ended its GOP. Of a GOP with too many pictures the document has no list.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from camsim.wire.rtp.nal import nal_units

UUID = b"Signed Video...0"
MOST_HASHES = 600
"""Hashes that readers have room for."""

_START = b"\0\0\0\1"
_VERSION = (2, 3, 8)
_FLAGS = 0xB0
"""Signed with emulation prevention bytes; linked by hashes; with the hash of the GOP."""
_SHA256 = bytes.fromhex("0609608648016503040201")
_USER_DATA = 5
_NOTHING = bytes(32)


class Tag(IntEnum):
    """The fields of a document."""

    GENERAL = 1
    PUBLIC_KEY = 2
    PRODUCT = 3
    HASHES = 4
    SIGNATURE = 5
    ALGORITHM = 7


_SHORT = (Tag.GENERAL, Tag.ALGORITHM)
"""Fields whose length has one byte; that of others has two."""


@dataclass(frozen=True, slots=True)
class Product:
    """Who signs."""

    hardware: str
    firmware: str
    serial: str
    manufacturer: str
    address: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """What signs: the key behind it stays outside."""

    product: Product
    public_key: bytes
    """PEM."""
    sign: Callable[[bytes], bytes]
    """The signature of some bytes, hashed with SHA-256."""
    longest: int
    """Bytes of the longest signature."""


class Signer:
    """Signs one stream, access unit by access unit."""

    def __init__(self, signatory: Signatory, *, hevc: bool) -> None:
        self._signatory = signatory
        self._hevc = hevc
        self._gop = 0
        self._hashes: list[bytes] = []
        self._links = (_NOTHING, _NOTHING)
        """h(I) of the GOP before, and of this one."""
        self._begun = 0
        """When this GOP began, in microseconds."""

    def add(self, access_unit: bytes, time: int) -> bytes:
        """The access unit, behind the SEI of the GOP that it ends; `time`: POSIX time in microseconds."""
        units = nal_units(access_unit)
        pictures = [place for place, unit in enumerate(units) if is_picture(unit, hevc=self._hevc)]
        sei = b""
        for place in pictures:
            unit = bytes(units[place])
            if begins_gop(unit, hevc=self._hevc):
                if self._hashes:
                    sei = self._sei(time)
                self._begin(unit, time)
            elif self._gop:
                self._hashes.append(_sha256(self._links[1], hashlib.sha256(unit).digest()))
        if not sei:
            return access_unit
        first = pictures[0]
        return b"".join(_START + bytes(part) for part in (*units[:first], sei, *units[first:]))

    def _begin(self, unit: bytes, time: int) -> None:
        found = hashlib.sha256(unit).digest()
        self._gop += 1
        self._links = (self._links[1], found)
        self._hashes = [found]
        self._begun = time

    def _sei(self, time: int) -> bytes:
        """The NAL unit for the GOP that is over."""
        signatory = self._signatory
        product = signatory.product
        names = (product.hardware, product.firmware, product.serial, product.manufacturer, product.address)
        told = b"".join(_sized(name.encode("ascii", "replace")[:254]) for name in names)
        general = struct.pack(">BIH3sBqq", 4, self._gop & 0xFFFFFFFF, len(self._hashes) & 0xFFFF, bytes(_VERSION), 1, self._begun, time)
        fields = [
            _field(Tag.PUBLIC_KEY, b"\2" + signatory.public_key),
            _field(Tag.PRODUCT, b"\2" + told),
            _field(Tag.ALGORITHM, b"\1" + _sized(_SHA256)),
            _field(Tag.GENERAL, general + self._links[0] + _sha256(*self._hashes)),
        ]
        if len(self._hashes) <= MOST_HASHES:
            fields.append(_field(Tag.HASHES, b"\1" + b"".join(self._hashes)))
        payload = UUID + bytes((_FLAGS,)) + b"".join(fields)
        reserved = _signature(b"", signatory.longest)
        head = (b"\x4e\x01" if self._hevc else b"\x06") + bytes((_USER_DATA,)) + _size(len(payload) + len(reserved))
        document = head + payload
        signature = signatory.sign(escaped(document))
        return escaped(document + _signature(signature, signatory.longest) + b"\x80")


def is_picture(unit: bytes | memoryview, *, hevc: bool) -> bool:
    """Whether a NAL unit is a slice of a picture."""
    kind = unit[0] >> 1 & 63 if hevc else unit[0] & 31
    return (kind in (0, 1) or 16 <= kind <= 21) if hevc else kind in (1, 5)


def begins_gop(unit: bytes, *, hevc: bool) -> bool:
    """Whether a NAL unit is the first slice of an intra picture."""
    intra = 16 <= (unit[0] >> 1 & 63) <= 21 if hevc else unit[0] & 31 == 5
    return intra and len(unit) > 2 and bool(unit[2 if hevc else 1] & 0x80)


def escaped(unit: bytes) -> bytes:
    """A NAL unit with emulation prevention bytes (ITU-T H.264, section 7.4.1)."""
    out = bytearray()
    zeros = 0
    for byte in unit:
        if zeros == 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def _signature(signature: bytes, longest: int) -> bytes:
    """The field with the signature, padded with ones."""
    return _field(Tag.SIGNATURE, b"\2\0" + struct.pack(">H", len(signature)) + signature.ljust(longest, b"\1"))


def _field(tag: Tag, value: bytes) -> bytes:
    return bytes((tag,)) + len(value).to_bytes(1 if tag in _SHORT else 2, "big") + value


def _size(length: int) -> bytes:
    """The size of an SEI payload."""
    return b"\xff" * (length // 255) + bytes((length % 255,))


def _sized(value: bytes) -> bytes:
    return bytes((len(value),)) + value


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
