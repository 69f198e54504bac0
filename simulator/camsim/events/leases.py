"""Subscriptions that clients hold by number for some time: pull points and consumers that are posted to (WS-BaseNotification 1.3)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from camsim.device.clock import Timer
from camsim.device.device import Device
from camsim.device.errors import FullError, NotThereError, OutOfRangeError
from camsim.device.event import Event
from camsim.events.broker import Broker
from camsim.events.road import Road
from camsim.events.subscription import Subscription

MOST = {Road.PULLPOINT: 10, Road.NOTIFY: 10}
"""How many there may be at the same time (a guess)."""
LONGEST = 366 * 86_400.0
"""Seconds for which one may be asked."""
MOST_WAITING = 1000
"""Notifications that wait for a consumer that does not fetch them."""


@dataclass(eq=False)
class Lease:
    """A subscription, and until when it lives."""

    number: int
    subscription: Subscription
    holder: str
    """Name of the caller who made it."""
    consumer: str = ""
    """Where notifications are posted to; empty for a pull point."""
    ends: float = 0.0
    """Camera time in seconds."""
    timer: Timer | None = None

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.subscription.closed


class Leases:
    """All of them, by number. They end with the life of the device."""

    def __init__(self, broker: Broker, device: Device) -> None:
        self.broker = broker
        self._device = device
        self.on_consumer: Callable[[Lease], None] = lambda lease: None
        """Called with each new consumer, so that somebody posts to it."""
        self._leases: dict[int, Lease] = {}
        self._numbers = itertools.count(1)

    def reset(self) -> None:
        """As at the start: none, and numbers from 1."""
        self.end_all()
        self._numbers = itertools.count(1)

    def end_all(self) -> None:
        """Ends all, as a restart does."""
        for lease in self.all():
            self.end(lease)

    def open(self, wants: Callable[[Event], bool], seconds: float, *, road: Road, holder: str, name: str, consumer: str = "") -> Lease:
        """A new subscription that begins with all current states. Raises FullError, OutOfRangeError (subject `termination`)."""
        _check(seconds)
        if sum(lease.subscription.road is road for lease in self._leases.values()) >= MOST[road]:
            raise FullError(f"there may be {MOST[road]} subscriptions", subject="subscription")
        subscription = self.broker.subscribe(wants, road=road, name=name, limit=MOST_WAITING)
        lease = Lease(next(self._numbers), subscription, holder, consumer)
        self._leases[lease.number] = lease
        self.renew(lease, seconds)
        if consumer:
            self.on_consumer(lease)
        return lease

    def get(self, number: int) -> Lease:
        """The subscription of that number. Raises NotThereError (subject `subscription`)."""
        if number not in self._leases:
            raise NotThereError(f"no subscription {number}", subject="subscription", value=number)
        return self._leases[number]

    def newest_of(self, holder: str) -> Lease:
        """The last one that a caller has made. Raises NotThereError (subject `subscription`)."""
        found = [lease for lease in self._leases.values() if lease.holder == holder]
        if not found:
            raise NotThereError("no subscription", subject="subscription")
        return found[-1]

    def all(self) -> list[Lease]:
        """Those that live, in the order in which they were made."""
        return list(self._leases.values())

    def renew(self, lease: Lease, seconds: float) -> None:
        """Lets it live for so many seconds from now. Raises OutOfRangeError (subject `termination`)."""
        _check(seconds)
        if lease.timer is not None:
            lease.timer.cancel()
        lease.ends = self._device.clock.now() + seconds
        lease.timer = self._device.life.call_later(seconds, lambda: self.end(lease))

    def end(self, lease: Lease) -> None:
        """Ends it; who waits for its notifications is woken. Again is harmless."""
        if lease.timer is not None:
            lease.timer.cancel()
        self._leases.pop(lease.number, None)
        lease.subscription.close()


def _check(seconds: float) -> None:
    if not 0.0 < seconds <= LONGEST:
        raise OutOfRangeError("the time must lie ahead, by no more than a year", subject="termination", value=seconds)
