"""Find my device: light and sound by which somebody on the spot finds it (page slug: find-my-device)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import BusyError, OutOfRangeError
from camsim.device.leds import NAMES, Leds
from camsim.device.log import Log
from camsim.device.organ import Organ
from camsim.device.state import volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

USUAL = 10
"""Seconds where nobody says how long (a guess)."""
LONGEST = 3600
COLORS = ("amber", "none")
"""What the status indicator shows in turn (a guess)."""


@dataclass
class FindMyDeviceState:
    """What people near the device see and hear."""

    until: float | None = volatile(None)
    """Camera time at which it ends; None: it is quiet."""
    flashes: bool = volatile(False)
    """Whether the status indicator flashes."""
    beeps: bool = volatile(False)
    """Whether the loudspeaker sounds."""


class FindMyDevice(Organ[FindMyDeviceState]):
    """Shows where the device is."""

    name = "find_my_device"

    def __init__(self, device: Device) -> None:
        self._end: Timer | None = None
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "findmydevice" for entry in profile.apis.discovery)

    def factory_state(self) -> FindMyDeviceState:
        return FindMyDeviceState()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._time()

    def find(self, seconds: int = USUAL) -> None:
        """Flashes and sounds for a while. Raises BusyError while it does, OutOfRangeError (subject `duration`)."""
        if not 1 <= seconds <= LONGEST:
            raise OutOfRangeError(f"1 to {LONGEST} seconds", subject="duration", value=seconds)
        if self.state.until is not None:
            raise BusyError("finding already")
        sounds = self.profile.says_yes("Properties.Audio.Audio")
        self.state = FindMyDeviceState(self.now() + seconds, self.device.has(Leds), sounds)
        if self.device.has(Leds):
            self.device.organ(Leds).flash(NAMES[0], COLORS, seconds=seconds)
        self.device.organ(Log).write("findmydevice", f"Identifying for {seconds} s")
        self._time()

    def stop(self) -> None:
        """Ends it; without effect on a quiet device."""
        if self.state.flashes:
            self.device.organ(Leds).release(NAMES[0])
        self.state = FindMyDeviceState()
        self._time()

    def _time(self) -> None:
        if self._end is not None:
            self._end.cancel()
        self._end = None if self.state.until is None else self.later(self.state.until - self.now(), self.stop)
