"""What the camera hears: once a second a beep whose tones spell the second, so that sound can be held against the picture's stamp.

Rules
1. The sound is a pure function of camera time. A mark begins at each whole second: a long low tone, then one tone for each bit.
2. All tones last for a whole number of their periods: the phase never jumps, and over the length of a bit they do not mix.
3. The bits, the most significant first: the second modulo 65536, then a checksum of eight.
4. Between the last bit and the next second there is silence.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

TONE = 0.032
"""Seconds that a bit lasts."""
START = 2 * TONE
"""Seconds of the tone that begins a mark."""
START_HERTZ, ZERO_HERTZ, ONE_HERTZ = 750.0, 1250.0, 1750.0
BITS = 24
SECONDS = 1 << 16
"""After so many seconds the marks begin anew."""
LENGTH = START + BITS * TONE
"""Seconds from the begin of a mark to its end."""
LOUDNESS = 12000

Samples = npt.NDArray[np.int16]


def word(second: int) -> int:
    """The bits of a mark: a second of camera time and its checksum."""
    value = second % SECONDS
    return value << 8 | zlib.crc32(value.to_bytes(2)) & 0xFF


def heard(origin: float, first: int, count: int, sample_rate: int) -> Samples:
    """`count` samples from number `first` on, at `sample_rate` per second; sample 0 is heard at camera time `origin`."""
    whole = int(origin)
    time = (origin - whole) + np.arange(first, first + count, dtype=np.float64) / sample_rate
    second = np.floor(time)
    within = time - second
    bit = np.clip(((within - START) / TONE).astype(np.int64), 0, BITS - 1)
    words = np.array([word(whole + int(one)) for one in np.arange(second[0], second[-1] + 1)], np.int64)
    ones = words[(second - second[0]).astype(np.int64)] >> (BITS - 1 - bit) & 1
    hertz: npt.NDArray[Any] = np.where(within < START, START_HERTZ, np.where(ones, ONE_HERTZ, ZERO_HERTZ))
    wave = np.sin(2 * np.pi * hertz * within)
    wave[within >= LENGTH] = 0.0
    return np.round(wave * LOUDNESS).astype(np.int16)
