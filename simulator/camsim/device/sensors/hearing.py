"""Audio detection: how loud it is at each audio input, and whether that is an alarm (page slug: audio-api).

The marks in the sound are no noise; what counts is what a tester says, and what the speaker beside the first microphone plays.
"""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.audio import Audio
from camsim.device.event import Event
from camsim.device.parameters import Parameters
from camsim.device.sensors.events import AudioLevelEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.speaker import FLOOR, Speaker
from camsim.device.state import kept_in_default
from camsim.profile.model import Profile

LOUDEST = 100.0
LEVEL = "AlarmLevel"
SUCCESSOR = "audio-analytics"
"""API of the devices that have better means; those recorded do not raise this event any more."""


@dataclass
class HearingState:
    """Loudness in percent by audio input."""

    levels: dict[int, float] = kept_in_default(factory=dict)


class Hearing(Sensor[HearingState]):
    """How loud it is."""

    name = "hearing"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        listed = {entry.id for entry in profile.apis.discovery}
        return Audio.fits(profile) and bool(_inputs(profile)) and SUCCESSOR not in listed

    def factory_state(self) -> HearingState:
        return HearingState(dict.fromkeys(_inputs(self.profile), 0.0))

    def power_on(self) -> None:
        self.device.organ(Parameters).watchers.append(self._changed)
        if self.device.has(Speaker):
            self.device.organ(Speaker).watchers.append(self.publish_current)

    def loudness(self, number: int) -> float:
        """How loud it is at an input, in percent."""
        spoken = 0.0
        if number == 0 and self.device.has(Speaker):
            spoken = LOUDEST * (1.0 - self.device.organ(Speaker).loudness() / FLOOR)
        return max(self.state.levels[number], min(LOUDEST, spoken))

    def current_events(self) -> list[Event]:
        return [self._event(number) for number in self.state.levels]

    def levers(self) -> list[Lever]:
        return [self._lever(number) for number in self.state.levels]

    def _lever(self, number: int) -> Lever:
        def drive(value: float) -> None:
            self.state.levels[number] = value
            self.publish(self._event(number))

        return Lever(f"audio-level.{number}", "percent", lambda: self.state.levels[number], drive, 0.0, LOUDEST)

    def _event(self, number: int) -> Event:
        alarm = self.device.organ(Audio).source(number).alarm_level
        return AudioLevelEvent(channel=number + 1, triggered=self.loudness(number) >= max(1, alarm))

    def _changed(self, name: str) -> None:
        """A changed alarm level or gain counts at once."""
        if name.startswith("AudioSource."):
            self.publish_current()


def _inputs(profile: Profile) -> list[int]:
    """Numbers of the audio inputs with an alarm level."""
    parts = (leaf.name.split(".") for leaf in profile.leaves if leaf.name.startswith("AudioSource.A") and leaf.name.endswith(LEVEL))
    return sorted({int(part[1][1:]) for part in parts if part[1][1:].isdecimal()})
