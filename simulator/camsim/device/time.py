"""The device's date and time: an offset to the clock, a time zone, and where they come from (page slug: time-api)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from camsim.device.organ import Organ
from camsim.device.state import kept_in_default


@dataclass
class TimeState:
    """Offset and zone."""

    offset: float = kept_in_default(0.0)
    """Seconds that the device's time is ahead of the clock."""


class Time(Organ[TimeState]):
    """Date, time and zone of the device."""

    name = "time"

    def factory_state(self) -> TimeState:
        return TimeState()

    def utc(self) -> datetime:
        """The device's idea of now."""
        return datetime.fromtimestamp(self.stamp(), UTC)

    def stamp(self) -> float:
        """The device's idea of now as a POSIX time stamp."""
        return self.now() + self.state.offset
