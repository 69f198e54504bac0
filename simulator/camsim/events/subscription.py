"""A subscription: one consumer's bounded queue, and what became of its notifications."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.event import Event
from camsim.events.notification import Notification
from camsim.events.road import Road

if TYPE_CHECKING:
    from camsim.events.broker import Broker


@dataclass(frozen=True, slots=True)
class Consumer:
    """What a consumer has got so far."""

    number: int
    """From 1, in the order in which they came."""
    road: Road
    name: str
    """Who it is: an address, a client's id."""
    open: bool
    """Whether it still listens."""
    sent: int
    """Notifications handed to its connection."""
    acknowledged: int
    """Of those, the ones that it confirmed (MQTT, notify, pull point) or that its connection has taken (metadata, WebSocket)."""
    lost: int
    """Notifications that it never got: it was too slow, or a fault took them."""
    waiting: int
    """Notifications in its queue."""


class Subscription:
    """One consumer's queue: bounded; the oldest notification gives way and is counted."""

    def __init__(self, broker: Broker, wants: Callable[[Event], bool], limit: int, road: Road, name: str, number: int) -> None:
        self._broker = broker
        self.wants = wants
        self.road = road
        self.name = name
        self.number = number
        self.sent = 0
        self.acknowledged = 0
        self.lost = 0
        self.closed = False
        self.on_ready: Callable[[], None] = lambda: None
        """Called when something was put in."""
        self._queue: deque[Notification] = deque()
        self._limit = limit
        self._ready: asyncio.Event | None = None

    def put(self, notification: Notification) -> None:
        """Adds a notification."""
        if self.closed:
            return
        if len(self._queue) >= self._limit:
            self._queue.popleft()
            self.lost += 1
        self._queue.append(notification)
        if self._ready is not None:
            self._ready.set()
        self.on_ready()

    def take(self, most: int | None = None) -> list[Notification]:
        """Those that wait, oldest first; they count as sent."""
        count = len(self._queue) if most is None else min(most, len(self._queue))
        self.sent += count
        return [self._queue.popleft() for _ in range(count)]

    async def ready(self) -> None:
        """Waits until something is there to take, or the subscription is closed."""
        if self._ready is None:
            self._ready = asyncio.Event()
        if not self._queue and not self.closed:
            self._ready.clear()
            await self._ready.wait()

    def acknowledge(self, count: int = 1) -> None:
        """Notes that the consumer has got notifications which were sent."""
        self.acknowledged += count

    def lose(self, count: int = 1) -> None:
        """Notes that the consumer will not get notifications."""
        self.lost += count

    def close(self) -> None:
        """Ends the subscription. Again is harmless."""
        if not self.closed:
            self.closed = True
            self._broker.drop(self)
            if self._ready is not None:
                self._ready.set()

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def consumer(self) -> Consumer:
        """What it has got so far."""
        return Consumer(
            self.number, self.road, self.name, not self.closed, self.sent, self.acknowledged, self.lost, 0 if self.closed else len(self)
        )
