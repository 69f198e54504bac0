"""PTZ status in the spelling of ONVIF: positions in the generic spaces (ONVIF PTZ and Streaming Specifications)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.wire.onvif_event import utc

PAN_TILT = "http://www.onvif.org/ver10/tptz/PanTiltSpaces/PositionGenericSpace"
ZOOM = "http://www.onvif.org/ver10/tptz/ZoomSpaces/PositionGenericSpace"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a head stands: pan and tilt from -1 to 1, zoom from 0 to 1."""

    pan: float
    tilt: float
    zoom: float
    moving: bool


def generic(value: float, least: float, most: float, *, signed: bool = True) -> float:
    """A position within a range as one from -1 (or 0) to 1."""
    if most <= least:
        return 0.0
    part = min(max((value - least) / (most - least), 0.0), 1.0)
    return part * 2.0 - 1.0 if signed else part


def status(place: Place, time: float, *, position: bool = True, motion: bool = True) -> str:
    """The tt:PTZ element of a metadata document; `time` is a POSIX time stamp in seconds."""
    where = (
        f'<tt:Position><tt:PanTilt x="{place.pan:.4f}" y="{place.tilt:.4f}" space="{PAN_TILT}"/>'
        f'<tt:Zoom x="{place.zoom:.4f}" space="{ZOOM}"/></tt:Position>'
    )
    word = "MOVING" if place.moving else "IDLE"
    moves = f"<tt:MoveStatus><tt:PanTilt>{word}</tt:PanTilt><tt:Zoom>{word}</tt:Zoom></tt:MoveStatus>"
    body = (where if position else "") + (moves if motion else "")
    return f"<tt:PTZ><tt:PTZStatus>{body}<tt:UtcTime>{utc(time)}</tt:UtcTime></tt:PTZStatus></tt:PTZ>"
