"""Analytics: the applications' rules at work on what the picture shows, on the camera's clock; without a running one it costs nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from camsim.device.analytics import applications as known
from camsim.device.analytics import windows
from camsim.device.analytics.rules import ANY_PRESET, ANYWHERE, ObjectClass, RuleKind, Watched
from camsim.device.analytics.sighting import Box, in_picture, sightings
from camsim.device.analytics.watch import Watch
from camsim.device.applications import Applications
from camsim.device.errors import NotThereError, WrongStateError
from camsim.device.event import Event
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.state import kept, volatile
from camsim.device.time import Time
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

START_SECONDS = 1.0
"""From the start of an application until it sees (guess: real ones take longer)."""
FORCED_SECONDS = 3.0
"""How long an alarm lasts that a client asked for (page slug: axis-object-analytics-api)."""

_TURNS_PICTURE = re.compile(r"Image\.I\d+\.Appearance\.(Rotation|MirrorEnabled)|ImageSource\.I\d+\.Rotation")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a client made of an application."""

    watched: list[Watched]
    document: dict[str, Any] | None = None
    """The configuration as the client sent it, for applications that give it back as it was."""
    times_set: int = 0


@dataclass(slots=True)
class Count:
    """What has crossed a line."""

    since: float
    """When counting began, on the device's own line of time."""
    until: float
    """Instant of the clock up to which it was counted."""
    objects: dict[ObjectClass, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Objects of any class."""
        return sum(self.objects.values())


@dataclass
class AnalyticsState:
    """Configurations by application; counts by application and rule."""

    setups: dict[str, Setup] = kept(factory=dict)
    counts: dict[str, Count] = volatile(factory=dict)


class Analytics(Organ[AnalyticsState]):
    """The rules of all applications that know the picture."""

    name = "analytics"

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        self._watches: dict[str, dict[int, Watch]] = {}
        device.organ(Applications).watchers.append(self._follow)
        device.organ(Parameters).watchers.append(self._follow_parameter)
        if device.has(PtzHead):
            device.organ(PtzHead).followers.append(self._follow_head)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None and Applications.fits(profile)

    def factory_state(self) -> AnalyticsState:
        return AnalyticsState()

    def power_on(self) -> None:
        self._watches = {}
        for application in known.ALL:
            self._follow(application)

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        for application in list(self._watches):
            self._apply(application)
        for application in known.ALL:
            self._follow(application)

    def current_events(self) -> list[Event]:
        return [event for application in self._watches for event in self._events(application)]

    # ---- configurations

    def setup(self, application: str) -> Setup:
        """How an application is configured, by a client or by the factory. Raises NotThereError for one without rules."""
        if application not in known.ALL:
            raise NotThereError(f"{application} has no rules", subject="application", value=application)
        if application == known.Known.WINDOWS:
            return Setup(windows.watched(self.device.organ(Parameters)))
        found = self.state.setups.get(application)
        return found if found is not None else Setup(known.factory_rules(application))

    def configure(self, application: str, watched: Iterable[Watched], document: dict[str, Any] | None = None) -> None:
        """Gives an application its rules; what was an alarm ends, and begins at once where it still holds. Raises NotThereError."""
        old = self.setup(application)
        self.state.setups[application] = Setup(list(watched), document, old.times_set % 0x7FFFFFFF + 1)
        if application in self._watches:
            self._apply(application)

    def force(self, application: str, number: int) -> None:
        """Makes an alarm of a rule for a few seconds, whatever the picture shows. Raises NotThereError, WrongStateError."""
        watch = self._watch(application, number)
        was_active, watch.forced = watch.active, True
        watch.note(was_active, self.device.organ(Time).stamp())
        self._tell(application)

        def end() -> None:
            watch.forced = False
            self._tell(application)

        self.later(FORCED_SECONDS, end)

    def alarms(self, application: str) -> dict[int, bool]:
        """Rule -> whether it has an alarm, of an application that runs."""
        return {number: watch.active for number, watch in self._watches.get(application, {}).items()}

    # ---- counting

    def count(self, application: str, number: int) -> Count:
        """What has crossed the line of a rule. Raises NotThereError, WrongStateError."""
        watch = self._watch(application, number)
        self._bank(watch)
        return self.state.counts[_key(watch)]

    def reset_count(self, application: str, number: int) -> None:
        """Counts from nothing. Raises NotThereError, WrongStateError."""
        self.state.counts[_key(self._watch(application, number))] = Count(self.now(), self.now())

    def occupancy(self, application: str, number: int) -> dict[ObjectClass, int]:
        """How many objects of each class are in the area of a rule now. Raises NotThereError, WrongStateError."""
        watch = self._watch(application, number)
        found: dict[ObjectClass, int] = {}
        for thing in watch.present(self.now()):
            found[thing.taken_for] = found.get(thing.taken_for, 0) + 1
        return found

    def boxes(self, channel: int) -> list[Box]:
        """Where the objects are in the picture of a channel now; none while the head moves."""
        if self.device.sight is None or self._head_moves(channel):
            return []
        sight = self.device.sight()
        return in_picture(sight, sight.window(channel), self.now())

    # ---- inside

    def _watch(self, application: str, number: int) -> Watch:
        running = self._watches.get(application)
        if running is None:
            raise WrongStateError(f"{application} does not run", subject="application")
        if number not in running:
            raise NotThereError(f"{application} has no rule {number}", subject="rule", value=number)
        return running[number]

    def _follow(self, application: str) -> None:
        """An application was started, stopped, or removed."""
        if application not in known.ALL:
            return
        runs = known.is_built_in(application, self.device) or self.device.organ(Applications).runs(application)
        if runs and application not in self._watches:
            self._watches[application] = self._made(application)
            self._tell(application)
            self.later(START_SECONDS, lambda: self._look(application))
        elif not runs and application in self._watches:
            for watch in self._watches[application].values():
                self._bank(watch)
                watch.cancel()
            gone = self._events(application)
            del self._watches[application]
            for event in gone:
                self.device.withdraw(event)

    def _follow_parameter(self, name: str) -> None:
        if name.startswith(windows.GROUP) and known.Known.WINDOWS in self._watches:
            self._apply(known.Known.WINDOWS)
        if self._watches and _TURNS_PICTURE.fullmatch(name):
            self._look_again()

    def _follow_head(self, channel: int) -> None:
        if self._watches:
            self._look_again()

    def _look_again(self) -> None:
        for application in self._watches:
            self._look(application)

    def _apply(self, application: str) -> None:
        """Takes over a new configuration of a running application."""
        before = {event.identity(): event for event in self._events(application)}
        for watch in self._watches[application].values():
            watch.cancel()
        self._watches[application] = self._made(application)
        after = {event.identity() for event in self._events(application)}
        for identity, event in before.items():
            if identity not in after:
                self.device.withdraw(event)
        self._tell(application)
        self._look(application)

    def _made(self, application: str) -> dict[int, Watch]:
        watches = {watched.number: Watch(application, watched) for watched in self.setup(application).watched}
        for watch in watches.values():
            if watch.watched.rule.kind is RuleKind.COUNTING:
                count = self.state.counts.setdefault(_key(watch), Count(self.now(), self.now()))
                count.until = self.now()
        return watches

    def _look(self, application: str) -> None:
        """Works out the times of all rules under the view of now."""
        if self.device.sight is None:
            return
        sight = self.device.sight()
        for watch in self._watches.get(application, {}).values():
            self._bank(watch)
            if self._sees(watch.watched):
                watch.sightings = sightings(watch.watched.rule, sight, sight.window(watch.watched.camera))
            else:
                watch.blind()
            self._settle(watch)
        self._tell(application)

    def _settle(self, watch: Watch) -> None:
        watch.cancel()
        was_active, due = watch.active, watch.settle(self.now())
        watch.note(was_active, self.device.organ(Time).stamp())
        if math.isfinite(due):
            watch.cancel = self.device.life.call_at(due, lambda: self._due(watch)).cancel

    def _due(self, watch: Watch) -> None:
        was_active = watch.active
        self._settle(watch)
        if was_active != watch.active:
            for event in known.events(self.profile, watch.application, self._watches.get(watch.application, {}).values(), watch):
                self.publish(event)

    def _sees(self, watched: Watched) -> bool:
        """Whether the head of a PTZ camera rests where the rule holds."""
        if not watched.active or self._head_moves(watched.camera):
            return False
        if not watched.rule.presets or ANYWHERE in watched.rule.presets or not self._is_mechanical:
            return True
        here = self.device.organ(PtzHead).channel(watched.camera).live.here
        return bool(here) if ANY_PRESET in watched.rule.presets else bool(set(here) & set(watched.rule.presets))

    @property
    def _is_mechanical(self) -> bool:
        return self.profile.ptz is not None and self.profile.ptz.mechanical

    def _head_moves(self, channel: int) -> bool:
        return self._is_mechanical and self.device.organ(PtzHead).channel(channel).moving

    def _bank(self, watch: Watch) -> None:
        """Adds what has crossed since the last time."""
        count = self.state.counts.get(_key(watch))
        if count is None or watch.watched.rule.kind is not RuleKind.COUNTING:
            return
        now = self.now()
        for sighting in watch.sightings:
            if crossed := sighting.times.count(count.until, now):
                taken_for = sighting.thing.taken_for
                count.objects[taken_for] = count.objects.get(taken_for, 0) + crossed
        count.until = now

    def _events(self, application: str) -> list[Event]:
        return known.events(self.profile, application, self._watches.get(application, {}).values())

    def _tell(self, application: str) -> None:
        for event in self._events(application):
            self.publish(event)


def _key(watch: Watch) -> str:
    return f"{watch.application}:{watch.watched.number}"
