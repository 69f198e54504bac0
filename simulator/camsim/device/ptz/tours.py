"""Guard tours over presets: the head goes from one to the next, on the clock (page slug: guard-tour-api, preset tours).

A tour and its stops are parameters, which this organ reads as it goes, so that what a client changes counts from the next stop on. Moves by
hand do not end a tour (a guess after the page): it goes on to the next stop in its time, unless the control queue keeps it from the head.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import DeviceError, NotAllowedError, NotThereError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.queue import GUARD_TOUR, Actor, PtzQueue
from camsim.device.state import volatile
from camsim.device.templates import TEMPLATES
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

LEAST_WAIT = 1
"""Seconds at each stop at least, where the device does not say more."""
_RUNNING = re.compile(r"GuardTour\.G(\d+)(\.Running)?")


@dataclass(frozen=True)
class Stop:
    """One stop of a tour."""

    number: int
    """Of its group."""
    preset: int
    position: int
    speed: int
    wait: float
    """Seconds."""


@dataclass
class Round:
    """A tour that runs."""

    tour: int
    once: bool = False
    """Whether it ends with its last stop."""
    ahead: list[int] = field(default_factory=list)
    """Numbers of the stops that are still to come in this round."""
    waits: bool = False
    """Whether it waits until it may move the head."""


@dataclass
class ToursState:
    """The tours that run."""

    rounds: dict[int, Round] = volatile(factory=dict)
    """By channel."""


class GuardTours(Organ[ToursState]):
    """The tours of all channels; of each channel one runs at a time."""

    name = "guard_tours"

    def __init__(self, device: Device) -> None:
        self._timers: dict[int, Timer] = {}
        self._ends: dict[int, Callable[[], None]] = {}
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return PtzHead.fits(profile) and profile.says_yes("Properties.GuardTour.GuardTour")

    def factory_state(self) -> ToursState:
        return ToursState()

    def power_on(self) -> None:
        """A tour that ran goes on (a guess: its parameter says that it runs)."""
        self._timers.clear()
        self._ends.clear()
        self._parameters.watchers.append(self._follow)
        if self._own_the_head not in self.device.organ(PtzQueue).followers:
            self.device.organ(PtzQueue).followers.append(self._own_the_head)
        for tour in self.numbers():
            if self._text(tour, "Running") == "yes":
                self._follow(f"GuardTour.G{tour}.Running")

    def restore(self, dumped: Any) -> None:
        for timer in self._timers.values():
            timer.cancel()
        super().restore(dumped)
        self.state.rounds.clear()
        self.power_on()

    # ---- reading

    def numbers(self) -> list[int]:
        """The tours that there are."""
        return sorted(self._parameters.group_numbers(TEMPLATES["guardtour"]))

    def running(self, channel: int) -> int | None:
        """The tour that runs on a channel; None: none does."""
        found = self.state.rounds.get(channel)
        return None if found is None else found.tour

    def stops(self, tour: int) -> list[Stop]:
        """The stops of a tour in their order, without those whose preset is not there."""
        presets = self._channel(tour).presets.numbers()
        found = [self._stop(tour, number) for number in self._parameters.group_numbers(TEMPLATES["tour"], f"GuardTour.G{tour}.Tour")]
        return sorted((stop for stop in found if stop.preset in presets), key=lambda stop: (stop.position, stop.number))

    # ---- verbs

    def start(self, tour: int, *, once: bool = False, then: Callable[[], None] = lambda: None) -> None:
        """Begins a tour in place of another one of the channel; `then` is called when it has ended by itself.

        Raises NotThereError for a tour that is not there or has no stop, OutOfRangeError for one of no channel, WrongStateError while
        PTZ is switched off.
        """
        if tour not in self.numbers():
            raise NotThereError(f"no guard tour {tour}", subject="tour", value=tour)
        channel = self._channel(tour)
        channel.check_enabled()
        if not self.stops(tour):
            raise NotThereError(f"guard tour {tour} has no presets", subject="stops", value=tour)
        self.stop(channel.number)
        self.state.rounds[channel.number], self._ends[channel.number] = Round(tour, once), then
        self._parameters.store(f"GuardTour.G{tour}.Running", "yes")
        self._go_on(channel.number)

    def stop(self, channel: int) -> None:
        """Ends the tour of a channel, if one runs; the head goes on to where it was going."""
        if (ended := self.state.rounds.pop(channel, None)) is None:
            return
        if (timer := self._timers.pop(channel, None)) is not None:
            timer.cancel()
        self._ends.pop(channel, None)
        if ended.tour in self.numbers():
            self._parameters.store(f"GuardTour.G{ended.tour}.Running", "no")
        if self.device.organ(PtzQueue).is_on(channel):
            self.device.organ(PtzQueue).drop(channel, _actor(ended.tour))

    # ---- inside

    @property
    def _parameters(self) -> Parameters:
        return self.device.organ(Parameters)

    def _text(self, tour: int, name: str) -> str:
        return self._parameters.text(f"GuardTour.G{tour}.{name}")

    def _channel(self, tour: int) -> Channel:
        return self.device.organ(PtzHead).channel(self._parameters.number(f"GuardTour.G{tour}.CamNbr", 1))

    def _stop(self, tour: int, number: int) -> Stop:
        base = f"GuardTour.G{tour}.Tour.T{number}"
        preset, position, speed, wait = (
            self._parameters.number(f"{base}.{name}") for name in ("PresetNbr", "Position", "MoveSpeed", "WaitTime")
        )
        seconds = wait * (60 if self._parameters.text(f"{base}.WaitTimeViewType") == "Minutes" else 1)
        least = self._parameters.number("Properties.GuardTour.MinGuardTourWaitTime", LEAST_WAIT)
        return Stop(number, preset, position, speed, float(max(seconds, least, LEAST_WAIT)))

    def _follow(self, parameter: str) -> None:
        """A client has written `Running`, or taken a tour away."""
        match = _RUNNING.fullmatch(parameter)
        if match is None:
            return
        tour = int(match[1])
        channel = next((number for number, each in self.state.rounds.items() if each.tour == tour), None)
        runs = self._text(tour, "Running") == "yes"
        if channel is not None and not runs:
            self.stop(channel)
        elif channel is None and runs:
            try:
                self.start(tour)
            except DeviceError:
                self._parameters.store(f"GuardTour.G{tour}.Running", "no")

    def _own_the_head(self, channel: int) -> None:
        """Somebody else is in control of a head: perhaps a tour that waited for it."""
        found = self.state.rounds.get(channel)
        queue = self.device.organ(PtzQueue)
        if found is not None and found.waits and (not queue.is_on(channel) or queue.owner(channel) == GUARD_TOUR):
            self._after(channel, 0.0)

    def _go_on(self, channel: int) -> None:
        """Goes to the next stop, and waits there."""
        found = self.state.rounds[channel]
        stops = {stop.number: stop for stop in self.stops(found.tour)}
        ahead = [number for number in found.ahead if number in stops]
        if not ahead:
            ahead = list(stops)
            if self._text(found.tour, "RandomEnabled") == "yes":
                self.device.rng(f"guard tour {found.tour} at {self.now()}").shuffle(ahead)
        if not ahead:
            self._end(channel)
            return
        stop = stops[ahead[0]]
        arrival = self._move(channel, found, stop)
        if found.waits:
            return
        found.ahead = ahead[1:]
        if found.ahead:
            self._after(channel, arrival + stop.wait)
        elif found.once:
            self._after(channel, arrival + stop.wait, self._end)
        else:
            self._after(channel, arrival + stop.wait + 60.0 * self._parameters.number(f"GuardTour.G{found.tour}.TimeBetweenSequences"))

    def _move(self, channel: int, found: Round, stop: Stop) -> float:
        """Sends the head to a stop; returns the seconds until it is there."""
        head = self.device.organ(PtzHead).channel(channel)
        try:
            self.device.organ(PtzQueue).admit(channel, _actor(found.tour))
            found.waits = False
            head.command(Command(preset_number=stop.preset, speed=stop.speed))
        except NotAllowedError:
            found.waits = True
        except DeviceError:  # the head is switched off or broken: the tour goes on as if it had been there
            return 0.0
        ends = head.live.motion.ends()
        return max(0.0, ends - self.now()) if math.isfinite(ends) else 0.0

    def _after(self, channel: int, seconds: float, call: Callable[[int], None] | None = None) -> None:
        if (timer := self._timers.pop(channel, None)) is not None:
            timer.cancel()
        self._timers[channel] = self.later(seconds, lambda: (call or self._go_on)(channel))

    def _end(self, channel: int) -> None:
        then = self._ends.pop(channel, None)
        self.stop(channel)
        if then is not None:
            then()


def _actor(tour: int) -> Actor:
    """A tour, as the control queue knows it."""
    return Actor(f"guard tour {tour}", GUARD_TOUR, GUARD_TOUR)
