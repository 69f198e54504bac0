"""I/O port management: portmanagement.cgi. OS 9.70 and later. Ports are named by text, from "0"."""

from __future__ import annotations

from camsim.apis.io_port_management import messages
from camsim.apis.io_port_management.messages import TimedState
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code, MissingError
from camsim.device.errors import BusyError, DeviceError, OutOfRangeError
from camsim.device.io.events import DigitalInputEvent, InputPortEvent, OutputPortEvent, RelayEvent
from camsim.device.io.ports import Ports

api = Api(
    title="I/O port management",
    page="io-port-management",
    id="io-port-management",
    since="9.70",
    versions=("1.0", "1.1"),
    family=FAMILY_A,
    codes={
        BusyError: Code(2200, "State sequence already ongoing"),
        MissingError: Code(2103, "Required parameter missing: '{subject}' not found"),
    },
    events=(InputPortEvent, OutputPortEvent, DigitalInputEvent, RelayEvent),
)

PATH = "/axis-cgi/io/portmanagement.cgi"


@api.json(PATH, "getPorts")
def get_ports(call: Call) -> dict[str, object]:
    """All ports; `items` is left out where there are none."""
    ports = call.organ(Ports)
    items = [messages.item(ports.port(number)) for number in ports.numbers]
    return {"numberOfPorts": len(items), **({"items": items} if items else {})}


@api.json(PATH, "setPorts", access=Access.OPERATOR)
def set_ports(call: Call, ports: list[dict[str, object]] | None = None) -> dict[str, object]:
    """Applies what can be applied; each property that cannot is an error of its own, told after all else is done."""
    if ports is None:
        raise messages.missing("ports")
    if len(ports) > messages.MOST_PORTS:
        raise OutOfRangeError(f"at most {messages.MOST_PORTS} ports", subject="ports", value=len(ports))
    named = [messages.named(entry) for entry in ports]
    changed: list[str] = []
    errors: list[DeviceError] = []
    for port, entry in zip(named, ports, strict=True):
        refused = _set_port(call.organ(Ports), port, entry, changed)
        errors.extend(refused)
    if errors:
        first, *errors = errors
        first.others = tuple(errors)
        raise first
    return {"ports": changed}


@api.json(PATH, "setStateSequence")
def set_state_sequence(call: Call, port: str | int, sequence: list[TimedState]) -> dict[str, object]:
    """Plays states on an output, once; answers at once."""
    call.organ(Ports).play(messages.number(port), messages.steps(sequence))
    return {"port": str(port)}


def _set_port(organ: Ports, port: str | int, entry: dict[str, object], changed: list[str]) -> list[DeviceError]:
    """Applies one entry; returns what was refused, each with the port and property at fault."""
    try:
        number = organ.port(messages.number(port)).number
    except DeviceError as error:
        error.details = {"port": str(port)}
        return [error]
    refused = []
    applied = False
    for name, change in messages.changes(organ, number, entry):
        try:
            change()
            applied = True
        except DeviceError as error:
            error.details = {"port": str(port), "propertyName": name}
            refused.append(error)
    if applied:
        changed.append(str(port))
    return refused
