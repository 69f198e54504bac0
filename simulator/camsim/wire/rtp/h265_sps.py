"""Reads a sequence parameter set of H.265 (ITU-T H.265, sections 7.3.2.2 and E.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from camsim.wire.rtp.bits import Bits, skip_display, unescaped

_MOST_SETS = 64
_MOST_PICTURES = 16


@dataclass(frozen=True, slots=True)
class Sps:
    """What a sequence parameter set says."""

    profile: int
    """1 main, 2 main 10, 3 main still picture."""
    high_tier: bool
    level: int
    """Thirty times the level: 123 is 4.1."""
    width: int
    """Pixels inside the conformance window."""
    height: int
    rate: Fraction | None
    """Frames per second of the timing information, None without it."""


def parse_sps(nal: bytes) -> Sps:
    """Reads a sequence parameter set, its header of two bytes included. Raises ValueError for what is none."""
    if len(nal) < 3 or nal[0] >> 1 != 33:
        raise ValueError("not a sequence parameter set")
    bits = Bits(unescaped(nal)[2:])
    bits.u(4)
    sub_layers = bits.u(3)
    bits.u(1)
    bits.u(2)
    high_tier, profile = bits.flag(), bits.u(5)
    bits.u(80)
    level = bits.u(8)
    _skip_sub_layers(bits, sub_layers)
    bits.ue()
    chroma = bits.ue()
    if chroma == 3:
        bits.u(1)
    width, height = bits.ue(), bits.ue()
    if bits.flag():
        across, down = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1)
        width -= across * (bits.ue() + bits.ue())
        height -= down * (bits.ue() + bits.ue())
    if width <= 0 or height <= 0:
        raise ValueError("a picture without pixels")
    return Sps(profile, high_tier, level, width, height, _rate(bits, sub_layers))


def _skip_sub_layers(bits: Bits, count: int) -> None:
    present = [(bits.flag(), bits.flag()) for _ in range(count)]
    if count:
        bits.u(2 * (8 - count))
    for profile, level in present:
        bits.u(88 * profile + 8 * level)


def _rate(bits: Bits, sub_layers: int) -> Fraction | None:
    """Walks from the bit depths to the timing information."""
    bits.skip_ue(2)
    order_bits = bits.ue() + 4
    bits.skip_ue(3 * (sub_layers + 1 if bits.flag() else 1))
    bits.skip_ue(6)
    if bits.flag() and bits.flag():
        _skip_scaling_lists(bits)
    bits.u(2)
    if bits.flag():
        bits.u(8)
        bits.skip_ue(2)
        bits.u(1)
    _skip_short_term_sets(bits)
    if bits.flag():
        bits.u(min(bits.ue(), 32) * (order_bits + 1))
    bits.u(2)
    if not bits.flag():
        return None
    skip_display(bits)
    bits.u(3)
    if bits.flag():
        bits.skip_ue(4)
    if not bits.flag():
        return None
    tick, scale = bits.u(32), bits.u(32)
    return Fraction(scale, tick) if tick and scale else None


def _skip_scaling_lists(bits: Bits) -> None:
    for size in range(4):
        for _ in range(0, 6, 3 if size == 3 else 1):
            bits.skip_ue((min(64, 16 << 2 * size) + (size > 1)) if bits.flag() else 1)


def _skip_short_term_sets(bits: Bits) -> None:
    sets = bits.ue()
    if sets > _MOST_SETS:
        raise ValueError(f"{sets} short-term reference picture sets")
    pictures = 0
    for index in range(sets):
        if index and bits.flag():
            bits.u(1)
            bits.ue()
            pictures = sum(1 for _ in range(pictures + 1) if bits.flag() or bits.flag())
        else:
            pictures = bits.ue() + bits.ue()
            if pictures > _MOST_PICTURES:
                raise ValueError(f"{pictures} pictures in a reference picture set")
            for _ in range(pictures):
                bits.ue()
                bits.u(1)
