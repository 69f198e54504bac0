"""When a schedule is on: start, end and a recurring rule, in the subset of iCalendar that devices take (RFC 5545).

    DTSTART:20240101T080000 DTEND:20240101T170000 RRULE:FREQ=WEEKLY;BYDAY=MO,TU;INTERVAL=2

Times are local, without a zone. Without an end the schedule tells moments, with one it tells spans.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

LONGEST_TEXT = 1024
"""Characters of a schedule."""
MOST_STEPS = 1000
"""Occurrences of a rule that are looked at in search of the next one."""
BACK = 12
"""Turns of a rule that are looked at before a time: some have no occurrence, such as a month without a fifth Monday."""
LAST_YEAR = 2100

_PART = re.compile(r"(DTSTART|DTEND|RRULE)(?:;[^:\s]*)?:(\S+)")
_DAY = re.compile(r"([+-]?[0-5])?(MO|TU|WE|TH|FR|SA|SU)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FORMATS = ("%Y%m%dT%H%M%S", "%Y%m%dT%H:%M:%S", "%Y%m%dT%H%M", "%Y%m%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")


class Frequency(StrEnum):
    """How often it comes again."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"
    DAILY = "DAILY"
    HOURLY = "HOURLY"
    MINUTELY = "MINUTELY"
    SECONDLY = "SECONDLY"


_SPANS = {
    Frequency.DAILY: timedelta(days=1),
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.MINUTELY: timedelta(minutes=1),
    Frequency.SECONDLY: timedelta(seconds=1),
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One schedule, in local time."""

    start: datetime
    end: datetime | None = None
    """Of the first occurrence; None: a moment."""
    frequency: Frequency | None = None
    """None: only once."""
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    """Week days (0 is Monday), each with which of the month it is: 2, -1; 0: each one."""
    months: tuple[int, ...] = ()

    @property
    def length(self) -> timedelta:
        """How long an occurrence lasts; nothing for a moment."""
        return self.end - self.start if self.end is not None else timedelta()

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence that starts later than a local time; None when there is none."""
        return next((start for start in self._starts(moment) if start > moment), None)

    def covers(self, moment: datetime) -> datetime | None:
        """The end of the occurrence that a local time lies in; the latest one where several do. None: it lies in none."""
        latest = None
        for start in self._starts(moment):
            if start > moment:
                break
            latest = start
        return latest + self.length if latest is not None and latest + self.length > moment else None

    def _starts(self, near: datetime) -> Iterator[datetime]:
        """Occurrences in order, beginning with the last one before `near` or earlier; bounded."""
        if self.frequency is None:
            yield self.start
            return
        for step, start in enumerate(self._rule(near)):
            if step >= MOST_STEPS or start.year > LAST_YEAR:
                return
            if start >= self.start:
                yield start

    def _rule(self, near: datetime) -> Iterator[datetime]:
        if self.frequency in _SPANS:
            span = _SPANS[self.frequency] * self.interval
            first = max(0, (near - self.start) // span - BACK)
            start = self.start + first * span
            while True:
                yield start
                start += span
        elif self.frequency is Frequency.WEEKLY:
            yield from self._weeks(near)
        else:
            yield from self._months(near)

    def _weeks(self, near: datetime) -> Iterator[datetime]:
        monday = self.start - timedelta(days=self.start.weekday())
        days = sorted({day for day, _ in self.days}) or [self.start.weekday()]
        span = timedelta(weeks=self.interval)
        week = monday + max(0, (near - monday) // span - BACK) * span
        while True:
            yield from (week + timedelta(days=day) for day in days)
            week += span

    def _months(self, near: datetime) -> Iterator[datetime]:
        yearly = self.frequency is Frequency.YEARLY
        first = self.start.year * 12 + self.start.month - 1
        span = self.interval * (12 if yearly else 1)
        number = first + max(0, (near.year * 12 + near.month - 1 - first) // span - BACK) * span
        while number // 12 <= LAST_YEAR:
            if yearly and self.months:
                year = number // 12
                for month in sorted(self.months):
                    yield from self._in_month(year, month)
            else:
                yield from self._in_month(number // 12, number % 12 + 1)
            number += span

    def _in_month(self, year: int, month: int) -> Iterator[datetime]:
        length = calendar.monthrange(year, month)[1]
        if not self.days or self.frequency is Frequency.YEARLY:
            if self.start.day <= length:
                yield self.start.replace(year=year, month=month)
            return
        found = set()
        for day, which in self.days:
            all_of = [number for number in range(1, length + 1) if calendar.weekday(year, month, number) == day]
            found.update(all_of if which == 0 else all_of[which - 1 : which] if which > 0 else all_of[which:][:1])
        for number in sorted(found):
            yield self.start.replace(year=year, month=month, day=number)


@lru_cache(maxsize=256)
def parse(text: str) -> Recurrence:
    """Reads a schedule. Raises ValueError for one that is not of the subset."""
    if len(text) > LONGEST_TEXT:
        raise ValueError("too long")
    parts = dict(_PART.findall(text))
    if "DTSTART" not in parts or len(parts) != len(_PART.findall(text)) or _PART.sub("", text).strip():
        raise ValueError(f"not a schedule: {text[:100]}")
    start = _moment(parts["DTSTART"])
    end = _moment(parts["DTEND"]) if "DTEND" in parts else None
    if end is not None and end <= start:
        raise ValueError("it ends before it starts")
    if "RRULE" not in parts:
        return Recurrence(start, end)
    rule = dict(_pair(part) for part in parts["RRULE"].rstrip(";").split(";"))
    if unknown := rule.keys() - {"FREQ", "INTERVAL", "BYDAY", "BYMONTH"}:
        raise ValueError(f"unknown rule part {sorted(unknown)[0]}")
    frequency = Frequency(rule.get("FREQ", ""))
    interval = int(rule.get("INTERVAL", "1"))
    months = tuple(int(month) for month in rule.get("BYMONTH", "").split(",") if month)
    if not 1 <= interval <= 1_000_000 or any(not 1 <= month <= 12 for month in months):
        raise ValueError("out of range")
    return Recurrence(start, end, frequency, interval, tuple(_day(day) for day in rule.get("BYDAY", "").split(",") if day), months)


def _pair(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise ValueError(f"not a rule part: {part[:60]}")
    return name, value


def _moment(text: str) -> datetime:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(f"not a time: {text[:60]}")


def _day(text: str) -> tuple[int, int]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"not a day: {text[:60]}")
    return _DAYS.index(match[2]), int(match[1] or 0)
