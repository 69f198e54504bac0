"""ptz.cgi's commands: the arguments of a request as one typed command (page slug: pantiltzoom-api, PTZ control)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from camsim.apis.ptz_control import messages
from camsim.contract.call import Call
from camsim.contract.ptz_control import admit
from camsim.device.ptz.command import Command, Direction, IrCutFilter
from camsim.device.ptz.motion import Axis

DIRECTIONS = {
    "up": Direction.UP,
    "down": Direction.DOWN,
    "left": Direction.LEFT,
    "right": Direction.RIGHT,
    "upleft": Direction.UP_LEFT,
    "upright": Direction.UP_RIGHT,
    "downleft": Direction.DOWN_LEFT,
    "downright": Direction.DOWN_RIGHT,
}

_FILTERS = {each.value: each for each in IrCutFilter}

_PAN_TILT = ("pan", "tilt")

Given = dict[str, Any]
Reader = Callable[[str, str], Given]


def _axis(kind: str, axis: Axis) -> Reader:
    read: Callable[[str, str], float] = messages.number if axis.value in _PAN_TILT else messages.steps
    return lambda argument, text: {kind: {axis: read(argument, text)}}


def _continuous(axis: Axis) -> Reader:
    return lambda argument, text: {"continuous": {axis: messages.number(argument, text)}}


def _pan_tilt(argument: str, text: str) -> Given:
    pan, tilt = messages.numbers(argument, text, 2)
    return {"continuous": {Axis.PAN: pan, Axis.TILT: tilt}}


def _move(argument: str, text: str) -> Given:
    if text in ("home", "stop"):
        return {text: True}
    return {"step": messages.choice(argument, text, DIRECTIONS)}


def _center(argument: str, text: str) -> Given:
    return {"centre": messages.numbers(argument, text, 2)}


def _area(argument: str, text: str) -> Given:
    x, y, percent = messages.numbers(argument, text, 3)
    return {"centre": (x, y), "area_zoom": percent}


def _one(name: str, read: Callable[[str, str], Any]) -> Reader:
    return lambda argument, text: {name: read(argument, text)}


ARGUMENTS: Mapping[str, Reader] = {
    "center": _center,
    "areazoom": _area,
    "imagewidth": _one("image_width", messages.whole),
    "imageheight": _one("image_height", messages.whole),
    "imagerotation": _one("rotation", messages.whole),
    "move": _move,
    **{axis.value: _axis("absolute", axis) for axis in Axis},
    **{f"r{axis.value}": _axis("relative", axis) for axis in Axis},
    **{name: _continuous(axis) for axis, name in messages.CONTINUOUS_ARGUMENTS.items()},
    "continuouspantiltmove": _pan_tilt,
    "proportionalspeed": lambda argument, text: {"proportional": messages.choice(argument, text, {"disabled": False})},
    "autofocus": _one("auto_focus", messages.switch),
    "autoiris": _one("auto_iris", messages.switch),
    "backlight": _one("backlight", messages.switch),
    "ircutfilter": _one("ir_cut_filter", lambda argument, text: messages.choice(argument, text, _FILTERS)),
    "auxiliary": _one("auxiliary", lambda argument, text: text),
    "gotoserverpresetname": _one("preset_name", lambda argument, text: text),
    "gotoserverpresetno": _one("preset_number", messages.whole),
    "gotodevicepreset": _one("device_preset", messages.whole),
    "speed": _one("speed", messages.steps),
}
"""How each argument is read into fields of `Command`; a later one adds to axes, and outdoes other fields."""


def is_asked(call: Call) -> bool:
    """Whether the request holds a command."""
    return any(argument in call.arguments for argument in ARGUMENTS)


def carry_out(call: Call, camera: str) -> None:
    """Carries out the request's command, all arguments at once. Raises DeviceError; nothing has changed then."""
    admit(call, messages.channel(call, camera)).command(command_of(call))


def command_of(call: Call) -> Command:
    """The arguments as a command. Raises OutOfRangeError for a value that cannot be read."""
    fields: Given = {}
    for argument, read in ARGUMENTS.items():
        if argument not in call.arguments or (argument == "proportionalspeed" and not messages.knows_proportional(call.profile)):
            continue
        for name, given in read(argument, call.arguments[argument]).items():
            fields[name] = {**fields.get(name, {}), **given} if isinstance(given, dict) else given
    if "preset_name" in fields:
        fields["preset_name"] = messages.preset_name(call, fields["preset_name"])
    return Command(**fields)
