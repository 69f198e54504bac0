"""Temperature sensors, fans and heaters (page slug: temperature-control). Temperatures are in degrees Celsius."""

from __future__ import annotations

import functools
from dataclasses import dataclass

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
from camsim.device.state import kept_in_default
from camsim.profile.model import Profile

ROOM = 21.0
"""Degrees of a device that nobody warms or cools."""
COLDEST, HOTTEST = -100.0, 200.0
"""Degrees that a sensor can feel."""
USUAL_RANGE = (-40.0, 80.0)
"""Where the parameters name no limits."""
PREFIX = "TemperatureControl"


@dataclass
class ClimateState:
    """What it is like outside, and what is broken: a restart changes none of it."""

    temperatures: dict[int, float] = kept_in_default(factory=dict)
    broken_fans: list[int] = kept_in_default(factory=list)
    running_fans: list[int] = kept_in_default(factory=list)
    running_heaters: list[int] = kept_in_default(factory=list)


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
            *(FanEvent(fan=fan, running=fan in self.state.running_fans) for fan in fans),
            *(FanFailureEvent(fan=fan, fan_failure=fan in self.state.broken_fans) for fan in fans),
            *(HeaterEvent(heater=one, running=one in self.state.running_heaters) for one in self._numbered("Heater.H")),
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
        ]

    def _thermometer(self, number: int) -> Lever:
        def drive(value: float) -> None:
            self.state.temperatures[number] = value
            self._tell()

        return Lever(f"temperature.{number}", "degrees Celsius", lambda: self.state.temperatures[number], drive, COLDEST, HOTTEST)

    def _member(self, name: str, members: list[int], number: int) -> Lever:
        def drive(on: bool) -> None:
            if on is not (number in members):
                (members.append if on else members.remove)(number)
            self._tell()

        return self.switch(name, lambda: number in members, drive)

    def _tell(self) -> None:
        for event in self.current_events():
            self.publish(event)

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
        return parameters.number(f"{base}.TriggerLow", int(USUAL_RANGE[0])), parameters.number(f"{base}.TriggerHigh", int(USUAL_RANGE[1]))
