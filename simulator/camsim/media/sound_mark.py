"""Reads the marks of `sound` out of decoded samples: which second began where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from camsim.media import sound

_HOPS = 16
"""Looks per bit, in search of a mark's begin."""
_PURE = 0.5
"""Least share of the energy that the start tone has in a window inside it."""

_AUDIBLE = 0.2
"""Least loudness of a bit against that of the start tone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A second that was heard to begin."""

    offset: float
    """Seconds from the first sample to the begin of the mark, good to about two milliseconds."""
    second: int
    """Of camera time, modulo 65536."""


def read(samples: npt.NDArray[Any], sample_rate: int) -> list[Mark]:
    """The marks that lie wholly within the samples: int16 or float of one channel. Ones that cannot be read are left out."""
    wave = np.asarray(samples, np.float64).ravel()
    size = round(sound.TONE * sample_rate)
    found: list[Mark] = []
    start = 0
    hop = max(1, size // _HOPS)
    reach = round(sound.LENGTH * sample_rate)
    while start + reach <= len(wave):
        if _share(wave[start : start + size], sound.START_HERTZ, sample_rate) < _PURE:
            start += hop
            continue
        begin = _begin(wave, start, size, sample_rate)
        second = _second(wave, begin, size, sample_rate)
        if second is None:
            start = max(start, begin) + 2 * size
            continue
        found.append(Mark(begin / sample_rate, second))
        start = begin + reach
    return found


def _begin(wave: npt.NDArray[np.float64], near: int, size: int, sample_rate: int) -> int:
    """Where the start tone begins: the place from which its whole length is the loudest, and what comes after is the tone of a bit."""
    length = round(sound.START * sample_rate)
    step = max(1, sample_rate // 2000)
    places = range(max(0, near - size), min(len(wave) - length - size, near + 2 * size) + 1, step)

    def fit(place: int) -> float:
        head, after = wave[place : place + length], wave[place + length : place + length + size]
        before = wave[max(0, place - size) : place]
        bit = max(_power(after, sound.ZERO_HERTZ, sample_rate), _power(after, sound.ONE_HERTZ, sample_rate))
        return 2 * _power(head, sound.START_HERTZ, sample_rate) + bit - _power(before, sound.START_HERTZ, sample_rate)

    return max(places, key=fit)


def _second(wave: npt.NDArray[np.float64], begin: int, size: int, sample_rate: int) -> int | None:
    value = 0
    least = _AUDIBLE * _power(wave[begin : begin + 2 * size], sound.START_HERTZ, sample_rate)
    for bit in range(sound.BITS):
        at = begin + round((sound.START + bit * sound.TONE) * sample_rate)
        tone = wave[at : at + size]
        one, zero = (_power(tone, hertz, sample_rate) for hertz in (sound.ONE_HERTZ, sound.ZERO_HERTZ))
        if len(tone) < size or max(one, zero) < least:
            return None
        value = value << 1 | (one > zero)
    return value >> 8 if sound.word(value >> 8) == value else None


def _power(wave: npt.NDArray[np.float64], hertz: float, sample_rate: int) -> float:
    """The mean amplitude of a tone in a piece of sound."""
    if not len(wave):
        return 0.0
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(wave)) / sample_rate)
    return float(2 * abs(np.dot(wave, turn)) / len(wave))


def _share(wave: npt.NDArray[np.float64], hertz: float, sample_rate: int) -> float:
    energy = float(np.mean(wave * wave)) * 2
    return _power(wave, hertz, sample_rate) ** 2 / energy if energy > 1.0 else 0.0
