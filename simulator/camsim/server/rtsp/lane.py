"""Lanes: one track on its way to one session; and what a session has of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from camsim.media.stream import Key, Reader
from camsim.media.unit import Unit
from camsim.server.rtsp.outlet import Outlet
from camsim.server.rtsp.track import Packer, Track
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.sender import Sender
from camsim.wire.rtsp import RtpInfo

if TYPE_CHECKING:
    from camsim.server.rtsp.playback import Span
    from camsim.server.rtsp.station import Station

REPORT_EVERY = 5.0
"""Seconds of camera time between two sender reports."""
FIRST = 1.0
"""Real seconds that the answer to PLAY waits for the first packets at most, whose times it tells; on a fast clock as much less."""
ENCODED = 0.25
"""The least of it: an encoder takes real time to begin, and an answer that tells a later time than the first packet's misleads players."""


class Feed(Protocol):
    """Where a lane has its packets from: an async iterator that can be closed."""

    @property
    def dropped(self) -> int:
        """Frames lost because the client was too slow."""
        ...

    def __aiter__(self) -> Feed: ...

    async def __anext__(self) -> Burst: ...

    def close(self) -> None:
        """Ends it."""
        ...

    def renew(self) -> None:
        """Asks for a key frame, where there are such."""
        ...


class MediaFeed:
    """The packets of a stream of pictures or sound."""

    def __init__(self, reader: Reader, packer: Packer) -> None:
        self._reader = reader
        self._packer = packer

    @property
    def dropped(self) -> int:
        """Frames lost because the client was too slow."""
        return self._reader.dropped

    def __aiter__(self) -> MediaFeed:
        return self

    async def __anext__(self) -> Burst:
        return (await self._reader.__anext__()).shared(self._packer)

    def shorten(self, send: Callable[[Burst], bool]) -> None:
        """Has packets that are waited for sent as they are made. `send` says whether it did."""
        packer = self._packer

        def shortcut(unit: Unit) -> bool:
            try:
                return send(unit.shared(packer))
            except ValueError:  # what cannot be packed fails its own lane, and not the stream
                return False

        self._reader.shortcut = shortcut

    def close(self) -> None:
        """Leaves the stream."""
        self._reader.close()

    def renew(self) -> None:
        """Asks for a key frame."""
        self._reader.stream.renew()


class Lane:
    """One track of one session. It reads its stream while it plays and numbers the packets all its life."""

    def __init__(self, station: Station, track: Track, packer: Packer, outlet: Outlet, sender: Sender) -> None:
        self.track = track
        self.packer = packer
        self.outlet = outlet
        self.sender = sender
        self._station = station
        self._feed: Feed | None = None
        self._task: asyncio.Task[None] | None = None
        self._first: asyncio.Future[Burst] | None = None
        self._go = asyncio.Event()
        self._opened = 0
        """Ticks of 1/90000 s since boot when it began to read."""
        self._told: tuple[float, float] | None = None
        """Camera time of the last access unit, and the clock when it was sent."""

    @property
    def playing(self) -> bool:
        """Whether it reads its stream."""
        return self._feed is not None

    @property
    def dropped(self) -> int:
        """Frames lost in the feed that is open."""
        return self._feed.dropped if self._feed is not None else 0

    def open(self, failed: Callable[[Lane], None], span: Span | None = None) -> None:
        """Begins to read; packets go out after `start`. `failed` is called when the stream ends by itself.

        `span`: what to play of a recording, from now on.
        """
        if span is not None:
            self.pause()
        if self._feed is not None:
            return
        self._feed = self._station.feed(self.track, self.packer, self.outlet, span)
        self._opened = self._station.ticks()
        self._first = asyncio.get_running_loop().create_future()
        self._go.clear()
        self._task = self._station.run(self._carry(self._first, failed), f"camsim rtsp {self.track.codec.kind}")

    async def first(self) -> None:
        """Waits for the first packet."""
        if self._first is not None and not self._first.done():
            await asyncio.wait((self._first,))

    def info(self, number: int) -> RtpInfo:
        """Where the packets begin: the first one's time, that of the unit it will be where it is late, or now where they go on."""
        first = self._first
        if self._go.is_set() or first is None or first.cancelled():
            stamp = self.packer.stamp(self._station.ticks())
        else:
            stamp = first.result().timestamp if first.done() else self.packer.stamp(self.track.begin(self._opened))
        return RtpInfo(number, self.sender.sequence, stamp)

    def start(self) -> None:
        """Lets the packets out."""
        self._go.set()

    def pause(self) -> None:
        """Leaves the stream and keeps the numbers."""
        if self._feed is not None:
            self._station.counts.lost += self._feed.dropped
            self._feed.close()
            self._feed = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._first is not None:
            self._first.cancel()
            self._first = None

    def close(self, *, goodbye: bool) -> None:
        """Ends the lane, with a BYE where something was sent."""
        self.pause()
        if goodbye:
            self._say_goodbye()
        self.outlet.close()

    def renew(self) -> None:
        """Asks for a key frame."""
        if self._feed is not None:
            self._feed.renew()

    def retune(self, key: Key) -> None:
        """Goes on with another stream, from its next key frame on."""
        self.track = replace(self.track, key=key)
        old = self._feed
        if old is not None:
            self._feed = self._station.feed(self.track, self.packer, self.outlet)
            self._station.counts.lost += old.dropped
            old.close()

    def report(self) -> None:
        """Sends a sender report, if there is anything to tell."""
        if self._told is not None:
            self.outlet.control(self.sender.report(self._now()))

    def _say_goodbye(self) -> None:
        if self._told is not None:
            self.outlet.control(self.sender.goodbye(self._now()))

    def _now(self) -> float:
        """Now, on the line of camera time on which the frames lie."""
        assert self._told is not None
        time, at = self._told
        return time + self._station.clock.now() - at

    async def _carry(self, first: asyncio.Future[Burst], failed: Callable[[Lane], None]) -> None:
        try:
            feed = None
            while feed is not self._feed and self._feed is not None:
                feed = self._feed
                await self._carry_all(feed, first)
        except Exception as error:
            self._station.app.report(error)
        if self.track.recording:
            self._say_goodbye()
        else:
            failed(self)

    async def _carry_all(self, feed: Feed, first: asyncio.Future[Burst]) -> None:
        clock, counts = self._station.clock, self._station.counts
        if isinstance(feed, MediaFeed):
            feed.shorten(self._send_now)
        async for burst in feed:
            if not first.done():
                first.set_result(burst)
                await self._go.wait()
            begins = self._told is None
            self._told = burst.time, clock.now()
            await self.outlet.send(self.sender, burst)
            counts.packets += burst.packets
            if begins:
                self.report()

    def _send_now(self, burst: Burst) -> bool:
        if self._told is None or not self._go.is_set() or not self.outlet.send_now(self.sender, burst):
            return False
        self._told = burst.time, self._station.clock.now()
        self._station.counts.packets += burst.packets
        return True
