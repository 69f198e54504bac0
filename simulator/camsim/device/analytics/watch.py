"""A watch: one rule at work; knows its alarm now and the instant of its next change."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from camsim.device.analytics.rules import RuleKind, Watched
from camsim.device.analytics.sighting import Sighting, Thing

JUST_AFTER = 1e-4
"""Seconds after an instant at which its change is looked at: times of today resolve far less than that."""
FARTHEST = 3600.0
"""Seconds ahead beyond which no change is looked for in one go."""


@dataclass(slots=True)
class Watch:
    """One rule at work."""

    application: str
    watched: Watched
    sightings: tuple[Sighting, ...] = ()
    """Empty while it sees nothing: before its start and while the head moves."""
    forced: bool = False
    """Whether a client asked for the alarm."""
    alarm: bool = False
    things: tuple[Thing, ...] = ()
    """What makes the alarm now, in order of ids; or what is counted in the area."""
    cause: Thing | None = None
    """What made the alarm when it began; None for one that a client asked for."""
    began: float = 0.0
    """The device's time when the alarm began."""
    since: float | None = None
    """When the threshold of an occupancy was reached."""
    cancel: Callable[[], None] = lambda: None
    """Forgets the timer of the next change."""

    @property
    def active(self) -> bool:
        """Whether its event is active."""
        return self.alarm or self.forced

    def settle(self, now: float) -> float:
        """Brings the alarm up to an instant and tells when it changes next; infinity: never under this view."""
        at = now + JUST_AFTER
        self.things = self.present(now)
        match self.watched.rule.kind:
            case RuleKind.COUNTING:
                self.alarm = False
                return math.inf
            case RuleKind.OCCUPANCY:
                return self._settle_occupancy(at)
        self.alarm = bool(self.things)
        return self._alarm_ends(at) if self.alarm else self._next_start(at)

    def present(self, now: float) -> tuple[Thing, ...]:
        """What the rule sees at an instant, in order of ids."""
        return tuple(sighting.thing for sighting in self.sightings if sighting.times.span_at(now + JUST_AFTER) is not None)

    def note(self, was_active: bool, stamp: float) -> None:
        """Keeps what an alarm that has begun was made by, and when."""
        if self.active and not was_active:
            self.began, self.cause = stamp, self.things[0] if self.alarm and self.things else None

    def blind(self) -> None:
        """Sees nothing from now on."""
        self.sightings, self.things, self.alarm, self.since = (), (), False, None

    def _settle_occupancy(self, at: float) -> float:
        rule = self.watched.rule
        reached = bool(self.sightings) and any(
            len(self.things) > limit.level if limit.more else len(self.things) < limit.level for limit in rule.thresholds
        )
        self.since = None if not reached else at if self.since is None else self.since
        self.alarm = self.since is not None and at - self.since >= rule.stay - 2 * JUST_AFTER
        if not rule.thresholds:
            return math.inf
        ends = (sighting.times.span_at(at) for sighting in self.sightings)
        following = min([self._next_start(at), *(end for end in ends if end is not None)])
        return following if self.since is None or self.alarm else min(following, self.since + rule.stay)

    def _next_start(self, at: float) -> float:
        return min((sighting.times.next_start(at) for sighting in self.sightings), default=math.inf)

    def _alarm_ends(self, at: float) -> float:
        """When nothing makes an alarm any more; an instant before that where the end is far off."""
        end = at
        while end < at + FARTHEST:
            ends = [until for sighting in self.sightings if (until := sighting.times.span_at(end + JUST_AFTER)) is not None]
            if not ends:
                return end
            end = max(ends)
        return end
