"""The camera's clock: the one place that reads time and knows the event loop.

Rules
1. All times are seconds of camera time as POSIX time stamps; the line never runs backwards.
2. `speed` 1 is the system's pace, another value scales it, 0 stands still.
3. Timers fall due in camera time; those of the same instant run in the order in which they were set.
4. `advance(d)` moves by d at once: at each due instant it runs the callbacks, then waits until the camera is at rest.
5. A timer belongs to a scope; when the scope ends, its timers never fire.
6. `reset` begins a new line: no timer of the old one fires, and who waits on the old one is cancelled.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

STEPPED_START = 1767225600.0
"""2026-01-01T00:00:00Z: where a stepped clock begins, so that runs are alike."""

LONGEST_ADVANCE = 366 * 86400.0
"""Longest single advance in seconds."""

FASTEST = 10_000.0
"""Highest speed of a scaled clock."""

_LEAD = 1.0
"""Seconds ahead of the computer's time, or behind it, that are no accident."""
_ROUNDS_AT_REST = 4
"""Turns of the loop without work after which the camera counts as at rest."""


class ClockMode(StrEnum):
    """How a clock starts."""

    SYSTEM = "system"
    FROZEN = "frozen"
    STEPPED = "stepped"
    SCALED = "scaled"


@dataclass(order=True, slots=True)
class Timer:
    """A callback that waits for its instant."""

    due: float
    order: int
    callback: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        """Makes the timer never fire."""
        self.callback = None

    @property
    def active(self) -> bool:
        """Whether it still waits."""
        return self.callback is not None


class Scope:
    """Timers with a common life, such as the one between two boots."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ended = False
        self._timers: set[int] = set()
        self._live: dict[int, Timer] = {}

    def call_at(self, due: float, callback: Callable[[], None]) -> Timer:
        """Runs the callback at an instant of camera time; never when the scope ends before."""
        if self.ended:
            return Timer(due, 0, None)

        def run() -> None:
            self._live.pop(timer.order, None)
            callback()

        timer = self.clock.call_at(due, run)
        self._live[timer.order] = timer
        if len(self._live) > 256:
            self._live = {order: kept for order, kept in self._live.items() if kept.active}
        return timer

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Runs the callback after a delay in seconds of camera time."""
        return self.call_at(self.clock.now() + max(0.0, delay), callback)

    def end(self) -> None:
        """Cancels every timer of the scope."""
        self.ended = True
        for timer in self._live.values():
            timer.cancel()
        self._live.clear()


class Clock:
    """Camera time: system, frozen, stepped or scaled, and movable by hand."""

    def __init__(self, mode: ClockMode = ClockMode.SYSTEM, speed: float = 1.0, start: float | None = None) -> None:
        self._mode = mode
        self._first_speed = _checked_speed(speed)
        self._start = start
        self._count = itertools.count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.TimerHandle | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._busy = 0
        self._speed = 0.0
        self._advancing = False
        self.line = 0
        """Which line of time this is: rises with every reset."""
        self.on_error: Callable[[BaseException], None] = _raise
        self._begin()

    # ---- reading

    def now(self) -> float:
        """Camera time as a POSIX time stamp in seconds."""
        if self._speed == 0.0 or self._advancing:
            return self._virtual
        return self._virtual + (time.monotonic() - self._real) * self._speed

    @property
    def speed(self) -> float:
        """Camera seconds per real second; 0 when the clock stands."""
        return self._speed

    @property
    def ahead(self) -> float:
        """Seconds that camera time is ahead of the computer's."""
        return self.now() - time.time()

    @property
    def pending(self) -> int:
        """Number of timers that wait."""
        return sum(timer.active for timer in self._timers)

    # ---- timers

    def call_at(self, due: float, callback: Callable[[], None]) -> Timer:
        """Runs the callback when camera time reaches `due`."""
        timer = Timer(max(due, self.now()), next(self._count), callback)
        heapq.heappush(self._timers, timer)
        if self._timers[0] is timer:
            self._arm()
        return timer

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Runs the callback after a delay in seconds of camera time."""
        return self.call_at(self.now() + max(0.0, delay), callback)

    def scope(self) -> Scope:
        """A new set of timers that end together."""
        return Scope(self)

    async def wait_until(self, due: float) -> None:
        """Waits for an instant of camera time. Cancelled by a reset."""
        reached = asyncio.get_running_loop().create_future()
        timer = self.call_at(due, lambda: _settle(reached))
        self._waiting.add(reached)
        try:
            await reached
        finally:
            self._waiting.discard(reached)
            timer.cancel()

    async def sleep(self, delay: float) -> None:
        """Waits for a span of camera time in seconds."""
        await self.wait_until(self.now() + max(0.0, delay))

    async def hold(self, delay: float) -> None:
        """Waits for a span of camera time in seconds; while the clock stands, as many real seconds will do.

        For delays that somebody outside waits for: a client's own time-outs are real.
        """
        if self._speed:
            await self.sleep(delay)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self.sleep(delay)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Marks work that `advance` waits for, such as an encode."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    # ---- the tester's hand

    def freeze(self) -> None:
        """Stops camera time."""
        if self._speed:
            self._resume_speed = self._speed
        self._set_speed(0.0)

    def resume(self) -> None:
        """Lets camera time run again at its last speed."""
        self._set_speed(self._resume_speed)

    def set_speed(self, speed: float) -> None:
        """Sets camera seconds per real second (0 freezes). Raises ValueError outside 0..10000."""
        if speed == 0.0:
            self.freeze()
        else:
            self._resume_speed = _checked_speed(speed)
            self._set_speed(self._resume_speed)

    @property
    def advancing(self) -> bool:
        """Whether an advance is under way."""
        return self._advancing

    async def advance(self, seconds: float) -> None:
        """Moves camera time by `seconds`, running everything that falls due on the way, then waits for rest. A reset ends it.

        Raises ValueError for a negative span or one longer than a year, RuntimeError when an advance is under way.
        """
        if not 0.0 <= seconds <= LONGEST_ADVANCE:
            raise ValueError(f"advance takes 0 to {LONGEST_ADVANCE:.0f} seconds")
        if self._advancing:
            raise RuntimeError("an advance is under way")
        line, target = self.line, self.now() + seconds
        self._virtual = self.now()
        self._advancing = True
        try:
            await self.at_rest()
            while line == self.line and self._timers and self._timers[0].due <= target:
                self._virtual = max(self._virtual, self._timers[0].due)
                self._run_due()
                await self.at_rest()
            if line == self.line:
                self._virtual = target
        finally:
            if line == self.line:
                self._advancing = False
                self._real = time.monotonic()
                self._arm()
        await self.at_rest()

    def reset(self) -> None:
        """Begins anew where and how the clock was made: drops all timers, ends an advance, cancels who waits."""
        self.line += 1
        self._begin()
        for future in tuple(self._waiting):
            future.cancel()
        self._arm()

    def go_on(self, now: float, ahead: float) -> None:
        """Goes on, before anything is timed, where the clock of an earlier process was: with the same lead over the computer's where it
        follows that one, else at the same instant.
        """
        self._virtual = now if self._mode is not ClockMode.SYSTEM else self._virtual + (ahead if abs(ahead) >= _LEAD else 0.0)

    async def at_rest(self) -> None:
        """Waits until callbacks and marked work of this instant are done."""
        quiet = 0
        while quiet < _ROUNDS_AT_REST:
            await asyncio.sleep(0)
            if self._busy:
                quiet = 0
                await asyncio.sleep(0.0005)
            else:
                quiet += 1

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Binds the clock to the loop that runs its timers."""
        self._loop = loop
        self._arm()

    def detach(self) -> None:
        """Releases the loop; timers wait until the next attach."""
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        self._loop = None

    # ---- inside

    def _begin(self) -> None:
        start = self._start
        if start is None:
            start = STEPPED_START if self._mode is ClockMode.STEPPED else time.time()
        self._virtual = start
        self._real = time.monotonic()
        self._speed = 0.0 if self._mode in (ClockMode.FROZEN, ClockMode.STEPPED) else self._first_speed
        self._resume_speed = self._speed or 1.0
        self._timers: list[Timer] = []
        self._advancing = False

    def _set_speed(self, speed: float) -> None:
        self._virtual = self.now()
        self._real = time.monotonic()
        self._speed = speed
        self._arm()

    def _arm(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if self._loop is None or self._advancing or not self._speed or not self._timers:
            return
        delay = max(0.0, (self._timers[0].due - self.now()) / self._speed)
        with suppress(RuntimeError):
            self._wake = self._loop.call_later(min(delay, 3600.0), self._tick)

    def _tick(self) -> None:
        self._wake = None
        self._run_due()
        self._arm()

    def _run_due(self) -> None:
        now = self.now()
        while self._timers and self._timers[0].due <= now + 1e-9:
            callback, timer = None, heapq.heappop(self._timers)
            callback, timer.callback = timer.callback, None
            if callback is None:
                continue
            try:
                callback()
            except Exception as error:
                self.on_error(error)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _raise(error: BaseException) -> None:
    raise error


def _checked_speed(speed: float) -> float:
    if not 0.0 < speed <= FASTEST:
        raise ValueError(f"speed must lie above 0 and not above {FASTEST:.0f}")
    return speed
