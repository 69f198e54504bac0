"""A port: the words for its circuit and role, its settings, and the facts that the profile states about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from camsim.profile.model import Leaf, Profile

_LEAF = re.compile(r"IOPort\.I(\d+)\.(.+)")
_STATE_SETTINGS = ("Input.Trig", "Output.Active")


class Circuit(StrEnum):
    """The electrical state of a port."""

    OPEN = "open"
    CLOSED = "closed"

    @property
    def other(self) -> Circuit:
        """The opposite state."""
        return Circuit.CLOSED if self is Circuit.OPEN else Circuit.OPEN


class Direction(StrEnum):
    """What a port is used as."""

    INPUT = "input"
    OUTPUT = "output"


class Mode(StrEnum):
    """What an output does after it was made active."""

    BISTABLE = "bistable"
    """It stays."""
    MONOSTABLE = "monostable"
    """It falls back after its delay time."""


class Button(StrEnum):
    """Which button the device's own pages show for an output."""

    NONE = "none"
    PULSE = "pulse"
    ACTINACT = "actinact"


@dataclass(frozen=True)
class PortFacts:
    """What cannot be changed about a port."""

    number: int
    configurable: bool
    """Whether the direction can be changed."""
    read_only: bool
    """Whether nothing can be changed."""


@dataclass
class PortSetup:
    """The settings of a port; the halves for input and output are kept apart, as a port may have only one of them."""

    direction: Direction = Direction.INPUT
    usage: str = ""
    input_name: str = ""
    input_trig: Circuit = Circuit.CLOSED
    """Circuit state of an input that counts as active."""
    output_name: str = ""
    output_active: Circuit = Circuit.CLOSED
    """Circuit state of an output that counts as active."""
    output_mode: Mode = Mode.BISTABLE
    delay_time: int = 1
    """Seconds after which a monostable output falls back."""
    button: Button = Button.NONE
    pulse_time: int = 0

    @property
    def active_circuit(self) -> Circuit:
        """The circuit state that counts as active in the present direction."""
        return self.input_trig if self.direction is Direction.INPUT else self.output_active

    @property
    def name(self) -> str:
        """The name in the present direction."""
        return self.input_name if self.direction is Direction.INPUT else self.output_name


@dataclass(frozen=True, slots=True)
class Port:
    """A port as it is now."""

    number: int
    """From 0."""
    configurable: bool
    read_only: bool
    direction: Direction
    usage: str
    name: str
    normal: Circuit
    """The circuit state that counts as inactive."""
    circuit: Circuit

    @property
    def active(self) -> bool:
        """The logical state."""
        return self.circuit is not self.normal


def _leaves(profile: Profile) -> Iterator[tuple[Leaf, re.Match[str]]]:
    """The parameters of ports, each with the match of its number and name."""
    for leaf in profile.leaves:
        if leaf.name.startswith("IOPort.") and (match := _LEAF.fullmatch(leaf.name)):
            yield leaf, match


def facts_of(profile: Profile) -> dict[int, PortFacts]:
    """The ports of a profile by number, in order; a port exists where the profile has any `IOPort.I#` parameter."""
    frozen: dict[int, list[bool]] = {}
    configurable: dict[int, bool] = {}
    for leaf, match in _leaves(profile):
        number = int(match[1])
        settings = frozen.setdefault(number, [])
        if match[2] in _STATE_SETTINGS:
            settings.append("readonly" in leaf.type.flags or "const" in leaf.type.flags)
        elif match[2] == "Configurable":
            configurable[number] = leaf.value == "yes"
    return {
        number: PortFacts(number, configurable.get(number, False), bool(settings) and all(settings))
        for number, settings in sorted(frozen.items())
    }


def setups_of(profile: Profile) -> dict[int, PortSetup]:
    """The factory settings of a profile's ports. A port without a direction is an output if it has only that half."""
    texts: dict[int, dict[str, str]] = {}
    for leaf, match in _leaves(profile):
        texts.setdefault(int(match[1]), {})[match[2]] = leaf.value
    return {number: _setup(number, texts[number]) for number in sorted(texts)}


def _setup(number: int, texts: Mapping[str, str]) -> PortSetup:
    only_output = any(name.startswith("Output.") for name in texts) and not any(name.startswith("Input.") for name in texts)
    default_name = f"Port {number + 1}"
    return PortSetup(
        direction=Direction(texts.get("Direction") or (Direction.OUTPUT if only_output else Direction.INPUT)),
        usage=texts.get("Usage", ""),
        input_name=texts.get("Input.Name", default_name),
        input_trig=Circuit(texts.get("Input.Trig") or Circuit.CLOSED),
        output_name=texts.get("Output.Name", default_name),
        output_active=Circuit(texts.get("Output.Active") or Circuit.CLOSED),
        output_mode=Mode(texts.get("Output.Mode") or Mode.BISTABLE),
        delay_time=int(texts.get("Output.DelayTime") or 0),
        button=Button(texts.get("Output.Button") or Button.NONE),
        pulse_time=int(texts.get("Output.PulseTime") or 0),
    )
