"""Moves on the wire to commands of the head."""

from __future__ import annotations

import math
from dataclasses import dataclass

from camsim.contract import onvif_ptz
from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.motion import Axis
from camsim.wire import duration
from camsim.wire.xml_in import Node, local

_PLACES = {Axis.PAN: ("PanTilt", "x"), Axis.TILT: ("PanTilt", "y"), Axis.ZOOM: ("Zoom", "x")}


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time."""

    seconds: float

    @classmethod
    def parse(cls, text: str) -> Span:
        """`PT5S`. Raises ValueError."""
        return cls(duration.parse(text))


DEFAULT = Span(onvif_ptz.TIMEOUT)


def continuous(velocity: Node) -> Command:
    """A move at a speed. Raises OutOfRangeError, MissingError."""
    return Command(continuous={axis: onvif_ptz.percent(value) for axis, value in _vector(velocity).items()})


def absolute(channel: Channel, position: Node, how_fast: Node | None) -> Command:
    """A move to a place. Raises OutOfRangeError, MissingError."""
    goals = {axis: onvif_ptz.meant(channel, axis, value) for axis, value in _vector(position).items()}
    return Command(absolute=goals, speed=speed(how_fast))


def relative(channel: Channel, translation: Node, how_fast: Node | None) -> Command:
    """A move by some way. Raises OutOfRangeError, MissingError."""
    ways = {axis: onvif_ptz.distance(channel, axis, value) for axis, value in _vector(translation).items()}
    return Command(relative={axis: way for axis, way in ways.items() if way}, speed=speed(how_fast))


def stopped(pan_tilt: bool, zoom: bool) -> Command:
    """The end of moves."""
    axes = [*((Axis.PAN, Axis.TILT) if pan_tilt else ()), *((Axis.ZOOM,) if zoom else ())]
    return Command(continuous=dict.fromkeys(axes, 0.0))


def speed(node: Node | None) -> int | None:
    """The speed of a move in percent, at least 1; None where none is told. Raises OutOfRangeError."""
    if node is None:
        return None
    told = [abs(onvif_ptz.percent(value)) for value in _vector(node).values()]
    return max(1, int(max(told)))


def _vector(node: Node) -> dict[Axis, float]:
    """The axes that are named. Raises MissingError, OutOfRangeError (subject `velocity`)."""
    found = {}
    for axis, (name, attribute) in _PLACES.items():
        part = node.child(name)
        if part is None:
            continue
        try:
            found[axis] = float(part.get(attribute, "0"))
        except ValueError as error:
            raise OutOfRangeError("no number", subject="velocity", value=part.get(attribute)) from error
        if not math.isfinite(found[axis]):
            raise OutOfRangeError("no number", subject="velocity", value=part.get(attribute))
    if not found:
        raise MissingError("neither PanTilt nor Zoom", subject=local(node))
    return found
