"""What waits to be sent over MQTT: bounded, the oldest gives way and is counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

LIMIT = 1000
"""Messages."""


def nothing(delivered: bool) -> None:
    """What happens when nobody asks what became of a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """An application message."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    lasting: bool = True
    """Whether it is still worth sending over the next connection; a state is told anew there, a picture's data is stale."""
    outcome: Callable[[bool], None] = field(default=nothing, compare=False)
    """Called with whether it was delivered, as soon as that is known."""


class Outbox:
    """Messages in the order in which they are sent."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self.lost = 0
        """Messages that found no room."""
        self.on_ready: Callable[[], None] = lambda: None
        """Called when something was put in."""

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: Message) -> None:
        """Adds a message at the end."""
        if len(self._waiting) >= LIMIT:
            self._waiting.popleft().outcome(False)
            self.lost += 1
        self._waiting.append(message)
        self.on_ready()

    def put_back(self, message: Message) -> None:
        """Puts a message that could not be delivered before all others."""
        self._waiting.appendleft(message)

    def take(self) -> Message | None:
        """The oldest message, or None."""
        return self._waiting.popleft() if self._waiting else None

    def keep_lasting(self) -> None:
        """Drops what the next connection tells anew."""
        waiting, self._waiting = self._waiting, deque(message for message in self._waiting if message.lasting)
        for message in waiting:
            if not message.lasting:
                message.outcome(False)

    def clear(self) -> None:
        """Drops everything."""
        self._waiting.clear()
