"""ptzqueue.cgi: control is asked for, given away, and where one stands is told (page slug: pantiltzoom-api, PTZ control queue)."""

from __future__ import annotations

from camsim.apis.ptz_control.messages import channel, unknown_value
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.ptz_control import actor
from camsim.contract.results import Text
from camsim.device.ptz.queue import PtzQueue, Standing


def carry_out(call: Call, control: str | None, camera: str) -> Text:
    """Carries out what `control` says and tells where the caller stands. Raises DeviceError."""
    if control is None:
        raise MissingError("control: missing")
    if control not in ("request", "drop", "query"):
        raise unknown_value("control", control)
    queue, number = call.organ(PtzQueue), channel(call, camera).number
    queue.check_on(number)
    who = actor(call)
    if control == "request":
        return _anchors(queue.request(number, who))
    if control == "drop":
        queue.drop(number, who)
    return _anchors(queue.standing(number, who))


def _anchors(standing: Standing) -> Text:
    """Three empty anchors; that they are HTML is a guess."""
    numbers = (standing.position, standing.seconds, standing.period)
    return Text("".join(f'<a name="{number}"></a>' for number in numbers), "text/html")
