"""The broker: every event goes through it once; keeps the last value of each stateful topic, counts what consumers lost."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from camsim.device.event import Event
from camsim.events.faults import EventFault, EventFaultKind, EventFaults
from camsim.events.notification import Notification, Operation
from camsim.events.road import Road
from camsim.events.subscription import Consumer, Subscription
from camsim.events.topics import is_among

__all__ = ["Broker", "Consumer", "LogEntry", "Notification", "Operation", "Road", "Subscription"]

QUEUE_LIMIT = 1000
"""Notifications that a subscription holds for a consumer that does not fetch them."""
LOG_LIMIT = 10_000
"""Notifications that the log keeps."""
MOST_ENDED = 200
"""Consumers that have left and are still told of."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A notification in the log."""

    number: int
    """From 1."""
    notification: Notification


class Broker:
    """Fan-out of events. `publish` never waits and never fails."""

    def __init__(
        self,
        now: Callable[[], float],
        removed: frozenset[str] = frozenset(),
        *,
        stamp: Callable[[], float] | None = None,
        later: Callable[[float, Callable[[], None]], object] | None = None,
        chance: Callable[[], random.Random] = random.Random,
    ) -> None:
        """`removed`: topics, also with all below them or with `*`, that this device does not tell.

        `now` is camera time, `stamp` the device's date, `later` runs a call after seconds of camera time.
        """
        self._now = now
        self._stamp = stamp or now
        self._later = later
        self._removed = removed
        self._gone: dict[str, bool] = {}
        self._last: dict[tuple[Any, ...], Notification] = {}
        self._subscriptions: dict[int, Subscription] = {}
        self._ended: deque[Consumer] = deque(maxlen=MOST_ENDED)
        self._consumers = 0
        self._life = 0
        self.faults = EventFaults(chance)
        self.log: deque[LogEntry] = deque(maxlen=LOG_LIMIT)
        """What was raised, oldest first, whoever listened."""
        self.total = 0
        """Notifications since the start, those that the log has lost too."""

    # ---- producers

    def publish(self, event: Event) -> None:
        """Hands an event to all who want it; a stateful one that changes nothing goes to nobody."""
        if self.is_removed(event.path):
            return
        operation = None
        if event.stateful:
            last = self._last.get(event.identity())
            if last is not None and last.event == event:
                return
            operation = Operation.CHANGED if last is not None else Operation.INITIALIZED
        notification = Notification(event, operation, self._now(), self._stamp())
        if event.stateful:
            self._last[event.identity()] = notification
        self._tell(notification)

    def delete(self, event: Event) -> None:
        """Tells that what a stateful event is about is gone, and forgets its state; without effect where there is none."""
        last = self._last.pop(event.identity(), None)
        if last is not None:
            self._tell(Notification(last.event, Operation.DELETED, self._now(), self._stamp()))

    def delete_all(self, gone: Callable[[Event], bool]) -> None:
        """Deletes every state that a producer leaves behind, as when an application stops."""
        for last in list(self._last.values()):
            if gone(last.event):
                self.delete(last.event)

    def remove_topics(self, removed: frozenset[str]) -> None:
        """From now on the device has all topics but these."""
        self._removed = removed
        self._gone.clear()

    def is_removed(self, path: str) -> bool:
        """Whether this device has no such topic."""
        found = self._gone.get(path)
        if found is None:
            found = self._gone[path] = is_among(path, self._removed)
        return found

    # ---- consumers

    def subscribe(
        self,
        wants: Callable[[Event], bool] = lambda event: True,
        *,
        road: Road = Road.CONTROL,
        name: str = "",
        limit: int = QUEUE_LIMIT,
        replay: bool = True,
    ) -> Subscription:
        """A new subscription; with `replay` it begins with all current states as Initialized, at the time when each was set.

        The replay is never cut by `limit`: that is for what comes after it.
        """
        self._consumers += 1
        states = len(self._last) if replay else 0
        subscription = Subscription(self, wants, limit + states, road, name, self._consumers)
        self._subscriptions[subscription.number] = subscription
        if replay:
            self.replay(subscription)
        return subscription

    def replay(self, subscription: Subscription) -> None:
        """Puts all current states that a consumer wants into its queue, as Initialized."""
        for last in list(self._last.values()):
            if subscription.wants(last.event):
                self._deliver(subscription, last.initialized)

    def drop(self, subscription: Subscription) -> None:
        """Ends a subscription."""
        subscription.close()
        if self._subscriptions.pop(subscription.number, None) is not None:
            self._ended.append(subscription.consumer)

    def consumers(self) -> list[Consumer]:
        """What each consumer has got, those of the past too as far as they are kept, in the order in which they came."""
        listening = [subscription.consumer for subscription in self._subscriptions.values()]
        return sorted([*self._ended, *listening], key=lambda consumer: consumer.number)

    def current(self) -> list[Notification]:
        """The last notification of each stateful topic and source."""
        return list(self._last.values())

    # ---- the tester

    def set_fault(self, fault: EventFault) -> EventFault:
        """Lets notifications fail from now on. Raises ValueError."""
        return self.faults.add(fault, self._consumers)

    # ---- the camera

    def forget(self) -> None:
        """Forgets all states and what is delayed, as a power-off does."""
        self._life += 1
        self._last.clear()

    def reset(self) -> None:
        """As at the start: no states, no faults, an empty log, no consumers of the past; those that listen stay."""
        self.forget()
        self.faults.reset()
        self.log.clear()
        self.total = 0
        self._ended.clear()

    def _tell(self, notification: Notification) -> None:
        self.total += 1
        self.log.append(LogEntry(self.total, notification))
        for subscription in list(self._subscriptions.values()):
            if subscription.wants(notification.event):
                self._deliver(subscription, notification)

    def _deliver(self, subscription: Subscription, notification: Notification) -> None:
        if not self.faults:
            subscription.put(notification)
            return
        fault = self.faults.take(notification.event.path, subscription.road, subscription.name, subscription.number)
        match fault.kind if fault is not None else None:
            case EventFaultKind.MUTE:
                pass
            case EventFaultKind.DROP | EventFaultKind.STALL:
                subscription.lose()
            case EventFaultKind.DELAY if self._later is not None:
                assert fault is not None
                life = self._life
                self._later(fault.seconds, lambda: subscription.put(notification) if life == self._life else None)
            case EventFaultKind.DUPLICATE:
                subscription.put(notification)
                subscription.put(notification)
            case _:
                subscription.put(notification)
