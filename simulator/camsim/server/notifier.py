"""Basic notification: posts events to consumers, each by a task of its own; failures are bounded and counted (WS-BaseNotification 1.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from camsim.device.device import Device
from camsim.events.leases import Lease, Leases
from camsim.events.notification import Notification
from camsim.server.dialects.soap import CONTENT_TYPE, style_of
from camsim.wire import onvif_event, soap
from camsim.wire.xml import element

if TYPE_CHECKING:
    from aiohttp import ClientSession

MOST_AT_ONCE = 50
"""Notifications in one post."""
PATIENCE = 10.0
"""Real seconds that a consumer has for its answer."""
MOST_FAILURES = 5
"""Posts in a row that may fail; then the subscription ends."""
PAUSE = 1.0
"""Seconds of camera time after a post that failed."""
ACTION = "http://docs.oasis-open.org/wsn/bw-2/NotificationConsumer/Notify"


class Notifier:
    """All consumers of one device."""

    def __init__(self, leases: Leases, device: Device, report: Callable[[BaseException], None]) -> None:
        """`report` hears of exceptions that are the simulator's own fault."""
        self._leases = leases
        self._device = device
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()
        leases.on_consumer = self._begin

    async def close(self) -> None:
        """Ends all posting."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self, lease: Lease) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(lease), name=f"camsim notify {lease.number}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._report(error)

    async def _serve(self, lease: Lease) -> None:
        """Posts until the subscription is over; what a post that failed held is lost."""
        import aiohttp

        failures, subscription = 0, lease.subscription
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
            while not lease.over:
                await subscription.ready()
                taken = subscription.take(MOST_AT_ONCE)
                if not taken:
                    continue
                if await self._post(session, lease, taken):
                    subscription.acknowledge(len(taken))
                    failures = 0
                    continue
                subscription.lose(len(taken))
                failures += 1
                if failures >= MOST_FAILURES:
                    self._leases.end(lease)
                    return
                await self._device.clock.wait_until(self._device.clock.now() + PAUSE)

    async def _post(self, session: ClientSession, lease: Lease, taken: list[Notification]) -> bool:
        """Whether the consumer took them."""
        import aiohttp

        headers = {"Content-Type": f'{CONTENT_TYPE}; action="{ACTION}"'}
        document = self._document(lease, taken)
        try:
            async with session.post(lease.consumer, data=document, headers=headers, allow_redirects=False) as answer:
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False

    def _document(self, lease: Lease, taken: list[Notification]) -> bytes:
        producer = onvif_event.producer(self._device.unique_id)
        told: list[Element] = [soap.raw(onvif_event.notification(one.message, producer, declare=False)) for one in taken]
        headers = (element("wsa5:To", lease.consumer), element("wsa5:Action", ACTION))
        return soap.envelope(element("wsnt:Notify", *told), style_of(self._device.profile), headers=headers)
