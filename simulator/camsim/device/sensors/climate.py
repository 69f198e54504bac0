"""Temperature sensors, fans and heaters (page slug: temperature-control). Temperatures are in degrees Celsius."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from camsim.device.errors import NotSupportedError, NotThereError
from camsim.device.event import Event
from camsim.device.parameters import Parameters
from camsim.device.sensors.events import (
    AboveTemperatureEvent,
    BelowTemperatureEvent,
    FanEvent,
    FanFailureEvent,
    HeaterEvent,
    InsideTemperatureEvent,
    OutsideTemperatureEvent,
)
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default, volatile
from camsim.profile.model import Profile

ROOM = 21.0
"""Degrees of a device that nobody warms or cools."""
COLDEST, HOTTEST = -100.0, 200.0
"""Degrees that a sensor can feel."""
USUAL_RANGE = (-40.0, 80.0)
"""Where the parameters name no limits."""
USUAL_DURATION = 300
"""Seconds of a run that somebody begins, where the parameters say nothing."""
PREFIX = "TemperatureControl"


class Kind(StrEnum):
    """What changes the temperature; the value is its group of parameters."""

    HEATER = "Heater"
    FAN = "Fan"


@dataclass(frozen=True)
class Manual:
    """What somebody has told a heater or fan to do."""

    intensity: int = 100
    """Percent."""
    until: float | None = None
    """Camera time; None: until it is told otherwise."""


@dataclass
class ClimateState:
    """What it is like outside, and what is broken: a restart changes none of it."""

    temperatures: dict[int, float] = kept_in_default(factory=dict)
    broken_fans: list[int] = kept_in_default(factory=list)
    running_fans: list[int] = kept_in_default(factory=list)
    running_heaters: list[int] = kept_in_default(factory=list)
    broken_heaters: list[int] = kept_in_default(factory=list)
    manual: dict[str, Manual] = volatile(factory=dict)
    """By name of the part, `Heater.H0`."""


class Climate(Sensor[ClimateState]):
    """How warm the device is, and what it does about it."""

    name = "climate"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name.startswith(f"{PREFIX}.") for leaf in profile.leaves)

    def factory_state(self) -> ClimateState:
        return ClimateState(dict.fromkeys(self._numbered("Sensor.S"), ROOM))

    def current_events(self) -> list[Event]:
        if not self.state.temperatures:
            return []
        above, below = self.above, self.below
        fans = self._numbered("Fan.F")
        return [
            OutsideTemperatureEvent(sensor_level=above or below),
            AboveTemperatureEvent(sensor_level=above),
            BelowTemperatureEvent(sensor_level=below),
            InsideTemperatureEvent(sensor_level=not (above or below)),
            *(FanEvent(fan=fan, running=self.runs(Kind.FAN, fan)) for fan in fans),
            *(FanFailureEvent(fan=fan, fan_failure=fan in self.state.broken_fans) for fan in fans),
            *(HeaterEvent(heater=one, running=self.runs(Kind.HEATER, one)) for one in self._numbered("Heater.H")),
        ]

    @property
    def above(self) -> bool:
        """Whether a sensor is above its range."""
        return any(value > self._limits(number)[1] for number, value in self.state.temperatures.items())

    @property
    def below(self) -> bool:
        """Whether a sensor is below its range."""
        return any(value < self._limits(number)[0] for number, value in self.state.temperatures.items())

    def levers(self) -> list[Lever]:
        fans = self._numbered("Fan.F")
        return [
            *(self._thermometer(number) for number in self.state.temperatures),
            *(self._member(f"fan.{fan}", self.state.running_fans, fan) for fan in fans),
            *(self._member(f"fan-failure.{fan}", self.state.broken_fans, fan) for fan in fans),
            *(self._member(f"heater.{one}", self.state.running_heaters, one) for one in self._numbered("Heater.H")),
            *(self._member(f"heater-failure.{one}", self.state.broken_heaters, one) for one in self._numbered("Heater.H")),
        ]

    def power_on(self) -> None:
        self.device.organ(Parameters).watchers.append(self._follow)

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        for name, manual in list(self.state.manual.items()):
            if manual.until is not None:
                self._end_at(name, manual.until)

    # ---- heaters and fans; each raises NotThereError (subject `part`) for one that is not there

    def numbers(self, kind: Kind) -> list[int]:
        """The heaters or fans, from 0."""
        return self._numbered(f"{kind}.{kind[0]}")

    @property
    def sensors(self) -> dict[int, tuple[str, float]]:
        """Name and degrees of each sensor."""
        texts = self.device.organ(Parameters)
        return {number: (texts.text(f"{PREFIX}.Sensor.S{number}.Name"), value) for number, value in sorted(self.state.temperatures.items())}

    def broken(self, kind: Kind, number: int) -> bool:
        """Whether it is out of order."""
        self._part(kind, number)
        return number in (self.state.broken_heaters if kind is Kind.HEATER else self.state.broken_fans)

    def runs(self, kind: Kind, number: int) -> bool:
        """Whether it runs now, by itself or because it was told to."""
        manual = self.state.manual.get(self._part(kind, number))
        return bool(manual.intensity) if manual is not None else number in self._automatic(kind)

    def intensity(self, kind: Kind, number: int) -> int:
        """Percent of its power while it runs."""
        manual = self.state.manual.get(self._part(kind, number))
        return 100 if manual is None else manual.intensity

    def left(self, kind: Kind, number: int) -> int:
        """Whole seconds until a run that somebody has begun ends; 0: there is none."""
        manual = self.state.manual.get(self._part(kind, number))
        return 0 if manual is None or manual.until is None else math.ceil(max(0.0, manual.until - self.now()) - 1e-6)

    def start(self, kind: Kind, number: int) -> None:
        """Lets it run for its ManualControlDuration. Raises NotSupportedError where users may not."""
        part = self._users_own(kind, number)
        until = self.now() + self.device.organ(Parameters).number(f"{PREFIX}.{part}.ManualControlDuration", USUAL_DURATION)
        self.state.manual[part] = Manual(until=until)
        self._end_at(part, until)
        self.publish_current()

    def stop(self, kind: Kind, number: int) -> None:
        """Ends that; the device is in charge again, and begins anew when it is too cold or too warm (a guess). Raises NotSupportedError."""
        self.state.manual.pop(self._users_own(kind, number), None)
        automatic = self._automatic(kind)
        if number in automatic:
            automatic.remove(number)
        self.publish_current()

    def control(self, kind: Kind, number: int, on: bool, intensity: int) -> None:
        """Lets it run at an intensity in percent until a restart, or gives it back to the device. Raises NotSupportedError."""
        part = self._users_own(kind, number)
        if on:
            self.state.manual[part] = Manual(intensity)
        else:
            self.state.manual.pop(part, None)
        self.publish_current()

    def _part(self, kind: Kind, number: int) -> str:
        if number not in self.numbers(kind):
            raise NotThereError(f"no {kind} {number}", subject="part", value=number)
        return f"{kind}.{kind[0]}{number}"

    def _users_own(self, kind: Kind, number: int) -> str:
        part = self._part(kind, number)
        if not self.device.organ(Parameters).flag(f"{PREFIX}.{part}.UserControlSupport"):
            raise NotSupportedError(f"users do not control {part}", subject="mode", value=number)
        return part

    def _automatic(self, kind: Kind) -> list[int]:
        return self.state.running_heaters if kind is Kind.HEATER else self.state.running_fans

    def _end_at(self, part: str, until: float) -> None:
        def end() -> None:
            manual = self.state.manual.get(part)
            if manual is not None and manual.until == until:
                del self.state.manual[part]
                self.publish_current()

        self.device.life.call_at(until, end)

    def _regulate(self) -> None:
        """Starts and stops by temperature: around ControlPolicyLimit, ControlPolicyDelta apart (a guess how the two make a range)."""
        texts = self.device.organ(Parameters)
        for kind in Kind:
            for number in self.numbers(kind):
                base = f"{PREFIX}.{kind}.{kind[0]}{number}.ControlPolicy"
                limit, half = texts.number(f"{base}Limit"), texts.number(f"{base}Delta") / 2
                felt = min(self.state.temperatures.values()) if kind is Kind.HEATER else max(self.state.temperatures.values())
                beyond = limit - felt if kind is Kind.HEATER else felt - limit
                running = self._automatic(kind)
                if beyond > half and number not in running:
                    running.append(number)
                elif beyond <= -half and number in running:
                    running.remove(number)

    def _follow(self, parameter: str) -> None:
        """A client has changed a limit."""
        if parameter.startswith(f"{PREFIX}.") and self.state.temperatures:
            self._regulate()
            self.publish_current()

    def _thermometer(self, number: int) -> Lever:
        def drive(value: float) -> None:
            self.state.temperatures[number] = value
            self._regulate()
            self.publish_current()

        return Lever(f"temperature.{number}", "degrees Celsius", lambda: self.state.temperatures[number], drive, COLDEST, HOTTEST)

    def _member(self, name: str, members: list[int], number: int) -> Lever:
        def drive(on: bool) -> None:
            if on is not (number in members):
                (members.append if on else members.remove)(number)
            self.publish_current()

        return self.switch(name, lambda: number in members, drive)

    def _numbered(self, part: str) -> list[int]:
        """Numbers of the sensors, fans or heaters that the parameters name."""
        stem = f"{PREFIX}.{part}"
        found = (name.removeprefix(stem).partition(".")[0] for name in self._names if name.startswith(stem))
        return sorted({int(number) for number in found if number.isdecimal()})

    @functools.cached_property
    def _names(self) -> list[str]:
        return [leaf.name for leaf in self.profile.leaves if leaf.name.startswith(f"{PREFIX}.")]

    def _limits(self, number: int) -> tuple[float, float]:
        parameters = self.device.organ(Parameters)
        base = f"{PREFIX}.Sensor.S{number}"
        low, high = (parameters.text(f"{base}.{name}") for name in ("TriggerLow", "TriggerHigh"))
        return _degrees(low, USUAL_RANGE[0]), _degrees(high, USUAL_RANGE[1])


def _degrees(text: str, default: float) -> float:
    """Degrees Celsius of a limit, which may be written in Fahrenheit: `30F`."""
    try:
        return (float(text[:-1]) - 32.0) / 1.8 if text[-1:] in ("F", "f") else float(text)
    except ValueError:
        return default
