"""Parameters of a motor lens: focus window, temperature compensation, how often the motors ran (recorded; what they mean: guess)."""

from __future__ import annotations

import math

from camsim.contract.params import Binding, flag, number, text
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.imaging.optics import Motor, Optics, Window


def _window(device: Device, source: int, index: int) -> str:
    """The corners, clockwise from the upper left."""
    window = device.organ(Optics).glass(source).window
    left, top, right, bottom = window.left, window.top, window.left + window.width, window.top + window.height
    return ":".join(f"{x:g},{y:g}" for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)))


def _set_window(device: Device, source: int, index: int, corners: str) -> None:
    try:
        points = [tuple(float(part) for part in corner.split(",")) for corner in corners.split(":")]
        xs, ys = zip(*points, strict=True)
    except ValueError as error:
        raise OutOfRangeError("corners are x,y:x,y", subject="W0", value=corners) from error
    sides = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    if not all(math.isfinite(side) for side in sides):
        raise OutOfRangeError("corners are numbers", subject="W0", value=corners)
    device.organ(Optics).set_window(source, Window(*(round(side, 6) for side in sides)))


BINDINGS: tuple[Binding, ...] = (
    flag(
        "ImageSource.I#.Focus.FocusTemperatureCorrection",
        lambda device, source: device.organ(Optics).glass(source).compensates_temperature,
        lambda device, source, on: device.organ(Optics).compensate_temperature(source, on),
        true="on",
        false="off",
    ),
    text("ImageSource.I#.Focus.Window.W#", _window, _set_window),
    *(
        number(
            f"Mechanics.{motor.name.title()}.{name}",
            lambda device, motor=motor, kept=kept: getattr(device.organ(Optics).state, kept).get(motor, 0),
        )
        for motor in Motor
        for name, kept in (("MoveCount", "moves"), ("StepCount", "steps"))
    ),
)
