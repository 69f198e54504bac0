"""What containers and their types say of a codec: configuration records, names (ISO/IEC 14496-15, RFC 6381, Matroska codec mappings)."""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass

from camsim.wire.rtp.nal import nal_units, unescaped

_HIGH_PROFILES = (100, 110, 122, 144)
"""Of H.264: those whose record tells chroma format and bit depths."""


@dataclass(frozen=True)
class H264:
    """H.264 by its parameter sets, without start codes."""

    sps: bytes
    pps: bytes
    width: int
    height: int

    matroska = "V_MPEG4/ISO/AVC"
    box = b"avc1"

    @property
    def name(self) -> str:
        """As in a media type: `avc1.64001F`."""
        return f"avc1.{self.sps[1:4].hex().upper()}"

    @functools.cached_property
    def record(self) -> bytes:
        """The AVCDecoderConfigurationRecord of pictures with 8 bits in 4:2:0."""
        sets = b"\xe1" + _sized(self.sps) + b"\x01" + _sized(self.pps)
        more = b"\xfd\xf8\xf8\x00" if self.sps[1] in _HIGH_PROFILES else b""
        return b"\x01" + self.sps[1:4] + b"\xff" + sets + more


@dataclass(frozen=True)
class H265:
    """H.265 by its parameter sets, without start codes."""

    vps: bytes
    sps: bytes
    pps: bytes
    width: int
    height: int

    matroska = "V_MPEGH/ISO/HEVC"
    box = b"hvc1"

    @property
    def name(self) -> str:
        """As in a media type: `hvc1.1.6.L93.90` (ISO/IEC 14496-15, annex E.3)."""
        space, flags, constraints, level = self._profile[0], self._profile[1:5], self._profile[5:11], self._profile[11]
        compatible = int(f"{int.from_bytes(flags, 'big'):032b}"[::-1], 2)
        tier = "H" if space & 0x20 else "L"
        tail = "".join(f".{byte:X}" for byte in constraints.rstrip(b"\0"))
        return f"hvc1.{space & 31}.{compatible:X}.{tier}{level}{tail}"

    @functools.cached_property
    def record(self) -> bytes:
        """The HEVCDecoderConfigurationRecord of pictures with 8 bits in 4:2:0 and one temporal layer."""
        head = b"\x01" + self._profile + b"\xf0\x00\xfc\xfd\xf8\xf8\x00\x00\x0f\x03"
        kinds = ((32, self.vps), (33, self.sps), (34, self.pps))
        return head + b"".join(bytes((0x80 | kind, 0, 1)) + _sized(unit) for kind, unit in kinds)

    @functools.cached_property
    def _profile(self) -> bytes:
        """General profile, compatibility, constraints and level: twelve bytes (ITU-T H.265, section 7.3.3)."""
        found = unescaped(self.sps)[3:15]
        if len(found) < 12:
            raise ValueError("not a sequence parameter set")
        return found


@dataclass(frozen=True)
class Aac:
    """AAC-LC by its AudioSpecificConfig."""

    record: bytes
    sample_rate: int
    channels: int

    matroska = "A_AAC"
    box = b"mp4a"
    name = "mp4a.40.2"


@dataclass(frozen=True)
class Opus:
    """Opus, whose units begin at their own time: nothing is to be skipped."""

    sample_rate: int
    """Of what was encoded."""
    channels: int

    matroska = "A_OPUS"
    box = b"Opus"
    name = "opus"

    @property
    def record(self) -> bytes:
        """The identification header (RFC 7845, section 5.1)."""
        return b"OpusHead\x01" + struct.pack("<BHIhB", self.channels, 0, self.sample_rate, 0, 0)


@dataclass(frozen=True)
class Jpeg:
    """Pictures that are JPEG files each."""

    width: int
    height: int

    matroska = "V_MJPEG"
    record = b""
    name = "jpeg"


Codec = H264 | H265 | Aac | Opus | Jpeg


def length_prefixed(access_unit: bytes, *, hevc: bool) -> bytes:
    """NAL units of H.264 or H.265 behind their lengths in place of start codes; parameter sets stand in the head and are left out."""
    if hevc:
        units = [unit for unit in nal_units(access_unit) if unit[0] >> 1 & 63 not in (32, 33, 34)]
    else:
        units = [unit for unit in nal_units(access_unit) if unit[0] & 31 not in (7, 8)]
    return b"".join(part for unit in units for part in (len(unit).to_bytes(4, "big"), unit))


def _sized(unit: bytes) -> bytes:
    return len(unit).to_bytes(2, "big") + unit
