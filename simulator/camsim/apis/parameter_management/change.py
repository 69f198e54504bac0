"""param.cgi?action=update, add and remove: writing parameters, making and taking away dynamic groups."""

from __future__ import annotations

from collections.abc import Mapping

from camsim.apis.parameter_management.messages import bare
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import DeviceError, NotAllowedError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.users import Role


def update(call: Call, values: Mapping[str, str]) -> Text:
    """Writes each parameter; those that fail give a line each, the others are stored."""
    parameters = call.organ(Parameters)
    failed = ""
    for name, value in values.items():
        try:
            parameters.write(bare(name), value, call.level)
        except DeviceError:
            failed += f"# Error: Error setting 'root.{bare(name)}' to '{value}'!\n"
    return Text(failed or "OK")


def add(call: Call, template: str, group: str, force: bool) -> Text:
    """Makes a group from a template. Raises DeviceError when nothing was made."""
    _need_operator(call)
    start = f"{bare(group)}.".lower()
    values = {}
    for name, value in call.arguments.items():
        if bare(name).lower().startswith(start):
            values[bare(name).rpartition(".")[2]] = value
    try:
        made = call.organ(Parameters).add_group(template, bare(group), values, force=force)
    except OutOfRangeError as error:
        return Text(f"# Error: Error setting 'root.{error.subject}' to '{error.value}'!\n{error.message} OK\n")
    return Text(f"{made} OK\n")


def remove(call: Call, groups: str) -> Text:
    """Takes dynamic groups away. Raises DeviceError at the first that cannot be."""
    _need_operator(call)
    for group in groups.split(","):
        try:
            call.organ(Parameters).remove_group(bare(group))
        except DeviceError as error:
            raise type(error)(f"Couldn't remove group 'root.{bare(group)}'", subject=group) from error
    return Text("OK")


def _need_operator(call: Call) -> None:
    if call.caller.role < Role.OPERATOR:
        raise NotAllowedError("Access denied")
