"""The gallery: from a stream key to its running stream, and single pictures; each distinct picture is encoded once."""

from __future__ import annotations

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from camsim.media.source import Moment, Source, moment, rate_of
from camsim.media.stream import Reader, Stream, StreamKey
from camsim.media.unit import Unit

EVERY_FRAME = 60.0
"""Longest move of the clock in seconds during which open streams deliver every frame; on a longer one they jump."""

_KEPT = 4
"""Encoded pictures kept for those who ask again within the same frame."""


@dataclass(frozen=True, slots=True)
class StreamState:
    """A running stream as the tester sees it."""

    key: StreamKey
    rate: float
    """Frames per second."""
    readers: int
    frames: int
    """Units published since the stream began."""
    dropped: int
    """Units lost by slow readers."""


@functools.cache
def _worker() -> ThreadPoolExecutor:
    """The one encoder thread of the process."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="camsim-encoder")


def _render(wanted: Moment) -> bytes:
    from camsim.media.picture import render

    return render(wanted)


class Gallery:
    """All streams and pictures of one camera. Lives on the camera's loop."""

    def __init__(self, source: Source, *, patience: float = 1.0, stamp: bool = True, render: Callable[[Moment], bytes] = _render) -> None:
        """`patience`: real seconds that a clock moved by hand waits for a reader whose ring is full.

        `render` makes the payload of a moment; it runs in the encoder thread and must be pure.
        """
        self.stamp = stamp
        """Whether pictures carry the machine-readable stamp."""
        self.encodes = 0
        """Pictures encoded so far."""
        self._source = source
        self._patience = patience
        self._render = render
        self._streams: dict[StreamKey, Stream] = {}
        self._kept: OrderedDict[Moment, Unit] = OrderedDict()
        self._flying: dict[Moment, asyncio.Task[Unit]] = {}
        self._gate = asyncio.Event()
        self._gate.set()

    async def image(self, key: StreamKey) -> Unit:
        """The current picture; those who ask within the same frame share one encode. Raises NotSupportedError without video."""
        return await self._capture(key)

    def open(self, key: StreamKey) -> Reader:
        """A new reader of the stream of this key, which is started if need be. Raises NotSupportedError without video."""
        stream = self._streams.get(key)
        if stream is None:
            source = self._source
            rate = rate_of(key, source.profile)
            stream = Stream(key, source.clock, source.boot_time(), rate, self._capture, self._gate, self._patience, self._forget)
            self._streams[key] = stream
        return stream.join()

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

    async def _capture(self, key: StreamKey) -> Unit:
        wanted = moment(self._source, key)
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
                payload = await asyncio.get_running_loop().run_in_executor(_worker(), self._render, wanted)
        finally:
            del self._flying[wanted]
        key = wanted.key
        unit = Unit(key.codec, wanted.frame, wanted.pts, wanted.time, True, *key.shape.size, payload)
        self._kept[wanted] = unit
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return unit

    def _forget(self, stream: Stream) -> None:
        if self._streams.get(stream.key) is stream:
            del self._streams[stream.key]
