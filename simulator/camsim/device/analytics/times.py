"""Times that come again: when a target is where, as spans that repeat with the period of its course.

Everything here is exact arithmetic on courses: nothing is sampled, so that hours without an event cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camsim.device.analytics.sight import Course

Span = tuple[float, float]
"""Start and end; of times: seconds after a multiple of the period, the end may lie in the next one."""

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Recurring:
    """Spans of time that repeat."""

    period: float
    spans: tuple[Span, ...]
    """Disjoint, each starting in 0..period and not longer than it."""

    def span_at(self, t: float) -> float | None:
        """When the span ends that t lies in, or None. A span holds its start and not its end."""
        for start, end in self.spans:
            gone = (t - start) % self.period
            if gone < end - start:
                return t - gone + (end - start)
        return None

    def next_start(self, t: float) -> float:
        """The first start of a span after t; infinity without spans."""
        starts = ((self.period - (t - start) % self.period) or self.period for start, _ in self.spans)
        return t + min(starts, default=float("inf"))

    def count(self, after: float, until: float) -> int:
        """How many spans started after one instant and not after another."""
        return sum(int((until - start) // self.period) - int((after - start) // self.period) for start, _ in self.spans)

    def meeting(self, other: Recurring) -> Recurring:
        """When both are; the periods are the same."""
        found = []
        for start, end in self.spans:
            for other_start, other_end in other.spans:
                for shift in (-self.period, 0.0, self.period):
                    low, high = max(start, other_start + shift), min(end, other_end + shift)
                    if high - low > _LEAST:
                        found.append((low, high))
        return recurring(self.period, found)

    def delayed(self, seconds: float) -> Recurring:
        """The same spans, each beginning later; those that were over by then are none."""
        if seconds <= 0 or any(end - start >= self.period - _LEAST for start, end in self.spans):
            return self
        return recurring(self.period, [(start + seconds, end) for start, end in self.spans])


def recurring(period: float, spans: Iterable[Span]) -> Recurring:
    """Spans brought into one period, those that touch made one."""
    ordered = sorted((start % period, start % period + end - start) for start, end in spans if end - start > _LEAST)
    merged: list[Span] = []
    for start, end in ordered:
        if merged and start <= merged[-1][1] + _LEAST:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    if len(merged) > 1 and merged[-1][1] >= merged[0][0] + period - _LEAST:
        first = merged.pop(0)
        merged[-1] = (merged[-1][0], max(merged[-1][1], first[1] + period))
    return Recurring(period, tuple((start, min(end, start + period)) for start, end in merged))


def period(course: Course) -> float:
    """Seconds after which a target is where it was."""
    return 4 * course.span / course.speed if course.span else 360.0 / abs(course.speed)


def within(course: Course, centre: float, reach: Sequence[Span]) -> Recurring:
    """When a target's azimuth is in some spans of degrees to the right of a centre."""
    spans: list[Span] = []
    for low, high in reach:
        spans += _to_and_fro(course, centre, low, high) if course.span else [_around(course, centre, low, high)]
    return recurring(period(course), spans)


def passing(course: Course, centre: float, at: float) -> list[tuple[float, int]]:
    """When a target passes an azimuth, degrees to the right of a centre: instants in a period, each with 1 for rightwards or -1."""
    if not course.span:
        return [(((centre + at - course.start) / course.speed) % period(course), 1 if course.speed > 0 else -1)]
    way = _near(course, centre) + at - course.start + course.span
    if not 0.0 < way < 2 * course.span:
        return []
    return [(_time_of(course, way), 1), (_time_of(course, 4 * course.span - way), -1)]


def _around(course: Course, centre: float, low: float, high: float) -> Span:
    entry = low if course.speed > 0 else high
    start = ((centre + entry - course.start) / course.speed) % period(course)
    return start, start + (high - low) / abs(course.speed)


def _to_and_fro(course: Course, centre: float, low: float, high: float) -> list[Span]:
    left = _near(course, centre) - course.start + course.span
    first, last = max(0.0, left + low), min(2 * course.span, left + high)
    if last - first <= 0.0:
        return []
    start, back = _time_of(course, first), _time_of(course, 4 * course.span - last)
    lasts = (last - first) / course.speed
    return [(start, start + lasts), (back, back + lasts)]


def _near(course: Course, centre: float) -> float:
    """The centre as the azimuth, of the endless turns, that is nearest to the course."""
    return course.start + (centre - course.start + 180.0) % 360.0 - 180.0


def _time_of(course: Course, way: float) -> float:
    return ((way - course.phase) / course.speed) % period(course)
