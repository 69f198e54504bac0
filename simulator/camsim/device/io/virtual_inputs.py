"""Virtual inputs: switches without a wire that clients turn on and off (page slug: input-and-outputs). Numbered from 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.event import Event
from camsim.device.io.events import VirtualInputEvent
from camsim.device.organ import Organ
from camsim.device.state import volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device


@dataclass
class VirtualInputsState:
    """Which are active."""

    active: set[int] = volatile(factory=set)


class VirtualInputs(Organ[VirtualInputsState]):
    """The virtual inputs of the device, and when they turn off by themselves."""

    name = "virtual_inputs"

    def __init__(self, device: Device) -> None:
        self._ends: dict[int, Timer] = {}
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.virtual_inputs > 0

    def factory_state(self) -> VirtualInputsState:
        return VirtualInputsState()

    def power_on(self) -> None:
        self._forget_ends()

    def restore(self, dumped: Any) -> None:
        self._forget_ends()
        super().restore(dumped)

    def current_events(self) -> list[Event]:
        return [VirtualInputEvent(port=number, active=self.active(number)) for number in range(1, self.count + 1)]

    @property
    def count(self) -> int:
        """How many there are."""
        return self.profile.virtual_inputs

    def active(self, number: int) -> bool:
        """Whether an input is active. Raises NotThereError (subject `port`)."""
        return self._existing(number) in self.state.active

    def activate(self, number: int, duration: float | None = None) -> bool:
        """Turns an input on, for `duration` seconds or until it is turned off; returns whether it was off.

        A new call starts the time anew; 0 turns the input off again at once.
        Raises NotThereError (subject `port`), OutOfRangeError (subject `duration`).
        """
        self._existing(number)
        if duration is not None and duration < 0:
            raise OutOfRangeError("a duration is not negative", subject="duration", value=duration)
        self._forget_end(number)
        changed = self._set(number, True)
        if duration == 0:
            self._set(number, False)
        elif duration is not None:
            self._ends[number] = self.later(duration, lambda: self._end(number))
        return changed

    def deactivate(self, number: int) -> bool:
        """Turns an input off; returns whether it was on. Raises NotThereError (subject `port`)."""
        self._existing(number)
        self._forget_end(number)
        return self._set(number, False)

    def _end(self, number: int) -> None:
        self.deactivate(number)

    def _existing(self, number: int) -> int:
        if not 1 <= number <= self.count:
            raise NotThereError(f"no virtual input {number}", subject="port", value=number)
        return number

    def _set(self, number: int, active: bool) -> bool:
        if (number in self.state.active) is active:
            return False
        (self.state.active.add if active else self.state.active.remove)(number)
        self.publish(VirtualInputEvent(port=number, active=active))
        return True

    def _forget_end(self, number: int) -> None:
        timer = self._ends.pop(number, None)
        if timer is not None:
            timer.cancel()

    def _forget_ends(self) -> None:
        for number in list(self._ends):
            self._forget_end(number)
