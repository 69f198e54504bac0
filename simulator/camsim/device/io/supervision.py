"""Supervised inputs: resistors in the line tell a cut or shorted cable from an open or closed circuit (page slug: supervised-io).

A line has a level, as the device's converter measures it. Guesses: levels go from 0 to 255; a closed and an open circuit have the levels
that the vendor's example gives them; a line that is driven by its level opens or closes the circuit of its input too.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.event import Event, key, value
from camsim.device.io.port import Circuit
from camsim.device.io.ports import Ports
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept, kept_in_default
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

HIGHEST = 255
"""The highest level."""
API_ID = "supervised-io"


class LineState(StrEnum):
    """How a line is."""

    OPEN = "open"
    CLOSED = "closed"
    CUT = "cut"
    SHORTED = "shorted"
    UNDEFINED = "undefined"
    """The level lies in no range."""


_TYPICAL = {Circuit.CLOSED: 50, Circuit.OPEN: 145}
_CIRCUITS = {LineState.CLOSED: Circuit.CLOSED, LineState.OPEN: Circuit.OPEN}


class SupervisedPortEvent(Event):
    """How the line of a supervised input is."""

    topic = "tns1:Device/tnsaxis:IO/SupervisedPort"
    nice_name = "Supervised port"
    port: int = key(nice="Port")
    state: LineState = value(kind="xsd:string", nice="State", state=True)


@dataclass(frozen=True)
class Range:
    """Which levels mean a state."""

    state: LineState
    low: int
    high: int
    """Included."""


@dataclass
class SupervisionState:
    """Which inputs are supervised, what their levels mean, and the levels themselves, which come from outside."""

    supervised: list[int] = kept(factory=list)
    ranges: dict[int, tuple[Range, ...]] = kept(factory=dict)
    levels: dict[int, int] = kept_in_default(factory=dict)
    """Of lines that were driven by their level."""


class Supervision(Sensor[SupervisionState]):
    """The lines of the inputs. Each has a lever `line.N` (N as in events, from 0) that takes its level."""

    name = "supervision"

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        device.organ(Ports).watch(self._follow)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.SupervisedIO.SupervisedIO") and any(entry.id == API_ID for entry in profile.apis.discovery)

    def factory_state(self) -> SupervisionState:
        return SupervisionState()

    def current_events(self) -> list[Event]:
        return [self._event(number) for number in self.state.supervised]

    def levers(self) -> list[Lever]:
        return [self._lever(number) for number in self.device.organ(Ports).inputs]

    # ---- reading

    def supervisable(self, number: int) -> bool:
        """Whether a port can be supervised: it is an input. Raises NotThereError."""
        return self._port(number) in self.device.organ(Ports).inputs

    def level(self, number: int) -> int:
        """The level of a line. Raises NotThereError."""
        return self.state.levels.get(self._port(number), _TYPICAL[self.device.organ(Ports).port(number).circuit])

    def line(self, number: int) -> LineState:
        """How a line is, as its ranges tell. Raises NotThereError."""
        level = self.level(number)
        found = (one.state for one in self.state.ranges.get(number, ()) if one.low <= level <= one.high)
        return next(found, LineState.UNDEFINED)

    # ---- changing

    def supervise(self, number: int, on: bool | None, ranges: Sequence[Range] | None = None) -> None:
        """Begins or ends supervision, and says what levels mean; None: as before.

        Raises NotThereError, NotSupportedError for a port that is no input, OutOfRangeError (subject `ranges`).
        """
        if not self.supervisable(number):
            raise NotSupportedError(f"port {number} cannot be supervised", subject="supervisable", value=number)
        if ranges is not None:
            self.state.ranges[number] = _checked(ranges)
        was = number in self.state.supervised
        if on is False and was:
            self.state.supervised.remove(number)
            self.withdraw(self._event(number))
        elif on and not was:
            self.state.supervised = sorted([*self.state.supervised, number])
        if number in self.state.supervised and (not was or ranges is not None):
            self.publish(self._event(number))

    def drive(self, number: int, level: int) -> None:
        """Another level is on a line. Raises NotThereError."""
        before = self.line(number)
        self.state.levels[number] = level
        circuit = _CIRCUITS.get(self.line(number)) if self.state.ranges.get(number) else _nearest(level)
        if circuit is not None:
            self.device.organ(Ports).drive(number, circuit is Circuit.CLOSED)
        if self.line(number) is not before and number in self.state.supervised:
            self.publish(self._event(number))

    # ---- inside

    def _port(self, number: int) -> int:
        if number not in self.device.organ(Ports).numbers:
            raise NotThereError(f"no port {number}", subject="port", value=number)
        return number

    def _follow(self, number: int) -> None:
        """The circuit or the direction of a port has changed otherwise than by the level of its line."""
        circuit = self.device.organ(Ports).port(number).circuit
        level = self.state.levels.get(number)
        if level is not None and circuit is not (_CIRCUITS.get(self.line(number)) or _nearest(level)):
            del self.state.levels[number]
        if number in self.state.supervised:
            if not self.supervisable(number):
                self.supervise_no_more(number)
            elif level is None or number not in self.state.levels:
                self.publish(self._event(number))

    def supervise_no_more(self, number: int) -> None:
        """A port is no input any more."""
        self.state.supervised.remove(number)
        self.withdraw(self._event(number))

    def _event(self, number: int) -> Event:
        return SupervisedPortEvent(port=number, state=self.line(number))

    def _lever(self, number: int) -> Lever:
        return Lever(
            f"line.{number}",
            "level",
            lambda: float(self.level(number)),
            lambda level: self.drive(number, round(level)),
            0.0,
            float(HIGHEST),
        )


def _nearest(level: int) -> Circuit:
    return min(_TYPICAL, key=lambda circuit: abs(_TYPICAL[circuit] - level))


def _checked(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Raises OutOfRangeError for ranges that are none, lie outside of the levels, overlap, or are of a state twice."""
    ordered = sorted(ranges, key=lambda one: one.low)
    wrong = any(not 0 <= one.low <= one.high <= HIGHEST for one in ordered)
    overlap = any(after.low <= before.high for before, after in itertools.pairwise(ordered))
    if wrong or overlap or len({one.state for one in ordered}) < len(ordered):
        raise OutOfRangeError("Invalid range", subject="ranges")
    return tuple(ranges)
