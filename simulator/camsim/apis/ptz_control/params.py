"""Parameters of the PTZ group that a head moves, and that move it (page slug: pantiltzoom-api, parameters)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from camsim.contract.params import Binding, flag, text
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import IrCutFilter
from camsim.device.ptz.head import PtzHead
from camsim.profile.model import Leaf

NO_HOME = "-1"
"""Value of `HomePosition` where no preset is the home."""

_VARIOUS = "PTZ.Various.V#"
_PRESET = "PTZ.Preset.P#"

_DAY_NIGHT = {IrCutFilter.ON: "yes", IrCutFilter.OFF: "no", IrCutFilter.AUTO: "auto"}
"""How the ImageSource group spells the place of the filter."""


def _channel(device: Device, number: int) -> Channel:
    return device.organ(PtzHead).channel(number)


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise OutOfRangeError("not a whole number", value=value) from None


def _true_false(pattern: str, get: str, set: str) -> Binding:
    """A switch of a channel, in the spelling of the PTZ group."""

    def read(device: Device, number: int) -> bool:
        return bool(getattr(_channel(device, number).switches, get))

    def write(device: Device, number: int, on: bool) -> None:
        getattr(_channel(device, number), set)(on)

    return flag(pattern, read, write, true="true", false="false")


def _set_filter(device: Device, number: int, value: str) -> None:
    if value not in set(IrCutFilter):
        raise OutOfRangeError("not a place of the filter", value=value)
    _channel(device, number).set_ir_cut_filter(IrCutFilter(value))


def _lens_block(device: Device, source: int) -> Channel | None:
    """The head that carries the filter of an image source; None where the filter is no part of a head."""
    head = device.organ(PtzHead)
    return next((one for one in head.channels() if one.number == source + 1), None) if head.facts.mechanical else None


def _day_night(device: Device, source: int) -> str:
    one = _lens_block(device, source)
    return device.organ(Parameters).stored(_day_night_name(source)) if one is None else _DAY_NIGHT[one.switches.ir_cut_filter]


def _set_day_night(device: Device, source: int, value: str) -> None:
    one = _lens_block(device, source)
    if one is None:
        device.organ(Parameters).store(_day_night_name(source), value)
        return
    for position, spelling in _DAY_NIGHT.items():
        if spelling == value:
            one.set_ir_cut_filter(position)
            return
    raise OutOfRangeError("not a place of the filter", value=value)


def _day_night_name(source: int) -> str:
    return f"ImageSource.I{source}.DayNight.IrCutFilter"


def _home(device: Device, index: int) -> str:
    home = _channel(device, index + 1).presets.home
    return NO_HOME if home is None else str(home)


def _set_home(device: Device, index: int, value: str) -> None:
    _channel(device, index + 1).presets.choose_home(None if value == NO_HOME else _whole(value))


def _enabled(device: Device, source: int) -> bool:
    return device.organ(PtzHead).state.enabled.get(source, False)


def _presets(device: Device) -> Iterator[tuple[int, int]]:
    for channel in device.organ(PtzHead).channels():
        for number in channel.presets.numbers():
            yield channel.number - 1, number


def _driver_status(device: Device, number: int) -> str:
    """2 stands for a malfunction; else the status that the profile says."""
    return (
        "2"
        if number in device.organ(PtzHead).state.broken
        else device.organ(Parameters).stored(f"PTZ.PTZDriverStatuses.Driver{number}Status")
    )


BINDINGS: tuple[Binding, ...] = (
    *(Binding(f"PTZ.PTZDriverStatuses.Driver{number}Status", partial(_driver_status, number=number)) for number in range(1, 9)),
    _true_false(f"{_VARIOUS}.AutoFocus", "auto_focus", "set_auto_focus"),
    _true_false(f"{_VARIOUS}.AutoIris", "auto_iris", "set_auto_iris"),
    _true_false(f"{_VARIOUS}.BackLight", "backlight", "set_backlight"),
    _true_false(f"{_VARIOUS}.Locked", "locked", "set_locked"),
    text(f"{_VARIOUS}.IrCutFilter", lambda device, number: _channel(device, number).switches.ir_cut_filter.value, _set_filter),
    text("ImageSource.I#.DayNight.IrCutFilter", _day_night, _set_day_night),
    text(
        f"{_VARIOUS}.ReturnToOverview",
        lambda device, number: str(_channel(device, number).switches.idle_return),
        lambda device, number, value: _channel(device, number).set_idle_return(_whole(value)),
    ),
    text(f"{_VARIOUS}.PTZCounter", lambda device, number: str(_channel(device, number).switches.movements)),
    flag(f"{_VARIOUS}.HomePresetSet", lambda device, number: _channel(device, number).presets.home is not None, true="true", false="false"),
    text(
        "PTZ.UserAdv.U#.MoveSpeed",
        lambda device, number: str(_channel(device, number).switches.move_speed),
        lambda device, number, value: _channel(device, number).set_move_speed(_whole(value)),
    ),
    flag(
        "PTZ.ImageSource.I#.PTZEnabled",
        _enabled,
        lambda device, source, on: device.organ(PtzHead).set_enabled(source, on),
        true="true",
        false="false",
    ),
    text(f"{_PRESET}.HomePosition", _home, _set_home),
    Binding(
        f"{_PRESET}.Position.P#.Name",
        lambda device, index, number: _channel(device, index + 1).presets.get(number).name,
        instances=_presets,
        leaf=Leaf("Name", "", "7717"),
    ),
    Binding(
        f"{_PRESET}.Position.P#.Data",
        lambda device, index, number: _channel(device, index + 1).presets.get(number).data,
        instances=_presets,
        leaf=Leaf("Data", "", "7717"),
    ),
)
