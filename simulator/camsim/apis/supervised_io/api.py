"""Supervised I/O: supervisedio.cgi, version 2.0. OS 7.10 and later. Ports are numbers from 0; `params` is an array."""

from __future__ import annotations

from functools import partial
from typing import Annotated, TypeVar

from camsim.apis.supervised_io import messages
from camsim.apis.supervised_io.messages import PortEntry, SetEntry
from camsim.contract.access import Access
from camsim.contract.api import ARRAY, Api, Wire
from camsim.contract.call import Call
from camsim.device.errors import OutOfRangeError
from camsim.device.io.ports import Ports
from camsim.device.io.supervision import API_ID, SupervisedPortEvent, Supervision

api = Api(
    title="Supervised I/O",
    page="supervised-io",
    id=API_ID,
    since="7.10",
    versions=("2.0",),
    access=Access.OPERATOR,
    needs=Supervision.fits,
    family=messages.FAMILY,
    subjects=messages.SUBJECTS,
    events=(SupervisedPortEvent,),
    omits=("version 1.0 with its codes of three digits", "supervised outputs: no model has one"),
)

T = TypeVar("T")

PATH = "/axis-cgi/supervisedio.cgi"
Asked = Annotated[list[PortEntry] | None, Wire(ARRAY)]


@api.json(PATH, "getNumberOfPorts")
def get_number_of_ports(call: Call) -> dict[str, int]:
    """How many ports are inputs now, and how many outputs."""
    ports = call.organ(Ports)
    return {"inputs": len(ports.inputs), "outputs": len(ports.outputs)}


@api.json(PATH, "isSupervisable")
def is_supervisable(call: Call, asked: Asked = None) -> dict[str, object]:
    """Whether ports can be supervised; of all, those that can."""
    lines = call.organ(Supervision)
    found = _ports(call, asked, call.organ(Ports).inputs)
    return {"items": [{"port": port, "input": lines.supervisable(port), "output": False} for port in found]}


@api.json(PATH, "getSupervised")
def get_supervised(call: Call, asked: Asked = None) -> dict[str, object]:
    """How the lines of ports are; of all, those that are supervised."""
    lines = call.organ(Supervision)
    return {
        "items": [
            {
                "port": port,
                "supervised": port in lines.state.supervised,
                "supervisable": lines.supervisable(port),
                "state": messages.shown(lines.line(port)),
                "level": lines.level(port),
            }
            for port in _ports(call, asked, lines.state.supervised)
        ]
    }


@api.json(PATH, "setSupervised")
def set_supervised(call: Call, asked: Annotated[list[SetEntry], Wire(ARRAY)]) -> dict[str, object]:
    """Begins or ends the supervision of ports, and says what levels mean; each port that cannot be is told for itself."""
    lines, everything = call.organ(Supervision), call.organ(Ports).inputs
    items: list[dict[str, object]] = []
    for entry in _bounded(asked):
        meant = messages.read(entry.ranges)
        for port in everything if entry.port is None else [entry.port]:
            items.append(messages.outcome(port, partial(lines.supervise, port, entry.supervised, meant)))
    return {"items": items}


@api.json(PATH, "getSupervisedRanges")
def get_supervised_ranges(call: Call, asked: Asked = None) -> dict[str, object]:
    """What levels mean at ports."""
    known, found = call.organ(Supervision).state.ranges, _ports(call, asked, call.organ(Ports).numbers)
    return {"items": [{"port": port, "ranges": messages.ranges(known.get(port, ()))} for port in found]}


@api.json(PATH, "getSupportedStates")
def get_supported_states(call: Call, asked: Asked = None) -> dict[str, object]:
    """Which states lines can have."""
    return {"items": [{"port": port, "states": messages.states()} for port in _ports(call, asked, call.organ(Ports).inputs)]}


def _ports(call: Call, asked: list[PortEntry] | None, otherwise: list[int]) -> list[int]:
    """The ports that are asked for. Raises NotThereError, OutOfRangeError."""
    if not asked:
        return list(otherwise)
    ports = call.organ(Ports)
    return [ports.port(entry.port).number for entry in _bounded(asked)]


def _bounded(entries: list[T]) -> list[T]:
    """Raises OutOfRangeError for more than can be."""
    if len(entries) > messages.MOST:
        raise OutOfRangeError(subject="port", value=len(entries))
    return entries
