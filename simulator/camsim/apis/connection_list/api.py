"""Connections: connection_list.cgi, the clients that are connected now (no vendor page; columns as a client reads them)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import OutOfRangeError

api = Api(title="Connection list", page="", access=Access.ADMIN)

_HEAD = f"{'Address':<40}{'Protocol':<10}{'Port':<7}{'PID/Process'}\n"


@api.cgi("/axis-cgi/connection_list.cgi", aliases=("/axis-cgi/admin/connection_list.cgi",))
def connection_list(call: Call, action: str = "get") -> Text:
    """One line for each connection behind a heading."""
    if action != "get":
        raise OutOfRangeError("unknown action", subject="action", value=action)
    rows = (f"{one.remote:<40}{one.protocol:<10}{one.port:<7}{one.number}/{one.service}\n" for one in call.connections())
    return Text(_HEAD + "".join(rows))
