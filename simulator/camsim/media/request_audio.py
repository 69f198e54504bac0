"""Arguments of sound in a stream: audio, audiocodec, audiosamplerate, audiobitrate, audionbrofchannels (page slug: video-streaming).

Decisions where the reference is silent: `g711` is mu-law at 8000 samples per second; G.711 and G.726 keep their own sample rate
whatever is set, and take the argument only if it is theirs; a rate or bit rate that a codec has not is refused when it was asked for,
and gives way to the nearest when it is the camera's own setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camsim.media.arguments import among, flag, refused, take, whole
from camsim.media.stream import AudioKey
from camsim.media.unit import Codec

_CODECS = {"aac": Codec.AAC, "g711": Codec.PCMU, "g726": Codec.G726, "opus": Codec.OPUS, "lpcm": Codec.LPCM}
_SAMPLE_RATES = {
    Codec.AAC: (8000, 16000, 32000, 44100, 48000),
    Codec.PCMU: (8000,),
    Codec.G726: (8000,),
    Codec.OPUS: (8000, 16000, 24000, 48000),
    Codec.LPCM: (8000, 16000, 32000, 44100, 48000),
}
_BIT_RATES = {
    Codec.AAC: (8000, 12000, 16000, 24000, 32000, 48000, 64000, 96000, 128000),
    Codec.PCMU: (64000,),
    Codec.G726: (24000, 32000),
    Codec.OPUS: (8000, 12000, 16000, 24000, 32000, 48000, 64000, 96000, 128000),
}
"""Bits per second; linear samples have no choice."""


@dataclass(frozen=True, slots=True)
class AudioDefaults:
    """What the parameters say for arguments that a request leaves out."""

    enabled: bool = False
    """`Audio.A#.Enabled`."""
    codec: str = "aac"
    """`AudioSource.A#.AudioEncoding`."""
    sample_rate: int = 16000
    """`AudioSource.A#.SampleRate`: samples per second."""
    bit_rate: int = 32000
    """`AudioSource.A#.BitRate`: bits per second."""
    channels: int = 1
    """`Audio.A#.NbrOfChannels`."""


@dataclass(frozen=True, slots=True)
class AudioLimits:
    """What the camera can do."""

    formats: tuple[str, ...] = ("aac", "g711", "g726", "opus", "lpcm")
    """`Properties.Audio.Format`; empty without sound."""
    channels: int = 1


def resolve_audio(arguments: Mapping[str, str], defaults: AudioDefaults, limits: AudioLimits, channel: int = 1) -> AudioKey | None:
    """The sound that a request asks for, None for none. Raises OutOfRangeError with the argument's name as subject.

    Without sound in the camera all arguments are unknown.
    """
    given = {name.lower(): value for name, value in arguments.items()}
    if not limits.formats:
        return None
    wanted = take(given, "audio", defaults.enabled, flag)
    name = take(given, "audiocodec", defaults.codec, lambda text: among(text.lower(), limits.formats))
    if name not in _CODECS:
        raise refused("audiocodec", name)
    codec = _CODECS[name]
    key = AudioKey(
        codec=codec,
        sample_rate=_choice(given, "audiosamplerate", defaults.sample_rate, _SAMPLE_RATES[codec]),
        channels=take(given, "audionbrofchannels", min(defaults.channels, limits.channels), whole(1, limits.channels)),
        bit_rate=_choice(given, "audiobitrate", defaults.bit_rate, _BIT_RATES.get(codec, ())),
        channel=channel,
    )
    return key if wanted else None


def _choice(given: Mapping[str, str], name: str, default: int, choices: tuple[int, ...]) -> int:
    if not choices:
        return 0
    nearest = min(choices, key=lambda choice: abs(choice - default))
    return take(given, name, nearest, lambda text: among(int(text), choices))
