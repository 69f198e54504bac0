"""Parameter management: /axis-cgi/param.cgi, OS 5.00 and later (page slug: parameter-management)."""

from __future__ import annotations

from camsim.apis.parameter_management import change, definitions, listing
from camsim.apis.parameter_management.messages import RESERVED, Action, problem
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Challenge, Result
from camsim.device.users import Role

api = Api(
    title="Parameter management",
    page="parameter-management",
    id="param-cgi",
    versions=("1.0",),
    access=Access.VIEWER,
    problem=problem,
    omits=(
        "templates other than streamprofile, motion, guardtour and tour",
        "groups that PTZ presets version 2 keeps to ptzconfig.cgi cannot be added here",
    ),
)

_ROLES = {"viewer": Role.VIEWER, "operator": Role.OPERATOR, "admin": Role.ADMIN}


@api.cgi(
    "/axis-cgi/param.cgi",
    aliases=("/axis-cgi/admin/param.cgi", "/axis-cgi/operator/param.cgi", "/axis-cgi/view/param.cgi"),
    alias_access={
        "/axis-cgi/admin/param.cgi": Access.ADMIN,
        "/axis-cgi/operator/param.cgi": Access.OPERATOR,
        "/axis-cgi/view/param.cgi": Access.VIEWER,
    },
)
def param(
    call: Call,
    action: Action | None = None,
    group: str = "",
    usergroup: str = "anonymous",
    responsecharset: str = "iso-8859-1",
    template: str = "",
    force: str = "no",
) -> Result:
    """Lists, describes, changes, adds and removes parameters."""
    if action is None:
        raise MissingError("action is missing", subject="action")
    if call.caller.role < _ROLES.get(usergroup, Role.ANONYMOUS):
        return Challenge()
    encoding = "utf-8" if responsecharset.lower() in ("utf8", "utf-8") else "iso-8859-1"
    match action:
        case Action.LIST:
            return listing.answer(call, group, encoding)
        case Action.LIST_DEFINITIONS:
            return definitions.answer(call, group, encoding)
        case Action.UPDATE:
            return change.update(call, {name: text for name, text in call.arguments.items() if name not in RESERVED})
        case Action.ADD:
            return change.add(call, template, group, force == "yes")
        case Action.REMOVE:
            return change.remove(call, group)
