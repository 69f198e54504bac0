"""How much power the device draws, by what its parts do (page slug: power-settings). Watts are guesses, and the same for all models."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.light import STRONGEST, Light
from camsim.device.organ import Organ
from camsim.device.ptz.head import PtzHead
from camsim.device.sensors.climate import Climate, Kind
from camsim.device.siren.organ import SirenAndLight
from camsim.device.siren.patterns import Kind as SignalKind
from camsim.device.state import kept, volatile
from camsim.device.time import Time
from camsim.profile.model import Profile

IDLE = 4.0
HEATER = 5.0
FAN = 1.0
LAMP = 3.0
SIGNAL = 2.5
HEAD = 6.0
SAVED = 0.85
"""Share of the power that is drawn while the device saves."""
EVERY = 900.0
"""Seconds between two measurements, as in the page's example."""
MOST = 7 * 96
"""Measurements that are kept: those of a week."""


@dataclass(frozen=True)
class Measurements:
    """What was measured, the newest last."""

    watts: tuple[float, ...]
    ended: float
    """The device's time of the last one."""

    @property
    def average(self) -> float:
        """Of all of them; 0 where there is none."""
        return sum(self.watts) / len(self.watts) if self.watts else 0.0


@dataclass
class ConsumptionState:
    """The setting, and what was measured since the start."""

    saving: bool = kept(default=False)
    measured: list[float] = volatile(factory=list)
    last: float = volatile(default=0.0)
    """The device's time of the newest measurement."""
    highest: float = volatile(default=0.0)


class Consumption(Organ[ConsumptionState]):
    """The meter of the device."""

    name = "consumption"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "power-settings" for entry in profile.apis.discovery)

    def factory_state(self) -> ConsumptionState:
        return ConsumptionState()

    def power_on(self) -> None:
        self._measure()

    @property
    def watts(self) -> float:
        """What is drawn now."""
        drawn = IDLE + self._climate() + self._lamps() + self._signals() + self._heads()
        return round(drawn * (SAVED if self.state.saving else 1.0), 3)

    @property
    def highest(self) -> float:
        """The most that was measured since the start."""
        return max(self.state.highest, self.watts)

    def save(self, on: bool) -> None:
        """Draws less, or not."""
        self.state.saving = on

    def measurements(self, seconds: float | None = None) -> Measurements:
        """What was measured in the last seconds, or since the start; at least the newest measurement."""
        count = MOST if seconds is None else max(1, int(min(seconds, MOST * EVERY) // EVERY))
        return Measurements(tuple(self.state.measured[-count:]), self.state.last)

    # ---- inside

    def _measure(self) -> None:
        state = self.state
        state.measured = [*state.measured[-(MOST - 1) :], self.watts]
        state.highest, state.last = max(state.highest, self.watts), self.device.organ(Time).stamp()
        self.later(EVERY, self._measure)

    def _climate(self) -> float:
        if not self.device.has(Climate):
            return 0.0
        climate = self.device.organ(Climate)
        running = ((watts, kind, number) for watts, kind in ((HEATER, Kind.HEATER), (FAN, Kind.FAN)) for number in climate.numbers(kind))
        return sum(watts * climate.intensity(kind, number) / 100 for watts, kind, number in running if climate.runs(kind, number))

    def _lamps(self) -> float:
        if not self.device.has(Light):
            return 0.0
        light = self.device.organ(Light)
        return sum(LAMP * light.intensity(number) / STRONGEST for number in light.numbers)

    def _signals(self) -> float:
        if not self.device.has(SirenAndLight):
            return 0.0
        organ = self.device.organ(SirenAndLight)
        functions = {each.function for kind in SignalKind for each in organ.operations(kind)}
        return sum(SIGNAL for function in functions if organ.active(function) is not None)

    def _heads(self) -> float:
        if not self.device.has(PtzHead) or not self.device.organ(PtzHead).facts.mechanical:
            return 0.0
        return sum(HEAD for channel in self.device.organ(PtzHead).channels() if channel.moving)
