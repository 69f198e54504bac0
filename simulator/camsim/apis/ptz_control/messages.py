"""Spelling of the PTZ CGIs: values of arguments, lines of answers, words of errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.device.ptz.settings import ABSOLUTE, CONTINUOUS, RELATIVE, Feature
from camsim.profile.model import Generation, Profile

T = TypeVar("T")

ALL = "all"
"""Stands for every channel."""

CONTINUOUS_ARGUMENTS = {
    Axis.PAN: "continuouspantiltmove",
    Axis.TILT: "continuouspantiltmove",
    Axis.ZOOM: "continuouszoommove",
    Axis.FOCUS: "continuousfocusmove",
    Axis.IRIS: "continuousirismove",
    Axis.BRIGHTNESS: "continuousbrightnessmove",
}

_ARGUMENTS: dict[str, tuple[str, ...]] = {
    **{ABSOLUTE[axis].name: (axis.value,) for axis in Axis},
    **{RELATIVE[axis].name: (f"r{axis.value}",) for axis in Axis},
    **{CONTINUOUS[axis].name: (name,) for axis, name in CONTINUOUS_ARGUMENTS.items()},
    Feature.AREA_ZOOM.name: ("areazoom",),
    Feature.AUTO_FOCUS.name: ("autofocus",),
    Feature.AUTO_IRIS.name: ("autoiris",),
    Feature.IR_CUT_FILTER.name: ("ircutfilter",),
    Feature.AUTO_IR_CUT_FILTER.name: ("ircutfilter",),
    Feature.BACKLIGHT.name: ("backlight",),
    Feature.SPEED.name: ("speed",),
    Feature.AUXILIARY.name: ("auxiliary",),
    Feature.DEVICE_PRESET.name: ("gotodevicepreset", "setdevicepreset"),
    Feature.OSD_MENU.name: ("osdmenu",),
    Feature.SERVER_PRESET.name: (
        "gotoserverpresetname",
        "gotoserverpresetno",
        "setserverpresetname",
        "setserverpresetno",
        "renameserverpresetno",
        "removeserverpresetname",
        "removeserverpresetno",
        "removeallserverpresets",
    ),
    "channel": ("camera",),
    "turn": ("center", "areazoom", "move"),
    "home": ("move",),
    "speed": ("speed",),
    "area_zoom": ("areazoom",),
    "centre": ("center", "areazoom"),
    "image_width": ("imagewidth",),
    "image_height": ("imageheight",),
    "rotation": ("imagerotation",),
    "auxiliary": ("auxiliary",),
    "name": ("newname", "setserverpresetname", "gotoserverpresetname", "removeserverpresetname"),
    "number": ("gotoserverpresetno", "gotodevicepreset", "setserverpresetno", "renameserverpresetno", "removeserverpresetno"),
}
"""What an organ's error is about -> arguments that may have said it."""


def problem(call: Call, error: DeviceError) -> Result:
    """An error: status 200 and a body that begins with `Error:`."""
    return Text(f"Error:\r\n{_words(call, error)}\r\n")


def _words(call: Call, error: DeviceError) -> str:
    argument = next((name for name in _ARGUMENTS.get(error.subject, ()) if name in call.arguments), "")
    if not argument:
        return error.message
    if isinstance(error, OutOfRangeError):
        return f"{argument}: unknown value: {call.arguments[argument]}"
    return f"{argument}: {error.message}" if isinstance(error, NotSupportedError | NotThereError) else error.message


def knows_proportional(profile: Profile) -> bool:
    """Whether the device has `proportionalspeed`: mechanical heads since API version 1.1."""
    return profile.generation is Generation.C and profile.ptz is not None and profile.ptz.mechanical


def line(text: str) -> str:
    """A line of an answer."""
    return f"{text}\r\n"


def degrees(number: float, decimals: int) -> str:
    """Degrees with the device's decimals; never minus zero."""
    return f"{round(number, decimals) + 0.0:.{decimals}f}"


def plain(number: float) -> str:
    """A number without needless zeros."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


# ---- arguments


def channel(call: Call, camera: str) -> Channel:
    """The channel that `camera` names, or the default one. Raises OutOfRangeError."""
    head = call.organ(PtzHead)
    if not camera:
        return head.channel(head.default_channel)
    return head.channel(whole("camera", camera))


def channels(call: Call, camera: str) -> list[Channel]:
    """The channel that `camera` names, or for `all` every one that is switched on. Raises OutOfRangeError."""
    if camera != ALL:
        return [channel(call, camera)]
    return [one for one in call.organ(PtzHead).channels() if one.enabled]


def unknown_value(argument: str, text: str) -> OutOfRangeError:
    """The error for a value that an argument does not take."""
    return OutOfRangeError(f"{argument}: unknown value: {text}", value=text)


def _parsed(argument: str, text: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(text)
    except (ValueError, OverflowError, KeyError) as error:
        raise unknown_value(argument, text) from error


def whole(argument: str, text: str) -> int:
    """A whole number. Raises OutOfRangeError."""
    return _parsed(argument, text, lambda given: int(given) if len(given) <= 20 else int(""))


def number(argument: str, text: str) -> float:
    """A number. Raises OutOfRangeError."""
    return _parsed(argument, text, float)


def steps(argument: str, text: str) -> int:
    """A whole number; what stands behind the point of a float is cut off. Raises OutOfRangeError."""
    return _parsed(argument, text, lambda given: int(float(given)))


def numbers(argument: str, text: str, count: int) -> tuple[float, ...]:
    """So many numbers, separated by commas. Raises OutOfRangeError."""
    parts = tuple(number(argument, part) for part in text.split(","))
    if len(parts) != count:
        raise unknown_value(argument, text)
    return parts


def switch(argument: str, text: str) -> bool:
    """`on` or `off`. Raises OutOfRangeError."""
    return choice(argument, text, {"on": True, "off": False})


def choice(argument: str, text: str, choices: Mapping[str, T]) -> T:
    """One of several words. Raises OutOfRangeError."""
    return _parsed(argument, text, lambda given: choices[given])


def preset_name(call: Call, text: str) -> str:
    """A preset's name. Devices that can answer in UTF-8 take it as well; others take ISO 8859-1 only."""
    if not _knows_utf8(call):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def preset_text(call: Call, text: str) -> Text:
    """An answer that holds names of presets, in the encoding of `PTZ.ResponseEncoding`, in UTF-8 where the names need it."""
    wide = call.organ(Parameters).text("PTZ.ResponseEncoding").lower() == "utf-8"
    if not wide and _knows_utf8(call):
        wide = any(char > "\xff" for char in text)
    return Text(text, encoding="utf-8" if wide else "iso-8859-1")


def _knows_utf8(call: Call) -> bool:
    return bool(call.organ(Parameters).text("PTZ.ResponseEncoding"))
