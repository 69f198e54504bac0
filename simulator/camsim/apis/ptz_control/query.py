"""ptz.cgi's questions: position, limits, speed, mode, presets, auxiliaries, attributes (page slug: pantiltzoom-api, responses)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from camsim.apis.ptz_control import attributes
from camsim.apis.ptz_control.messages import ALL, channel, channels, degrees, line, preset_text, unknown_value
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import WrongStateError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.motion import Axis
from camsim.device.ptz.settings import ABSOLUTE, Feature

FOR_ALL = ("presetposcam", "presetposcamdata", "attributes")
"""Questions that take `camera=all`."""


def answer(call: Call, camera: str, questions: str, group: str | None, *, as_json: bool) -> Result:
    """The answers to one question, or to several separated by commas, one after the other. Raises DeviceError."""
    asked = questions.split(",")
    for question in asked:
        if question not in _TEXTS:
            raise unknown_value("query", question)
        if camera == ALL and question not in FOR_ALL:
            raise unknown_value("camera", camera)
    if as_json and all(question in _DOCUMENTS for question in asked):
        document: dict[str, dict[str, Any]] = {}
        for question in asked:
            for one in _meant(call, camera, question):
                document.setdefault(f"Camera {one.number}", {}).update(_DOCUMENTS[question](one, group))
        return Text(json.dumps(document, ensure_ascii=False), "application/json", encoding="utf-8")
    return preset_text(call, "".join(_TEXTS[question](one, group) for question in asked for one in _meant(call, camera, question)))


def driver(call: Call, camera: str) -> str:
    """The name of the driver, or what it is told in its place while PTZ is switched off."""
    one = channel(call, camera)
    return one.head.facts.driver if one.enabled else "PTZ disabled"


def _meant(call: Call, camera: str, question: str) -> list[Channel]:
    """The channels that a question is about. Raises WrongStateError where PTZ is switched off."""
    found = channels(call, ALL if question == "presetposall" else camera)
    if not found:
        raise WrongStateError("PTZ disabled")
    for one in found:
        one.check_enabled()
    return found


# ---- answers in text


def _position(one: Channel, group: str | None) -> str:
    settings, decimals = one.settings, one.head.facts.position_decimals
    lines = [line(f"{axis.value}={degrees(one.reading(axis), decimals)}") for axis in (Axis.PAN, Axis.TILT) if settings.has(ABSOLUTE[axis])]
    for axis in (Axis.ZOOM, Axis.IRIS, Axis.FOCUS, Axis.BRIGHTNESS):
        if settings.has(ABSOLUTE[axis]):
            lines.append(line(f"{axis.value}={round(one.reading(axis))}"))
    for name, feature, on in (
        ("autofocus", Feature.AUTO_FOCUS, one.switches.auto_focus),
        ("autoiris", Feature.AUTO_IRIS, one.switches.auto_iris),
    ):
        if settings.has(feature):
            lines.append(line(f"{name}={'on' if on else 'off'}"))
    return "".join(lines)


def _limits(one: Channel, group: str | None) -> str:
    return "".join(line(f"{name}={number}") for name, number in one.settings.stored_limits().items())


def _speed(one: Channel, group: str | None) -> str:
    return line(f"speed={one.speed}")


def _mode(one: Channel, group: str | None) -> str:
    return line("mode=normal")


def _presets(one: Channel, group: str | None) -> str:
    return _headed(one, _preset_lines(one, data=False))


def _presets_with_data(one: Channel, group: str | None) -> str:
    return _headed(one, _preset_lines(one, data=True))


def _headed(one: Channel, lines: list[str]) -> str:
    return line(f"Preset Positions for camera {one.number}") + "".join(line(text) for text in lines)


def _preset_lines(one: Channel, *, data: bool) -> list[str]:
    lines = []
    for number in one.presets.numbers():
        preset = one.presets.get(number)
        text = f"presetposno{number}={preset.name}"
        if data:
            tilt, pan = (degrees(angle, one.head.facts.position_decimals) for angle in (preset.position.tilt, preset.position.pan))
            text += f":tilt={tilt}:pan={pan}:zoom={preset.position.zoom}"
        lines.append(text)
    return lines


def _auxiliaries(one: Channel, group: str | None) -> str:
    return "".join(line(name) for name in _auxiliary_names(one))


def _auxiliary_names(one: Channel) -> list[str]:
    return list(one.head.facts.auxiliary) if one.settings.has(Feature.AUXILIARY) else []


_TEXTS: dict[str, Callable[[Channel, str | None], str]] = {
    "position": _position,
    "limits": _limits,
    "speed": _speed,
    "mode": _mode,
    "presetposcam": _presets,
    "presetposall": _presets,
    "presetposcamdata": _presets_with_data,
    "auxiliary": _auxiliaries,
    "attributes": attributes.text,
}

_DOCUMENTS: dict[str, Callable[[Channel, str | None], dict[str, Any]]] = {
    "presetposcam": lambda one, group: {"presets": _preset_lines(one, data=False)},
    "presetposall": lambda one, group: {"presets": _preset_lines(one, data=False)},
    "presetposcamdata": lambda one, group: {"presets": _preset_lines(one, data=True)},
    "auxiliary": lambda one, group: {"auxiliary": _auxiliary_names(one)},
    "attributes": attributes.document,
}
