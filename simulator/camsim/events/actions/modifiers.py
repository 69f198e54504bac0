"""Modifiers in messages, subjects and file names: `%F`, `#n` and their like (page slug: event-and-action-services, modifiers)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from camsim.device.device import Device
from camsim.device.errors import DeviceError
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.device.time import Time

LONGEST = 16_384
"""Characters of a filled text."""

_MODIFIER = re.compile(r"%25|%23|%[A-Za-z%]|#[A-Za-z#]")
_NUMERIC = "CGgUVWw"
"""Time modifiers that strftime spells alike in every locale."""


def filled(text: str, device: Device, *, sequence: int = 0, channel: int = 1) -> str:
    """A text with its modifiers replaced; unknown ones stay. `sequence`: number of the picture. `%25` and `%23` stand for `%` and `#`."""
    text = text.replace("%25", "%").replace("%23", "#")
    local, stamp = device.organ(Time).local(), device.organ(Time).stamp()

    def value(match: re.Match[str]) -> str:
        sign, letter = match[0][0], match[0][1:]
        if sign == "%":
            return _time(letter, local, stamp, match[0])
        made = _OTHERS.get(letter)
        return made(device, sequence, channel) if made is not None else match[0]

    return _MODIFIER.sub(value, text)[:LONGEST]


def _time(letter: str, local: datetime, stamp: float, default: str) -> str:
    from camsim.media.paint.text import formatted

    zone = local.utcoffset()
    offset = zone.total_seconds() if zone is not None else 0.0
    if letter in _NUMERIC:
        return local.strftime(f"%{letter}")
    if letter == "f":
        return f"{local.microsecond // 10_000:02d}"
    pattern = {"c": "%a %b %d %T %Y", "h": "%b", "X": "%T", "x": "%D"}.get(letter, default)
    return formatted(pattern, stamp, offset)


def _address(device: Device, sequence: int, channel: int) -> str:
    return device.organ(Parameters).text("Network.eth0.IPAddress") or device.organ(Parameters).text("Network.IPAddress")


def _mac(device: Device) -> str:
    return ":".join(device.serial[place : place + 2] for place in range(0, 12, 2))


def _head(read: Callable[[Channel], str]) -> Callable[[Device, int, int], str]:
    def text(device: Device, sequence: int, channel: int) -> str:
        try:
            return read(device.organ(PtzHead).channel(channel))
        except DeviceError:
            return " "

    return text


def _preset_number(channel: Channel) -> str:
    here = channel.live.here
    return str(here[0]) if here else " "


def _preset_name(channel: Channel) -> str:
    here = channel.live.here
    return channel.presets.get(here[0]).name if here else " "


_OTHERS: dict[str, Callable[[Device, int, int], str]] = {
    "#": lambda device, sequence, channel: "#",
    "i": _address,
    "m": lambda device, sequence, channel: _mac(device)[-8:],
    "M": lambda device, sequence, channel: _mac(device),
    "n": lambda device, sequence, channel: device.organ(Parameters).text("Network.HostName"),
    "s": lambda device, sequence, channel: f"{sequence:05d}",
    "v": lambda device, sequence, channel: str(channel),
    "x": _head(lambda channel: f"{channel.reading(Axis.PAN):.2f}"),
    "y": _head(lambda channel: f"{channel.reading(Axis.TILT):.2f}"),
    "z": _head(lambda channel: f"{channel.reading(Axis.ZOOM):.0f}"),
    "p": _head(_preset_number),
    "P": _head(_preset_name),
}
