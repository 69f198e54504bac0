"""What a camera's streams really carry: units taken from the gallery while the clock is moved by hand."""

from __future__ import annotations

import asyncio
from typing import Any

from camsim.contract import video
from camsim.media.unit import Unit

SMALL = {"resolution": "320x180", "fps": "10", "videocodec": "h264"}


class Watch:
    """A reader of the stream that RTSP arguments mean; `units` grow as the clock moves."""

    def __init__(self, camera: Any, **arguments: Any) -> None:
        asked = {**SMALL, **{name: str(value) for name, value in arguments.items()}}
        self.key = video.wanted(camera.device, asked, any_codec=True).key
        self.reader = camera.gallery.open(self.key)
        self.units: list[Unit] = []
        self._task = asyncio.create_task(self._take())

    @property
    def size(self) -> int:
        """Bytes so far."""
        return sum(len(unit.payload) for unit in self.units)

    @property
    def key_frames(self) -> list[int]:
        """Which units are key frames, counted from 0."""
        return [number for number, unit in enumerate(self.units) if unit.key]

    async def close(self) -> Watch:
        """Leaves the stream."""
        self.reader.close()
        await self._task
        return self

    async def _take(self) -> None:
        async for unit in self.reader:
            self.units.append(unit)


async def watched(camera: Any, seconds: float, **arguments: Any) -> Watch:
    """A stream over some seconds of camera time."""
    watch = Watch(camera, **arguments)
    await camera.advance(seconds)
    return await watch.close()
