"""A sensor: an organ with levers that a tester moves, in place of the world outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from camsim.device.organ import Organ

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that the world outside can do to the device."""

    name: str
    """`temperature.0`"""
    unit: str
    """Of the value; empty for what is on (1) or off (0)."""
    read: Callable[[], float]
    drive: Callable[[float], None]
    least: float = 0.0
    most: float = 1.0


class Sensor(Organ[S]):
    """An organ that feels something."""

    def levers(self) -> list[Lever]:
        """What can be driven."""
        raise NotImplementedError

    @staticmethod
    def switch(name: str, read: Callable[[], bool], drive: Callable[[bool], None]) -> Lever:
        """A lever that is on or off."""
        return Lever(name, "", lambda: float(read()), lambda value: drive(bool(value)))
