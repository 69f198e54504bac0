"""Switches that tell whether a casing is open (profile: `events.casings`)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.event import Event
from camsim.device.sensors.events import CasingEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default
from camsim.profile.model import Profile


@dataclass
class CasingState:
    """Names of the casings that are open."""

    open: list[str] = kept_in_default(factory=list)


class Casing(Sensor[CasingState]):
    """Doors and lids around the device."""

    name = "casing"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return bool(profile.events.casings)

    def factory_state(self) -> CasingState:
        return CasingState()

    def current_events(self) -> list[Event]:
        return [self._event(name) for name in self.profile.events.casings]

    def levers(self) -> list[Lever]:
        return [self._lever(name) for name in self.profile.events.casings]

    def _lever(self, name: str) -> Lever:
        def drive(on: bool) -> None:
            if on is not (name in self.state.open):
                (self.state.open.append if on else self.state.open.remove)(name)
            self.publish(self._event(name))

        return self.switch(f"casing.{name}", lambda: name in self.state.open, drive)

    def _event(self, name: str) -> Event:
        return CasingEvent(casing=name, is_open=name in self.state.open)
