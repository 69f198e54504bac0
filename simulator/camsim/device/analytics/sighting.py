"""Sightings: when each target makes a rule's alarm, from its course and the window that the picture shows.

An object is where the middle of its lower edge is. Objects that rise and fall are taken at their mean height.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from camsim.device.analytics import times
from camsim.device.analytics.rules import CLASSES, Crossing, ObjectClass, Rule, RuleKind, Shape
from camsim.device.analytics.sight import Course, Point, Sight, Window
from camsim.device.analytics.times import Recurring, Span

ALARM_SECONDS = 1.0
"""How long a crossed line stays an alarm (guess)."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A target as analytics knows it."""

    id: int
    """From 1, the same for as long as the scene is; what events and metadata call it."""
    name: str
    """The scene's name for it."""
    taken_for: ObjectClass


@dataclass(frozen=True, slots=True)
class Sighting:
    """When one target matters to a rule."""

    thing: Thing
    times: Recurring


@dataclass(frozen=True, slots=True)
class Box:
    """Where an object is in the picture."""

    thing: Thing
    left: float
    bottom: float
    right: float
    top: float


def sightings(rule: Rule, sight: Sight, window: Window) -> tuple[Sighting, ...]:
    """The targets that make the rule's alarm at some time under this window."""
    shapes = [tuple(window.direction(point) for point in shape) for shape in rule.shapes]
    excluded = [tuple(window.direction(point) for point in shape) for shape in rule.excluded]
    found = []
    for thing, course in things(sight):
        if (rule.classes and thing.taken_for not in rule.classes) or not _large_enough(rule, course, window):
            continue
        seen = _seen_for_long(rule, course, window)
        foot = course.elevation - course.height / 2 - window.elevation
        if rule.kind in (RuleKind.FENCE, RuleKind.COUNTING):
            when = _crossings(rule, shapes, course, window, foot, seen)
        else:
            inside = times.within(course, window.azimuth, _without(_section(shapes, foot), _section(excluded, foot)))
            when = (inside.delayed(rule.stay) if rule.kind is RuleKind.LOITERING else inside).meeting(seen)
        if when.spans:
            found.append(Sighting(thing, when))
    return tuple(found)


def things(sight: Sight) -> Iterator[tuple[Thing, Course]]:
    """All targets of the scene with their courses."""
    for number, course in enumerate(sight.courses(), 1):
        yield Thing(number, course.name, CLASSES.get(course.kind, ObjectClass.UNKNOWN)), course


def in_picture(sight: Sight, window: Window, t: float) -> list[Box]:
    """The objects whose centre the picture shows at an instant, by id."""
    found = []
    for thing, course in things(sight):
        azimuth = _azimuth(course, t)
        right = (azimuth - window.azimuth + 180.0) % 360.0 - 180.0
        up = course.elevation - window.elevation
        if abs(right) >= window.width / 2 or abs(up) >= window.height / 2:
            continue
        one = window.point(right - course.width / 2, up - course.height / 2)
        other = window.point(right + course.width / 2, up + course.height / 2)
        found.append(Box(thing, min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])))
    return found


def _azimuth(course: Course, t: float) -> float:
    if not course.span:
        return course.start + course.speed * (t % times.period(course))
    way = (course.speed * t + course.phase) % (4 * course.span)
    return course.start - course.span + (way if way < 2 * course.span else 4 * course.span - way)


def _large_enough(rule: Rule, course: Course, window: Window) -> bool:
    wide, high = course.width / window.width, course.height / window.height
    if window.rotation % 180:
        wide, high = high, wide
    return wide * 100 > rule.least_size[0] or high * 100 > rule.least_size[1]


def _seen_for_long(rule: Rule, course: Course, window: Window) -> Recurring:
    """When a target is in the picture, has been for long enough, and has come far enough."""
    half = window.width / 2
    if abs(course.elevation - window.elevation) >= window.height / 2:
        return Recurring(times.period(course), ())
    far = rule.least_way / 100 * window.width
    if course.span and 2 * course.span < far:
        return Recurring(times.period(course), ())
    seen = times.within(course, window.azimuth, [(-half, half)])
    return seen.delayed(max(rule.least_age, far / abs(course.speed)))


def _crossings(rule: Rule, lines: Sequence[Shape], course: Course, window: Window, foot: float, seen: Recurring) -> Recurring:
    spans: list[Span] = []
    for at, upwards in (crossed for line in lines for crossed in _cuts(line, foot)):
        for instant, rightwards in times.passing(course, window.azimuth, at):
            to_the_right = upwards * rightwards * window.handed > 0
            wanted = Crossing.LEFT_TO_RIGHT if to_the_right else Crossing.RIGHT_TO_LEFT
            if rule.crossing in (wanted, Crossing.BOTH) and seen.span_at(instant) is not None:
                spans.append((instant, instant + ALARM_SECONDS))
    if rule.kind is RuleKind.COUNTING:
        return Recurring(times.period(course), tuple(sorted((start, end) for start, end in spans)))
    return times.recurring(times.period(course), spans)


def _cuts(line: Shape, height: float) -> Iterator[tuple[float, int]]:
    """Where a line meets a height, and whether it goes up (1) or down (-1) there."""
    for (x1, y1), (x2, y2) in itertools.pairwise(line):
        if min(y1, y2) <= height < max(y1, y2):
            yield x1 + (x2 - x1) * (height - y1) / (y2 - y1), 1 if y2 > y1 else -1


def _section(areas: Iterable[Shape], height: float) -> list[Span]:
    """The spans of a height that lie in any of some areas."""
    spans: list[Span] = []
    for area in areas:
        closed: tuple[Point, ...] = (*area, area[0]) if area else ()
        cuts = sorted(at for at, _ in _cuts(closed, height))
        spans += zip(cuts[::2], cuts[1::2], strict=False)
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _without(spans: list[Span], gaps: list[Span]) -> list[Span]:
    for gap_low, gap_high in gaps:
        left = [(low, min(high, gap_low)) for low, high in spans if low < gap_low]
        right = [(max(low, gap_high), high) for low, high in spans if high > gap_high]
        spans = left + right
    return spans
