"""Who may call: access levels of endpoints and the caller of a request (page slug: authentication)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.users import Role, Users


class Access(StrEnum):
    """The least right that an endpoint asks for."""

    ANONYMOUS = "anonymous"
    VIEWER = "viewer"
    PTZ = "viewer with ptz"
    """A viewer with the PTZ right, or any operator or administrator."""
    OPERATOR = "operator"
    ADMIN = "admin"
    SETUP = "admin, anonymous before setup"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    name: str = ""
    role: Role = Role.ANONYMOUS
    ptz: bool = False

    @property
    def known(self) -> bool:
        """Whether the caller has logged in."""
        return self.role is not Role.ANONYMOUS


NOBODY = Caller()

_ROLES = {
    Access.VIEWER: Role.VIEWER,
    Access.PTZ: Role.VIEWER,
    Access.OPERATOR: Role.OPERATOR,
    Access.ADMIN: Role.ADMIN,
    Access.SETUP: Role.ADMIN,
}


def permits(access: Access, caller: Caller, device: Device) -> bool:
    """Whether the caller may use an endpoint of that access on this device as it is set now."""
    if access is Access.ANONYMOUS:
        return True
    if access is Access.SETUP and device.organ(Users).needs_setup:
        return True
    if caller.role < _ROLES[access]:
        return not caller.known and _open_to_all(access, device)
    return access is not Access.PTZ or caller.ptz or caller.role >= Role.OPERATOR


def _open_to_all(access: Access, device: Device) -> bool:
    """Anonymous viewing and anonymous PTZ control (parameters System.BoaProtViewer, PTZ.BoaProtPTZOperator)."""
    name = {Access.VIEWER: "System.BoaProtViewer", Access.PTZ: "PTZ.BoaProtPTZOperator"}.get(access)
    return name is not None and device.organ(Parameters).text(name) == "anonymous"
