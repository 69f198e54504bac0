"""The I/O port API: port.cgi, and input.cgi and output.cgi of VAPIX 2. OS 5.00 and later.

port.cgi numbers all ports from 1; its forerunners number inputs and outputs apart, from 1.
"""

from __future__ import annotations

from camsim.apis.io_port import messages
from camsim.apis.io_port.monitor import Monitor
from camsim.apis.io_port.params import BINDINGS
from camsim.contract.api import Api, bad_request
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Push, Result, Text
from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError, ReadOnlyError
from camsim.device.io.events import DigitalInputEvent, InputPortEvent, OutputPortEvent, RelayEvent
from camsim.device.io.player import Step
from camsim.device.io.ports import Ports

api = Api(
    title="I/O port API",
    page="input-and-outputs#io-port-api",
    problem=bad_request,
    bindings=BINDINGS,
    events=(InputPortEvent, OutputPortEvent, DigitalInputEvent, RelayEvent),
)


@api.cgi("/axis-cgi/io/port.cgi")
def port(
    call: Call,
    check: str | None = None,
    checkactive: str | None = None,
    checkdirection: str | None = None,
    monitor: str | None = None,
    action: str | None = None,
) -> Result:
    """Tells, monitors and sets ports of both directions."""
    ports = call.organ(Ports)
    known = {number + 1: number for number in ports.numbers}
    if monitor is not None:
        return _monitor(call, known, monitor)
    if action is not None:
        number, steps = messages.action(action, colon=True)
        _pulse(ports, known, number, steps)
    lines = _told(ports, known, "port", check, checkactive, checkdirection)
    if action is None and not lines:
        raise MissingError("missing argument", subject="check")
    return Text("".join(f"{line}\r\n" for line in lines))


@api.cgi("/axis-cgi/io/input.cgi")
def input_(call: Call, check: str | None = None, checkactive: str | None = None, monitor: str | None = None) -> Result:
    """Tells and monitors inputs."""
    ports = call.organ(Ports)
    known = dict(enumerate(ports.inputs, 1))
    if monitor is not None:
        return _monitor(call, known, monitor)
    return _old_text(_told(ports, known, "input", check, checkactive))


@api.cgi("/axis-cgi/io/output.cgi")
def output(
    call: Call, check: str | None = None, checkactive: str | None = None, monitor: str | None = None, action: str | None = None
) -> Result:
    """Tells, monitors and sets outputs."""
    ports = call.organ(Ports)
    known = dict(enumerate(ports.outputs, 1))
    if monitor is not None:
        return _monitor(call, known, monitor)
    if action is not None:
        number, steps = messages.action(action, colon=False)
        _pulse(ports, known, number, steps)
        return Text("")
    return _old_text(_told(ports, known, "output", check, checkactive))


def _pulse(ports: Ports, known: dict[int, int], number: int, steps: list[Step[bool]]) -> None:
    """Plays states on an output; an error names the port by the number that the caller gave."""
    port = _chosen(known, number)
    try:
        ports.pulse(port, steps)
    except NotSupportedError:
        raise NotSupportedError(f"port {number} is not an output", subject="port", value=number) from None
    except ReadOnlyError:
        raise ReadOnlyError(f"port {number} cannot be changed", subject="port", value=number) from None


def _told(
    ports: Ports, known: dict[int, int], word: str, check: str | None, checkactive: str | None, checkdirection: str | None = None
) -> list[str]:
    """`port1=0` for each port that was asked for."""
    lines = []
    for asked, tell, subject in (
        (check, messages.check, "check"),
        (checkactive, messages.checkactive, "checkactive"),
        (checkdirection, messages.checkdirection, "checkdirection"),
    ):
        if asked is not None:
            wanted = [(number, _chosen(known, number)) for number in messages.numbers(asked, subject)]
            lines += [f"{word}{number}={tell(ports.port(port))}" for number, port in wanted]
    return lines


def _old_text(lines: list[str]) -> Text:
    """Clients of the old CGIs compare the whole body: no line end after the last line."""
    if not lines:
        raise MissingError("missing argument", subject="check")
    return Text("\r\n".join(lines))


def _monitor(call: Call, known: dict[int, int], asked: str) -> Push:
    ports = call.organ(Ports)
    watched = {number: _chosen(known, number) for number in messages.numbers(asked, "monitor")}
    if len({ports.port(port).direction for port in watched.values()}) > 1:
        raise OutOfRangeError("monitor: inputs and outputs must be monitored separately", subject="monitor", value=asked)
    monitor = Monitor(ports, call.device.clock, watched)
    return Push(monitor.chunks(), messages.MONITOR_TYPE, close=monitor.close)


def _chosen(known: dict[int, int], number: int) -> int:
    if number not in known:
        raise NotThereError(f"no such port: {number}", subject="port", value=number)
    return known[number]
