"""Streams: one publisher, many readers, each with a bounded ring; a slow reader loses frames and never slows the others."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from camsim.device.clock import Clock
from camsim.media.eye import Shape
from camsim.media.paint.text import TextOverlay
from camsim.media.paint.tone import Tone
from camsim.media.unit import Codec, Unit

RING = 8
"""Units that wait for a slow reader before it loses some."""


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

    @property
    def shape(self) -> Shape:
        """The form of the picture."""
        return Shape(self.width, self.height, self.rotation, self.mirror, self.analog)


class Reader:
    """One reader of a stream: an async iterator of units that ends when the stream does (reboot) or after `close`."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.dropped = 0
        """Units lost because the reader was too slow."""
        self.closed = False
        self.stalled = False
        """Whether it failed to make room while the clock was moved by hand; ends with its next read."""
        self._ring: deque[Unit] = deque()
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
            await self._filled.wait()
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
        return len(self._ring) >= RING

    def offer(self, unit: Unit) -> None:
        """Takes a unit; when the ring is full the oldest go, up to the next key frame."""
        if self.full:
            self._drop()
            while self._ring and not self._ring[0].key:
                self._drop()
        if not self._ring and not unit.key and self.dropped:
            self.dropped += 1
            return
        self._ring.append(unit)
        self._filled.set()

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

    def _drop(self) -> None:
        self._ring.popleft()
        self.dropped += 1


class Stream:
    """A running encode: paced by the clock, started with its first reader, over when the last one has left."""

    def __init__(
        self,
        key: StreamKey,
        clock: Clock,
        boot: float,
        rate: float,
        capture: Callable[[StreamKey], Awaitable[Unit]],
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
        self._capture = capture
        self._gate = gate
        self._patience = patience
        self._over = over
        self._last: Unit | None = None
        self._task: asyncio.Task[None] | None = None

    def join(self) -> Reader:
        """A new reader; it gets the current frame at once."""
        reader = Reader(self)
        self.readers.append(reader)
        if self._last is not None and self._last.key:
            reader.offer(self._last)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f"camsim stream {self.key.channel}")
        return reader

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
        self._over(self)

    @property
    def lost(self) -> int:
        """Units lost by readers, of now and before."""
        return self.dropped + sum(reader.dropped for reader in self.readers)

    async def _run(self) -> None:
        try:
            while True:
                with self._clock.working():
                    unit = await self._capture(self.key)
                    if self._last is None or unit.frame > self._last.frame:
                        await self._publish(unit)
                await self._clock.wait_until(self._boot + ((unit.frame + 1) / self.rate))
                await self._gate.wait()
        except Exception as failure:
            self.end(failure)

    async def _publish(self, unit: Unit) -> None:
        if self._clock.speed == 0.0:
            for reader in tuple(self.readers):
                await reader.room(self._patience)
        self._last = unit
        self.frames += 1
        for reader in self.readers:
            reader.offer(unit)
