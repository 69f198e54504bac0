"""The digital audio input of devices that have one: whether a signal is there, and of which kind (topics as recorded)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.event import Event, key, value
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default
from camsim.profile.events import WatchedPart
from camsim.profile.model import Profile

INPUT = 1


class SignalStatus(StrEnum):
    """How the signal is (words guessed after the topics)."""

    NO_SIGNAL = "NoSignal"
    INVALID = "Invalid"
    METADATA = "Metadata"
    OK = "OK"


class SignalStatusEvent(Event):
    """How the signal is, in a word."""

    topic = "tnsaxis:AudioControl/DigitalSignalStatus"
    nice_name = "Digital signal status"
    input: int = key(nice="Input")
    signal_status: SignalStatus = value(kind="xsd:string", nice="Signal status", state=True)


class SignalInvalidEvent(Event):
    """The signal has a sample rate that the device does not know."""

    topic = "tnsaxis:AudioControl/DigitalSignalStatusInvalid"
    nice_name = "Digital signal has invalid sample rate"
    input: int = key(nice="Input")
    signal_status_invalid: bool = value(nice="Invalid sample rate", state=True)


class SignalMetadataEvent(Event):
    """The signal carries metadata."""

    topic = "tnsaxis:AudioControl/DigitalSignalStatusMetadata"
    nice_name = "Audio metadata received"
    input: int = key(nice="Input")
    audio_metadata: bool = value(nice="Signal contains metadata", state=True)


class SignalMissingEvent(Event):
    """There is no signal."""

    topic = "tnsaxis:AudioControl/DigitalSignalStatusNoSignal"
    nice_name = "Digital signal missing"
    input: int = key(nice="Input")
    signal_status_no_signal: bool = value(nice="No signal", state=True)


class SignalOkEvent(Event):
    """There is a signal, and it is in order."""

    topic = "tnsaxis:AudioControl/DigitalSignalStatusOK"
    nice_name = "Digital signal OK"
    input: int = key(nice="Input")
    signal_status_ok: bool = value(nice="Signal OK", state=True)


@dataclass
class DigitalAudioState:
    """What comes in."""

    status: SignalStatus = kept_in_default(default=SignalStatus.NO_SIGNAL)


class DigitalAudio(Sensor[DigitalAudioState]):
    """The socket. Its lever takes 0: nothing there, 1: a good signal, 2: one with metadata, 3: one of a wrong sample rate."""

    name = "digital_audio"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return WatchedPart.DIGITAL_AUDIO in profile.events.parts

    def factory_state(self) -> DigitalAudioState:
        return DigitalAudioState()

    def current_events(self) -> list[Event]:
        status = self.state.status
        return [
            SignalStatusEvent(input=INPUT, signal_status=status),
            SignalInvalidEvent(input=INPUT, signal_status_invalid=status is SignalStatus.INVALID),
            SignalMetadataEvent(input=INPUT, audio_metadata=status is SignalStatus.METADATA),
            SignalMissingEvent(input=INPUT, signal_status_no_signal=status is SignalStatus.NO_SIGNAL),
            SignalOkEvent(input=INPUT, signal_status_ok=status in (SignalStatus.OK, SignalStatus.METADATA)),
        ]

    def levers(self) -> list[Lever]:
        def drive(level: float) -> None:
            self.state.status = _BY_LEVEL[round(level)]
            self.publish_current()

        return [Lever("digital-audio.1", "kind", lambda: float(_BY_LEVEL.index(self.state.status)), drive, 0.0, len(_BY_LEVEL) - 1.0)]


_BY_LEVEL = (SignalStatus.NO_SIGNAL, SignalStatus.OK, SignalStatus.METADATA, SignalStatus.INVALID)
