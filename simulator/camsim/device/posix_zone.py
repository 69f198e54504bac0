"""Time zones in the POSIX form, `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX.1, environment variable TZ, and RFC 8536 section 3.3.1)."""

from __future__ import annotations

import calendar
import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_NAME = r"(?:[A-Za-z]{3,10}|<[A-Za-z0-9+-]{3,10}>)"
_TIME = r"[+-]?\d{1,3}(?::[0-5]?\d(?::[0-5]?\d)?)?"
_RULE = rf"(?:M\d{{1,2}}\.\d\.\d|J?\d{{1,3}})(?:/{_TIME})?"
_ZONE = re.compile(rf"({_NAME})({_TIME})(?:({_NAME})({_TIME})?(?:,({_RULE}),({_RULE}))?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = 3600
_LONGEST_OFFSET = 24 * _HOUR
_LONGEST_RULE_TIME = 167 * _HOUR
_DEFAULT_RULES = ("M3.2.0", "M11.1.0")
"""Rules of a zone that has summer time but does not say when."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The instant of a year at which summer time begins or ends, by the clock on the wall."""

    form: str
    """`M` month, week, weekday; `J` day 1..365 without leap days; empty: day 0..365."""
    numbers: tuple[int, ...]
    seconds: int
    """After the midnight that begins the day."""

    def instant(self, year: int) -> int:
        """Seconds since 1970 on the wall clock."""
        return int((datetime.combine(self._day(year), datetime.min.time(), UTC) - _EPOCH).total_seconds()) + self.seconds

    def _day(self, year: int) -> date:
        if self.form == "M":
            month, week, weekday = self.numbers
            first_weekday, days = calendar.monthrange(year, month)
            day = 1 + (weekday - 1 - first_weekday) % 7 + 7 * (week - 1)
            return date(year, month, day if day <= days else day - 7)
        if self.form == "J":
            leap = calendar.isleap(year) and self.numbers[0] >= 60
            return date(year, 1, 1) + timedelta(days=self.numbers[0] - 1 + leap)
        return date(year, 1, 1) + timedelta(days=self.numbers[0])


@dataclass(frozen=True, slots=True)
class PosixZone:
    """A zone: its offset, and for part of the year its offset in summer. Offsets are seconds east of UTC."""

    name: str
    offset: int
    summer_name: str = ""
    summer_offset: int = 0
    start: Rule | None = None
    end: Rule | None = None

    def is_summer(self, stamp: float) -> bool:
        """Whether summer time stands at a POSIX time stamp."""
        if self.start is None or self.end is None:
            return False
        year = datetime.fromtimestamp(stamp + self.offset, UTC).year
        start = self.start.instant(year) - self.offset
        end = self.end.instant(year) - self.summer_offset
        return start <= stamp < end if start < end else not end <= stamp < start

    def offset_at(self, stamp: float) -> int:
        """Seconds east of UTC at a POSIX time stamp."""
        return self.summer_offset if self.is_summer(stamp) else self.offset


@functools.lru_cache(maxsize=64)
def parse(text: str) -> PosixZone:
    """The zone that a text describes. Raises ValueError."""
    match = _ZONE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a POSIX time zone")
    name, offset, summer_name, summer_offset, start, end = match.groups()
    east = -_seconds(offset, _LONGEST_OFFSET)
    if summer_name is None:
        return PosixZone(name.strip("<>"), east)
    summer = -_seconds(summer_offset, _LONGEST_OFFSET) if summer_offset else east + _HOUR
    return PosixZone(
        name.strip("<>"), east, summer_name.strip("<>"), summer, _rule(start or _DEFAULT_RULES[0]), _rule(end or _DEFAULT_RULES[1])
    )


def _seconds(text: str, limit: int) -> int:
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    value = int(hours) * _HOUR + int(minutes) * 60 + int(seconds)
    if value > limit:
        raise ValueError(f"{text} is too far")
    return -value if text.startswith("-") else value


def _rule(text: str) -> Rule:
    day, _, time = text.partition("/")
    form = day[0] if day[0] in "MJ" else ""
    numbers = tuple(int(part) for part in day.removeprefix(form).split("."))
    bounds = {"M": ((1, 12), (1, 5), (0, 6)), "J": ((1, 365),), "": ((0, 365),)}[form]
    if not all(low <= number <= high for number, (low, high) in zip(numbers, bounds, strict=True)):
        raise ValueError(f"{text} is no day of a year")
    return Rule(form, numbers, _seconds(time, _LONGEST_RULE_TIME) if time else 2 * _HOUR)
