"""Plays sequences of states on numbered lines by the clock: pulse trains and state sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from camsim.device.clock import Timer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A state, and how many seconds it stands before the next one."""

    state: T
    seconds: float = 0.0


class Player(Generic[T]):
    """One sequence at a time on each line; a sequence lasts until the time of its last step is over."""

    def __init__(self, later: Callable[[float, Callable[[], None]], Timer], apply: Callable[[int, T], None]) -> None:
        self._later = later
        self._apply = apply
        self._timers: dict[int, Timer] = {}

    def play(self, line: int, steps: Sequence[Step[T]]) -> None:
        """Starts a sequence at once, in place of the one that is playing."""
        self.cancel(line)
        self._go_on(line, iter(steps))

    def playing(self, line: int) -> bool:
        """Whether a sequence is under way on that line."""
        timer = self._timers.get(line)
        return timer is not None and timer.active

    def cancel(self, line: int) -> None:
        """Ends the sequence on that line where it stands."""
        timer = self._timers.pop(line, None)
        if timer is not None:
            timer.cancel()

    def clear(self) -> None:
        """Ends all sequences."""
        for line in list(self._timers):
            self.cancel(line)

    def _go_on(self, line: int, steps: Iterator[Step[T]]) -> None:
        self._timers.pop(line, None)
        for step in steps:
            self._apply(line, step.state)
            if step.seconds > 0:
                self._timers[line] = self._later(step.seconds, lambda: self._go_on(line, steps))
                return
