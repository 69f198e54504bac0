"""GET_PARAMETER and SET_PARAMETER with a body: key frames on request, and streams that are adjusted as they play.

Page slug: rtsp, adjustable live stream.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.contract import video
from camsim.device.device import Device
from camsim.device.errors import DeviceError
from camsim.device.parameters import Parameters
from camsim.wire import form
from camsim.wire.rtsp import RefusedError, Status

if TYPE_CHECKING:
    from camsim.server.rtsp.viewing import Viewing

_SETTINGS = "adjustable-stream-settings"
_CONFIGURATION = "adjustable-stream-configuration"


def told(device: Device, body: bytes) -> bytes:
    """The answer to GET_PARAMETER. Raises RefusedError(451) for a name that is not known."""
    names = [line.strip().rstrip(":").lower() for line in body.decode("latin-1").splitlines() if line.strip()]
    settings = _adjustable(device)
    if names != [_SETTINGS] or not settings:
        raise RefusedError(Status.PARAMETER_NOT_UNDERSTOOD)
    return f"Adjustable-Stream-Settings: {settings}\r\n".encode()


def set_parameters(device: Device, viewing: Viewing | None, stamp: bool, body: bytes) -> None:
    """What SET_PARAMETER asks for: all of it or nothing. Raises RefusedError: 451 for a name that is not known, 400 for a bad value."""
    lines = [line.partition(":") for line in body.decode("latin-1").splitlines() if line.strip()]
    found = {name.strip().lower(): value.strip() for name, _, value in lines}
    if not found or set(found) - {"renew-stream", _CONFIGURATION} or (_CONFIGURATION in found and not _adjustable(device)):
        raise RefusedError(Status.PARAMETER_NOT_UNDERSTOOD)
    if viewing is None or found.get("renew-stream", "yes").lower() not in ("yes", "no"):
        raise RefusedError(Status.BAD_REQUEST)
    if _CONFIGURATION in found:
        _adjust(device, viewing, stamp, found[_CONFIGURATION])
    if found.get("renew-stream", "").lower() == "yes":
        for lane in viewing.lanes.values():
            lane.renew()


def _adjust(device: Device, viewing: Viewing, stamp: bool, text: str) -> None:
    given = {name.strip().lower(): value.strip() for name, _, value in (part.partition("=") for part in text.split(","))}
    lanes = [lane for lane in viewing.lanes.values() if lane.track.is_video]
    arguments = dict(form.pairs(viewing.session.target.query))
    if not lanes or arguments.get("adjustablelivestream") != "1" or set(given) - set(_adjustable(device).split(",")):
        raise RefusedError(Status.BAD_REQUEST)
    adjusted = {**arguments, **viewing.adjusted, **given}
    if "videomaxbitrate" in given:
        adjusted.setdefault("videobitratemode", "mbr")
    try:
        key = video.wanted(device, adjusted, stamp=stamp, any_codec=True).key
    except DeviceError as error:
        raise RefusedError(Status.BAD_REQUEST) from error
    # The decoder has the parameter sets of the description alone: those of another encoder have to come with its key frames.
    if key.coding is not None:
        key = replace(key, coding=replace(key.coding, sets_in_band=True))
    viewing.adjusted.update(given)
    for lane in lanes:
        lane.retune(key)


def _adjustable(device: Device) -> str:
    return device.organ(Parameters).text("Properties.API.RTSP.AdjustableStreamSettings")
