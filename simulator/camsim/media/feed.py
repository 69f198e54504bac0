"""Feeds: where streams have their units from. Pictures that stand alone, pictures that build on one another, sound."""

from __future__ import annotations

import asyncio
import functools
import math
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.media.average import Meter
from camsim.media.coding import RateMode
from camsim.media.signing import signatory
from camsim.media.source import Moment, Source, moment, rate_of
from camsim.media.stream import AudioKey, StreamKey, Take
from camsim.media.unit import TICKS, Codec, Unit
from camsim.wire.signed_video import Signer

if TYPE_CHECKING:
    from camsim.media.encode import Encoded, Encoder
    from camsim.media.encode.audio import AudioEncoder
    from camsim.media.room import Room

LONGEST_GAP = 1.0
"""Seconds of sound that are made up for when the loop was late; after more a sound stream goes on with the present."""

_TOLERANCE = 1e-3


@functools.cache
def worker() -> ThreadPoolExecutor:
    """The one encoder thread of the process."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="camsim-encoder")


class PictureFeed:
    """Pictures that stand alone: each is that of its moment, shared with all who ask for the same."""

    def __init__(self, key: StreamKey, capture: Callable[[StreamKey], Awaitable[Unit]]) -> None:
        self._key = key
        self._capture = capture

    async def take(self, force_key: bool) -> Take:
        """The current picture."""
        unit = await self._capture(self._key)
        return Take(unit.frame, (unit,))

    async def still(self) -> Unit:
        """The current picture."""
        return await self._capture(self._key)

    def close(self) -> None:
        """Holds nothing."""


class VideoFeed:
    """Pictures that build on one another, through one encoder that lives in the encoder thread."""

    def __init__(
        self, source: Source, key: StreamKey, open_encoder: Callable[[StreamKey], Encoder], capture: Callable[[StreamKey], Awaitable[Unit]],
        count: Callable[[], None],
    ) -> None:  # fmt: skip
        """`count` is called with each encode; `capture` makes a picture that stands alone."""
        self._source = source
        self._key = key
        self._open = open_encoder
        self._capture = capture
        self._count = count
        self._frame = -1
        self._encoder: Encoder | None = None
        self._signing = source.signing() if key.coding is not None and key.coding.signed else None
        self._signer: Signer | None = None
        average = key.coding is not None and key.coding.rate.mode is RateMode.ABR
        self._meter = Meter(key, rate_of(key, source)) if average else None

    async def take(self, force_key: bool) -> Take:
        """The current picture, if it is a new one."""
        wanted = moment(self._source, self._key)
        if wanted.frame <= self._frame:
            return Take(self._frame)
        self._count()
        encoded, sets = await asyncio.get_running_loop().run_in_executor(worker(), self._encode, wanted, force_key)
        self._frame = wanted.frame
        if self._meter is not None and self._meter.count(len(encoded.payload) if encoded is not None else 0):
            self._source.tell_average(self._meter.stream)
        return Take(wanted.frame, () if encoded is None else (unit_of(wanted, encoded, sets),))

    async def still(self) -> Unit:
        """A key frame of the current instant, made by an encoder of its own."""
        return await self._capture(self._key)

    def close(self) -> None:
        """Frees the encoder once it is at rest."""
        if self._meter is not None and self._meter.end():
            self._source.tell_average(self._meter.stream)
        worker().submit(self._close)

    # ---- in the encoder thread

    def _encode(self, wanted: Moment, force_key: bool) -> tuple[Encoded | None, tuple[bytes, ...]]:
        from camsim.media.picture import shared

        if self._encoder is None:
            self._encoder = self._open(self._key)
        encoded = self._encoder.encode(shared(wanted), force_key)
        if encoded is not None and self._signing is not None:
            encoded = replace(encoded, payload=self._signed(encoded.payload, wanted.time))
        return encoded, self._encoder.parameter_sets

    def _signed(self, payload: bytes, time: float) -> bytes:
        """The payload, with what signs those before it."""
        if self._signer is None:
            assert self._signing is not None
            self._signer = Signer(signatory(self._signing), hevc=self._key.codec is Codec.H265)
        return self._signer.add(payload, round(time * 1e6))

    def _close(self) -> None:
        if self._encoder is not None:
            self._encoder.close()


class AudioFeed:
    """Sound without gaps: units that the loop was late for are made up for."""

    def __init__(self, source: Source, key: AudioKey) -> None:
        self._source = source
        self._key = key
        self._next: int | None = None
        self._encoder: AudioEncoder | None = None

    async def take(self, force_key: bool) -> Take:
        """The units up to now."""
        now, first = self._number(), self._next
        if first is None or now - first > LONGEST_GAP * self._key.rate:
            first = now
        units = await self._made(first, now)
        self._next = max(first, now + 1)
        return Take(now, units)

    async def still(self) -> Unit:
        """The unit of the current instant."""
        now = self._number()
        return (await self._made(now, now))[0]

    def close(self) -> None:
        """Frees the encoder."""
        self._encoder = None

    def _number(self) -> int:
        source = self._source
        return max(0, math.floor((source.clock.now() - source.boot_time()) * self._key.rate + _TOLERANCE))

    async def _made(self, first: int, last: int) -> tuple[Unit, ...]:
        source, key = self._source, self._key
        boot = source.boot_time()
        ahead = round(source.camera_time() - source.clock.now(), 3)
        numbers = range(first, last + 1)
        room = source.room(key.source)
        payloads, sets = await asyncio.get_running_loop().run_in_executor(worker(), self._encode, numbers, boot + ahead, room)
        return tuple(
            Unit(
                key.codec, number, round(number * key.samples * TICKS / key.sample_rate), boot + ahead + number / key.rate, True, 0, 0,
                payload, sets,
            )
            for number, payload in zip(numbers, payloads, strict=True)
        )  # fmt: skip

    def _encode(self, numbers: range, origin: float, room: Room) -> tuple[list[bytes], tuple[bytes, ...]]:
        """In the encoder thread. `origin`: camera time of the first sample of unit 0."""
        from camsim.media.encode.audio import AudioEncoder

        encoder = self._encoder
        if encoder is None:
            encoder = self._encoder = AudioEncoder(self._key)
        return [encoder.encode(number, origin, room) for number in numbers], encoder.parameter_sets


def unit_of(wanted: Moment, encoded: Encoded, sets: tuple[bytes, ...] = ()) -> Unit:
    """The unit of a coded picture."""
    key = wanted.key
    width, height = key.shape.size
    if key.codec.predicts:
        width, height = width & ~1, height & ~1
    return Unit(key.codec, wanted.frame, wanted.pts, wanted.time, encoded.key, width, height, encoded.payload, sets)
