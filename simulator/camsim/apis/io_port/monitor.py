"""The monitor stream: a part for each change of the watched ports, and an empty one when nothing happens."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from camsim.apis.io_port import messages
from camsim.device.clock import Clock, Timer
from camsim.device.io.ports import Ports

IDLE = 15.0
"""Seconds of camera time without a change after which an empty part is sent (page slug: input-and-outputs)."""

BACKLOG = 1000
"""Parts that wait for a slow reader; older ones are lost."""


class Monitor:
    """Watches ports from the moment it is made, so that no change falls between request and stream."""

    def __init__(self, ports: Ports, clock: Clock, watched: dict[int, int]) -> None:
        self._ports = ports
        self._clock = clock
        self._watched = watched
        """Number in the stream -> number of the port."""
        self._active = {number: ports.port(port).active for number, port in watched.items()}
        self._parts: deque[bytes] = deque([self._part(None)], maxlen=BACKLOG)
        self._news = asyncio.Event()
        self._timer: Timer | None = None
        self._leave = ports.watch(self._note)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The parts, without end."""
        while True:
            while self._parts:
                yield self._parts.popleft()
            self._news.clear()
            self._timer = self._clock.call_later(IDLE, self._news.set)
            await self._news.wait()
            self._timer.cancel()
            if not self._parts:
                yield messages.idle_part()

    def close(self) -> None:
        """Ends the watch."""
        self._leave()
        if self._timer is not None:
            self._timer.cancel()

    def _note(self, port: int) -> None:
        for number, watched in self._watched.items():
            active = self._ports.port(watched).active
            if watched == port and active is not self._active[number]:
                self._active[number] = active
                self._parts.append(self._part(number))
                self._news.set()

    def _part(self, changed: int | None) -> bytes:
        return messages.part([(number, self._ports.port(port)) for number, port in self._watched.items()], changed)
