"""Actions on the lamps (page slug: event-and-action-services, light templates)."""

from __future__ import annotations

from camsim.device.device import Device
from camsim.device.light import Light
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate

_FASTEST = 60
"""Flashes a second (a guess, as that fades count in seconds)."""


def _shine(run: Run) -> Stop:
    light, lamp = run.organ(Light), run.number("source")
    light.shine(lamp, run.number("level", 100, high=100), run.number("fade_in", 0), run.number("frequency", 0, high=_FASTEST))
    return lambda: light.release(lamp)


def _shine_for(run: Run) -> None:
    seconds = run.number("duration")
    run.later(seconds, _shine(run))


def _has_lamps(device: Device) -> bool:
    return device.has(Light) and bool(device.organ(Light).numbers)


_PARAMETERS = ("source", "level", "fade_in", "fade_out", "frequency")
_OPTIONAL = ("level", "fade_in", "fade_out", "frequency")
TEMPLATES = (
    ActionTemplate(f"{FIXED}light", (*_PARAMETERS, "duration"), _shine_for, optional=_OPTIONAL, fits=_has_lamps),
    ActionTemplate(f"{UNLIMITED}light", _PARAMETERS, _shine, optional=_OPTIONAL, fits=_has_lamps),
)
