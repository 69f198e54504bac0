"""PTZ control: /axis-cgi/com/ptz.cgi and ptzconfig.cgi, OS 5.20 and later (page slug: pantiltzoom-api)."""

from __future__ import annotations

from camsim.apis.ptz_control import config, info, move, query, queue
from camsim.apis.ptz_control.messages import line, problem
from camsim.apis.ptz_control.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Empty, Result, Text
from camsim.device.ptz.events import PtzErrorEvent, PtzMoveEvent, PtzPresetEvent, PtzReadyEvent
from camsim.device.ptz.queue import ControlQueueEvent

api = Api(
    title="PTZ control",
    page="pantiltzoom-api",
    id="ptz-control",
    versions=("1.0", "1.1"),
    access=Access.PTZ,
    needs=lambda profile: profile.ptz is not None,
    problem=problem,
    bindings=BINDINGS,
    events=(PtzPresetEvent, PtzMoveEvent, PtzReadyEvent, PtzErrorEvent, ControlQueueEvent),
    omits=(
        "query=status, whose answer is not documented",
        "overview mode of products with Panopsis technology",
        "lens offset calibration: the simulated lens has none",
        "ImageFreeze, AutoFlip and MovePrediction have no effect",
    ),
)


@api.cgi("/axis-cgi/com/ptz.cgi")
def ptz(
    call: Call,
    camera: str = "",
    query_: str | None = None,
    group: str | None = None,
    format: str = "",
    info_: str | None = None,
    whoami: str | None = None,
) -> Result:
    """Moves a head, and answers questions about it; what moves it is read by `move`."""
    if whoami is not None:
        return Text(line(query.driver(call, camera)))
    if info_ is not None:
        return info.answer(call, camera)
    configured = config.is_asked_of_ptz_cgi(call)
    if configured:
        config.carry_out(call, camera)
    if move.is_asked(call) or (query_ is None and not configured):
        move.carry_out(call, camera)
    return Empty() if query_ is None else query.answer(call, camera, query_, group, as_json=format == "json")


@api.cgi("/axis-cgi/com/ptzconfig.cgi", access=Access.ADMIN, access_before={"7.0": Access.OPERATOR})
def ptzconfig(call: Call, camera: str = "") -> Result:
    """Stores, renames and removes presets; devices of generation A let operators do so."""
    config.carry_out(call, camera)
    return Empty()


@api.cgi("/axis-cgi/com/ptzqueue.cgi")
def ptzqueue(call: Call, control: str | None = None, camera: str = "") -> Result:
    """Asks for control of a head, gives it away, or tells where the caller stands."""
    return queue.carry_out(call, control, camera)
