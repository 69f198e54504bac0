"""How port.cgi and its forerunners spell numbers, states, actions and the monitor stream (page slug: input-and-outputs)."""

from __future__ import annotations

from collections.abc import Iterable

from camsim.device.errors import OutOfRangeError
from camsim.device.io.player import Step
from camsim.device.io.port import Circuit, Direction, Port
from camsim.wire import port_action

BOUNDARY = "ioboundary"
MONITOR_TYPE = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
_SIDES = {Direction.INPUT: "I", Direction.OUTPUT: "O"}


def numbers(text: str, subject: str) -> list[int]:
    """`1,2` -> [1, 2]. Raises OutOfRangeError."""
    parts = text.split(",")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise OutOfRangeError(f"{subject}: not a list of ports: {text}", subject=subject, value=text)
    return [int(part) for part in parts]


def action(text: str, *, colon: bool) -> tuple[int, list[Step[bool]]]:
    r"""`2:/300\` -> port number (1 where it is left out) and steps. Raises OutOfRangeError."""
    try:
        number, steps = port_action.parse(text, colon=colon)
    except ValueError:
        raise OutOfRangeError(f"action: unknown value: {text}", subject="action", value=text) from None
    return 1 if number is None else number, [Step(active, wait / 1000) for active, wait in steps]


def check(port: Port) -> str:
    """`1` for a closed circuit."""
    return "1" if port.circuit is Circuit.CLOSED else "0"


def checkactive(port: Port) -> str:
    """The logical state."""
    return "active" if port.active else "inactive"


def checkdirection(port: Port) -> str:
    """The direction."""
    return port.direction.value


def part(ports: Iterable[tuple[int, Port]], changed: int | None = None) -> bytes:
    """A part of the monitor stream: each port by the number it goes by; `changed` is that of the one that just changed."""
    lines = "".join(f"{number}{_SIDES[port.direction]}:{_sign(port, number == changed)}\r\n" for number, port in ports)
    return _framed(lines)


def idle_part() -> bytes:
    """The part that says nothing has changed."""
    return _framed("")


def _sign(port: Port, changed: bool) -> str:
    if changed:
        return "/" if port.active else "\\"
    return "H" if port.active else "L"


def _framed(lines: str) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Type: text/plain\r\n\r\n{lines}\r\n".encode("ascii")
