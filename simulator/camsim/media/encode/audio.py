"""Sound encoders: G.711, G.726, AAC, Opus and linear samples.

Rules
1. Unit n decodes to the samples from n * `AudioKey.samples` on: what an encoder adds in front is made up for, since sound can be
   computed ahead of time.
2. An encoder that is asked for another unit than the next one begins anew.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt

from camsim.media.room import EMPTY, Room, heard_in
from camsim.media.stream import AudioKey
from camsim.media.unit import Codec

_LIBRARY = {
    Codec.PCMU: "pcm_mulaw",
    Codec.PCMA: "pcm_alaw",
    Codec.G726: "g726le",
    Codec.AAC: "aac",
    Codec.OPUS: "libopus",
    Codec.LPCM: "pcm_s16be",
}
_GLOBAL_HEADER = 1 << 22
_WARM_UP = 2
"""Frames that an encoder hears before its first unit."""
_OPUS_RATE = 48000


class AudioEncoder:
    """One sound stream through one library encoder. Not for two threads at once."""

    def __init__(self, key: AudioKey) -> None:
        """Raises ValueError for a rate, number of channels or codec that the library refuses."""
        self._key = key
        self._context: av.AudioCodecContext
        self._begin()
        self._next = -1
        self._fed = 0
        """Number of the next sample to feed."""
        self._bytes = bytearray()
        self._room = EMPTY
        self._sets = self._config()

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """The AudioSpecificConfig of AAC (two bytes, without the extension that denies SBR); none for others."""
        return self._sets

    def encode(self, unit: int, origin: float, room: Room = EMPTY) -> bytes:
        """The payload of a unit; sample 0 of unit 0 is heard at camera time `origin`, in a room with such sounds."""
        self._room = room
        packets = self._key.codec in (Codec.AAC, Codec.OPUS)
        if unit != self._next:
            if self._next >= 0:
                self._begin()
            self._next = unit
            self._fed = self._first(unit) if packets else unit * self._key.samples
            self._bytes.clear()
        payload = self._packet(unit, origin) if packets else self._run(origin)
        self._next += 1
        return payload

    # ---- inside

    def _begin(self) -> None:
        key = self._key
        if key.codec not in _LIBRARY or key.channels not in (1, 2):
            raise ValueError(f"no encoder for {key}")
        context = cast(av.AudioCodecContext, av.CodecContext.create(_LIBRARY[key.codec], "w"))
        context.sample_rate = key.sample_rate
        context.format = av.AudioFormat("fltp" if key.codec is Codec.AAC else "s16")
        context.layout = av.AudioLayout("mono" if key.channels == 1 else "stereo")
        context.time_base = Fraction(1, key.sample_rate)
        context.thread_count = 1
        context.flags |= _GLOBAL_HEADER
        if key.codec in (Codec.AAC, Codec.OPUS, Codec.G726):
            context.bit_rate = key.bit_rate
        if key.codec is Codec.G726:
            context.options = {"code_size": str(key.bit_rate // key.sample_rate)}
        try:
            context.open()
        except av.FFmpegError as error:
            raise ValueError(f"no encoder for {key}") from error
        self._context = context

    def _config(self) -> tuple[bytes, ...]:
        return (bytes(self._context.extradata or b"")[:2],) if self._key.codec is Codec.AAC else ()

    def _first(self, unit: int) -> int:
        """The sample to feed first, so that the packet of this unit begins with it."""
        delay = 0
        if self._key.codec is Codec.OPUS:
            head = bytes(self._context.extradata or b"")
            delay = int.from_bytes(head[10:12], "little") * self._key.sample_rate // _OPUS_RATE
        return (unit - _WARM_UP) * self._key.samples + delay

    def _packet(self, unit: int, origin: float) -> bytes:
        """Of codecs whose packets are told apart by their time."""
        wanted = unit * self._key.samples
        while True:
            for packet in self._feed(origin, self._key.samples):
                if packet.pts == wanted:
                    return bytes(packet)

    def _run(self, origin: float) -> bytes:
        """Of codecs whose bytes follow one another evenly."""
        key = self._key
        bits = {Codec.LPCM: 16, Codec.G726: key.bit_rate // key.sample_rate}.get(key.codec, 8)
        size = key.samples * key.channels * bits // 8
        while len(self._bytes) < size:
            for packet in self._feed(origin, self._context.frame_size or key.samples):
                self._bytes += bytes(packet)
        payload = bytes(self._bytes[:size])
        del self._bytes[:size]
        return payload

    def _feed(self, origin: float, count: int) -> list[Any]:
        key = self._key
        wave: npt.NDArray[Any] = heard_in(self._room, origin, self._fed, count, key.sample_rate)
        if key.codec is Codec.AAC:
            planes = np.repeat((wave.astype(np.float32) / 32768.0)[None, :], key.channels, 0)
        else:
            planes = np.repeat(wave, key.channels)[None, :]
        frame = av.AudioFrame.from_ndarray(planes, format=self._context.format.name, layout=self._context.layout.name)
        frame.sample_rate, frame.time_base, frame.pts = key.sample_rate, Fraction(1, key.sample_rate), self._fed
        self._fed += count
        return list(self._context.encode(frame))
