"""Parts of the hardware that tell how they are (profile: `events.parts`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from camsim.device.event import Event
from camsim.device.parameters import Parameters
from camsim.device.sensors.events import MicrophoneSwitchEvent, PowerSupplyEvent, PtzPowerEvent, RingPowerEvent, VideoOutputEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default
from camsim.profile.events import WatchedPart
from camsim.profile.model import Profile

_EVENTS: Mapping[WatchedPart, Callable[[bool], Event]] = {
    WatchedPart.MICROPHONE_SWITCH: lambda on: MicrophoneSwitchEvent(switch=0, state=on),
    WatchedPart.RING_POWER: lambda on: RingPowerEvent(input=1, limit_exceeded=on),
    WatchedPart.POWER_SUPPLY: lambda on: PowerSupplyEvent(power=0, power_critical=on),
    WatchedPart.VIDEO_OUTPUT: lambda on: VideoOutputEvent(active=int(on)),
}
_WATCHED = {*_EVENTS, WatchedPart.PTZ_POWER}
"""Parts that are one switch; others have organs of their own."""


@dataclass
class PartsState:
    """Parts that are on, or out of order."""

    on: list[WatchedPart] = kept_in_default(factory=list)


class Parts(Sensor[PartsState]):
    """Watches parts of the hardware."""

    name = "parts"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(part in _WATCHED for part in profile.events.parts)

    def factory_state(self) -> PartsState:
        return PartsState()

    def current_events(self) -> list[Event]:
        return [event for part in self._watched for event in self._events(part)]

    def levers(self) -> list[Lever]:
        return [self._lever(part) for part in self._watched]

    @property
    def _watched(self) -> list[WatchedPart]:
        return [part for part in self.profile.events.parts if part in _WATCHED]

    def _lever(self, part: WatchedPart) -> Lever:
        def drive(on: bool) -> None:
            if on is not (part in self.state.on):
                (self.state.on.append if on else self.state.on.remove)(part)
            for event in self._events(part):
                self.publish(event)

        return self.switch(part.value.lower().replace(" ", "-"), lambda: part in self.state.on, drive)

    def _events(self, part: WatchedPart) -> list[Event]:
        """What a part tells; all channels have their PTZ power from one source."""
        on = part in self.state.on
        if part is WatchedPart.PTZ_POWER:
            channels = max(1, self.device.organ(Parameters).number("Image.NbrOfConfigs", 1))
            return [PtzPowerEvent(token=str(channel), failed=on) for channel in range(1, channels + 1)]
        return [_EVENTS[part](on)]
