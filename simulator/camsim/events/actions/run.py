"""One activation of an action: its parameters, and what it may touch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from camsim.device.actions import Rule, Setup
from camsim.device.device import Device
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.events.actions.modifiers import filled

if TYPE_CHECKING:
    from camsim.device.clock import Timer

O = TypeVar("O", bound=Organ[Any])  # noqa: E741

Stop = Callable[[], None]
"""Ends what an unlimited action began."""
Work = Callable[[], Awaitable[str]]
"""Sends something; returns what was sent to whom and what came back. Raises DeliveryError, OSError, TimeoutError."""
LONGEST_DURATION = 366 * 86_400


class DeliveryError(Exception):
    """A recipient did not take what was sent."""


class Snapshots(Protocol):
    """Where actions get pictures from."""

    async def jpeg(self, options: str, ago: float = 0.0) -> bytes:
        """The picture that stream options mean, now or `ago` seconds before. Raises DeviceError."""

    def fps(self, options: str) -> float:
        """Frames per second that stream options ask for; 0 where they do not say. Raises DeviceError."""


class Films(Protocol):
    """Where actions get films from."""

    def keep(self, owner: str, options: str, seconds: float) -> None:
        """Keeps the last seconds of streams for an owner. Raises DeviceError."""

    def release(self, owner: str) -> None:
        """No longer."""

    def begin(self, options: str, before: float) -> str:
        """Films from `before` seconds ago on, as far as that is kept; returns a name. Raises DeviceError."""

    def end(self, name: str) -> None:
        """Films no longer."""

    def take(self, name: str, most: int) -> bytes:
        """The file, up to `most` bytes of it, which is given away. Raises OSError."""


@dataclass
class Run:
    """One activation."""

    device: Device
    rule: Rule
    setup: Setup
    snapshots: Snapshots | None
    deliver: Callable[[Work], None]
    """Sends in the background; failures are told."""
    failed: Callable[[str], None]
    """Tells that the action could not go on."""
    films: Films | None = None
    sequences: dict[int, int] = field(default_factory=dict)
    """How many pictures each action configuration has sent."""

    def organ(self, kind: type[O]) -> O:
        """The organ of that kind. Raises NotSupportedError."""
        return self.device.organ(kind)

    def text(self, name: str) -> str:
        """A parameter as it stands; empty where it is not given."""
        return self.setup.parameters.get(name, "")

    def words(self, name: str, *, sequence: int = 0) -> str:
        """A parameter with its modifiers filled in."""
        return filled(self.text(name), self.device, sequence=sequence)

    def number(self, name: str, default: int | None = None, *, low: int = 0, high: int = LONGEST_DURATION) -> int:
        """A parameter as a whole number. Raises OutOfRangeError where it is none, or empty and without default."""
        text = self.text(name).strip()
        if not text and default is not None:
            return default
        if not text.lstrip("-").isdecimal() or len(text) > 12 or not low <= int(text) <= high:
            raise OutOfRangeError(f"{name} cannot be {text[:60]!r}", subject=name, value=text)
        return int(text)

    def flag(self, name: str) -> bool:
        """A parameter that is 1 or 0."""
        return self.number(name, 0, high=1) == 1

    def later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Runs a callback after `delay` seconds of camera time, unless the device restarts before; its DeviceErrors are told."""

        def go_on() -> None:
            try:
                callback()
            except DeviceError as error:
                self.failed(str(error))

        return self.device.life.call_later(delay, go_on)

    def next_sequence(self) -> int:
        """The number of the next picture; begins anew after `max_sequence_number`."""
        number = self.sequences.get(self.setup.id, -1) + 1
        highest = self.number("max_sequence_number", 0)
        self.sequences[self.setup.id] = number = 0 if highest and number > highest else number
        return number
