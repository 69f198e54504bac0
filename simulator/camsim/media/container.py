"""From running streams to the bytes of a container for one reader, without another encode."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from camsim.media.gallery import Gallery
from camsim.media.stream import AudioKey, Key, Reader
from camsim.media.unit import Codec, Unit
from camsim.wire.container import H264, H265, Aac, Jpeg, Muxer, Opus, Sample, Track, length_prefixed
from camsim.wire.container.codecs import Codec as Described

_Queue = asyncio.Queue[tuple[int, Unit] | Exception | None]

_WAITING = 4
"""Samples that wait for the client before its readers do, and lose frames."""


async def track_of(gallery: Gallery, key: Key, rate: float) -> Track:
    """How a container describes a stream of `rate` units per second. Raises ValueError for a codec that none here can hold."""
    return track_from(key, await gallery.describe(key), rate)


def track_from(key: Key, sets: tuple[bytes, ...], rate: float) -> Track:
    """The same, by the parameter sets of the stream."""
    return Track(_described(key, sets), rate)


class Boxing:
    """One reader for each track; begins with the first key frame, or with the first unit where there are no pictures."""

    def __init__(self, gallery: Gallery, keys: Sequence[Key], tracks: Sequence[Track], muxer: Muxer) -> None:
        self._tracks = tuple(tracks)
        self._muxer = muxer
        self._readers = [gallery.open(key) for key in keys]
        self._begin: int | None = None

    def close(self) -> None:
        """Leaves all streams. Again is harmless."""
        for reader in self._readers:
            reader.close()

    async def chunks(self, enough: Callable[[Unit], bool] = lambda unit: False) -> AsyncIterator[bytes]:
        """The head, then what each unit adds; ends with the streams, or after the unit of the first track that is `enough`."""
        queue: _Queue = asyncio.Queue(_WAITING)
        loop = asyncio.get_running_loop()
        pumps = [loop.create_task(_pump(number, reader, queue), name="camsim box") for number, reader in enumerate(self._readers)]
        try:
            yield self._muxer.head()
            while (item := await queue.get()) is not None:
                if isinstance(item, Exception):
                    raise item
                number, unit = item
                if chunk := self._chunk(number, unit):
                    yield chunk
                if number == 0 and enough(unit):
                    return
        finally:
            for pump in pumps:
                pump.cancel()

    def _chunk(self, number: int, unit: Unit) -> bytes:
        """What a unit adds; nothing for what lies before the beginning."""
        if self._begin is None and number == 0:
            self._begin = unit.pts
        if self._begin is None or unit.pts < self._begin:
            return b""
        return self._muxer.add(Sample(number, unit.pts - self._begin, unit.key, unit.shared(boxed)))


async def _pump(number: int, reader: Reader, queue: _Queue) -> None:
    try:
        async for unit in reader:
            await queue.put((number, unit))
    except Exception as failure:
        await queue.put(failure)
    await queue.put(None)


def boxed(unit: Unit) -> bytes:
    """The payload as containers hold it; made once for all readers."""
    if unit.codec is Codec.H264 or unit.codec is Codec.H265:
        return length_prefixed(unit.payload, hevc=unit.codec is Codec.H265)
    return unit.payload


def _described(key: Key, sets: tuple[bytes, ...]) -> Described:
    if isinstance(key, AudioKey):
        if key.codec is Codec.AAC:
            return Aac(sets[0], key.sample_rate, key.channels)
        if key.codec is Codec.OPUS:
            return Opus(key.sample_rate, key.channels)
    else:
        width, height = (side & ~1 for side in key.shape.size)
        if key.codec is Codec.JPEG:
            return Jpeg(*key.shape.size)
        if key.codec is Codec.H264:
            sps, pps = sets
            return H264(sps, pps, width, height)
        if key.codec is Codec.H265:
            vps, sps, pps = sets
            return H265(vps, sps, pps, width, height)
    raise ValueError(f"no container for {key.codec}")
