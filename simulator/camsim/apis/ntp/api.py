"""NTP API: /axis-cgi/ntp.cgi, where the device lists the API (page slug: ntp-api)."""

from __future__ import annotations

from typing import Annotated, Any

from camsim.apis.ntp import messages
from camsim.contract.access import Access
from camsim.contract.api import EVERYTHING, Api, Wire
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_C
from camsim.device.errors import OutOfRangeError
from camsim.device.ntp import Ntp

api = Api(
    title="NTP API",
    page="ntp-api",
    id="ntp",
    since="9.10",
    versions=("1.2", "1.4", "1.5"),
    access=Access.ADMIN,
    needs=lambda profile: any(entry.id == "ntp" for entry in profile.apis.discovery),
    family=FAMILY_C,
    omits=(
        "questions to real servers: whoever is named answers, and knows the clock's time",
        "servers from DHCP other than the profile's `Time.NTP.VolatileServer`",
        "the section `server`",
    ),
)

PATH = "/axis-cgi/ntp.cgi"


@api.json(PATH, "getNTPInfo")
def get_ntp_info(call: Call) -> dict[str, Any]:
    """Settings and state of the client."""
    return {"client": messages.client(call.organ(Ntp), api.version_on(call.profile))}


@api.json(PATH, "setNTPClientConfiguration")
def set_ntp_client_configuration(call: Call, given: Annotated[Any, Wire(EVERYTHING)] = None) -> None:
    """Changes what is given of the settings, all or none."""
    try:
        call.organ(Ntp).configure(messages.change(given, api.version_on(call.profile)))
    except OutOfRangeError as error:
        error.details = {"subCode": messages.SUB_CODES[error.subject]}
        raise
