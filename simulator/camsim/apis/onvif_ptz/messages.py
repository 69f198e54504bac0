"""Nodes, options, status and faults of PTZ on the wire."""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element

from camsim.contract import onvif_ptz
from camsim.contract.call import Call
from camsim.device.errors import DeviceError, ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.device.time import Time
from camsim.wire.soap import Fault
from camsim.wire.xml import element

_FULL, _POSITIVE = ("-1", "1"), ("0", "1")
_SPACES = (
    ("AbsolutePanTiltPositionSpace", onvif_ptz.POSITION["PanTilt"], (_FULL, _FULL)),
    ("AbsoluteZoomPositionSpace", onvif_ptz.POSITION["Zoom"], (_POSITIVE,)),
    ("RelativePanTiltTranslationSpace", onvif_ptz.TRANSLATION["PanTilt"], (_FULL, _FULL)),
    ("RelativeZoomTranslationSpace", onvif_ptz.TRANSLATION["Zoom"], (_FULL,)),
    ("ContinuousPanTiltVelocitySpace", onvif_ptz.VELOCITY["PanTilt"], (_FULL, _FULL)),
    ("ContinuousZoomVelocitySpace", onvif_ptz.VELOCITY["Zoom"], (_FULL,)),
    ("PanTiltSpeedSpace", onvif_ptz.SPEED["PanTilt"], (_POSITIVE,)),
    ("ZoomSpeedSpace", onvif_ptz.SPEED["Zoom"], (_POSITIVE,)),
)
_NOT_THERE = {
    "profile": "ter:NoProfile",
    "ptz": "ter:NoPTZProfile",
    "node": "ter:NoEntity",
    "configuration": "ter:NoConfig",
    "number": "ter:NoToken",
}
_OUT_OF_RANGE = {
    "position": "ter:InvalidPosition",
    "translation": "ter:InvalidTranslation",
    "velocity": "ter:InvalidVelocity",
    "name": "ter:InvalidPresetName",
}


def fault(call: Call, error: DeviceError) -> Fault | None:
    """The fault for an error of the head; None for any other."""
    match error:
        case NotThereError() if error.subject in _NOT_THERE:
            return Fault(error.message, ("ter:InvalidArgVal", _NOT_THERE[error.subject]))
        case OutOfRangeError() if error.subject in _OUT_OF_RANGE:
            return Fault(error.message, ("ter:InvalidArgVal", _OUT_OF_RANGE[error.subject]))
        case ExistsError():
            return Fault(error.message, ("ter:InvalidArgVal", "ter:PresetExist"))
        case FullError():
            return Fault(error.message, ("ter:Action", "ter:TooManyPresets"), code="Receiver")
    return None


def configured(call: Call, token: str) -> Channel:
    """The channel of a configuration. Raises NotThereError (subject `configuration`)."""
    for channel in call.organ(PtzHead).channels():
        if str(channel.number) == token and channel.enabled:
            return channel
    raise NotThereError(f"no configuration {token}", subject="configuration", value=token)


def node(name: str, head: PtzHead) -> Element:
    """What a head can do."""
    made = element(name, element("tt:Name", "PTZ node"), _spaces("tt:SupportedPTZSpaces"), token=onvif_ptz.NODE)
    made.append(element("tt:MaximumNumberOfPresets", str(head.profile.preset_limit)))
    made.append(element("tt:HomeSupported", "true"))
    made.extend(element("tt:AuxiliaryCommands", function) for function in head.facts.auxiliary)
    made.set("FixedHomePosition", "false")
    return made


def options() -> Element:
    """What a configuration can be set to."""
    times = element("tt:PTZTimeout", element("tt:Min", "PT0S"), element("tt:Max", f"PT{onvif_ptz.LONGEST_TIMEOUT:g}S"))
    return element("tptz:PTZConfigurationOptions", _spaces("tt:Spaces"), times)


def status(channel: Channel, time: Time) -> Element:
    """Where a channel looks and whether it moves."""
    now = channel.head.now()
    words = {True: "MOVING", False: "IDLE"}
    turning = any(channel.live.motion.track(axis).moves(now) for axis in (Axis.PAN, Axis.TILT))
    zooming = channel.live.motion.track(Axis.ZOOM).moves(now)
    moving = element("tt:MoveStatus", element("tt:PanTilt", words[turning]), element("tt:Zoom", words[zooming]))
    return element("tptz:PTZStatus", onvif_ptz.position(channel), moving, element("tt:UtcTime", _date(time.utc())))


def _spaces(name: str) -> Element:
    made = element(name)
    for kind, space, ranges in _SPACES:
        parts = [
            element(f"tt:{axis}Range", element("tt:Min", low), element("tt:Max", high))
            for axis, (low, high) in zip("XY", ranges, strict=False)
        ]
        made.append(element(f"tt:{kind}", element("tt:URI", space), *parts))
    return made


def _date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
