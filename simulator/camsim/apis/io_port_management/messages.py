"""How portmanagement.cgi spells ports, changes and sequences (page slug: io-port-management)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from camsim.contract.errors import MissingError
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.io.player import Step
from camsim.device.io.port import Circuit, Direction, Port
from camsim.device.io.ports import Ports

MOST_PORTS = 256
LONGEST_TIME = 65535
"""Milliseconds of one state in a sequence."""

Change = Callable[[], None]


@dataclass(frozen=True)
class TimedState:
    """A state of a sequence and the milliseconds that it stands."""

    state: Circuit
    time: int


def item(port: Port) -> dict[str, object]:
    """A port as getPorts lists it, in the order of real devices (home-assistant/core #40255); `readonly` only when it is true."""
    return {
        "port": str(port.number),
        "configurable": port.configurable,
        **({"readonly": True} if port.read_only else {}),
        "usage": port.usage,
        "name": port.name,
        "direction": port.direction.value,
        "state": port.circuit.value,
        "normalState": port.normal.value,
    }


def missing(name: str) -> MissingError:
    """The error about a member that is not there, with the details of real devices (home-assistant/core #83148)."""
    return MissingError(f"{name} is missing", subject=name, details={"missing_element": name})


def number(port: str | int) -> int:
    """The number of a port that a client names by text or by number. Raises NotThereError."""
    text = str(port)
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise NotThereError(f"no port {text}", subject="port", value=port)
    return int(text)


def named(entry: Mapping[str, object]) -> str | int:
    """The port that an entry of setPorts is about. Raises MissingError, OutOfRangeError."""
    if "port" not in entry:
        raise missing("port")
    port = entry["port"]
    if not isinstance(port, str | int) or isinstance(port, bool):
        raise OutOfRangeError("port must be a text", subject="port", value=port)
    return port


def changes(ports: Ports, port: int, entry: Mapping[str, object]) -> Iterator[tuple[str, Change]]:
    """Property names of an entry and what each asks for, in the order in which they take effect; others are ignored.

    A change raises DeviceError, OutOfRangeError for a value of another kind.
    """
    verbs: dict[str, Callable[[object], None]] = {
        "usage": lambda value: ports.set_labels(port, usage=_text(value)),
        "direction": lambda value: ports.set_direction(port, Direction(_text(value))),
        "name": lambda value: ports.rename(port, _text(value)),
        "normalState": lambda value: ports.set_normal(port, Circuit(_text(value))),
        "state": lambda value: ports.set_circuit(port, Circuit(_text(value))),
    }
    for name, verb in verbs.items():
        if name in entry:
            yield name, _guarded(verb, name, entry[name])


def steps(sequence: list[TimedState]) -> list[Step[Circuit]]:
    """The steps of a sequence. Raises OutOfRangeError for a time outside 0..65535 ms."""
    for entry in sequence:
        if not 0 <= entry.time <= LONGEST_TIME:
            raise OutOfRangeError(f"time must lie in 0..{LONGEST_TIME}", subject="time", value=entry.time)
    return [Step(entry.state, entry.time / 1000) for entry in sequence]


def _guarded(verb: Callable[[object], None], name: str, value: object) -> Change:
    def change() -> None:
        try:
            verb(value)
        except ValueError:
            raise OutOfRangeError(f"{name} does not take {value}", subject=name, value=value) from None

    return change


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value
