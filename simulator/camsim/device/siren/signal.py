"""One signal: how a siren is to sound or a light to shine, and for how long (page slug: siren-and-light)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.errors import OutOfRangeError
from camsim.device.siren.patterns import COLORS, DEFAULT_PRIORITY, INTENSITIES, PRIORITIES, Kind, Pattern, find

LONGEST_NAME = 50
LONGEST_DESCRIPTION = 250


class Unit(StrEnum):
    """What a duration counts."""

    SECONDS = "seconds"
    REPETITIONS = "repetitions"


MOST = {Unit.SECONDS: 259_200, Unit.REPETITIONS: 20}


@dataclass(frozen=True)
class Signal:
    """A pattern with its settings."""

    kind: Kind
    pattern: str
    intensity: int | None = None
    speed: int | None = None
    colors: tuple[str, ...] | None = None
    priority: int | None = None
    unit: str | None = None
    """None: until it is stopped."""
    value: int = 0
    function: str = ""
    """Which light it is, of a device with several; empty: the main one."""

    def filled(self) -> Signal:
        """The same with the pattern's own settings where it names none.

        Raises OutOfRangeError, its subject the kind and the setting: `siren.pattern`, `light.colors.number`.
        """
        pattern = find(self.kind, self.pattern)
        if pattern is None:
            raise self._error("pattern", self.pattern)
        light = self.kind is Kind.LIGHT
        full = Signal(
            self.kind,
            pattern.name,
            pattern.intensity if self.intensity is None else self.intensity,
            (pattern.speed if self.speed is None else self.speed) if light else None,
            (pattern.colors if self.colors is None else self.colors) if light else None,
            DEFAULT_PRIORITY if self.priority is None else self.priority,
            self.unit,
            self.value,
            self.function,
        )
        full._check(pattern)
        return full

    @property
    def seconds(self) -> float | None:
        """How long a filled signal lasts; None: until it is stopped."""
        if self.unit is None:
            return None
        if self.unit == Unit.SECONDS:
            return float(self.value)
        pattern = find(self.kind, self.pattern)
        assert pattern is not None, "a filled signal has a pattern"
        return self.value * pattern.seconds / (self.speed or 1)

    def _check(self, pattern: Pattern) -> None:
        if self.intensity not in INTENSITIES:
            raise self._error("intensity", self.intensity)
        if self.priority not in PRIORITIES:
            raise self._error("priority", self.priority)
        if self.unit is not None and self.unit not in set(Unit):
            raise self._error("duration.unit", self.unit)
        if self.unit is not None and not 0 <= self.value <= MOST[Unit(self.unit)]:
            raise self._error("duration.value", self.value)
        if self.colors is not None and not pattern.fewest <= len(self.colors) <= pattern.most:
            raise self._error("colors.number", len(self.colors))
        if any(color not in COLORS for color in self.colors or ()):
            raise self._error("colors", ",".join(self.colors or ()))
        if self.speed is not None and self.speed not in pattern.speeds:
            raise self._error("speed", self.speed)

    def _error(self, setting: str, value: object) -> OutOfRangeError:
        return OutOfRangeError(f"no such {setting} of a {self.kind}", subject=f"{self.kind}.{setting}", value=value)


@dataclass(frozen=True)
class SignalProfile:
    """Signals under a name."""

    name: str
    description: str = ""
    siren: Signal | None = None
    light: Signal | None = None
    resumes: bool = False
    """Whether it goes on after a restart, if it ran before."""

    def filled(self) -> SignalProfile:
        """The same with all settings of its signals. Raises OutOfRangeError (subjects `name`, `description` and those of signals)."""
        if len(self.name) > LONGEST_NAME:
            raise OutOfRangeError("a name is too long", subject="name.length", value=self.name[:80])
        if len(self.description) > LONGEST_DESCRIPTION:
            raise OutOfRangeError("a description is too long", subject="description.length", value=self.description[:80])
        if not self.name or not (self.name + self.description).isprintable() or not self.signals:
            raise OutOfRangeError("a profile has a name and a signal", subject="signal profile", value=self.name)
        siren, light = (None if signal is None else signal.filled() for signal in (self.siren, self.light))
        return SignalProfile(self.name, self.description, siren, light, self.resumes)

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What it starts."""
        return tuple(signal for signal in (self.siren, self.light) if signal is not None)
