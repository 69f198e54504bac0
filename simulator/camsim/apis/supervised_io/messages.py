"""How supervisedio.cgi spells ports, states, ranges and errors (page slug: supervised-io)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from camsim.contract.errors import Code, Family
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.io.supervision import LineState, Range

MOST = 256
"""Ports in one request."""

FAMILY = Family(
    version=Code(2100, "Unsupported API version"),
    bad_json=Code(2101, "JSON input error"),
    unknown_method=Code(2102, "Invalid method"),
    missing=Code(2103, "Mandatory parameter(s) missing"),
    bad_value=Code(2203, "Faulty parameter value"),
    internal=Code(1100, "Internal error"),
)
SUBJECTS = {
    "port": Code(2205, "Invalid port parameter"),
    "supervisable": Code(2206, "Port not supervisable"),
    "ranges": Code(2204, "Invalid range"),
}
NAMES = {LineState.SHORTED: "short", LineState.CLOSED: "close", LineState.OPEN: "open", LineState.CUT: "cut"}
"""States as clients set them, in the order of the list of supported ones."""
_STATES = {name: state for state, name in NAMES.items()} | {state.value: state for state in NAMES}
OK = 1
"""Code of a port that was set."""


@dataclass(frozen=True)
class PortEntry:
    """A port that is asked for."""

    port: int


@dataclass(frozen=True)
class RangeEntry:
    """Levels of a state."""

    state: str
    lowerlimit: int
    upperlimit: int


@dataclass(frozen=True)
class SetEntry:
    """What is set of a port, or of all."""

    port: int | None = None
    supervised: bool | None = None
    ranges: list[RangeEntry] | None = None


def shown(state: LineState) -> str:
    """The name of a state."""
    return NAMES.get(state, state.value)


def states() -> list[dict[str, str]]:
    """All states that can be set."""
    return [{"name": name} for name in NAMES.values()]


def ranges(found: tuple[Range, ...]) -> list[dict[str, object]]:
    """What levels mean."""
    return [{"state": shown(one.state), "lowerlimit": one.low, "upperlimit": one.high} for one in found]


def read(entries: list[RangeEntry] | None) -> list[Range] | None:
    """The same as a client gives it; names of states as documented anywhere. Raises OutOfRangeError."""
    if entries is None:
        return None
    for entry in entries:
        if entry.state not in _STATES:
            raise OutOfRangeError("Faulty parameter value", subject="state", value=entry.state)
    return [Range(_STATES[entry.state], entry.lowerlimit, entry.upperlimit) for entry in entries]


def outcome(port: int, change: Callable[[], None]) -> dict[str, object]:
    """What became of one port."""
    try:
        change()
    except (NotThereError, NotSupportedError, OutOfRangeError) as error:
        code = _code(error)
        return {"port": port, "code": code.number, "message": code.message}
    return {"port": port, "code": OK, "message": ""}


def _code(error: DeviceError) -> Code:
    return SUBJECTS.get(error.subject, FAMILY.bad_value)
