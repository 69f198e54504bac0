"""The mechanics of a channel: goals of the axes become tracks, within the limits and at the speeds that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camsim.device.parameters import Parameters
from camsim.device.ptz.motion import PAN_TILT, Axis, Track, normal_pan, shortest_turn
from camsim.device.ptz.optics import OPTICAL_END, WIDE_END, Optics, SpeedTable
from camsim.device.ptz.settings import Feature, Settings
from camsim.profile.model import PtzFacts


@dataclass(frozen=True, slots=True)
class To:
    """Go to a position."""

    position: float


@dataclass(frozen=True, slots=True)
class By:
    """Go on by an offset from where the axis is."""

    offset: float


@dataclass(frozen=True, slots=True)
class Cruise:
    """Go on at a speed in percent until told otherwise; 0 stops."""

    percent: float


Goal = To | By | Cruise


@dataclass(frozen=True)
class Drive:
    """What the motors can do now."""

    facts: PtzFacts
    optics: Optics
    spans: Mapping[Axis, tuple[float, float]]
    endless_pan: bool
    fastest_proportional: float | None
    """Fields of view per second at full continuous speed; None: not proportional."""

    def track(self, axis: Axis, goal: Goal, current: Track, now: float, *, speed: int, view: float) -> Track:
        """The way of an axis to its goal: `speed` percent for moves of pan and tilt, `view` the horizontal field of view in degrees."""
        start = current.at(now)
        goes_round = axis is Axis.PAN and self.endless_pan
        if goes_round:
            start = normal_pan(start)
        if isinstance(goal, Cruise):
            return self._cruise(axis, goal.percent, start, now, view, goes_round)
        if goes_round:
            turn = shortest_turn(start, goal.position) if isinstance(goal, To) else goal.offset
            target = start + turn
        else:
            target = self.clamped(axis, goal.position if isinstance(goal, To) else start + goal.offset)
        if axis not in PAN_TILT:
            target = float(round(target))
        if target == start:
            return Track(start, now)
        rate = self._travel_rate(axis, speed)
        return Track(start, now, rate if target > start else -rate, target)

    def clamped(self, axis: Axis, position: float) -> float:
        """The nearest position that the axis can take."""
        low, high = self.spans[axis]
        return min(max(position, low), high)

    @staticmethod
    def settled(axis: Axis, track: Track, now: float) -> Track:
        """An axis that has arrived, standing; pan within -180..180."""
        position = track.at(now) if track.target is None else track.target
        return Track(normal_pan(position) if axis is Axis.PAN else position, now)

    def _cruise(self, axis: Axis, percent: float, start: float, now: float, view: float, goes_round: bool) -> Track:
        rate = self._cruise_rate(axis, percent, view)
        low, high = self.spans[axis]
        if rate == 0.0 or (not goes_round and (start >= high if rate > 0 else start <= low)):
            return Track(start, now)
        return Track(start, now, rate, None if goes_round else high if rate > 0 else low, cruise=True)

    def _cruise_rate(self, axis: Axis, percent: float, view: float) -> float:
        if axis not in PAN_TILT:
            return percent / 100.0 * self._travel_rate(axis, 100)
        rate = SpeedTable(self.facts.speeds).degrees_per_second(percent)
        if self.fastest_proportional is None:
            return rate
        most = abs(percent) / 100.0 * self.fastest_proportional * view
        return min(max(rate, -most), most)

    def _travel_rate(self, axis: Axis, speed: int) -> float:
        if axis in PAN_TILT:
            return SpeedTable(self.facts.speeds).degrees_per_second(speed)
        seconds = self.facts.zoom_seconds if axis is Axis.ZOOM else self.facts.focus_seconds
        return (OPTICAL_END - WIDE_END) / max(seconds, 1e-3)


def drive_of(settings: Settings, optics: Optics, *, proportional: bool) -> Drive:
    """The drive of a channel with its limits of this moment; made anew when a parameter has changed."""

    def make() -> Drive:
        facts = settings.device.profile.ptz
        assert facts is not None
        limited = proportional and settings.allows(Feature.PROPORTIONAL_SPEED)
        return Drive(
            facts=facts,
            optics=optics,
            spans={axis: settings.span(axis) for axis in Axis},
            endless_pan=settings.endless_pan,
            fastest_proportional=settings.fastest_proportional if limited else None,
        )

    return settings.device.organ(Parameters).memo(("drive", settings.channel, proportional), make)
