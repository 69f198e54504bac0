"""The passive infrared sensor of devices that have one (page slug: pir-sensor-configuration)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.event import Event
from camsim.device.sensors.events import PirEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default
from camsim.profile.model import Profile


@dataclass
class PirState:
    """What the sensor feels."""

    active: bool = kept_in_default(default=False)


class Pir(Sensor[PirState]):
    """Tells when something warm moves."""

    name = "pir"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.Sensor.PIR")

    def factory_state(self) -> PirState:
        return PirState()

    def current_events(self) -> list[Event]:
        return [PirEvent(sensor=0, state=self.state.active)]

    def levers(self) -> list[Lever]:
        return [self.switch("pir.0", lambda: self.state.active, self.feel)]

    def feel(self, active: bool) -> None:
        """Something warm moves before the sensor, or no longer."""
        self.state.active = active
        self.publish(PirEvent(sensor=0, state=active))
