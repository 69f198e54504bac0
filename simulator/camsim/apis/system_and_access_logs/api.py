"""System logs: systemlog.cgi and accesslog.cgi, OS 5.00 and later (page slug: system-settings)."""

from __future__ import annotations

from camsim.apis.system_and_access_logs import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.log import Log

api = Api(
    title="System settings: system and access logs",
    page="system-settings",
    access=Access.ADMIN,
    omits=("logs of single applications (appname), the audit log of OS 12",),
)


@api.cgi("/axis-cgi/systemlog.cgi", aliases=("/axis-cgi/admin/systemlog.cgi",))
def system_log(call: Call, text: str = "") -> Text:
    """What happened on the device, oldest first; from OS 11.11.45 on only the lines that hold `text`, where it is given."""
    return messages.system(call.device, call.organ(Log).state.system, text)


@api.cgi("/axis-cgi/accesslog.cgi", aliases=("/axis-cgi/admin/accesslog.cgi",))
def access_log(call: Call) -> Text:
    """What clients have asked for while System.AccessLog was on."""
    return messages.access(call.device, call.organ(Log).state.access)
