"""Heartbeats of a master, and what happens when they stay away (page slug: heartbeat-service-api)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from camsim.device.errors import OutOfRangeError
from camsim.device.event import Event, value
from camsim.device.organ import Organ
from camsim.device.state import volatile
from camsim.profile.model import Profile

LONGEST = 86_400_000
"""Milliseconds that one heartbeat may last."""


class HeartbeatEvent(Event):
    """A master was heard and is no more."""

    topic = "tns1:Device/tnsaxis:Monitor/Heartbeat"
    nice_name = "Heartbeat"
    lost: bool = value(nice="Heartbeat lost", state=True)


@dataclass
class HeartbeatState:
    """The session that is alive."""

    session: str | None = volatile(None)
    sessions: int = volatile(0)
    lost: bool = volatile(False)


class Heartbeat(Organ[HeartbeatState]):
    """One monitored connection."""

    name = "heartbeat"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name == "Properties.API.Heartbeat.Heartbeat" and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> HeartbeatState:
        self._cancel: Callable[[], None] = lambda: None
        return HeartbeatState()

    def current_events(self) -> list[Event]:
        return [HeartbeatEvent(lost=self.state.lost)]

    def beat(self, milliseconds: int) -> str:
        """A heartbeat that holds for so long. Returns the session, a new one where the last one was lost. Raises OutOfRangeError."""
        if not 1 <= milliseconds <= LONGEST:
            raise OutOfRangeError(f"1 to {LONGEST} ms", subject="duration", value=milliseconds)
        self._cancel()
        if self.state.session is None:
            self.state.sessions += 1
            salt = self.device.rng(f"heartbeat {self.state.sessions} {self.now()}")
            self.state.session = str(uuid.UUID(int=salt.getrandbits(128), version=4))
        self.state.lost = False
        self.publish(HeartbeatEvent(lost=False))
        self._cancel = self.later(milliseconds / 1000, self._lose).cancel
        return self.state.session

    def _lose(self) -> None:
        self.state.session, self.state.lost = None, True
        self.publish(HeartbeatEvent(lost=True))
