"""User accounts: /axis-cgi/pwdgrp.cgi and usergroup.cgi, OS 5.00 and later (page slug: system-settings)."""

from __future__ import annotations

from camsim.apis.user_accounts.messages import Action, Groups, names_of, page, problem, refused
from camsim.apis.user_accounts.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api, within
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Result, Text
from camsim.device.errors import OutOfRangeError
from camsim.device.users import Account, Role, Users
from camsim.profile.model import Generation

api = Api(
    title="System settings: user accounts",
    page="system-settings",
    id="user-management",
    versions=("1.1", "1.2"),
    access=Access.ADMIN,
    problem=problem,
    bindings=BINDINGS,
    omits=("the internal system groups that pwdgrp.cgi prints before OS 11",),
)


@api.cgi("/axis-cgi/pwdgrp.cgi", access=Access.SETUP, aliases=("/axis-cgi/admin/pwdgrp.cgi",))
def pwdgrp(
    call: Call,
    action: str = "",
    user: str = "",
    pwd: str | None = None,
    grp: str = "users",
    sgrp: Groups | None = None,
    comment: str | None = None,
) -> Result:
    """Lists, makes, changes and removes accounts. Before the first administrator exists, it makes that one for anybody."""
    users = call.organ(Users)
    if users.needs_setup:
        return _set_up(call, users, action, user, pwd or "", sgrp, comment or "")
    try:
        wanted = Action(action)
    except ValueError as error:
        raise OutOfRangeError(subject="action", value=action) from error
    match wanted:
        case Action.GET:
            return Text("".join(f'{group}="{",".join(names)}"\n' for group, names in names_of(call.profile, users.all()).items()))
        case Action.ADD:
            if sgrp is None:
                raise MissingError(subject="sgrp")
            users.add(Account(user, pwd or "", sgrp.role, sgrp.ptz, group="users", comment=comment or ""))
            return page(f"Created account {user}.")
        case Action.UPDATE:
            role, ptz = (None, None) if sgrp is None else (sgrp.role, sgrp.ptz)
            users.update(user, password=pwd, role=role, ptz=ptz, comment=comment)
            return page(f"Modified account {user}.")
        case Action.REMOVE:
            users.remove(user)
            return page(f"Removed account {user}.")


@api.cgi("/axis-cgi/usergroup.cgi", access=Access.VIEWER)
def usergroup(call: Call) -> Text:
    """Who the caller is, and the groups of that account; nothing for an anonymous viewer."""
    account = call.organ(Users).get(call.caller.name)
    if account is None:
        return Text("")
    groups = ["admin"] * (account.role >= Role.ADMIN) + ["operator"] * (account.role >= Role.OPERATOR) + ["viewer"]
    if account.ptz:
        groups.append("ptz")
    if call.profile.generation is not Generation.C:
        groups.insert(0, account.group)
    return Text(f"{account.name}\n{' '.join(groups)}\n")


def _set_up(call: Call, users: Users, action: str, user: str, password: str, groups: Groups | None, comment: str) -> Result:
    """Makes the initial administrator; before OS 11.5 it must be root."""
    if action != Action.ADD:
        return refused("initial admin user must be created first.")
    any_name = within(call.profile, "11.5", "")
    if groups is None or groups.role is not Role.ADMIN or not groups.ptz or not (user == "root" or any_name) or (comment and not any_name):
        return refused("not a valid initial admin user.")
    users.add(Account(user, password, Role.ADMIN, ptz=True, group="root", comment=comment))
    return page(f"Created account {user}.")
