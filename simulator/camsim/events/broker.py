"""The broker: every event goes through it once; keeps the last value of each stateful topic, counts what consumers lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from camsim.device.event import Event

QUEUE_LIMIT = 1000
"""Notifications that a subscription holds for a consumer that does not fetch them."""


class Operation(StrEnum):
    """What a notification says of a stateful topic."""

    INITIALIZED = "Initialized"
    CHANGED = "Changed"
    DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Notification:
    """An event with its place in time."""

    event: Event
    operation: Operation | None
    """None for a stateless event."""
    time: float
    """Camera time in seconds."""


class Subscription:
    """One consumer's queue: bounded; the oldest notification gives way and is counted."""

    def __init__(self, broker: Broker, wants: Callable[[Event], bool], limit: int) -> None:
        self._broker = broker
        self.wants = wants
        self._queue: deque[Notification] = deque()
        self._limit = limit
        self.lost = 0
        self.on_ready: Callable[[], None] = lambda: None
        """Called when something was put in."""

    def put(self, notification: Notification) -> None:
        """Adds a notification."""
        if len(self._queue) >= self._limit:
            self._queue.popleft()
            self.lost += 1
        self._queue.append(notification)
        self.on_ready()

    def take(self) -> list[Notification]:
        """All that wait, oldest first."""
        taken = list(self._queue)
        self._queue.clear()
        return taken

    def close(self) -> None:
        """Ends the subscription."""
        self._broker.drop(self)


class Broker:
    """Fan-out of events. `publish` never waits and never fails."""

    def __init__(self, now: Callable[[], float], removed: frozenset[str] = frozenset()) -> None:
        self._now = now
        self._removed = removed
        self._last: dict[tuple[Any, ...], Notification] = {}
        self._subscriptions: list[Subscription] = []

    def publish(self, event: Event) -> None:
        """Hands an event to all who want it; a stateful one that changes nothing goes to nobody."""
        if event.topic in self._removed:
            return
        operation = None
        if event.stateful:
            identity = event.identity()
            last = self._last.get(identity)
            if last is not None and last.event == event:
                return
            operation = Operation.CHANGED if last is not None else Operation.INITIALIZED
        notification = Notification(event, operation, self._now())
        if event.stateful:
            self._last[event.identity()] = notification
        for subscription in list(self._subscriptions):
            if subscription.wants(event):
                subscription.put(notification)

    def subscribe(
        self, wants: Callable[[Event], bool] = lambda event: True, *, limit: int = QUEUE_LIMIT, replay: bool = True
    ) -> Subscription:
        """A new subscription; with `replay` it begins with all current states as Initialized."""
        subscription = Subscription(self, wants, limit)
        self._subscriptions.append(subscription)
        if replay:
            for last in self._last.values():
                if wants(last.event):
                    subscription.put(Notification(last.event, Operation.INITIALIZED, self._now()))
        return subscription

    def drop(self, subscription: Subscription) -> None:
        """Ends a subscription."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def forget(self) -> None:
        """Forgets all states, as a power-off does."""
        self._last.clear()

    def current(self) -> list[Notification]:
        """The last notification of each stateful topic and source."""
        return list(self._last.values())
