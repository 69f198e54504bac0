"""The metadata stream: documents of events, and of what else a client asks for (page slugs: metadata-stream, rtsp).

It begins with an empty document; then come the states of all wanted topics as Initialized, then whatever happens, a document for each.
"""

from __future__ import annotations

import asyncio
import functools
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.events import content, topics
from camsim.events.notification import Notification
from camsim.events.road import Road
from camsim.events.selection import Selection
from camsim.server.rtsp import ptz_status, scene
from camsim.server.rtsp.track import Packer
from camsim.server.rtsp.udp import breathe
from camsim.wire import onvif_event
from camsim.wire.rtp import metadata
from camsim.wire.rtp.burst import Burst

if TYPE_CHECKING:
    from camsim.events.subscription import Subscription
    from camsim.server.rtsp.outlet import Outlet
    from camsim.server.rtsp.station import Station

EMPTY = onvif_event.metadata()
AT_ONCE = 8
"""Documents that go out in a row where packets can be lost: clients take some time to read one."""
PAUSE = 0.01
"""Real seconds between two such rows."""
MOST_FRAMES = 100
"""Documents other than events that wait for a slow client; the oldest gives way."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants in its metadata stream."""

    channel: int = 1
    """Of the device: 1, 2, ..."""
    events: Selection | None = None
    ptz: ptz_status.Detail = ptz_status.Detail.NONE
    analytics: str = "off"
    """off, box or polygon."""


Close = Callable[[], None]
Source = Callable[["Station", Wanted, Callable[[bytes], None]], Close | None]
"""Puts documents into a stream from now on until it is closed; None where the client does not want them."""
SOURCES: list[Source] = [
    lambda station, wanted, put: ptz_status.follow(station, wanted.channel, wanted.ptz, put),
    lambda station, wanted, put: scene.follow(station, wanted.channel, wanted.analytics, put),
]
"""Whatever puts documents into the stream beside the events."""


def selection(given: Mapping[str, str]) -> Selection:
    """The events that `eventtopic` and `eventcontent` of an address ask for. Raises ExpressionError."""
    topic, filter_ = given.get("eventtopic", "").strip(), given.get("eventcontent", "").strip()
    return Selection(topics.parse(topic, commas=True) if topic else topics.EVERYTHING, content.parse(filter_) if filter_ else None)


class MetadataFeed:
    """The documents of one client, as packets."""

    def __init__(self, station: Station, packer: Packer, wanted: Wanted, outlet: Outlet) -> None:
        """`outlet`: what carries the packets."""
        self._station = station
        self._packer = packer
        self._frames: deque[bytes] = deque([EMPTY])
        self._dropped = 0
        self._ticks = -1
        self._told = False
        self._over = False
        self._paced = outlet.kind != "tcp"
        self._row = 0
        self._wake = asyncio.Event()
        self._events: Subscription | None = None
        if wanted.events is not None:
            self._events = station.app.broker.subscribe(wanted.events, road=Road.METADATA, name=outlet.client)
            self._events.on_ready = self._wake.set
        made = [source(station, wanted, self._put) for source in SOURCES]
        self._closes = [close for close in made if close is not None]

    @property
    def dropped(self) -> int:
        """Documents lost because the client was too slow."""
        return self._dropped + (self._events.lost if self._events is not None else 0)

    def __aiter__(self) -> MetadataFeed:
        return self

    async def __anext__(self) -> Burst:
        if self._told and self._events is not None:
            self._events.acknowledge()
            self._told = False
        if self._paced and self._row >= AT_ONCE:
            self._row = 0
            await breathe(PAUSE)
        while not self._over:
            if self._frames:
                return self._burst(self._frames.popleft())
            if self._events is not None and (taken := self._events.take(1)):
                self._told = True
                return self._burst(_document(taken[0], self._station.device.unique_id))
            self._row = 0
            self._wake.clear()
            await self._wake.wait()
        raise StopAsyncIteration

    def close(self) -> None:
        """Ends it."""
        self._over = True
        if self._events is not None:
            self._events.close()
        for close in self._closes:
            close()
        self._wake.set()

    def renew(self) -> None:
        """Each document stands by itself."""

    def _put(self, document: bytes) -> None:
        if len(self._frames) >= MOST_FRAMES:
            self._frames.popleft()
            self._dropped += 1
        self._frames.append(document)
        self._wake.set()

    def _burst(self, document: bytes) -> Burst:
        """The packets of a document; no two documents have one RTP time."""
        self._row += 1
        self._ticks = max(self._station.ticks(), self._ticks + 1)
        return _packets(document, self._packer, self._ticks, self._station.wall())


@functools.lru_cache(maxsize=256)
def _document(notification: Notification, unique_id: str) -> bytes:
    """One for all clients."""
    return onvif_event.event(notification.message, onvif_event.producer(unique_id))


@functools.lru_cache(maxsize=256)
def _packets(document: bytes, packer: Packer, ticks: int, time: float) -> Burst:
    """Those who listen at the same time share them."""
    return Burst(metadata.packetise(document, packer.limit), packer.payload_type, packer.stamp(ticks), time)
