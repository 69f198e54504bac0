"""RTSP over WebSocket: the token for /rtsp-over-websocket, OS 9.10 and later (page slug: rtsp-over-websocket)."""

from __future__ import annotations

from camsim.contract import session_token
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text

api = Api(
    title="RTSP over WebSocket",
    page="rtsp-over-websocket",
    id="rtsp-over-websocket",
    since="9.10",
    versions=("1.0",),
    access=Access.VIEWER,
    needs=lambda profile: any(leaf.name == "Properties.API.WebSocket.RTSP.RTSP" and leaf.value == "yes" for leaf in profile.leaves),
)


@api.cgi("/axis-cgi/rtspwssession.cgi")
def session(call: Call) -> Text:
    """A token that opens the WebSocket without a login, as `rtspwssession=<token>` in its query, for a few seconds."""
    return Text(session_token.make(call.device, api.folder))
