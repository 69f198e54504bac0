"""Streams: one publisher, many readers, each with a bounded ring; a slow reader loses frames and never slows the others.

Where pictures build on one another, a reader begins with a key frame, and goes on with the next one after a loss. A new reader makes
the next picture a key frame; the others just go on. While the clock stands it gets a key frame of the current instant by itself.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from camsim.device.clock import Clock
from camsim.media.coding import Coding
from camsim.media.eye import Shape
from camsim.media.paint.text import TextOverlay
from camsim.media.paint.tone import Tone
from camsim.media.unit import Codec, Unit

RING = 8
"""Units that wait for a slow reader before it loses some; a second's worth where that is more and they are not whole pictures."""


@dataclass(frozen=True, slots=True)
class StreamKey:
    """What tells one encode from another: requests with equal keys share a stream."""

    channel: int = 1
    """1, 2, ...: the `camera` argument."""
    width: int = 640
    """Pixels before rotation."""
    height: int = 480
    rotation: int = 0
    """0, 90, 180 or 270 degrees clockwise."""
    mirror: bool = False
    color: bool = True
    compression: int = 30
    """0 (best) to 100 (smallest)."""
    fps: float = 0.0
    """Frames per second; 0: the model's maximum."""
    tone: Tone = Tone()
    overlay: TextOverlay | None = None
    stamp: bool = True
    """Whether the picture carries the machine-readable stamp."""
    analog: bool = False
    """The whole 4:3 view squeezed into these pixels (4CIF and its kin); otherwise the view is cropped to their aspect."""
    codec: Codec = Codec.JPEG
    coding: Coding | None = None
    """How a predicting codec is to work; None for all others."""
    max_frame_size: int = 0
    """Kilobytes that a JPEG is kept under; 0: no bound."""

    @property
    def picture(self) -> StreamKey:
        """What is left when it does not matter how the picture is coded."""
        return replace(self, compression=0, fps=0.0, color=True, codec=Codec.JPEG, coding=None, max_frame_size=0)

    @property
    def shape(self) -> Shape:
        """The form of the picture."""
        return Shape(self.width, self.height, self.rotation, self.mirror, self.analog)


@dataclass(frozen=True, slots=True)
class AudioKey:
    """What tells one sound stream from another."""

    codec: Codec = Codec.AAC
    sample_rate: int = 16000
    """Samples per second."""
    channels: int = 1
    """1 or 2, with the same sound in both."""
    bit_rate: int = 32000
    """Bits per second, of those codecs that have a choice."""
    channel: int = 1
    """Of the device: 1, 2, ..."""
    source: int = 0
    """The microphone: 0, 1, ..."""

    @property
    def samples(self) -> int:
        """Samples per unit and channel: 1024 with AAC, 10 ms with LPCM, 20 ms with others."""
        if self.codec is Codec.AAC:
            return 1024
        return self.sample_rate // (100 if self.codec is Codec.LPCM else 50)

    @property
    def rate(self) -> float:
        """Units per second."""
        return self.sample_rate / self.samples


Key = StreamKey | AudioKey


@dataclass(frozen=True, slots=True)
class Take:
    """What a feed gave."""

    frame: int
    """The number that is current; the next take is due with its successor."""
    units: tuple[Unit, ...] = ()
    """In order; none when the frame is left out or was taken before."""


class Feed(Protocol):
    """Where a stream has its units from."""

    async def take(self, force_key: bool) -> Take:
        """The units that have become due. `force_key`: the first of them must be a key frame."""
        ...

    async def still(self) -> Unit:
        """A unit of the current instant that stands by itself."""
        ...

    def close(self) -> None:
        """Frees what the feed holds."""
        ...


class Reader:
    """One reader of a stream: an async iterator of units that ends when the stream does (reboot) or after `close`."""

    def __init__(self, stream: Stream, ring: int = RING) -> None:
        self.stream = stream
        self.dropped = 0
        """Units lost because the reader was too slow."""
        self.closed = False
        self.shortcut: Callable[[Unit], bool] | None = None
        """Takes a unit that is waited for on the spot, which spares a turn of the loop; False: it goes the usual way."""
        self.stalled = False
        """Whether it failed to make room while the clock was moved by hand; ends with its next read."""
        self._limit = ring
        self._ring: deque[Unit] = deque()
        self._begun = False
        self._waiting = False
        """Whether somebody waits for the next unit."""
        self._key_wanted = True
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._failure: BaseException | None = None

    def __aiter__(self) -> Reader:
        return self

    async def __anext__(self) -> Unit:
        while not self._ring:
            if self._failure is not None:
                raise self._failure
            if self.closed:
                raise StopAsyncIteration
            self._filled.clear()
            self._waiting = True
            await self._filled.wait()
            self._waiting = False
        self.stalled = False
        self._drained.set()
        return self._ring.popleft()

    def close(self) -> None:
        """Leaves the stream; the last reader stops it. Again is harmless."""
        self.end()
        self.stream.leave(self)

    # ---- for the stream

    @property
    def full(self) -> bool:
        """Whether the next unit will cost another."""
        return len(self._ring) >= self._limit

    def offer(self, unit: Unit) -> None:
        """Takes a unit; when the ring is full the oldest go, up to the next key frame."""
        if self.full:
            self._drop()
            while self._ring and not self._ring[0].key:
                self._drop()
            self._key_wanted = not self._ring
        if self._key_wanted and not unit.key:
            self.dropped += self._begun
            return
        self._key_wanted = False
        if self._waiting and not self._ring and self.shortcut is not None and self.shortcut(unit):
            self._begun = True
            return
        self._put(unit)

    def greet(self, unit: Unit) -> None:
        """Takes a unit that stands beside the stream, unless the stream's own have begun."""
        if not self._begun and not self.closed:
            self._put(unit)

    async def room(self, patience: float) -> None:
        """Waits until a unit fits, for at most `patience` real seconds; a reader that lets it pass is not waited for again."""
        if not self.full or self.stalled:
            return
        self._drained.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._drained.wait(), patience)
            return
        self.stalled = True

    def end(self, failure: BaseException | None = None) -> None:
        """Ends the iteration, with an error if the stream had one."""
        self.closed = True
        self._failure = failure
        self._ring.clear()
        self._filled.set()
        self._drained.set()

    def _put(self, unit: Unit) -> None:
        self._begun = True
        self._ring.append(unit)
        self._filled.set()

    def _drop(self) -> None:
        self._ring.popleft()
        self.dropped += 1


class Stream:
    """A running encode: paced by the clock, started with its first reader, over when the last one has left."""

    def __init__(
        self,
        key: Key,
        clock: Clock,
        boot: float,
        rate: float,
        feed: Feed,
        gate: asyncio.Event,
        patience: float,
        over: Callable[[Stream], None],
    ) -> None:
        self.key = key
        self.rate = rate
        self.frames = 0
        """Units published so far."""
        self.readers: list[Reader] = []
        self.dropped = 0
        """Units lost by readers that have left."""
        self._clock = clock
        self._boot = boot
        self._feed = feed
        self._gate = gate
        self._patience = patience
        self._over = over
        whole = isinstance(key, StreamKey) and not key.codec.predicts
        self._ring = RING if whole else max(RING, math.ceil(rate))
        self._last: Unit | None = None
        self._key_due = False
        self._task: asyncio.Task[None] | None = None
        self._greetings: set[asyncio.Task[None]] = set()

    def join(self) -> Reader:
        """A new reader; it gets the current frame at once, or the next one as a key frame where the current one is none."""
        reader = Reader(self, self._ring)
        self.readers.append(reader)
        loop = asyncio.get_running_loop()
        if self._task is None:
            self._task = loop.create_task(self._run(), name=f"camsim stream {self.key.channel}")
        elif self._last is not None and self._last.key:
            reader.offer(self._last)
        elif self._last is not None:
            self._key_due = True
            if self._clock.speed == 0.0:
                greeting = loop.create_task(self._greet(reader), name="camsim greeting")
                self._greetings.add(greeting)
                greeting.add_done_callback(self._greetings.discard)
        return reader

    def renew(self) -> None:
        """Makes the next picture a key frame."""
        self._key_due = True

    def leave(self, reader: Reader) -> None:
        """Takes a reader out; the last one ends the stream."""
        if reader in self.readers:
            self.readers.remove(reader)
            self.dropped += reader.dropped
            if not self.readers:
                self.end()

    def end(self, failure: BaseException | None = None) -> None:
        """Stops encoding and ends all readers."""
        if self._task is not None and failure is None:
            self._task.cancel()
        for reader in self.readers:
            reader.end(failure)
        self._feed.close()
        self._over(self)

    @property
    def lost(self) -> int:
        """Units lost by readers, of now and before."""
        return self.dropped + sum(reader.dropped for reader in self.readers)

    async def _run(self) -> None:
        try:
            while True:
                with self._clock.working():
                    force, self._key_due = self._key_due, False
                    take = await self._feed.take(force)
                    for unit in take.units:
                        if self._last is None or unit.frame > self._last.frame:
                            await self._publish(unit)
                            force = False
                    self._key_due |= force
                await self._clock.wait_until(self._boot + ((take.frame + 1) / self.rate))
                if not self._gate.is_set():
                    await self._gate.wait()
                    self._key_due = True
        except Exception as failure:
            self.end(failure)

    async def _greet(self, reader: Reader) -> None:
        with self._clock.working():
            reader.greet(await self._feed.still())

    async def _publish(self, unit: Unit) -> None:
        if self._clock.speed == 0.0:
            for reader in tuple(self.readers):
                await reader.room(self._patience)
        self._last = unit
        self.frames += 1
        for reader in self.readers:
            reader.offer(unit)
