"""ptz.cgi?info=1: the commands that a channel takes now (page slug: pantiltzoom-api, success for info=1)."""

from __future__ import annotations

from camsim.apis.ptz_control.messages import channel, knows_proportional, line
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import IrCutFilter
from camsim.device.ptz.settings import Feature
from camsim.profile.model import Generation

_TURN = (Feature.ABSOLUTE_PAN, Feature.ABSOLUTE_TILT)
_PRESET = (Feature.SERVER_PRESET,)
_IMAGE_SIZE = ("   imagewidth=[n]", "   imageheight=[n]")

_LINES: tuple[tuple[tuple[Feature, ...], tuple[str, ...]], ...] = (
    ((), ("Available commands", ":", "{camera=[n]}", "whoami=yes")),
    (_TURN, ("center=[x],[y]", *_IMAGE_SIZE)),
    ((Feature.AREA_ZOOM,), ("areazoom=[x],[y],[z]", *_IMAGE_SIZE)),
    (_TURN, ("move={ home | up | down | left | right | upleft | upright | downleft | downright | stop }",)),
    ((Feature.ABSOLUTE_PAN,), ("pan=[abspos]",)),
    ((Feature.ABSOLUTE_TILT,), ("tilt=[abspos]",)),
    ((Feature.ABSOLUTE_ZOOM,), ("zoom=[n]",)),
    ((Feature.ABSOLUTE_FOCUS,), ("focus=[n]",)),
    ((Feature.ABSOLUTE_IRIS,), ("iris=[n]",)),
    ((Feature.ABSOLUTE_BRIGHTNESS,), ("brightness=[offset]",)),
    ((Feature.RELATIVE_PAN,), ("rpan=[offset]",)),
    ((Feature.RELATIVE_TILT,), ("rtilt=[offset]",)),
    ((Feature.RELATIVE_ZOOM,), ("rzoom=[offset]",)),
    ((Feature.RELATIVE_FOCUS,), ("rfocus=[offset]",)),
    ((Feature.RELATIVE_IRIS,), ("riris=[offset]",)),
    ((Feature.RELATIVE_BRIGHTNESS,), ("rbrightness=[offset]",)),
    ((Feature.AUTO_FOCUS,), ("autofocus={ on | off }",)),
    ((Feature.AUTO_IRIS,), ("autoiris={ on | off }",)),
    ((Feature.IR_CUT_FILTER,), ("ircutfilter={ filters }",)),
    ((Feature.BACKLIGHT,), ("backlight={ on | off }",)),
    ((Feature.CONTINUOUS_PAN, Feature.CONTINUOUS_TILT), ("continuouspantiltmove=[x-speed],[y-speed]", "  proportionalspeed={ disabled }")),
    ((Feature.CONTINUOUS_ZOOM,), ("continuouszoommove=[speed]",)),
    ((Feature.CONTINUOUS_FOCUS,), ("continuousfocusmove=[speed]",)),
    ((Feature.CONTINUOUS_IRIS,), ("continuousirismove=[speed]",)),
    ((Feature.CONTINUOUS_BRIGHTNESS,), ("continuousbrightnessmove=[speed]",)),
    ((Feature.AUXILIARY,), ("auxiliary=[function]",)),
    (_PRESET, ("setserverpresetname=[name]", "setserverpresetno=[n]", "removeserverpresetname=[name]", "removeserverpresetno=[n]")),
    (_PRESET, ("gotoserverpresetname=[name]", "gotoserverpresetno=[n]")),
    ((Feature.DEVICE_PRESET,), ("gotodevicepreset=[n]",)),
    ((Feature.SPEED,), ("speed=[n]",)),
    ((Feature.OSD_MENU,), ("osdmenu=[cmd]",)),
    ((), ("query={ questions }", "  format={ json }")),
)
"""Lines in the order of the answer, and the functions of which a channel must have one to show them."""


def answer(call: Call, camera: str) -> Result:
    """The commands that are supported and enabled. Raises WrongStateError while PTZ is switched off."""
    one = channel(call, camera)
    one.check_enabled()
    lines = [text for features, texts in _LINES if not features or any(map(one.settings.allows, features)) for text in texts]
    return Text("".join(line(_filled(text, one)) for text in lines if _is_shown(text, one)))


def _is_shown(text: str, one: Channel) -> bool:
    if text.startswith("  proportionalspeed"):
        return knows_proportional(one.head.profile) and one.settings.has(Feature.PROPORTIONAL_SPEED)
    return not text.startswith("  format") or one.head.profile.generation is not Generation.A


def _filled(text: str, one: Channel) -> str:
    if text.startswith("query="):
        first = ["speed"] if one.settings.allows(Feature.SPEED) else []
        return text.replace("questions", " | ".join([*first, "position", "limits", "presetposcam", "presetposall"]))
    if text.startswith("ircutfilter="):
        automatic = one.settings.allows(Feature.AUTO_IR_CUT_FILTER)
        return text.replace("filters", " | ".join(each.value for each in IrCutFilter if automatic or each is not IrCutFilter.AUTO))
    return text
