"""ADTS: AAC frames that a player finds in a row of bytes (ISO/IEC 13818-7, section 6.2)."""

from __future__ import annotations

_HEAD = 7


def adts(frame: bytes, config: bytes) -> bytes:
    """A frame behind its header; `config`: its AudioSpecificConfig, whose first 13 bits tell profile, rate and channels."""
    bits = int.from_bytes(config[:2])
    kind, rate, channels = bits >> 11, bits >> 7 & 0xF, bits >> 3 & 0xF
    head = 0xFFF << 44 | 1 << 40  # sync word, MPEG-4, layer 0, no checksum
    head |= (kind - 1 & 3) << 38 | rate << 34 | (channels & 7) << 30
    head |= (len(frame) + _HEAD) << 13 | 0x7FF << 2
    return head.to_bytes(_HEAD) + frame
