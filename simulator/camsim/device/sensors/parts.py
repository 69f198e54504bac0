"""Parts of the hardware that tell how they are (profile: `events.parts`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from camsim.device.event import Event
from camsim.device.sensors.events import MicrophoneSwitchEvent, PowerSupplyEvent, PtzPowerEvent, RingPowerEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default
from camsim.profile.model import Profile, WatchedPart

_EVENTS: Mapping[WatchedPart, Callable[[bool], Event]] = {
    WatchedPart.MICROPHONE_SWITCH: lambda on: MicrophoneSwitchEvent(switch=0, state=on),
    WatchedPart.RING_POWER: lambda on: RingPowerEvent(input=1, limit_exceeded=on),
    WatchedPart.PTZ_POWER: lambda on: PtzPowerEvent(token="1", failed=on),
    WatchedPart.POWER_SUPPLY: lambda on: PowerSupplyEvent(power=0, power_critical=on),
}


@dataclass
class PartsState:
    """Parts that are on, or out of order."""

    on: list[WatchedPart] = kept_in_default(factory=list)


class Parts(Sensor[PartsState]):
    """Watches parts of the hardware."""

    name = "parts"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return bool(profile.events.parts)

    def factory_state(self) -> PartsState:
        return PartsState()

    def current_events(self) -> list[Event]:
        return [_EVENTS[part](part in self.state.on) for part in self.profile.events.parts]

    def levers(self) -> list[Lever]:
        return [self._lever(part) for part in self.profile.events.parts]

    def _lever(self, part: WatchedPart) -> Lever:
        def drive(on: bool) -> None:
            if on is not (part in self.state.on):
                (self.state.on.append if on else self.state.on.remove)(part)
            self.publish(_EVENTS[part](on))

        return self.switch(part.value.lower().replace(" ", "-"), lambda: part in self.state.on, drive)
