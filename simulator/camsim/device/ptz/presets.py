"""Named places of one channel: numbers, names, the home (page slug: pantiltzoom-api, PTZ configuration)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError

HOME = "Home"
"""Name of the home preset that the device makes itself."""

FORBIDDEN = frozenset('"<>~:')
"""Characters that no name may hold."""

AUTO_STEP = 32766
"""How a preset's data spells a focus or iris that the device chooses itself."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a head looks: degrees and steps; None for what the device chooses itself or lacks."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: int = 1
    focus: int | None = None
    iris: int | None = None

    def is_near(self, other: Position) -> bool:
        """Whether the two frame the same view: within a hundredth of a degree and one zoom step."""
        turned = abs((self.pan - other.pan + 180.0) % 360.0 - 180.0)
        return turned < 0.01 and abs(self.tilt - other.tilt) < 0.01 and abs(self.zoom - other.zoom) <= 1


@dataclass(frozen=True, slots=True)
class Preset:
    """A stored position."""

    name: str
    position: Position
    data: str
    """The position in the driver's own terms, as the parameter shows it."""


@dataclass(frozen=True, slots=True)
class PresetRules:
    """What a device allows."""

    limit: int
    """Most presets of a channel; also the highest number."""
    longest_name: int
    in_bytes: bool
    """Whether the longest name counts bytes of UTF-8 and not characters."""

    def check_name(self, name: str) -> None:
        """Raises OutOfRangeError for a name that is empty, too long or holds a forbidden or control character."""
        length = len(name.encode()) if self.in_bytes else len(name)
        if not 0 < length <= self.longest_name or FORBIDDEN & set(name) or any(char < " " for char in name):
            raise OutOfRangeError("this is no preset name", subject="name", value=name)

    def check_number(self, number: int) -> None:
        """Raises OutOfRangeError for a number that no preset can have."""
        if not 1 <= number <= self.limit:
            raise OutOfRangeError(f"preset numbers run from 1 to {self.limit}", subject="number", value=number)


@dataclass
class PresetList:
    """The presets of a channel by number, and which one is home."""

    by_number: dict[int, Preset] = field(default_factory=dict)
    home: int | None = None
    in_device: dict[int, Position] = field(default_factory=dict)
    """Places kept in the memory of the device behind the driver."""

    def numbers(self) -> list[int]:
        """The numbers in use, in ascending order."""
        return sorted(self.by_number)

    def get(self, number: int) -> Preset:
        """The preset of a number. Raises NotThereError."""
        if number not in self.by_number:
            raise NotThereError("no such preset", subject="number", value=number)
        return self.by_number[number]

    def number_of(self, name: str) -> int:
        """The number of a preset, case respected. Raises NotThereError."""
        for number, preset in self.by_number.items():
            if preset.name == name:
                return number
        raise NotThereError("no such preset", subject="name", value=name)

    def has_name(self, name: str) -> bool:
        """Whether a preset of that name exists."""
        return any(preset.name == name for preset in self.by_number.values())

    def store_name(self, name: str, position: Position, data: str, rules: PresetRules) -> int:
        """Stores under a name: over the preset that has it, else under the lowest free number. Raises OutOfRangeError, FullError."""
        rules.check_name(name)
        number = self.number_of(name) if self.has_name(name) else self._free(rules)
        self.by_number[number] = Preset(name, position, data)
        return number

    def store_number(self, number: int, position: Position, data: str, rules: PresetRules, name: str | None = None) -> None:
        """Stores under a number; a new preset without a name is called `p` and its number. Raises OutOfRangeError, ExistsError."""
        rules.check_number(number)
        if name is not None:
            self._check_new_name(number, name, rules)
        known = self.by_number.get(number)
        self.by_number[number] = Preset(name or (known.name if known else f"p{number}"), position, data)

    def rename(self, number: int, name: str, rules: PresetRules) -> None:
        """Gives another name. Raises NotThereError, OutOfRangeError, ExistsError where another preset has it."""
        preset = self.get(number)
        self._check_new_name(number, name, rules)
        self.by_number[number] = replace(preset, name=name)

    def remove(self, number: int, default: Preset, rules: PresetRules) -> None:
        """Takes a preset away; in the home's place steps a preset called Home, made anew if need be. Raises NotThereError."""
        self.get(number)
        del self.by_number[number]
        if self.home == number:
            self.make_home(default, rules)

    def clear(self, default: Preset, rules: PresetRules) -> None:
        """Takes all presets away and makes a new home."""
        self.by_number.clear()
        self.make_home(default, rules)

    def choose_home(self, number: int | None) -> None:
        """Makes a preset the home; None: there is none. Raises NotThereError."""
        if number is not None:
            self.get(number)
        self.home = number

    def _check_new_name(self, number: int, name: str, rules: PresetRules) -> None:
        rules.check_name(name)
        if self.has_name(name) and self.number_of(name) != number:
            raise ExistsError("another preset has this name", subject="name", value=name)

    def make_home(self, default: Preset, rules: PresetRules) -> int:
        """Makes a preset the home that is called as the default is, the default itself where there is none; returns its number."""
        if not self.has_name(default.name):
            self.by_number[self._free(rules)] = default
        self.home = self.number_of(default.name)
        return self.home

    def _free(self, rules: PresetRules) -> int:
        for number in range(1, rules.limit + 1):
            if number not in self.by_number:
                return number
        raise FullError(f"a channel holds {rules.limit} presets", subject="number")
