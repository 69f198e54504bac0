"""H.264 in RTP, packetization mode 1: single NAL units, STAP-A, FU-A; what an SDP says of the parameter sets (RFC 6184)."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from camsim.wire.rtp.bits import Bits, skip_display, unescaped
from camsim.wire.rtp.nal import aggregate, aggregated, fragmented, marked, nal_units
from camsim.wire.rtp.payload import Fragment, check

_WITH_CHROMA = {44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244}
"""Profiles whose sequence parameter sets tell the chroma format."""


class Nal(IntEnum):
    """The NAL unit types that matter here (ITU-T H.264, table 7-1; RFC 6184, section 5.2)."""

    IDR = 5
    SPS = 7
    PPS = 8
    STAP_A = 24
    FU_A = 28


@dataclass(frozen=True, slots=True)
class Sps:
    """What a sequence parameter set says (ITU-T H.264, section 7.3.2.1.1)."""

    profile: int
    """66 baseline, 77 main, 100 high."""
    constraints: int
    """The byte of constraint flags, set 0 in its highest bit."""
    level: int
    """Ten times the level: 41 is 4.1."""
    width: int
    """Pixels after cropping."""
    height: int
    rate: Fraction | None
    """Frames per second of the timing information, None without it."""


def packetise(access_unit: bytes, limit: int, *, length_size: int = 0) -> tuple[Fragment, ...]:
    """One access unit in payloads of at most `limit` bytes, the marker on the last (RFC 6184, sections 5.6 to 5.8).

    Units other than slices, such as parameter sets, share a STAP-A where they follow one another and fit.
    `length_size`: bytes of the lengths of AVCC, 0 for start codes. Nothing for an access unit without NAL units.
    Raises ValueError for wrong lengths and for too small a limit.
    """
    check(limit)
    units = nal_units(access_unit, length_size)
    payloads: list[bytes] = []
    for group in aggregated(units, [unit[0] & 31 > Nal.IDR for unit in units], limit, 1):
        if len(group) > 1:
            forbidden = max(unit[0] & 0x80 for unit in group)
            importance = max(unit[0] & 0x60 for unit in group)
            payloads.append(aggregate(bytes((forbidden | importance | Nal.STAP_A,)), group))
        elif len(group[0]) <= limit:
            payloads.append(bytes(group[0]))
        else:
            first = group[0][0]
            payloads += fragmented(bytes((first & 0xE0 | Nal.FU_A,)), first & 31, group[0][1:], limit)
    return marked(payloads)


def format_parameters(parameter_sets: Iterable[bytes]) -> dict[str, str]:
    """The `fmtp` of a stream by its parameter sets, without start codes (RFC 6184, section 8.1), in the order of recent cameras.

    Other units are passed over. Raises ValueError where a parameter set is missing.
    """
    units = [bytes(unit) for unit in parameter_sets]
    sequence, picture = ([unit for unit in units if unit and unit[0] & 31 == kind] for kind in (Nal.SPS, Nal.PPS))
    if not sequence or not picture or len(sequence[0]) < 4:
        raise ValueError("no parameter sets")
    return {
        "packetization-mode": "1",
        "sprop-parameter-sets": ",".join(base64.b64encode(unit).decode() for unit in sequence + picture),
        "profile-level-id": sequence[0][1:4].hex(),
    }


def parse_sps(nal: bytes) -> Sps:
    """Reads a sequence parameter set, its header byte included. Raises ValueError for what is none."""
    if not nal or nal[0] & 0x9F != Nal.SPS:
        raise ValueError("not a sequence parameter set")
    bits = Bits(unescaped(nal)[1:])
    profile, constraints, level = bits.u(8), bits.u(8), bits.u(8)
    bits.ue()
    chroma = 1
    if profile in _WITH_CHROMA:
        chroma = bits.ue()
        if chroma == 3:
            bits.u(1)
        bits.skip_ue(2)
        bits.u(1)
        if bits.flag():
            _skip_scaling_lists(bits, 12 if chroma == 3 else 8)
    bits.ue()
    _skip_order_count(bits)
    bits.ue()
    bits.u(1)
    columns, rows = bits.ue() + 1, bits.ue() + 1
    frames_only = bits.flag()
    if not frames_only:
        bits.u(1)
    bits.u(1)
    left, right, top, bottom = (bits.ue(), bits.ue(), bits.ue(), bits.ue()) if bits.flag() else (0, 0, 0, 0)
    across, down = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1) * (1 if frames_only else 2)
    width = columns * 16 - (left + right) * across
    height = rows * (16 if frames_only else 32) - (top + bottom) * down
    if width <= 0 or height <= 0:
        raise ValueError("a picture without pixels")
    return Sps(profile, constraints, level, width, height, _rate(bits) if bits.flag() else None)


def _skip_order_count(bits: Bits) -> None:
    kind = bits.ue()
    if kind == 0:
        bits.ue()
    elif kind == 1:
        bits.u(1)
        bits.skip_ue(2)
        bits.skip_ue(min(bits.ue(), 256))


def _skip_scaling_lists(bits: Bits, count: int) -> None:
    for index in range(count):
        if bits.flag():
            last = scale = 8
            for _ in range(16 if index < 6 else 64):
                if scale:
                    scale = (last + bits.se()) % 256
                    last = scale or last


def _rate(bits: Bits) -> Fraction | None:
    """Frame rate of the usability information (annex E.1.1): half the rate of ticks, as a tick is a field."""
    skip_display(bits)
    if not bits.flag():
        return None
    tick, scale = bits.u(32), bits.u(32)
    return Fraction(scale, 2 * tick) if tick and scale else None
