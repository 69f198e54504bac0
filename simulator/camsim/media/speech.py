"""Speech that clients send: G.711 mu-law, Axis mu-law 128 and G.726, decoded piece by piece (page slug: audio-api).

G.726 is taken with the first code in the low bits of a byte, as RFC 3551 has it (a guess for HTTP).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from camsim.device.speaker import FLOOR, Samples, SpeechFormat

FULL_SCALE = 32768.0


@dataclass(frozen=True, slots=True)
class SpeechType:
    """What a media type means."""

    format: SpeechFormat
    rate: int = 8000
    bits: int = 8
    """Of a sample, as coded."""


TYPES = {
    "audio/basic": SpeechType(SpeechFormat.G711),
    "audio/axis-mulaw-128": SpeechType(SpeechFormat.MULAW_128, 16000),
    "audio/g726-32": SpeechType(SpeechFormat.G726, bits=4),
    "audio/g726-24": SpeechType(SpeechFormat.G726, bits=3),
}
"""By media type in lower case."""


class SpeechDecoder:
    """Decodes one talker's words, however they were cut. Not for two threads at once."""

    def __init__(self, kind: SpeechType) -> None:
        import av

        self._kind = kind
        self._left = b""
        self._context = av.AudioCodecContext.create("g726le" if kind.format is SpeechFormat.G726 else "pcm_mulaw", "r")
        self._context.sample_rate = kind.rate
        self._context.layout = av.AudioLayout("mono")
        if kind.format is SpeechFormat.G726:
            self._context.options = {"bits_per_coded_sample": str(kind.bits)}

    def decode(self, data: bytes) -> Samples:
        """The samples of the next bytes; bits of a sample that is not whole yet wait for the rest."""
        data = self._left + data
        whole = len(data) - len(data) % (3 if self._kind.bits == 3 else 1)
        data, self._left = data[:whole], data[whole:]
        if not data:
            return Samples(self._kind.rate, b"")
        import av

        pieces = [frame.to_ndarray().astype("<i2").tobytes() for frame in self._context.decode(av.Packet(data))]
        return samples(self._kind.rate, b"".join(pieces))


def samples(rate: int, data: bytes) -> Samples:
    """Samples with their loudness."""
    import numpy as np

    wave = np.frombuffer(data, "<i2").astype(np.float64)
    power = float(np.mean(wave * wave)) / FULL_SCALE**2 if len(wave) else 0.0
    return Samples(rate, data, round(max(FLOOR, 10.0 * math.log10(power)), 2) if power > 0.0 else FLOOR)
