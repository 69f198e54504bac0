"""Stream status API: /axis-cgi/streamstatus.cgi, where the device lists it (page slug: stream-status-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.stream_status import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A

api = Api(
    title="Stream status API",
    page="stream-status-api",
    id="streamstatus",
    versions=("1.0",),
    access=Access.ADMIN,
    needs=lambda profile: any(entry.id == "streamstatus" for entry in profile.apis.discovery),
    family=FAMILY_A,
    omits=("sound that a client sends to the camera",),
)


@api.json("/axis-cgi/streamstatus.cgi", "getAllStreams")
def get_all_streams(call: Call) -> dict[str, Any]:
    """The streams over RTSP, one entry for each medium; as on devices, those over HTTP are not among them."""
    return {"streams": [messages.stream(live) for live in call.live()]}
