"""Users of ONVIF on the wire, and the faults about them (ONVIF Core, section 8.4)."""

from __future__ import annotations

from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.errors import DeviceError, FullError, NotThereError, OutOfRangeError
from camsim.device.onvif_users import NameTakenError, OnvifUser, PasswordError, UserLevel, UsernameError
from camsim.wire.soap import Fault
from camsim.wire.xml_in import Node, local

_FAULTS = {
    NameTakenError: Fault("Username already exists", ("ter:OperationProhibited", "ter:UsernameClash")),
    UsernameError: Fault("The username is not valid", ("ter:OperationProhibited", "ter:UsernameInvalid")),
    PasswordError: Fault("The password is not valid", ("ter:OperationProhibited", "ter:Password")),
    FullError: Fault("Maximum number of supported users exceeded", ("ter:OperationProhibited", "ter:TooManyUsers")),
    NotThereError: Fault("Username not recognized", ("ter:InvalidArgVal", "ter:UsernameMissing")),
}


def fault(call: Call, error: DeviceError) -> Fault | None:
    """The fault for an error about users; None for any other."""
    return _FAULTS.get(type(error))


def read(node: Node) -> OnvifUser:
    """A user to be made. Raises MissingError, OutOfRangeError."""
    name, password, level = read_change(node)
    if password is None:
        raise MissingError("Password is missing", subject=local(node))
    return OnvifUser(name, password, level)


def read_change(node: Node) -> tuple[str, str | None, UserLevel]:
    """Name, password if there is one, and level of a user. Raises MissingError, OutOfRangeError."""
    name, password, level = node.content("Username"), node.child("Password"), node.content("UserLevel")
    if name is None or level is None:
        raise MissingError("Username or UserLevel is missing", subject=local(node))
    try:
        return name, None if password is None else password.text or "", UserLevel(level)
    except ValueError as error:
        raise OutOfRangeError(f"no such level: {level}", subject="UserLevel", value=level) from error
