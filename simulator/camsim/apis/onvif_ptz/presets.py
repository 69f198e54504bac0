"""Presets on the wire: their tokens are their numbers."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract import onvif_ptz
from camsim.device.errors import ExistsError, FullError, NotThereError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.motion import Axis
from camsim.wire.xml import element

_LONGEST_TOKEN = 9


def told(channel: Channel) -> list[Element]:
    """All presets with their places."""
    made = []
    for number in channel.presets.numbers():
        preset, place = channel.presets.get(number), channel.presets.get(number).position
        axes = {Axis.PAN: place.pan, Axis.TILT: place.tilt, Axis.ZOOM: float(place.zoom)}
        where = onvif_ptz.placed("tt:PTZPosition", *(onvif_ptz.shown(channel, axis, value) for axis, value in axes.items()))
        made.append(element("tptz:Preset", element("tt:Name", preset.name), where, token=str(number)))
    return made


def number(token: str) -> int:
    """The number of a token. Raises NotThereError (subject `number`)."""
    if not token.isdecimal() or len(token) > _LONGEST_TOKEN:
        raise NotThereError("no such preset", subject="number", value=token)
    return int(token)


def put(channel: Channel, name: str | None, token: str | None) -> int:
    """Keeps where the head looks, under a token that is known or a new one; returns the number.

    Raises NotThereError (subject `number`), ExistsError for a name that is taken, OutOfRangeError, FullError.
    """
    presets = channel.presets
    if token is not None:
        presets.store_number(_known(channel, number(token)), name=name)
        return number(token)
    if name is None:
        free = next((one for one in range(1, channel.settings.preset_rules.limit + 1) if one not in presets.numbers()), None)
        if free is None:
            raise FullError("no room for one more preset", subject="preset")
        presets.store_number(free)
        return free
    if any(presets.get(one).name == name for one in presets.numbers()):
        raise ExistsError(f"{name} exists", subject="name", value=name)
    return presets.store_name(name)


def _known(channel: Channel, wanted: int) -> int:
    channel.presets.get(wanted)
    return wanted
