"""The settings of an image source as the picture shows them (page slug: imaging-api); what they make of it are guesses."""

from __future__ import annotations

from dataclasses import replace

from camsim.device.device import Device
from camsim.device.imaging.day_night import DayNight
from camsim.device.parameters import Parameters
from camsim.media.paint.sensing import NEUTRAL, Sensing

_BALANCES = {
    "fixed_outdoor1": (58, 44),
    "fixed_outdoor2": (64, 38),
    "fixed_indoor": (28, 76),
    "fixed_fluor1": (40, 60),
    "fixed_fluor2": (34, 64),
    "auto_indoor": (46, 53),
    "auto_outdoor": (52, 48),
}
"""Red and blue of the fixed white balances: daylight looks blue to a camera that is set for lamps."""
_FRAME = 33333
"""Microseconds of the shutter time that changes nothing."""
_STOPS = 2.0
"""Doublings of the light between the middle and an end of the exposure value."""


def sensing(device: Device, source: int) -> Sensing:
    """What the settings of a source (from 0) make of its pictures now."""
    parameters = device.organ(Parameters)
    settings = parameters.memo(("sensing", source), lambda: _settings(parameters, f"ImageSource.I{source}.Sensor"))
    if device.has(DayNight) and not device.organ(DayNight).is_day(source + 1):
        return replace(settings, mono=True)
    return settings


def _settings(parameters: Parameters, sensor: str) -> Sensing:
    balance = parameters.text(f"{sensor}.WhiteBalance")
    red, blue = _BALANCES.get(balance, (NEUTRAL, NEUTRAL))
    if balance == "manual":
        red, blue = parameters.number(f"{sensor}.RedBalance", NEUTRAL), parameters.number(f"{sensor}.BlueBalance", NEUTRAL)
    exposure = 2.0 ** ((parameters.number(f"{sensor}.ExposureValue", NEUTRAL) - NEUTRAL) / NEUTRAL * _STOPS)
    if parameters.flag(f"{sensor}.ManualShutterControl"):
        exposure *= parameters.number(f"{sensor}.ManualShutter", _FRAME) / _FRAME
    if parameters.flag(f"{sensor}.ManualGainControl"):
        exposure *= 2.0 ** ((parameters.number(f"{sensor}.ManualGain", 100) - 100) / 100 * _STOPS)
    return Sensing(
        sharpness=parameters.number(f"{sensor}.Sharpness", NEUTRAL),
        local_contrast=parameters.number(f"{sensor}.LocalContrast", NEUTRAL),
        exposure=exposure,
        wide=parameters.text(f"{sensor}.WDR", "on") != "off",
        red=red,
        blue=blue,
    )
