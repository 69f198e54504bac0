"""Siren and signalling light: signals by priority, on the clock, alone or from profiles (page slug: siren-and-light)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import DeviceError, NotThereError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.sensors.siren import SirenHealth
from camsim.device.siren.patterns import Kind
from camsim.device.siren.shelf import GROUP, MAIN_LIGHT, SignalShelf
from camsim.device.siren.signal import Signal, SignalProfile
from camsim.device.speaker import Speaker
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device


@dataclass(frozen=True)
class Operation:
    """A signal that was started and has not ended; it signals while no higher one of the same function is there."""

    number: int
    signal: Signal
    profile: str | None = None
    until: float | None = None
    """Camera time in seconds; None: it is stopped by somebody."""

    @property
    def function(self) -> str:
        """What signals: the siren, or one of the lights."""
        return self.signal.function or MAIN_LIGHT if self.signal.kind is Kind.LIGHT else self.signal.kind.value

    def left(self, now: float) -> int | None:
        """Whole seconds until it ends."""
        return None if self.until is None else math.ceil(max(0.0, self.until - now) - 1e-6)


@dataclass
class SirenState:
    """What was started."""

    operations: list[Operation] = volatile(factory=list)
    """In the order in which they were started."""
    running: list[str] = kept(factory=list)
    """Names of the profiles that run, for those that go on after a restart."""


class SirenAndLight(Organ[SirenState]):
    """The signals of the device. Of each function, one operation of each priority is there, and the highest one is seen or heard."""

    name = "siren"

    def __init__(self, device: Device) -> None:
        self._ends: list[Timer] = []
        self._sounded = False
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return SirenHealth.fits(profile)

    def factory_state(self) -> SirenState:
        return SirenState()

    def power_on(self) -> None:
        self._sounded = False
        if self.device.has(Speaker):
            self.device.organ(Speaker).others["siren"] = lambda: self.active("siren") is not None
        before, self.state.running = self.state.running, []
        for profile in self.profiles.all():
            if profile.resumes and profile.name in before:
                try:
                    self.start_profile(profile.name)
                except DeviceError:  # what a client has spoilt over param.cgi does not start
                    continue
        self._changed()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._changed()

    # ---- reading

    @property
    def profiles(self) -> SignalShelf:
        """Signals under names."""
        return SignalShelf(self.device.organ(Parameters))

    @property
    def in_maintenance(self) -> bool:
        """Whether the device says that it is in its maintenance mode; it cannot be changed on the devices that are known."""
        return self.device.organ(Parameters).flag(f"{GROUP}.MaintenanceMode.MaintenanceMode")

    def operations(self, kind: Kind) -> list[Operation]:
        """What was started and has not ended, the highest priority first."""
        return sorted((each for each in self.state.operations if each.signal.kind is kind), key=lambda each: -(each.signal.priority or 0))

    def active(self, function: str) -> Operation | None:
        """What the siren (`siren`) or a light (`SignalingLED`) does now; nothing during a health check."""
        if self.device.organ(SirenHealth).state.checking:
            return None
        same = [each for each in self.state.operations if each.function == function]
        return max(same, key=lambda each: each.signal.priority or 0, default=None)

    # ---- verbs

    def start(self, signals: tuple[Signal, ...], profile: str | None = None) -> list[Operation]:
        """Starts signals, in place of ones of the same function and priority. Raises OutOfRangeError; nothing has started then."""
        started = []
        for signal in [each.filled() for each in signals]:
            fresh = Operation(0, signal, profile)
            old = next((each for each in self.state.operations if _same_place(each, fresh)), None)
            if old is not None:
                self.state.operations.remove(old)
            seconds = signal.seconds
            until = None if seconds is None else self.now() + seconds
            started.append(Operation(self._free_number(signal.kind), signal, profile, until))
            self.state.operations.append(started[-1])
        self._changed()
        return started

    def start_profile(self, name: str) -> list[Operation]:
        """Starts the signals of a profile. Raises NotThereError, OutOfRangeError for one that was spoilt."""
        profile: SignalProfile = self.profiles.get(name).filled()
        return self.start(profile.signals, name)

    def stop_all(self, kinds: list[Kind]) -> None:
        """Ends everything of some kinds."""
        self._end([each for each in self.state.operations if each.signal.kind in kinds])

    def stop(self, numbers: dict[Kind, int]) -> None:
        """Ends single operations, all or none. Raises NotThereError (subject `operation`)."""
        gone = [each for each in self.state.operations if numbers.get(each.signal.kind) == each.number]
        if len(gone) < len(numbers):
            raise NotThereError("no such operation", subject="operation", value=list(numbers.values()))
        self._end(gone)

    def stop_profile(self, name: str) -> None:
        """Ends what a profile has started. Raises NotThereError (subject `signal profile`, or `operation` where nothing of it runs)."""
        self.profiles.get(name)
        gone = [each for each in self.state.operations if each.profile == name]
        if not gone:
            raise NotThereError(f"{name} does not run", subject="operation", value=name)
        self._end(gone)

    # ---- inside

    def _free_number(self, kind: Kind) -> int:
        taken = {each.number for each in self.operations(kind)}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def _end(self, gone: list[Operation]) -> None:
        self.state.operations = [each for each in self.state.operations if each not in gone]
        self._changed()

    def _changed(self) -> None:
        """Takes over what is there now: timers, the profiles that run, the sound at the output."""
        for timer in self._ends:
            timer.cancel()
        over = [each for each in self.state.operations if each.until is not None and each.until <= self.now()]
        self.state.operations = [each for each in self.state.operations if each not in over]
        times = sorted({each.until for each in self.state.operations if each.until is not None})
        self._ends = [self.device.life.call_at(times[0], self._changed)] if times else []
        self.state.running = sorted({each.profile for each in self.state.operations if each.profile})
        sounds = bool(self.operations(Kind.SIREN))
        if sounds is not self._sounded and self.device.has(Speaker):
            self.device.organ(Speaker).publish_current()
        self._sounded = sounds


def _same_place(one: Operation, other: Operation) -> bool:
    return one.function == other.function and one.signal.priority == other.signal.priority
