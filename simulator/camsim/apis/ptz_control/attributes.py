"""ptz.cgi?query=attributes: speed table and zoom steps, as text and as JSON (page slug: pantiltzoom-api, query=attributes)."""

from __future__ import annotations

from typing import Any

from camsim.apis.ptz_control.messages import line, plain, unknown_value
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.motion import Axis
from camsim.device.ptz.optics import DIGITAL_END, OPTICAL_END
from camsim.device.ptz.settings import ABSOLUTE, Feature

GROUPS = ("zoom", "focus", "speed", "speeddry")

Entries = list[dict[str, str]]


def text(one: Channel, group: str | None) -> str:
    """The attributes of a channel, a line each. Raises OutOfRangeError for an unknown group."""
    lines = [line(f"Attributes for camera {one.number}")]
    for name, value in document(one, group).items():
        lines.append(line(f"{name}={value if isinstance(value, str) else ','.join(_pairs(entry) for entry in value)}"))
    return "".join(lines)


def document(one: Channel, group: str | None) -> dict[str, Any]:
    """The attributes of a channel, all values texts. Raises OutOfRangeError for an unknown group."""
    if group is not None and group not in GROUPS:
        raise unknown_value("group", group)
    found: dict[str, Any] = {}
    if group in (None, "speed") and one.settings.has(Feature.SPEED):
        found["speeds"] = [{"value": str(percent), "speed": plain(speed)} for percent, speed in one.head.facts.speeds]
    if group in (None, "zoom") and one.settings.has(ABSOLUTE[Axis.ZOOM]):
        found |= _zoom(one)
    return found


def _zoom(one: Channel) -> dict[str, Any]:
    optics = one.optics
    found: dict[str, Any] = {}
    if one.head.facts.mechanical:
        found["maxOpticalZoomMag"] = plain(optics.optical)
        if optics.digital > 1.0:
            found["maxDigitalZoomMag"] = plain(optics.digital)
    else:
        found["maxDigitalZoomMag"] = plain(optics.optical)
    found["zoomSteps"] = _zoom_steps(one)
    return found


def _zoom_steps(one: Channel) -> Entries:
    """Whole magnifications of the lens, its end, and the end of digital zoom."""
    optics = one.optics
    steps = {round(optics.zoom_for(float(whole))): str(whole) for whole in range(1, int(optics.optical) + 1)}
    steps.setdefault(OPTICAL_END, plain(optics.optical))
    if optics.digital > 1.0:
        steps[DIGITAL_END] = plain(optics.magnification(DIGITAL_END))
    return [{"value": str(step), "zoom": zoom} for step, zoom in steps.items()]


def _pairs(entry: dict[str, str]) -> str:
    return " | ".join(f"{name}={value}" for name, value in entry.items())
