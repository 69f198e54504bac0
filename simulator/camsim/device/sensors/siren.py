"""The health check of a siren with its light: it runs when asked, and tells what it found (topics as recorded)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.event import Event
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept, kept_in_default, volatile
from camsim.device.time import Time
from camsim.profile.model import Profile

SECONDS = 2.0
"""How long a check takes (guess)."""


class HealthCheckDoneEvent(Event):
    """A check has come to its end, whatever it found."""

    topic = "tns1:Device/tnsaxis:SirenAndLight/HealthCheckDone"
    nice_name = "HealthCheckDone"
    stateful = False


class HealthCheckFailedEvent(Event):
    """A check has found that something is broken."""

    topic = "tns1:Device/tnsaxis:SirenAndLight/HealthCheckFailed"
    nice_name = "HealthCheckFailed"
    stateful = False


class HealthCheckSuccessEvent(Event):
    """A check has found everything in order."""

    topic = "tns1:Device/tnsaxis:SirenAndLight/HealthCheckSuccess"
    nice_name = "HealthCheckSuccess"
    stateful = False


class HealthCheckLightFailedEvent(Event):
    """A check has found that the light is broken."""

    topic = "tns1:Device/tnsaxis:SirenAndLight/HealthCheckLightFailed"
    nice_name = "HealthCheckLightFailed"
    stateful = False


@dataclass
class SirenHealthState:
    """What is broken, and whether a check runs."""

    siren_broken: bool = kept_in_default(default=False)
    light_broken: bool = kept_in_default(default=False)
    checking: bool = volatile(default=False)
    checked: float | None = kept(default=None)
    """The device's time when a check has ended last."""
    found_siren: bool = kept(default=False)
    """What that check has found broken."""
    found_light: bool = kept(default=False)


class SirenHealth(Sensor[SirenHealthState]):
    """Watches over siren and light."""

    name = "siren_health"
    tells = (HealthCheckDoneEvent, HealthCheckFailedEvent, HealthCheckSuccessEvent, HealthCheckLightFailedEvent)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.SirenAndLight.SirenAndLight2")

    def factory_state(self) -> SirenHealthState:
        return SirenHealthState()

    def levers(self) -> list[Lever]:
        def break_siren(on: bool) -> None:
            self.state.siren_broken = on

        def break_light(on: bool) -> None:
            self.state.light_broken = on

        return [
            self.switch("siren-broken", lambda: self.state.siren_broken, break_siren),
            self.switch("siren-light-broken", lambda: self.state.light_broken, break_light),
            self.switch("siren-health-check", lambda: self.state.checking, lambda on: self.check() if on else None),
        ]

    def check(self) -> None:
        """Begins a check, unless one is running."""
        if not self.state.checking:
            self.state.checking = True
            self.later(SECONDS, self._end)

    def _end(self) -> None:
        state = self.state
        state.checking = False
        state.checked = self.device.organ(Time).stamp()
        state.found_siren, state.found_light = state.siren_broken, state.light_broken
        if state.light_broken:
            self.publish(HealthCheckLightFailedEvent())
        self.publish(HealthCheckFailedEvent() if state.siren_broken or state.light_broken else HealthCheckSuccessEvent())
        self.publish(HealthCheckDoneEvent())
