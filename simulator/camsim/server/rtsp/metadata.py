"""The metadata stream: documents of events. So far the empty one that begins it (page slug: metadata-stream)."""

from __future__ import annotations

import asyncio

from camsim.server.rtsp.track import Packer
from camsim.wire.rtp import metadata
from camsim.wire.rtp.burst import Burst

EMPTY = b"""<?xml version="1.0" encoding="UTF-8"?>
<tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema">
</tt:MetadataStream>
"""


class MetadataFeed:
    """One document, then silence until it is closed."""

    dropped = 0

    def __init__(self, packer: Packer, ticks: int, time: float) -> None:
        """`ticks` of 1/90000 s since boot, and the camera time of the same instant."""
        fragments = metadata.packetise(EMPTY, packer.limit)
        self._next: Burst | None = Burst(fragments, packer.payload_type, packer.stamp(ticks), time)
        self._over = asyncio.Event()

    def __aiter__(self) -> MetadataFeed:
        return self

    async def __anext__(self) -> Burst:
        if self._next is not None and not self._over.is_set():
            burst, self._next = self._next, None
            return burst
        await self._over.wait()
        raise StopAsyncIteration

    def close(self) -> None:
        """Ends it."""
        self._over.set()

    def renew(self) -> None:
        """Each document stands by itself."""
