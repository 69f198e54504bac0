"""RTP headers: the fixed one as a layout, the replay extension, wall times as NTP has them (RFC 3550, sections 5.1, 5.3.1 and 4)."""

from __future__ import annotations

import struct

HEADER_SIZE = 12
"""Bytes of the fixed header without contributing sources."""
HEADER = "BBHII"
"""Its layout: version 2 and extension bit, marker bit and payload type, sequence number, time stamp, SSRC."""
PLAIN, EXTENDED = 0x80, 0x90
"""Its first byte without and with an extension."""
REPLAY_PROFILE = 0xABAC
_NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970."""

_REPLAY = struct.Struct(">HHQBBH")


def ntp_time(seconds: float) -> int:
    """POSIX time in seconds as 64 bits of NTP: whole seconds since 1900 above, fraction below; wraps in 2036 as the protocol does."""
    whole = int(seconds // 1)
    return (((whole + _NTP_EPOCH) << 32) + int((seconds - whole) * 0x1_0000_0000)) & 0xFFFF_FFFF_FFFF_FFFF


def rtp_time(pts: int, clock_rate: int, offset: int = 0) -> int:
    """A time in ticks of 1/90000 s as RTP time stamp in ticks of another clock, after `offset`; rounded, and wraps at 32 bits.

    Rounding makes it exact for sound, whose times are whole ticks of its own clock of at most 90000 Hz.
    """
    return (offset + (2 * pts * clock_rate + 90_000) // 180_000) & 0xFFFF_FFFF


def replay_extension(
    time: float, *, clean: bool, end: bool = False, discontinuity: bool = False, terminal: bool = False, cseq: int = 0
) -> bytes:
    """The extension with the wall time of an access unit (ONVIF Streaming Specification, RTP header extension of playback).

    `time` is POSIX seconds; `clean`: decoding can start here; `end`: the last unit before a gap; `discontinuity`: units before this one
    are missing; `terminal`: the last unit of all; `cseq`: number of the PLAY request, of which the low byte is told.
    """
    flags = clean << 7 | end << 6 | discontinuity << 5 | terminal << 4
    return _REPLAY.pack(REPLAY_PROFILE, 3, ntp_time(time), flags, cseq & 0xFF, 0)
