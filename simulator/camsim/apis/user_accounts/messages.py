"""Spelling of pwdgrp.cgi: group lists, the HTML page around each sentence, the sentences of errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError, ExistsError, NotThereError, OutOfRangeError
from camsim.device.users import Account, Role
from camsim.profile.model import Generation, Profile


class Action(StrEnum):
    """What to do."""

    GET = "get"
    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Groups:
    """The secondary groups of an account: `operator:viewer:ptz`, in any order."""

    role: Role
    ptz: bool

    @classmethod
    def parse(cls, text: str) -> Groups:
        """Raises ValueError for a name that is no group, or when no role is named."""
        names = set(text.split(":"))
        if not names <= {"viewer", "operator", "admin", "ptz"} or names <= {"ptz"}:
            raise ValueError(text)
        role = Role.ADMIN if "admin" in names else Role.OPERATOR if "operator" in names else Role.VIEWER
        return cls(role, "ptz" in names)


def names_of(profile: Profile, accounts: Iterable[Account]) -> dict[str, list[str]]:
    """Group -> members, as `action=get` lists them; an administrator is a member of all role groups."""
    accounts = list(accounts)
    found: dict[str, list[str]] = {}
    if profile.generation is not Generation.C:
        found["root"] = [account.name for account in accounts if account.group == "root"]
        found["users"] = [account.name for account in accounts if account.group == "users"]
    for role in (Role.ADMIN, Role.OPERATOR, Role.VIEWER):
        found[role.name.lower()] = [account.name for account in accounts if account.role >= role]
    found["ptz"] = [account.name for account in accounts if account.ptz]
    found["digusers"] = [account.name for account in accounts]
    return found


def page(sentence: str, status: int = 200) -> Text:
    """A sentence in the page that the device wraps it in."""
    html = f"<html><head><title>User accounts</title></head><body bgcolor=#ffffff>{sentence}\r\n</body>\r\n\r\n</html>\r\n"
    return Text(html, "text/html", status)


def refused(sentence: str) -> Text:
    """The answer to anybody before setup who does not make the initial administrator."""
    return page(f"Error: {sentence}", 401)


def problem(call: Call, error: DeviceError) -> Result:
    """The device's sentence for an error."""
    if error.subject == "action":
        return page("Error: action operation type.")
    if isinstance(error, ExistsError):
        if call.profile.generation is Generation.A:
            return page("Error: malformed action operation, add.")
        return page("Error: this user name already exists, consult the system log file.")
    if error.subject == "pwd" and isinstance(error, OutOfRangeError):
        return page("Error: invalid password.")
    if error.subject == "user" and isinstance(error, NotThereError | OutOfRangeError | MissingError):
        return page("Error: account user name.")
    return page("Error: consult the system log file.")
