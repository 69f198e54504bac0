"""Event streaming over WebSocket: the token for /vapix/ws-data-stream, OS 10.11 and later (page slug: event-streaming-over-websocket)."""

from __future__ import annotations

from camsim.contract import session_token
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text

api = Api(
    title="Event streaming over WebSocket",
    page="event-streaming-over-websocket",
    id="event-streaming-over-websocket",
    since="10.11",
    versions=("1.0",),
    access=Access.VIEWER,
    needs=lambda profile: any(entry.id == "event-streaming-over-websocket" for entry in profile.apis.discovery),
    omits=("sources other than events",),
)


@api.cgi("/axis-cgi/wssession.cgi")
def session(call: Call) -> Text:
    """A number that opens the WebSocket without a login, as `wssession=<number>` in its query, for 15 seconds."""
    return Text(session_token.make_number(call.device, api.folder))
