"""The indicators of the device that clients and rules may use (page slug: event-and-action-services, LED control)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

NAMES = ("statusled",)
"""Indicators of every device (a guess; the name as recorded)."""
COLORS = ("none", "green", "amber", "red")
"""Colours of an indicator; none is dark (a guess)."""
MOST_COLORS = 16
DEFAULT_INTERVAL = 250


@dataclass(frozen=True)
class Flashing:
    """What an indicator shows: its colours in turn, each for `interval` milliseconds."""

    colors: tuple[str, ...]
    interval: int
    since: float
    """Camera time in seconds."""

    def color(self, now: float) -> str:
        """The colour at a camera time."""
        turn = int((now - self.since) * 1000 + 1e-6) // self.interval
        return self.colors[turn % len(self.colors)]


@dataclass
class LedsState:
    """What each indicator shows, by name; one that is not among them shows the device's own state."""

    flashing: dict[str, Flashing] = volatile(factory=dict)


class Leds(Organ[LedsState]):
    """The indicators of the device."""

    name = "leds"

    def __init__(self, device: Device) -> None:
        self._ends: dict[str, Timer] = {}
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name == "Properties.LEDControl.LEDControl" and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> LedsState:
        return LedsState()

    def power_on(self) -> None:
        self._ends.clear()

    def restore(self, dumped: Any) -> None:
        for name in list(self._ends):
            self._ends.pop(name).cancel()
        super().restore(dumped)

    def color(self, name: str) -> str | None:
        """The colour that an indicator shows for a client or a rule now; None: its own. Raises NotThereError (subject `led`)."""
        self._existing(name)
        flashing = self.state.flashing.get(name)
        return None if flashing is None else flashing.color(self.now())

    def flash(self, name: str, colors: tuple[str, ...], interval: int = DEFAULT_INTERVAL, seconds: float | None = None) -> None:
        """Shows colours in turn, each for `interval` milliseconds, for a while or until `release`.

        Raises NotThereError (subject `led`), OutOfRangeError (subjects `color`, `interval`, `duration`).
        """
        self._existing(name)
        if not 0 < len(colors) <= MOST_COLORS or any(color not in COLORS for color in colors):
            raise OutOfRangeError(f"colours are {', '.join(COLORS)}", subject="color", value=",".join(colors))
        if not 0 < interval <= 3_600_000:
            raise OutOfRangeError("an interval has 1 to 3600000 milliseconds", subject="interval", value=interval)
        if seconds is not None and not 0 <= seconds <= 366 * 86400:
            raise OutOfRangeError("a duration is not negative", subject="duration", value=seconds)
        self.release(name)
        self.state.flashing[name] = Flashing(colors, interval, self.now())
        if seconds is not None:
            self._ends[name] = self.later(seconds, lambda: self.release(name))

    def release(self, name: str) -> None:
        """Gives an indicator back to the device. Raises NotThereError (subject `led`)."""
        self._existing(name)
        if timer := self._ends.pop(name, None):
            timer.cancel()
        self.state.flashing.pop(name, None)

    def _existing(self, name: str) -> None:
        if name not in NAMES:
            raise NotThereError(f"no LED {name}", subject="led", value=name)
