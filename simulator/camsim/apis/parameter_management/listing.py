"""param.cgi?action=list: names and values in the device's order."""

from __future__ import annotations

from camsim.apis.parameter_management.messages import LONGEST_GROUP, bare, group_error
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters


def answer(call: Call, groups: str, encoding: str) -> Text:
    """The lines of all groups, in the order of the request; a group that is not there is a line of its own."""
    asked = list(filter(None, groups.split(","))) or ["root"]
    if len(asked) > LONGEST_GROUP:
        raise OutOfRangeError(f"more than {LONGEST_GROUP} groups", subject="group")
    parameters = call.organ(Parameters)
    level = call.level
    return Text("".join(_kept_lines(parameters, group, level) for group in asked), encoding=encoding)


def _kept_lines(parameters: Parameters, group: str, level: int) -> str:
    """The lines of a group; those of static parameters are made once and kept until one of them changes."""
    kept = parameters.memo(("list", group, level), lambda: _lines(parameters, group, level) if parameters.is_static(bare(group)) else None)
    return _lines(parameters, group, level) if kept is None else kept


def _lines(parameters: Parameters, group: str, level: int) -> str:
    names = [name for name in parameters.group(bare(group)) if parameters.readable(name, level)]
    if not names:
        return group_error(group)
    if len(names) == 1 and names[0].lower() == bare(group).lower():
        return f"{group}={parameters.get(names[0])}\n"
    return "".join(f"root.{name}={parameters.get(name)}\n" for name in names)
