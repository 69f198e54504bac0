"""The gallery: from a stream key to its running stream, and single pictures; each distinct picture is encoded once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.media.feed import AudioFeed, PictureFeed, VideoFeed, unit_of, worker
from camsim.media.memory import give_back
from camsim.media.source import Moment, Source, moment, rate_of
from camsim.media.stream import AudioKey, Feed, Key, Reader, Stream, StreamKey
from camsim.media.unit import Codec, Unit

if TYPE_CHECKING:
    from camsim.media.encode import Encoded, Encoder

EVERY_FRAME = 60.0
"""Longest move of the clock in seconds during which open streams deliver every frame; on a longer one they jump."""

_KEPT = 4
"""Encoded pictures kept for those who ask again within the same frame."""

_DESCRIBED = 64
"""Keys whose parameter sets are kept."""


@dataclass(frozen=True, slots=True)
class StreamState:
    """A running stream as the tester sees it."""

    key: Key
    rate: float
    """Frames, or units of sound, per second."""
    readers: int
    frames: int
    """Units published since the stream began."""
    dropped: int
    """Units lost by slow readers."""


def _render(wanted: Moment) -> bytes:
    from camsim.media.picture import render

    return render(wanted)


def _open(key: StreamKey, rate: float) -> Encoder:
    from camsim.media.encode import open_encoder

    return open_encoder(key, rate)


class Gallery:
    """All streams and pictures of one camera. Lives on the camera's loop."""

    def __init__(
        self, source: Source, *, patience: float = 1.0, stamp: bool = True, render: Callable[[Moment], bytes] = _render,
        open_encoder: Callable[[StreamKey, float], Encoder] = _open,
    ) -> None:  # fmt: skip
        """`patience`: real seconds that a clock moved by hand waits for a reader whose ring is full.

        `render` makes the payload of a moment that stands alone; it runs in the encoder thread and must be pure. `open_encoder` makes
        the encoder of a stream whose pictures build on one another, given its key and frames per second.
        """
        self.stamp = stamp
        """Whether pictures carry the machine-readable stamp."""
        self.watched: Callable[[bool], None] = lambda watched: None
        """Told when the first stream opens and the last one ends."""
        self.encodes = 0
        """Pictures encoded so far."""
        self._source = source
        self._patience = patience
        self._render = render
        self._open = open_encoder
        self._streams: dict[Key, Stream] = {}
        self._described: OrderedDict[Key, tuple[bytes, ...]] = OrderedDict()
        self._kept: OrderedDict[Moment, Unit] = OrderedDict()
        self._flying: dict[Moment, asyncio.Task[Unit]] = {}
        self._gate = asyncio.Event()
        self._gate.set()

    async def image(self, key: StreamKey, ago: float = 0.0) -> Unit:
        """The picture of now, or of some seconds ago; those who ask within the same frame share one encode.

        Of a codec whose pictures build on one another it is a key frame. Raises NotSupportedError without video.
        """
        return await self._capture(key, ago)

    async def describe(self, key: Key) -> tuple[bytes, ...]:
        """The parameter sets of the streams of this key (see `Unit.parameter_sets`), without starting one.

        Raises NotSupportedError without video, ValueError for a size that the encoder refuses.
        """
        if key.codec is not Codec.AAC and not key.codec.predicts:
            return ()
        sets = self._described.get(key)
        if sets is None:
            with self._source.clock.working():
                sets = await asyncio.get_running_loop().run_in_executor(worker(), self._sets, key)
            self._described[key] = sets
            while len(self._described) > _DESCRIBED:
                self._described.popitem(last=False)
        return sets

    def open(self, key: Key) -> Reader:
        """A new reader of the stream of this key, which is started if need be. Raises NotSupportedError for pictures without video."""
        stream = self._streams.get(key)
        if stream is None:
            source = self._source
            rate = self.rate(key)
            stream = Stream(key, source.clock, source.boot_time(), rate, self._feed(key), self._gate, self._patience, self._forget)
            self._streams[key] = stream
            self.watched(True)
        return stream.join()

    def rate(self, key: Key) -> float:
        """Units per second of a stream of this key. Raises NotSupportedError for pictures without video."""
        return key.rate if isinstance(key, AudioKey) else rate_of(key, self._source)

    @property
    def streams(self) -> tuple[StreamState, ...]:
        """What runs now."""
        return tuple(
            StreamState(stream.key, stream.rate, len(stream.readers), stream.frames, stream.lost) for stream in self._streams.values()
        )

    async def advance(self, seconds: float) -> None:
        """Moves the clock as `Clock.advance` does; on more than a minute open streams jump to the end in one frame."""
        clock = self._source.clock
        if seconds <= EVERY_FRAME:
            await clock.advance(seconds)
            return
        self._gate.clear()
        try:
            await clock.advance(seconds)
        finally:
            self._gate.set()
        await clock.at_rest()

    def restart(self) -> None:
        """Ends all streams, as a reboot does."""
        for stream in tuple(self._streams.values()):
            stream.end()
        self._kept.clear()

    async def close(self) -> None:
        """Ends all streams and waits for encodes under way."""
        self.restart()
        if self._flying:
            await asyncio.wait(self._flying.values())

    # ---- inside

    def _feed(self, key: Key) -> Feed:
        if isinstance(key, AudioKey):
            return AudioFeed(self._source, key)
        if key.codec.predicts:
            return VideoFeed(self._source, key, self._encoder, self._capture, self._counted)
        return PictureFeed(key, self._capture)

    def _counted(self) -> None:
        self.encodes += 1

    async def _capture(self, key: StreamKey, ago: float = 0.0) -> Unit:
        wanted = moment(self._source, key, ago)
        unit = self._kept.get(wanted)
        if unit is not None:
            return unit
        task = self._flying.get(wanted)
        if task is None:
            task = self._flying[wanted] = asyncio.get_running_loop().create_task(self._encode(wanted), name="camsim encode")
        return await asyncio.shield(task)

    async def _encode(self, wanted: Moment) -> Unit:
        try:
            with self._source.clock.working():
                self.encodes += 1
                encoded, sets = await asyncio.get_running_loop().run_in_executor(worker(), self._alone, wanted)
        finally:
            del self._flying[wanted]
        unit = self._kept[wanted] = unit_of(wanted, encoded, sets)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return unit

    # ---- in the encoder thread

    def _encoder(self, key: StreamKey) -> Encoder:
        return self._open(key, self.rate(key))

    def _sets(self, key: Key) -> tuple[bytes, ...]:
        if isinstance(key, AudioKey):
            from camsim.media.encode.audio import AudioEncoder

            return AudioEncoder(key).parameter_sets
        encoder = self._encoder(key)
        encoder.close()
        return encoder.parameter_sets

    def _alone(self, wanted: Moment) -> tuple[Encoded, tuple[bytes, ...]]:
        """A picture by itself, and its parameter sets."""
        from camsim.media.encode import Encoded
        from camsim.media.picture import alone

        if wanted.key.codec.predicts:
            return alone(wanted, self._encoder(wanted.key))
        return Encoded(self._render(wanted)), ()

    # ---- for its streams

    def _forget(self, stream: Stream) -> None:
        if self._streams.get(stream.key) is stream:
            del self._streams[stream.key]
            if not self._streams:
                self.watched(False)
                worker().submit(give_back)
