"""The courier: deliveries to recipients in the background, bounded in number and time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from camsim.device.clock import Clock
from camsim.device.errors import DeviceError
from camsim.events.actions.run import DeliveryError, Work

AT_ONCE = 8
"""Deliveries under way at the same time."""
WAITING = 200
"""Deliveries that wait; further ones are refused."""
PATIENCE = 15.0
"""Real seconds that a delivery may take: recipients are outside the camera."""

Done = Callable[[str], None]


class Courier:
    """Carries deliveries out in the order in which they came; `advance` of the clock waits for them."""

    def __init__(self, clock: Clock, patience: float = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
        self._queue: deque[tuple[Work, Done, Done]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, work: Work, delivered: Done, failed: Done) -> None:
        """Takes a delivery; one of the two is called with a word about it when it is done."""
        if len(self._queue) >= WAITING:
            failed("too many deliveries wait")
            return
        self._queue.append((work, delivered, failed))
        self._start()

    def drop(self) -> None:
        """Ends all deliveries without a word, as a power-off does."""
        self._queue.clear()
        for task in tuple(self._tasks):
            task.cancel()

    async def close(self) -> None:
        """Ends all deliveries and waits until they are gone."""
        self.drop()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self) -> None:
        while self._queue and len(self._tasks) < AT_ONCE:
            task = asyncio.get_running_loop().create_task(self._carry(*self._queue.popleft()), name="camsim delivery")
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._clock.on_error(bug)
        self._start()

    async def _carry(self, work: Work, delivered: Done, failed: Done) -> None:
        with self._clock.working():
            try:
                async with asyncio.timeout(self._patience):
                    word = await work()
            except TimeoutError:
                failed("no answer in time")
            except (DeliveryError, DeviceError, OSError, ValueError) as error:
                failed(str(error) or type(error).__name__)
            else:
                delivered(word)
