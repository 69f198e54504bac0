"""The Range header in its three units (RFC 2326, sections 3.5 to 3.7 and 12.29)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camsim.wire import moment

_NPT = re.compile(r"(?:(\d{1,6}):(\d\d):)?(\d{1,9}(?:\.\d{0,9})?)")
_SMPTE = re.compile(r"(\d{1,3}):(\d\d):(\d\d)(?::(\d\d)(?:\.\d\d)?)?")
_SMPTE_RATE = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client wants to be played, in seconds."""

    unit: str
    """`clock`: since 1970; `npt` and `smpte`: since the beginning."""
    since: float | None
    """None: from where it stands."""
    until: float | None
    """None: to the end."""


def parse(text: str) -> Asked:
    """A Range header. Raises ValueError."""
    unit, _, times = text.partition(";")[0].partition("=")
    unit = unit.strip().lower()
    if unit == "clock":
        first, _, last = times.strip().partition("-")
        return Asked(unit, _clock(first), _clock(last))
    if unit == "npt":
        first, _, last = times.strip().partition("-")
        return Asked(unit, None if first.strip() == "now" else _npt(first), _npt(last))
    if unit.startswith("smpte"):
        first, _, last = times.strip().partition("-")
        return Asked("smpte", _smpte(first), _smpte(last))
    raise ValueError(f"no range: {text[:40]!r}")


def npt(since: float, until: float | None) -> str:
    """`npt=1.500000-4.000000`"""
    return f"npt={since:.6f}-" + ("" if until is None else f"{until:.6f}")


def clock(since: float, until: float | None) -> str:
    """`clock=20240502T091504.000000Z-20240502T092000.000000Z`"""
    return f"clock={moment.compact(since)}-" + ("" if until is None else moment.compact(until))


def _clock(text: str) -> float | None:
    return moment.read(text) if text.strip() else None


def _npt(text: str) -> float | None:
    if not text.strip():
        return None
    match = _NPT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"no time: {text[:40]!r}")
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3])


def _smpte(text: str) -> float | None:
    if not text.strip():
        return None
    match = _SMPTE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"no time code: {text[:40]!r}")
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]) + int(match[4] or 0) / _SMPTE_RATE
