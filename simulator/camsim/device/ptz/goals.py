"""From a command to goals of the axes: steps, pixels, rotated pictures, presets (page slug: pantiltzoom-api, PTZ control)."""

from __future__ import annotations

from camsim.device.ptz.command import STEP, Command, turned_back
from camsim.device.ptz.drive import By, Cruise, Goal, To
from camsim.device.ptz.motion import PAN_TILT, Axis
from camsim.device.ptz.optics import Optics
from camsim.device.ptz.presets import Position
from camsim.device.ptz.settings import Settings


def goals_of(command: Command, settings: Settings, optics: Optics, zoom: float, place: Position | None) -> dict[Axis, Goal]:
    """What each axis shall do; a later kind of argument outdoes an earlier one.

    `zoom` is the zoom step now, `place` where the command's preset or home is.
    """
    turn = (command.rotation - settings.image_rotation) % 360 if command.rotation is not None else 0
    view = optics.field_of_view(zoom)
    goals: dict[Axis, Goal] = {}
    if command.stop:
        goals |= {Axis.PAN: Cruise(0), Axis.TILT: Cruise(0)}
    if place is not None:
        goals |= _goals_of_place(place, settings)
    if command.step is not None:
        right, up = command.step.value
        goals |= _turn(right * STEP * view, up * STEP * view, turn)
    if command.centre is not None:
        goals |= _turn(*_offset(command, command.centre, settings, view, turn), turn)
    if command.area_zoom is not None:
        goals[Axis.ZOOM] = To(optics.zoom_for(optics.magnification(zoom) * command.area_zoom / 100.0))
    goals |= {axis: To(position) for axis, position in command.absolute.items()}
    goals |= _relative(command, settings, turn)
    goals |= _continuous(command, turn)
    return goals


def _goals_of_place(place: Position, settings: Settings) -> dict[Axis, Goal]:
    wanted = {Axis.PAN: place.pan, Axis.TILT: place.tilt, Axis.ZOOM: place.zoom, Axis.FOCUS: place.focus, Axis.IRIS: place.iris}
    return {axis: To(position) for axis, position in wanted.items() if position is not None and settings.has_axis(axis)}


def _turn(right: float, up: float, turn: int) -> dict[Axis, Goal]:
    pan, tilt = turned_back(right, up, turn)
    return {axis: By(offset) for axis, offset in zip(PAN_TILT, (pan, tilt), strict=True) if offset}


def _offset(command: Command, pixel: tuple[float, float], settings: Settings, view: float, turn: int) -> tuple[float, float]:
    """Degrees right and up from the middle of the client's picture to a pixel."""
    width, height = settings.image_size
    if turn in (90, 270):
        width, height = height, width
    width = command.image_width or width
    height = command.image_height or height
    degrees = view / (height if turn in (90, 270) else width)
    return (pixel[0] - width / 2.0) * degrees, (height / 2.0 - pixel[1]) * degrees


def _relative(command: Command, settings: Settings, turn: int) -> dict[Axis, Goal]:
    goals: dict[Axis, Goal] = {axis: By(offset) for axis, offset in command.relative.items() if axis not in PAN_TILT}
    if any(axis in command.relative for axis in PAN_TILT):
        turned = _turn(command.relative.get(Axis.PAN, 0.0), command.relative.get(Axis.TILT, 0.0), turn)
        goals |= {axis: By(-goal.offset if settings.flips(axis) else goal.offset) for axis, goal in turned.items() if isinstance(goal, By)}
    return goals


def _continuous(command: Command, turn: int) -> dict[Axis, Goal]:
    goals: dict[Axis, Goal] = {axis: Cruise(percent) for axis, percent in command.continuous.items() if axis not in PAN_TILT}
    if any(axis in command.continuous for axis in PAN_TILT):
        percents = turned_back(command.continuous.get(Axis.PAN, 0.0), command.continuous.get(Axis.TILT, 0.0), turn)
        goals |= {axis: Cruise(percent) for axis, percent in zip(PAN_TILT, percents, strict=True)}
    return goals
