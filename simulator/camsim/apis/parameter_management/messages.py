"""Spelling of param.cgi: actions, reserved argument names, names with and without `root.`, error lines."""

from __future__ import annotations

from enum import StrEnum

from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError

RESERVED = frozenset(("action", "usergroup", "group", "responseformat", "responsecharset", "listformat", "template", "force", "timestamp"))
"""Arguments that name no parameter."""

LONGEST_GROUP = 100
"""Groups that one request may name."""


class Action(StrEnum):
    """What to do."""

    LIST = "list"
    LIST_DEFINITIONS = "listdefinitions"
    UPDATE = "update"
    ADD = "add"
    REMOVE = "remove"


def bare(name: str) -> str:
    """A name without `root.`"""
    return name[5:] if name[:5].lower() == "root." else "" if name.lower() == "root" else name


def group_error(group: str) -> str:
    """The line for a group that is not there."""
    return f"# Error: Error -1 getting param in group '{group}'\n"


def problem(call: Call, error: DeviceError) -> Result:
    """The answer to a request that cannot be understood or carried out."""
    return Text(f"# Request failed: {error.message}\n")
