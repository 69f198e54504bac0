"""What a microphone hears: the marks of the scene and what the speaker beside it says, as loud as the gains make it.

A room is taken on the camera's loop and mixed in the encoder thread; without speaker and with the factory's gain the sound is that of
`sound` to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from camsim.device.speaker import AIRWAY, COUPLING, Record, Samples, Sounding
from camsim.media import sound


@dataclass(frozen=True, slots=True)
class Room:
    """What can be heard about now, apart from the marks."""

    ahead: float = 0.0
    """Seconds that the device's time is ahead of the clock."""
    gain: float = 1.0
    """How much louder than with the factory's gain the microphone hears; 0: it is mute."""
    speaker: float = 1.0
    """The same of the speaker."""
    soundings: tuple[Sounding, ...] = ()
    half: bool = False
    """Whether the microphone is deaf while somebody talks."""


EMPTY = Room()


def heard_in(room: Room, origin: float, first: int, count: int, sample_rate: int) -> sound.Samples:
    """`count` samples from number `first` on, at `sample_rate` per second; sample 0 is heard at the device's time `origin`."""
    marks = sound.heard(origin, first, count, sample_rate)
    if room.gain == 1.0 and not room.soundings:
        return marks
    wave = marks.astype(np.float64)
    for one in room.soundings:
        # Differences of instants before all else: a time stamp of today has no room for samples.
        since = (origin - room.ahead - AIRWAY) - one.begin
        at = since + np.arange(first, first + count, dtype=np.float64) / sample_rate
        within = (at >= 0.0) & (at < one.end - one.begin)
        if not within.any():
            continue
        if room.half and one.speech:
            wave[within] = 0.0
        else:
            wave[within] += _at(one, at[within]) * (COUPLING * room.speaker * one.volume)
    return np.clip(np.round(wave * room.gain), -32768, 32767).astype(np.int16)


def _at(one: Sounding, at: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The wave of a sounding at instants after its begin."""
    samples = one.sound if isinstance(one.sound, Samples) else _played(one.sound)
    wave = np.frombuffer(samples.data, "<i2")
    if not len(wave):
        return np.zeros(len(at))
    place = np.mod(at * samples.rate, len(wave))
    left = place.astype(np.int64) % len(wave)
    right = np.minimum(left + 1, len(wave) - 1)
    part = place - left
    return wave[left] * (1.0 - part) + wave[right] * part  # type: ignore[no-any-return]


def _played(record: Record) -> Samples:
    from camsim.media.record import played

    return played(record)
