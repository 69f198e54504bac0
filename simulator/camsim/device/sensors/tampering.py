"""Tampering and shock detection: somebody covers, turns or strikes the camera (page slugs: tampering, shock-detection)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.event import Declaration, Event
from camsim.device.parameters import Parameters
from camsim.device.sensors.events import SceneChangeEvent, ShockEvent, TamperingEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

SHOCK_PAUSE = 5.0
"""Seconds in which a second shock is not told."""
DETECTION = "Properties.Tampering.Tampering"
SHOCK = "Properties.Tampering.ShockDetection"


@dataclass
class TamperingState:
    """Which channels are covered, and when a shock was last told."""

    covered: list[int] = kept_in_default(factory=list)
    told: list[int] = volatile(factory=list)
    """Channels whose tampering is under way and told."""
    shock_at: float | None = volatile(None)


class Tampering(Sensor[TamperingState]):
    """Feels tampering: a view that stays covered for as long as the parameter says is told."""

    name = "tampering"

    def __init__(self, device: Device) -> None:
        self._timers: dict[int, Timer] = {}
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes(DETECTION) or profile.says_yes(SHOCK)

    def factory_state(self) -> TamperingState:
        return TamperingState()

    def power_on(self) -> None:
        self.state.told.clear()
        self._timers.clear()
        for channel in self.state.covered:
            self._await(channel)

    def current_events(self) -> list[Event]:
        return [SceneChangeEvent(token=str(channel - 1), state=channel in self.state.told) for channel in self.channels]

    def declarations(self) -> list[Declaration]:
        found = super().declarations()
        if self.channels:
            found.append(Declaration(TamperingEvent, values={"channel": dict.fromkeys(self.channels, "")}))
        if self.profile.says_yes(SHOCK):
            found.append(Declaration(ShockEvent, values={"channel": {1: ""}}))
        return found

    @property
    def channels(self) -> list[int]:
        """The image sources that are watched, from 1."""
        if not self.profile.says_yes(DETECTION):
            return []
        return list(range(1, 1 + max(1, self.device.organ(Parameters).number("ImageSource.NbrOfSources", 1))))

    def levers(self) -> list[Lever]:
        found = [self._lever(channel) for channel in self.channels]
        if self.profile.says_yes(SHOCK):
            found.append(self.switch("shock.1", lambda: False, lambda on: self.strike() if on else None))
        return found

    def cover(self, channel: int, covered: bool) -> None:
        """Covers the view of a channel or uncovers it; told after `Tampering.T#.MinDuration` seconds."""
        if covered is (channel in self.state.covered):
            return
        if covered:
            self.state.covered.append(channel)
            self._await(channel)
            return
        self.state.covered.remove(channel)
        timer = self._timers.pop(channel, None)
        if timer is not None:
            timer.cancel()
        if channel in self.state.told:
            self.state.told.remove(channel)
            self.publish(SceneChangeEvent(token=str(channel - 1), state=False))

    def strike(self) -> None:
        """Strikes the device; told unless that was told a moment ago."""
        last = self.state.shock_at
        if last is None or self.now() - last >= SHOCK_PAUSE:
            self.state.shock_at = self.now()
            self.publish(ShockEvent(channel=1))

    def _await(self, channel: int) -> None:
        seconds = self.device.organ(Parameters).number(f"Tampering.T{channel - 1}.MinDuration", 20)
        self._timers[channel] = self.later(seconds, lambda: self._detect(channel))

    def _detect(self, channel: int) -> None:
        self._timers.pop(channel, None)
        self.state.told.append(channel)
        self.publish(TamperingEvent(channel=channel, tampering=1))
        self.publish(SceneChangeEvent(token=str(channel - 1), state=True))

    def _lever(self, channel: int) -> Lever:
        return self.switch(f"tampering.{channel}", lambda: channel in self.state.covered, lambda on: self.cover(channel, on))
