"""param.cgi?action=list: names and values in the device's order."""

from __future__ import annotations

from camsim.apis.parameter_management.messages import LONGEST_GROUP, bare, group_error
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters


def answer(call: Call, groups: str, encoding: str) -> Text:
    """The lines of all groups, in the order of the request; a group that is not there is a line of its own."""
    asked = groups.split(",") if groups else ["root"]
    if len(asked) > LONGEST_GROUP:
        raise OutOfRangeError(f"more than {LONGEST_GROUP} groups", subject="group")
    parameters = call.organ(Parameters)
    return Text("".join(_lines(parameters, group, call.level) for group in asked), encoding=encoding)


def _lines(parameters: Parameters, group: str, level: int) -> str:
    names = [name for name in parameters.group(bare(group)) if parameters.readable(name, level)]
    if not names:
        return group_error(group)
    if len(names) == 1 and names[0].lower() == bare(group).lower():
        return f"{group}={parameters.get(names[0])}\n"
    return "".join(f"root.{name}={parameters.get(name)}\n" for name in names)
