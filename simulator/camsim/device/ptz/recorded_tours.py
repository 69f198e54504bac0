"""Recorded tours: what a head was told, told again in the same time (page slug: guard-tour-api, recorded tour API)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import DeviceError, ExistsError, FullError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.device.ptz.presets import Position
from camsim.device.ptz.queue import RECORDED_TOUR, Actor, PtzQueue
from camsim.device.ptz.tours import GuardTours
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

USUAL_DELAY = 60
HIGHEST_ID = 9999
LONGEST_DELAY = 9999
MOST_STEPS = 1000
"""Commands that a tour holds; what comes after them is not recorded (a guess)."""
_NAME = re.compile(r"[A-Za-z0-9._-]{1,31}")
_ACTOR = Actor("recorded tour", RECORDED_TOUR, RECORDED_TOUR)


class TourStatus(StrEnum):
    """What a tour is doing; a pause is a kind of play."""

    PLAYING = "playing"
    RECORDING = "recording"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Step:
    """One command."""

    after: float
    """Seconds from the start of the tour."""
    command: Command


@dataclass(frozen=True)
class RecordedTour:
    """What was recorded."""

    id: int
    name: str
    channel: int
    start: Position
    delay: int = USUAL_DELAY
    """Seconds between two rounds, where a client names none."""
    steps: tuple[Step, ...] = ()
    seconds: float = 0.0


@dataclass
class Play:
    """A tour that is played."""

    tour: int
    delay: int | None
    """Seconds until the next round; None: there is none."""
    done: int = 0
    """Steps of this round."""
    elapsed: float = 0.0
    """Seconds of this round, up to `since`."""
    since: float | None = None
    """Camera time from which it goes on; None: it pauses, or rests between two rounds."""
    rests_until: float | None = None
    """Camera time at which the next round begins."""


@dataclass
class RecordedToursState:
    """The tours by id, and which are recorded and played, by channel."""

    tours: dict[int, RecordedTour] = kept(factory=dict)
    takes: dict[int, tuple[int, float]] = volatile(factory=dict)
    """Id, and the camera time of its start."""
    plays: dict[int, Play] = volatile(factory=dict)


class RecordedTours(Organ[RecordedToursState]):
    """The recorder and player of all channels."""

    name = "recorded_tours"

    def __init__(self, device: Device) -> None:
        self._timers: dict[int, Timer] = {}
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return PtzHead.fits(profile) and profile.says_yes("Properties.GuardTour.RecordedTour")

    def factory_state(self) -> RecordedToursState:
        return RecordedToursState()

    def power_on(self) -> None:
        self._timers.clear()
        head = self.device.organ(PtzHead)
        if self._note not in head.observers:
            head.observers.append(self._note)

    def restore(self, dumped: Any) -> None:
        for timer in self._timers.values():
            timer.cancel()
        super().restore(dumped)
        self.power_on()
        for channel in self.state.plays:
            self._arm(channel)

    # ---- reading

    def get(self, id: int) -> RecordedTour:
        """A tour. Raises NotThereError."""
        if id not in self.state.tours:
            raise NotThereError(f"no recorded tour {id}", subject="tour", value=id)
        return self.state.tours[id]

    def status(self, id: int) -> TourStatus:
        """What a tour is doing."""
        if any(taken == id for taken, _ in self.state.takes.values()):
            return TourStatus.RECORDING
        return TourStatus.PLAYING if any(play.tour == id for play in self.state.plays.values()) else TourStatus.STOPPED

    # ---- recording

    def record(self, channel: int, name: str | None = None, id: int | None = None) -> int:
        """Begins to record on a channel, where no other tour goes on; returns the id.

        Raises OutOfRangeError, ExistsError for an id that is taken, FullError, WrongStateError while the channel is recorded.
        """
        head = self.device.organ(PtzHead).channel(channel)
        if name is not None and _NAME.fullmatch(name) is None:
            raise OutOfRangeError("not a name", subject="name", value=name)
        if id is not None and not 0 <= id <= HIGHEST_ID:
            raise OutOfRangeError("ids run from 0 to 9999", subject="id", value=id)
        if id in self.state.tours:
            raise ExistsError(f"tour {id} exists", subject="id", value=id)
        if len(self.state.tours) >= self.device.organ(Parameters).number("Properties.GuardTour.MaxRecordedTours", 10):
            raise FullError("no more tours", subject="tours")
        if channel in self.state.takes:
            raise WrongStateError("a tour is being recorded", subject="channel", value=channel)
        self._stop(channel)
        if self.device.has(GuardTours):
            self.device.organ(GuardTours).stop(channel)
        number = id if id is not None else next(n for n in range(1, HIGHEST_ID) if n not in self.state.tours)
        self.state.tours[number] = RecordedTour(number, name or f"Recording_{number}", channel, head.place())
        self.state.takes[channel] = (number, self.now())
        return number

    def stop_recording(self, id: int | None = None) -> None:
        """Ends a recording, or all. Raises NotThereError, WrongStateError for a tour that is not being recorded."""
        if id is not None and self.status(self.get(id).id) is not TourStatus.RECORDING:
            raise WrongStateError("not being recorded", subject="tour", value=id)
        for channel, (number, began) in list(self.state.takes.items()):
            if id in (None, number):
                del self.state.takes[channel]
                self.state.tours[number] = replace(self.state.tours[number], seconds=self.now() - began)

    def modify(self, id: int, name: str | None, delay: int | None) -> None:
        """Changes a tour that stands still. Raises NotThereError, WrongStateError, OutOfRangeError."""
        tour = self._still(id)
        if name is not None and _NAME.fullmatch(name) is None:
            raise OutOfRangeError("not a name", subject="name", value=name)
        _check_delay(delay)
        self.state.tours[id] = replace(tour, name=name or tour.name, delay=tour.delay if delay is None else delay)

    def remove(self, id: int) -> None:
        """Takes a tour away that stands still. Raises NotThereError, WrongStateError."""
        del self.state.tours[self._still(id).id]

    # ---- playing

    def play(self, id: int, *, loop: bool = False, delay: int | None = None) -> None:
        """Goes to where the tour began, and on from there, in place of what is played on the channel.

        Raises NotThereError, WrongStateError while the channel is recorded, OutOfRangeError, NotAllowedError for the queue.
        """
        tour = self.get(id)
        _check_delay(delay)
        if tour.channel in self.state.takes:
            raise WrongStateError("a tour is being recorded", subject="channel", value=tour.channel)
        self._tell(tour.channel, _to(tour.start))
        self._stop(tour.channel)
        if self.device.has(GuardTours):
            self.device.organ(GuardTours).stop(tour.channel)
        pause = (tour.delay if delay is None else delay) if loop else None
        self.state.plays[tour.channel] = Play(id, pause, since=self._arrival(tour.channel))
        self._arm(tour.channel)

    def stop(self, id: int | None = None) -> None:
        """Ends a playback, or all. Raises NotThereError, WrongStateError for a tour that is not played."""
        for channel in self._played(id):
            self._stop(channel)

    def pause(self, id: int | None = None) -> None:
        """Holds a playback, or all, until `resume`; the head stops. Raises as `stop`."""
        for channel in self._played(id):
            play = self.state.plays[channel]
            if play.since is not None:
                play.elapsed, play.since = max(0.0, play.elapsed + self.now() - play.since), None
                self._tell(channel, Command(continuous=dict.fromkeys((Axis.PAN, Axis.TILT, Axis.ZOOM), 0.0)))
            play.rests_until = None
            self._arm(channel)

    def resume(self, id: int | None = None) -> None:
        """Goes on with what was held, with the next command. Raises as `stop`."""
        for channel in self._played(id):
            play = self.state.plays[channel]
            if play.since is None and play.rests_until is None:
                play.since = self.now()
                if not play.done and not play.elapsed:
                    self._begin_round(channel)
            self._arm(channel)

    # ---- inside

    def _note(self, channel: int, command: Command) -> None:
        """A head was told something."""
        if channel in self.state.takes:
            id, began = self.state.takes[channel]
            tour = self.state.tours[id]
            if len(tour.steps) < MOST_STEPS:
                self.state.tours[id] = replace(tour, steps=(*tour.steps, Step(self.now() - began, command)))

    def _still(self, id: int) -> RecordedTour:
        tour = self.get(id)
        if self.status(id) is not TourStatus.STOPPED:
            raise WrongStateError("the tour is in use", subject="tour", value=id)
        return tour

    def _played(self, id: int | None) -> list[int]:
        if id is not None and self.status(self.get(id).id) is not TourStatus.PLAYING:
            raise WrongStateError("not being played", subject="tour", value=id)
        return [channel for channel, play in self.state.plays.items() if id in (None, play.tour)]

    def _stop(self, channel: int) -> None:
        if self.state.plays.pop(channel, None) is not None:
            self._arm(channel)
            if self.device.organ(PtzQueue).is_on(channel):
                self.device.organ(PtzQueue).drop(channel, _ACTOR)

    def _channel(self, number: int) -> Channel:
        return self.device.organ(PtzHead).channel(number)

    def _tell(self, channel: int, command: Command) -> None:
        self.device.organ(PtzQueue).admit(channel, _ACTOR)
        self._channel(channel).command(command)

    def _arrival(self, channel: int) -> float:
        """Camera time at which the head is where it goes."""
        ends = self._channel(channel).live.motion.ends()
        return max(self.now(), ends) if math.isfinite(ends) else self.now()

    def _arm(self, channel: int) -> None:
        """Waits for what comes next: a command, the end of the round, or the next round."""
        if (timer := self._timers.pop(channel, None)) is not None:
            timer.cancel()
        play = self.state.plays.get(channel)
        if play is not None and play.rests_until is not None:
            self._timers[channel] = self.device.life.call_at(play.rests_until, lambda: self._begin_round(channel))
        if play is None or play.since is None:
            return
        tour = self.state.tours[play.tour]
        due = tour.steps[play.done].after if play.done < len(tour.steps) else tour.seconds
        self._timers[channel] = self.device.life.call_at(max(self.now(), play.since + due - play.elapsed), lambda: self._go_on(channel))

    def _go_on(self, channel: int) -> None:
        play = self.state.plays[channel]
        tour = self.state.tours[play.tour]
        if play.done >= len(tour.steps):
            self._end_round(channel, play)
            return
        command, play.done = tour.steps[play.done].command, play.done + 1
        self._try(channel, command)
        self._arm(channel)

    def _end_round(self, channel: int, play: Play) -> None:
        if play.delay is None:
            self._stop(channel)
            return
        play.since, play.elapsed, play.done = None, 0.0, 0
        play.rests_until = self.now() + max(1.0, play.delay)
        self._arm(channel)

    def _begin_round(self, channel: int) -> None:
        play = self.state.plays[channel]
        self._try(channel, _to(self.state.tours[play.tour].start))
        play.rests_until, play.since = None, self._arrival(channel)
        self._arm(channel)

    def _try(self, channel: int, command: Command) -> None:
        """Tells the head; what it refuses now, or the queue, is left out."""
        try:
            self._tell(channel, command)
        except DeviceError:
            return


def _to(place: Position) -> Command:
    """The command that goes to a place."""
    return Command(absolute={Axis.PAN: place.pan, Axis.TILT: place.tilt, Axis.ZOOM: float(place.zoom)})


def _check_delay(delay: int | None) -> None:
    if delay is not None and not 0 <= delay <= LONGEST_DELAY:
        raise OutOfRangeError("0 to 9999 seconds", subject="delay", value=delay)
