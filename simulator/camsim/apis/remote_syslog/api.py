"""Remote syslog: /axis-cgi/remotesyslog.cgi, where the device lists the API (page slug: remote-syslog-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.remote_syslog import messages
from camsim.apis.remote_syslog.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import ExistsError, FullError, NotThereError, WrongStateError
from camsim.device.remote_syslog import RemoteSyslog

api = Api(
    title="Remote syslog API",
    page="remote-syslog-api",
    id="remote-syslog",
    versions=("1.0", "1.1", "1.2"),
    access=Access.ADMIN,
    needs=RemoteSyslog.fits,
    family=FAMILY_A,
    codes={
        NotThereError: Code(2200, "No server configured"),
        ExistsError: Code(2201, "Identical servers not allowed"),
        WrongStateError: Code(2202, "Remote syslog disabled, cannot test"),
        FullError: Code(2203, "Too many servers specified"),
    },
    bindings=BINDINGS,
)

PATH = "/axis-cgi/remotesyslog.cgi"


@api.json(PATH, "setup")
def setup(call: Call, servers: list[Any]) -> dict[str, Any]:
    """Replaces the servers and begins to send; an empty list takes all away."""
    call.organ(RemoteSyslog).setup(messages.receivers(servers))
    return messages.status(call)


@api.json(PATH, "enable")
def enable(call: Call) -> dict[str, Any]:
    """Begins to send."""
    call.organ(RemoteSyslog).enable(True)
    return messages.status(call)


@api.json(PATH, "disable")
def disable(call: Call) -> dict[str, Any]:
    """Ends sending; the servers stay."""
    call.organ(RemoteSyslog).enable(False)
    return messages.status(call)


@api.json(PATH, "status")
def status(call: Call) -> dict[str, Any]:
    """Whether lines are sent, and where to."""
    return messages.status(call)


@api.json(PATH, "test")
def test(call: Call) -> dict[str, Any]:
    """Sends a line to each server."""
    call.organ(RemoteSyslog).test()
    return messages.status(call)
