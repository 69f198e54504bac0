"""Spans of time as XML spells them: `PT1M30S` (XML Schema, section 3.2.6); years and months are not taken, as nobody knows their length."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPAN = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?")
_PARTS = (86_400.0, 3600.0, 60.0, 1.0)


def parse(text: str) -> float:
    """Seconds. Raises ValueError for what is no span of days, hours, minutes and seconds."""
    match = _SPAN.fullmatch(text.strip())
    if match is None or not any(match.groups()) or text.strip().endswith("T"):
        raise ValueError(f"no span of time: {text[:60]!r}")
    return sum(float(number) * part for number, part in zip(match.groups(), _PARTS, strict=True) if number)


def text(seconds: float) -> str:
    """The shortest spelling in seconds: `PT90S`, `PT0.5S`."""
    return f"PT{seconds:g}S" if seconds != int(seconds) else f"PT{int(seconds)}S"


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time as an argument."""

    seconds: float

    @classmethod
    def parse(cls, text: str) -> Span:
        """`PT5S`. Raises ValueError."""
        return cls(parse(text))
