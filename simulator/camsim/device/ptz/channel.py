"""One channel of a head: takes commands, moves in time, and tells what happens."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.errors import NotSupportedError, OutOfRangeError, WrongStateError
from camsim.device.event import Event
from camsim.device.ptz.command import Command, IrCutFilter
from camsim.device.ptz.drive import Cruise, Drive, Goal, drive_of
from camsim.device.ptz.events import ANY_PRESET, FAULT, PtzMoveEvent, PtzPresetEvent, PtzReadyEvent
from camsim.device.ptz.goals import goals_of
from camsim.device.ptz.machine import Effect, Input, Phase, check_takes_commands, step
from camsim.device.ptz.motion import FRAMING, PAN_TILT, Axis, Motion, Track, normal_pan
from camsim.device.ptz.optics import OPTICAL_END, WIDE_END, optics_of
from camsim.device.ptz.presets import Position
from camsim.device.ptz.settings import ABSOLUTE, Feature, Settings
from camsim.device.ptz.shelf import Shelf
from camsim.device.ptz.state import Live, Switches
from camsim.device.ptz.view import Pose, cropped

if TYPE_CHECKING:
    from camsim.device.ptz.head import PtzHead

LONGEST_IDLE = 3600
"""Longest idle time before the return home, in seconds."""

_INSTANT = 1e-6
"""Seconds by which a timer may come early."""


class Channel:
    """The head of one channel. Verbs raise `DeviceError`; a command that is refused changes nothing."""

    def __init__(self, head: PtzHead, number: int) -> None:
        self.head = head
        self.number = number
        self.settings = Settings(head.device, number)
        self.optics = optics_of(head.profile)
        self.presets = Shelf(self)
        self._arrival: Timer | None = None
        self._idle: Timer | None = None
        self._deadline: Timer | None = None

    # ---- reading

    @property
    def switches(self) -> Switches:
        """What commands and parameters set."""
        return self.head.state.switches[self.number]

    @property
    def live(self) -> Live:
        """Motion and phase."""
        return self.head.state.live[self.number]

    @property
    def enabled(self) -> bool:
        """Whether PTZ is switched on for the channel."""
        return self.head.state.enabled[self.settings.source]

    @property
    def broken(self) -> bool:
        """Whether the driver has a fault."""
        return self.number in self.head.state.broken

    @property
    def moving(self) -> bool:
        """Whether pan, tilt or zoom is under way."""
        return self.live.phase is Phase.MOVING

    @property
    def speed(self) -> int:
        """Speed in percent of the next move that names none."""
        return self.live.speed or self.switches.move_speed

    def reading(self, axis: Axis, instant: float | None = None) -> float:
        """Where an axis is at a camera time, now by default: degrees within -180..180, or steps."""
        instant = self.head.now() if instant is None else instant
        if axis is Axis.FOCUS and self.switches.auto_focus and self.settings.has(Feature.AUTO_FOCUS):
            return self._focus_for(self.live.motion.zoom.at(instant))
        position = self.live.motion.track(axis).at(instant)
        return normal_pan(position) if axis is Axis.PAN else position

    def place(self) -> Position:
        """Where the head looks now, as a preset keeps it."""
        own_focus = self.settings.has_axis(Axis.FOCUS) and not self.switches.auto_focus
        own_iris = self.settings.has_axis(Axis.IRIS) and not self.switches.auto_iris
        return Position(
            pan=self.reading(Axis.PAN),
            tilt=self.reading(Axis.TILT),
            zoom=round(self.reading(Axis.ZOOM)),
            focus=round(self.reading(Axis.FOCUS)) if own_focus else None,
            iris=round(self.reading(Axis.IRIS)) if own_iris else None,
        )

    def aim(self, instant: float) -> Pose:
        """Where the head points at a camera time of the current motion, earlier or later, in degrees of its own."""
        pan, tilt, zoom = (self.live.motion.track(axis).at(instant) for axis in FRAMING)
        return Pose(normal_pan(pan), tilt, round(zoom), self.optics.field_of_view(zoom))

    def pose(self, instant: float) -> Pose:
        """Where the channel's picture looks at a camera time of the current motion, earlier or later."""
        pose = self.aim(instant)
        video = self.head.profile.video
        return pose if self.head.facts.mechanical or video is None else cropped(pose, self.optics.wide, video, self.settings.image_source)

    def defocus(self, instant: float) -> float:
        """How far the focus is from where autofocus would put it: a share of its whole way."""
        if not self.settings.has_axis(Axis.FOCUS):
            return 0.0
        low, high = self.settings.span(Axis.FOCUS)
        sharp = self._focus_for(self.live.motion.zoom.at(instant))
        return abs(self.reading(Axis.FOCUS, instant) - sharp) / max(high - low, 1)

    def default_place(self) -> Position:
        """Straight ahead, zoomed out, as far as the limits allow."""
        drive = self._drive()
        pan, tilt, zoom = (drive.clamped(axis, ahead) for axis, ahead in ((Axis.PAN, 0.0), (Axis.TILT, 0.0), (Axis.ZOOM, WIDE_END)))
        return Position(pan, tilt, round(zoom))

    def check_enabled(self) -> None:
        """Raises WrongStateError while PTZ is switched off."""
        if not self.enabled:
            raise WrongStateError("PTZ disabled")

    # ---- moving

    def command(self, command: Command) -> None:
        """Carries out a command; positions beyond the limits are clamped.

        Raises WrongStateError for a head that is off or locked, NotSupportedError for what the channel lacks, OutOfRangeError for
        what no head takes, NotThereError for an unknown preset.
        """
        if self.broken:
            raise WrongStateError(FAULT)
        check_takes_commands(self.live.phase)
        command.check()
        self._check_support(command)
        place = self.presets.place_of(command)
        self._forget_deadline()
        goals = goals_of(command, self.settings, self.optics, self.reading(Axis.ZOOM), place)
        self._set_automatics(command, goals, place)
        if command.auxiliary is not None:
            self._set_auxiliary(command.auxiliary)
        if command.speed is not None:
            self.live.speed = command.speed
        self._pursue(goals, self._drive(proportional=command.proportional))
        for observer in self.head.observers:
            observer(self.number, command)

    def stop_after(self, seconds: float) -> None:
        """Ends the continuous moves under way after some time, unless another command comes before."""
        self._forget_deadline()
        self._deadline = self.head.later(seconds, lambda: self.command(Command(continuous=dict.fromkeys(FRAMING, 0.0))))

    def go_home(self) -> None:
        """Goes to the home preset, or to the default position where none is set. Raises WrongStateError."""
        self.command(Command(home=True))

    def move_home(self, place: Position) -> None:
        """Makes a place the home, and goes there: at once while PTZ is switched off, on the way of any command otherwise."""
        self.presets.place_home(place)
        if not self.enabled:
            self.live.motion = self._standing(place)
        elif not self.switches.locked:
            self.go_home()
        self.tell_presets()

    # ---- switches

    def set_auto_focus(self, on: bool) -> None:
        """Lets the device focus itself, or holds the focus where it is."""
        if self.switches.auto_focus and not on:
            self.live.motion = self.live.motion.replace({Axis.FOCUS: Track(round(self.reading(Axis.FOCUS)), self.head.now())})
        self.switches.auto_focus = on

    def set_auto_iris(self, on: bool) -> None:
        """Lets the device choose the iris itself, or not."""
        self.switches.auto_iris = on

    def set_backlight(self, on: bool) -> None:
        """Switches backlight compensation."""
        self.switches.backlight = on

    def set_ir_cut_filter(self, position: IrCutFilter) -> None:
        """Puts the filter in place, takes it away, or leaves it to the device."""
        self.switches.ir_cut_filter = position

    def set_move_speed(self, percent: int) -> None:
        """Sets the default speed; a speed commanded before is forgotten. Raises OutOfRangeError."""
        Command(speed=percent).check()
        self.switches.move_speed = percent
        self.live.speed = None

    def set_idle_return(self, seconds: int) -> None:
        """Sets after how many idle seconds the head goes home; 0: never. Raises OutOfRangeError."""
        if not 0 <= seconds <= LONGEST_IDLE:
            raise OutOfRangeError(f"0 to {LONGEST_IDLE} seconds", subject="idle_return", value=seconds)
        self.switches.idle_return = seconds
        self._arm_idle()

    def set_locked(self, locked: bool) -> None:
        """Locks the head where it is, or frees it."""
        self.switches.locked = locked
        self._shift(Input.HOLD if locked else Input.RELEASE)
        self._arm_idle()

    def follow_switch(self) -> None:
        """Takes over that PTZ was switched on or off: digital PTZ returns to its home."""
        if not self.enabled:
            self._shift(Input.SWITCH_OFF)
            if not self.head.facts.mechanical:
                self.live.motion = self._standing(self.presets.home_place())
            self.head.withdraw(self._move_event())
            self.withdraw_presets([ANY_PRESET, *self.presets.numbers()])
        elif self.live.phase is Phase.OFF:
            phase, _ = step(Phase.OFF, Input.SWITCH_ON)
            self.live.phase, _ = step(phase, Input.HOLD if self.switches.locked else Input.RELEASE)
            self.live.here = self._presets_here()
            for event in self.current_events()[1:]:
                self.head.publish(event)
        self._arm_idle()

    # ---- for the organ

    def power_on(self) -> None:
        """Wakes at home, or goes on with a motion that was restored."""
        if self.number not in self.head.state.live:
            phase = Phase.OFF if not self.enabled else Phase.HELD if self.switches.locked else Phase.IDLE
            self.head.state.live[self.number] = Live(self._standing(self.presets.home_place()), phase)
            self.live.here = self._presets_here()
        self._await_arrival()
        self._arm_idle()

    def power_off(self) -> None:
        """Waits for nothing any more."""
        for timer in (self._arrival, self._idle, self._deadline):
            if timer is not None:
                timer.cancel()

    def current_events(self) -> list[Event]:
        """Stateful events of the channel; one that is switched off only tells that its driver works."""
        events: list[Event] = [PtzReadyEvent(channel=self.number, ready=not self.broken)]
        if self.enabled:
            here = self._presets_here()
            events.append(self._move_event())
            events.append(self._preset_event(ANY_PRESET, bool(here)))
            events += [self._preset_event(number, number in here) for number in self.presets.numbers()]
        return events

    def tell_presets(self, fresh: int | None = None) -> None:
        """Publishes at which presets the head stands, where that has changed; for a fresh preset in any case."""
        before, here = self.live.here, self._presets_here()
        self.live.here = here
        if not self.enabled and not before:
            return
        for number in sorted({*before, *here, *([] if fresh is None else [fresh])}):
            if number == fresh or (number in before) != (number in here):
                self.head.publish(self._preset_event(number, number in here))
        if bool(before) != bool(here):
            self.head.publish(self._preset_event(ANY_PRESET, bool(here)))

    def withdraw_presets(self, gone: Iterable[int]) -> None:
        """Tells that presets are no longer there."""
        for number in sorted(gone):
            self.head.withdraw(self._preset_event(number, False))

    # ---- inside

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _check_support(self, command: Command) -> None:
        for feature in command.features():
            self.settings.demand(feature)
        if command.turns() and not any(self.settings.allows(ABSOLUTE[axis]) for axis in PAN_TILT):
            raise NotSupportedError("not supported", subject="turn")
        if command.home and not any(self.settings.has_axis(axis) for axis in FRAMING):
            raise NotSupportedError("not supported", subject="home")
        if command.auxiliary is not None and command.auxiliary not in self.head.facts.auxiliary:
            raise OutOfRangeError("no such function", subject="auxiliary", value=command.auxiliary)

    def _set_automatics(self, command: Command, goals: dict[Axis, Goal], place: Position | None) -> None:
        """A goal for focus or iris takes it out of the device's hands; a preset without one gives it back; the argument outdoes both."""
        for axis, told, feature, put in (
            (Axis.FOCUS, command.auto_focus, Feature.AUTO_FOCUS, self.set_auto_focus),
            (Axis.IRIS, command.auto_iris, Feature.AUTO_IRIS, self.set_auto_iris),
        ):
            by_hand = axis in goals and goals[axis] != Cruise(0)
            if told is not None:
                put(told)
            elif by_hand or (place is not None and self.settings.has(feature)):
                put(not by_hand)
        if command.backlight is not None:
            self.set_backlight(command.backlight)
        if command.ir_cut_filter is not None:
            self.set_ir_cut_filter(command.ir_cut_filter)

    def _set_auxiliary(self, function: str) -> None:
        """Remembers what was told: functions are named `tt:Wiper|On`, `tt:Wiper|Off`, or by one word for a single shot."""
        self.live.last_auxiliary = function
        name, _, state = function.partition("|")
        if state:
            self.live.auxiliaries[name] = state

    def _drive(self, *, proportional: bool = True) -> Drive:
        return drive_of(self.settings, self.optics, proportional=proportional)

    def _pursue(self, goals: dict[Axis, Goal], drive: Drive) -> None:
        now, motion = self.head.now(), self.live.motion
        if any(axis in goals for axis in PAN_TILT):
            goals = {**{axis: Cruise(0) for axis in PAN_TILT if motion.track(axis).cruise}, **goals}
        view = self.optics.field_of_view(motion.zoom.at(now))
        tracks = {axis: drive.track(axis, goal, motion.track(axis), now, speed=self.speed, view=view) for axis, goal in goals.items()}
        self.live.motion = motion.replace(tracks)
        if any(tracks[axis].moves(now) for axis in FRAMING if axis in tracks):
            self._shift(Input.DEPART)
        elif self.moving and not self.live.motion.moves(now):
            self._come_to_rest()
        self._await_arrival()
        self._arm_idle()

    def _await_arrival(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None
        ends = self.live.motion.ends()
        if self.moving and math.isfinite(ends):
            self._arrival = self.head.device.life.call_at(ends, self._arrive)

    def _arrive(self) -> None:
        self._come_to_rest()
        self._arm_idle()

    def _come_to_rest(self) -> None:
        now = self.head.now()
        tracks = {axis: self.live.motion.track(axis) for axis in FRAMING}
        self.live.motion = self.live.motion.replace(
            {axis: Drive.settled(axis, track, now) for axis, track in tracks.items() if track.ends <= now + _INSTANT}
        )
        self._shift(Input.REST)

    def _shift(self, happened: Input) -> None:
        self.live.phase, effects = step(self.live.phase, happened)
        for effect in effects:
            match effect:
                case Effect.HALT:
                    self.live.motion = self.live.motion.halted(self.head.now())
                case Effect.COUNT:
                    self.switches.movements += 1
                case Effect.TELL_MOVING:
                    self.tell_presets()
                    self.head.publish(self._move_event())
                case Effect.TELL_RESTING:
                    self.head.publish(self._move_event())
        if not self.moving:
            self.tell_presets()
        if Effect.TELL_MOVING in effects or Effect.TELL_RESTING in effects:
            for follower in self.head.followers:
                follower(self.number)
        self._await_arrival()

    def _arm_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self.switches.idle_return and self.live.phase is Phase.IDLE and not self.place().is_near(self.presets.home_place()):
            self._idle = self.head.later(self.switches.idle_return, self.go_home)

    def _presets_here(self) -> list[int]:
        if self.moving or not self.enabled:
            return []
        place = self.place()
        return [number for number in self.presets.numbers() if self.presets.get(number).position.is_near(place)]

    def _standing(self, place: Position) -> Motion:
        now, drive = self.head.now(), self._drive()
        wanted = {Axis.PAN: place.pan, Axis.TILT: place.tilt, Axis.ZOOM: place.zoom, Axis.FOCUS: place.focus, Axis.IRIS: place.iris}
        middles = {axis: float(round(sum(drive.spans[axis]) / 2.0)) for axis in (Axis.FOCUS, Axis.IRIS, Axis.BRIGHTNESS)}
        positions = {**middles, **{axis: float(position) for axis, position in wanted.items() if position is not None}}
        return Motion(**{axis.value: Track(drive.clamped(axis, positions[axis]), now) for axis in Axis})

    def _focus_for(self, zoom: float) -> float:
        """Where autofocus puts the focus: further away the longer the lens."""
        low, high = self.settings.span(Axis.FOCUS)
        share = (min(zoom, OPTICAL_END) - WIDE_END) / (OPTICAL_END - WIDE_END)
        return float(round(low + (high - low) * (0.25 + 0.5 * share)))

    def _move_event(self) -> Event:
        return PtzMoveEvent(channel=self.number, configuration=self.number, is_moving=self.moving)

    def _preset_event(self, number: int, on_preset: bool) -> Event:
        return PtzPresetEvent(channel=self.number, preset=number, on_preset=on_preset)
