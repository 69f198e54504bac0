"""The video inputs of an encoder: which analog signal comes in at each (page slug: event-and-action-services, video connected event).

What is detected shows as `ImageSource.I#.Video.DetectedType`. A PAL signal has 50 fields a second, an NTSC signal 60; so has what is
made of it (guess: the capture frequency follows the signal, and another one ends the streams of the device).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.event import Event, key, value
from camsim.device.parameters import Parameters
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default
from camsim.profile.events import WatchedPart
from camsim.profile.model import Profile


class Standard(StrEnum):
    """What comes in."""

    NONE = "none"
    NTSC = "NTSC"
    PAL = "PAL"


_FREQUENCIES = {Standard.NTSC: "60Hz", Standard.PAL: "50Hz"}


class VideoConnectionEvent(Event):
    """A camera is connected to an input and sends a picture."""

    topic = "tns1:VideoEncoder/tnsaxis:Connections"
    nice_name = "Video connected"
    channel: int = key(nice="Channel")
    connected: bool = value(nice="Connected", state=True)


@dataclass
class VideoInputsState:
    """The signals by channel, from 1: they come from outside."""

    signals: dict[int, Standard] = kept_in_default(factory=dict)


class VideoInputs(Sensor[VideoInputsState]):
    """The sockets. Each has a lever that takes 0: nothing connected, 1: an NTSC signal, 2: a PAL signal."""

    name = "video_inputs"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return WatchedPart.VIDEO_INPUTS in profile.events.parts

    def factory_state(self) -> VideoInputsState:
        count = int(self.profile.values.get("ImageSource.NbrOfSources", "1"))
        values = self.profile.values
        return VideoInputsState({one: Standard(values.get(_type(one), Standard.NTSC)) for one in range(1, count + 1)})

    def power_on(self) -> None:
        for channel, signal in self.state.signals.items():
            self.device.organ(Parameters).store(_type(channel), signal.value)
            if signal in _FREQUENCIES:
                self.device.organ(Parameters).store(_frequency(channel), _FREQUENCIES[signal])

    def current_events(self) -> list[Event]:
        return [self._event(channel) for channel in self.state.signals]

    def levers(self) -> list[Lever]:
        return [self._lever(channel) for channel in self.state.signals]

    def connected(self, channel: int) -> bool:
        """Whether a signal comes in at an input."""
        return self.state.signals.get(channel, Standard.NONE) is not Standard.NONE

    def connect(self, channel: int, signal: Standard) -> None:
        """Another signal comes in, or none any more."""
        if signal is self.state.signals[channel]:
            return
        was = self.connected(channel)
        self.state.signals[channel] = signal
        parameters = self.device.organ(Parameters)
        parameters.store(_type(channel), signal.value)
        wanted = _FREQUENCIES.get(signal)
        if wanted is not None and parameters.text(_frequency(channel)) != wanted:
            parameters.write(_frequency(channel), wanted)
        if was is not self.connected(channel):
            self.publish(self._event(channel))

    # ---- inside

    def _event(self, channel: int) -> Event:
        return VideoConnectionEvent(channel=channel, connected=self.connected(channel))

    def _lever(self, channel: int) -> Lever:
        kinds = list(Standard)

        def drive(level: float) -> None:
            self.connect(channel, kinds[round(level)])

        return Lever(f"video.{channel}", "kind", lambda: float(kinds.index(self.state.signals[channel])), drive, 0.0, len(kinds) - 1.0)


def _type(channel: int) -> str:
    return f"ImageSource.I{channel - 1}.Video.DetectedType"


def _frequency(channel: int) -> str:
    return f"ImageSource.I{channel - 1}.CaptureFrequency"
