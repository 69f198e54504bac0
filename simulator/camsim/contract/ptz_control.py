"""Who moves a head: the caller as the control queue knows it (page slug: pantiltzoom-api, queuing API)."""

from __future__ import annotations

from camsim.contract.call import Call
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.queue import ONVIF, Actor, PtzQueue
from camsim.device.users import Role

COOKIE = "ptz_ctl_session"
"""Name of the cookie that tells clients of one account apart (a guess)."""
_LONGEST = 64
_GROUPS = {Role.ADMIN: "Administrator", Role.OPERATOR: "Operator"}


def actor(call: Call) -> Actor:
    """The caller. Where its group has cookies and it brought none, it is a new session, and the answer hands the cookie out."""
    queue, group, name = call.organ(PtzQueue), _GROUPS.get(call.caller.role, "Viewer"), call.caller.name or "anonymous"
    if not queue.rules(group).cookie:
        return Actor(f"account {name}", name, group)
    session = _brought(call)
    if not session:
        session = queue.new_session()
        call.answer_headers.append(("Set-Cookie", f"{COOKIE}={session}; path=/"))
    return Actor(f"session {session}", name, group)


def admit(call: Call, channel: Channel) -> Channel:
    """Lets the caller move a head. Raises NotAllowedError while another one is in control, WrongStateError for a queue without room."""
    queue = call.organ(PtzQueue)
    if queue.is_on(channel.number):
        queue.admit(channel.number, actor(call))
    return channel


def admit_onvif(call: Call, channel: Channel) -> Channel:
    """The same for the caller of an ONVIF service: all of them are one group, told apart by their accounts."""
    name = call.caller.name or ONVIF
    call.organ(PtzQueue).admit(channel.number, Actor(f"onvif {name}", name, ONVIF))
    return channel


def _brought(call: Call) -> str:
    """The session that the client's cookie names; empty where it brought none."""
    header = next((value for name, value in call.request.headers.items() if name.lower() == "cookie"), "")
    for pair in header.split(";")[:50]:
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and 0 < len(value) <= _LONGEST and value.isalnum():
            return value
    return ""
