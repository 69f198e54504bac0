"""What became of action rules: each start, stop, delivery and failure, bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from camsim.device.actions import Rule

LIMIT = 2000
"""Entries kept."""
LONGEST_DETAIL = 1000
"""Characters of a detail kept."""


class Happened(StrEnum):
    """What an entry tells."""

    STARTED = "started"
    STOPPED = "stopped"
    """An unlimited action ended, as a condition holds no longer."""
    DELIVERED = "delivered"
    """A recipient took what was sent."""
    FAILED = "failed"
    HELD_BACK = "held back"
    """The activation time-out of the rule is not over."""
    CUT = "cut"
    """The rule fed itself, or came too often."""


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """One thing that a rule did."""

    number: int
    """From 1."""
    time: float
    """Camera time in seconds."""
    happened: Happened
    rule: int
    name: str
    """Of the rule; empty where it has none."""
    template: str
    """`com.axis.action.fixed.io.toggle`"""
    detail: str = ""
    """To whom and what was sent, or why it failed."""


class ActionLog:
    """The last entries, oldest first."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.reset()

    def reset(self) -> None:
        """As at the start."""
        self.entries: deque[ActionEntry] = deque(maxlen=LIMIT)
        self.total = 0

    def add(self, happened: Happened, rule: Rule, template: str, detail: str = "") -> None:
        """Writes something down."""
        self.total += 1
        name = rule.name or ""
        self.entries.append(ActionEntry(self.total, self._now(), happened, rule.id, name, template, detail[:LONGEST_DETAIL]))
