"""The settings of sound: the unit's, each configuration's and each source's (page slug: audio-api).

`Audio.*` and `AudioSource.*` show them. Factory settings come from the profile's parameters.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from camsim.device.errors import NotThereError
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

S = TypeVar("S")

LEAF = "leaf"
"""Metadata of a setting: the last part of its parameter's name."""
MUTE = "mute"


class Duplex(StrEnum):
    """Who may send sound to whom."""

    FULL = "full"
    HALF = "half"
    """In one direction at a time."""
    GET = "get"
    """Only the device's microphone."""
    POST = "post"
    """Only the device's speaker."""


class MessageType(StrEnum):
    """How sound is sent over HTTP."""

    SINGLEPART = "singlepart"
    MULTIPART = "multipart"


class Gain(StrEnum):
    """What is made louder."""

    INPUT = "InputGain"
    OUTPUT = "OutputGain"


def _setting(leaf: str, default: Any) -> Any:
    return dataclasses.field(default=default, metadata={LEAF: leaf})


@dataclass
class Unit:
    """What all sound of the device has in common."""

    duplex: Duplex = _setting("DuplexMode", Duplex.FULL)
    listeners: int = _setting("MaxListeners", 20)
    """Most clients that hear the device at the same time."""
    talkers: int = _setting("MaxTransmitters", 1)
    """Most clients that are heard at the device at the same time."""
    buffer: int = _setting("ReceiverBuffer", 120)
    """Milliseconds from a talker's word until the speaker says it."""
    timeout: int = _setting("ReceiverTimeout", 1000)
    """Milliseconds of silence on the wire after which a talker has gone; 0: never (guess)."""
    dscp: int = _setting("DSCP", 0)


@dataclass
class Configuration:
    """One `Audio.A#`: how a stream has sound."""

    enabled: bool = _setting("Enabled", False)
    message_type: MessageType = _setting("HTTPMessageType", MessageType.SINGLEPART)
    name: str = _setting("Name", "")
    channels: int = _setting("NbrOfChannels", 1)
    source: int = _setting("Source", 0)


@dataclass
class AudioSource:
    """One `AudioSource.A#`: a microphone, and the speaker beside it."""

    name: str = _setting("Name", "Audio")
    encoding: str = _setting("AudioEncoding", "aac")
    input_type: str = _setting("InputType", "mic")
    microphone_power: bool = _setting("MicrophonePower", True)
    power_type: str = _setting("MicrophonePowerType", "electret")
    input_gain: float | None = _setting("InputGain", 0.0)
    """Decibels; None: mute."""
    output_gain: float | None = _setting("OutputGain", 0.0)
    """Decibels; None: mute."""
    sample_rate: int = _setting("SampleRate", 16000)
    bit_rate: int = _setting("BitRate", 32000)
    alarm_level: int = _setting("AlarmLevel", 100)
    """Percent: 0 is -90 dBFS, 100 is 0 dBFS."""
    enabled: bool = _setting("AudioSupport", True)
    channels: int = _setting("NbrOfChannels", 1)
    echo_cancelling: bool = _setting("DynamicProcessing.EchoCancellingEnabled", False)
    dynamic_processing: bool = _setting("DynamicProcessing.Enabled", False)
    muted_input_gain: float = 0.0
    """The gain that holds again when the microphone is not mute any more."""
    muted_output_gain: float = 0.0
    """The same of the speaker."""
    device_name: str = "Audio Device"
    output_name: str = "Output"


@dataclass
class AudioState:
    """All settings."""

    unit: Unit = kept(factory=Unit)
    configurations: dict[int, Configuration] = kept(factory=dict)
    sources: dict[int, AudioSource] = kept(factory=dict)


class Audio(Organ[AudioState]):
    """How the device hears and speaks."""

    name = "audio"

    def __init__(self, device: Device) -> None:
        self._factory: AudioState | None = None
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.Audio.Audio") and "Audio.DuplexMode" in profile.values

    def factory_state(self) -> AudioState:
        if self._factory is None:
            self._factory = _delivered(self.profile.values)
        made = self._factory
        return AudioState(
            dataclasses.replace(made.unit),
            {number: dataclasses.replace(one) for number, one in made.configurations.items()},
            {number: dataclasses.replace(one) for number, one in made.sources.items()},
        )

    @property
    def unit(self) -> Unit:
        """What all sound has in common."""
        return self.state.unit

    def configuration(self, channel: int) -> Configuration:
        """The configuration of a channel (1, 2, ...); a plain one where the device has none for it."""
        return self.state.configurations.get(channel - 1, Configuration())

    def source(self, number: int) -> AudioSource:
        """A source (0, 1, ...). Raises NotThereError."""
        if number not in self.state.sources:
            raise NotThereError(f"no audio source {number}", subject="audiochannel", value=number)
        return self.state.sources[number]

    def streams(self, channel: int) -> bool:
        """Whether streams of a channel have sound where the client does not say."""
        configuration = self.configuration(channel)
        source = self.state.sources.get(configuration.source)
        return configuration.enabled and source is not None and source.enabled

    def has_input(self, number: int) -> bool:
        """Whether a source has a microphone."""
        return self.profile.says_yes(f"Properties.Audio.Source.A{number}.Input")

    def has_output(self, number: int) -> bool:
        """Whether a source has a speaker."""
        return self.profile.says_yes(f"Properties.Audio.Source.A{number}.Output")

    def gain(self, number: int, which: Gain) -> tuple[float, bool]:
        """A gain in decibels, and whether it is mute. Raises NotThereError."""
        source = self.source(number)
        now = source.input_gain if which is Gain.INPUT else source.output_gain
        before = source.muted_input_gain if which is Gain.INPUT else source.muted_output_gain
        return (before, True) if now is None else (now, False)

    def set_gain(self, number: int, which: Gain, gain: float | None, mute: bool | None) -> None:
        """Sets a gain in decibels, whether it is mute, or both; what is None stays. Raises NotThereError."""
        source, (old, was_mute) = self.source(number), self.gain(number, which)
        gain, mute = old if gain is None else gain, was_mute if mute is None else mute
        if which is Gain.INPUT:
            source.muted_input_gain, source.input_gain = gain, None if mute else gain
        else:
            source.muted_output_gain, source.output_gain = gain, None if mute else gain

    def input_ratio(self, number: int) -> float:
        """How much louder than with the factory's gain a microphone hears; 0: it is mute."""
        return _ratio(self.source(number).input_gain, self._delivered_source(number).input_gain)

    def output_ratio(self, number: int) -> float:
        """How much louder than with the factory's gain a speaker sounds; 0: it is mute."""
        return _ratio(self.source(number).output_gain, self._delivered_source(number).output_gain)

    def _delivered_source(self, number: int) -> AudioSource:
        assert self._factory is not None, "made with the first state"
        return self._factory.sources.get(number, AudioSource())


def _ratio(gain: float | None, usual: float | None) -> float:
    return 0.0 if gain is None else float(10.0 ** ((gain - (usual or 0.0)) / 20.0))


def settings(kind: type[Any]) -> dict[str, str]:
    """The settings of a group by attribute, each with its parameter's last name."""
    return {field.name: field.metadata[LEAF] for field in dataclasses.fields(kind) if LEAF in field.metadata}


def spell(value: Any) -> str:
    """A setting as parameters show it."""
    if value is None:
        return MUTE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def read(kind: type[Any], attribute: str, text: str) -> Any:
    """The inverse of `spell` for a setting of a group. Raises ValueError."""
    hint = typing.get_type_hints(kind)[attribute]
    if isinstance(hint, types.UnionType):
        return None if text == MUTE else float(text)
    if hint is bool:
        return text == "yes"
    return hint(text) if isinstance(hint, type) and issubclass(hint, Enum | int | float) else text


def _delivered(values: Mapping[str, str]) -> AudioState:
    """The settings of the factory."""
    numbered = {kind: sorted(_numbers(values, kind)) for kind in ("Audio", "AudioSource")}
    return AudioState(
        _group(Unit, "Audio.", values),
        {number: _group(Configuration, f"Audio.A{number}.", values) for number in numbered["Audio"]},
        {number: _group(AudioSource, f"AudioSource.A{number}.", values) for number in numbered["AudioSource"]},
    )


def _group(kind: type[S], prefix: str, values: Mapping[str, str]) -> S:
    named = settings(kind).items()
    return kind(**{attribute: read(kind, attribute, values[prefix + leaf]) for attribute, leaf in named if prefix + leaf in values})


def _numbers(values: Mapping[str, str], group: str) -> set[int]:
    parts = (name.split(".") for name in values if name.startswith(f"{group}.A"))
    return {int(part[1][1:]) for part in parts if part[1][1:].isdecimal()}
