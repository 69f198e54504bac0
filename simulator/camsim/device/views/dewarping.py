"""What the views of a fisheye camera show, by where it hangs: the circle itself, panoramas, quarters (page slug: dewarped-views)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from camsim.device.ptz.motion import normal_pan
from camsim.device.ptz.view import Pose
from camsim.profile.model import ViewKind


class Mounting(IntEnum):
    """Where the camera is mounted: the tilt of its axis in degrees (`ImageSource.I0.CameraTiltOrientation`)."""

    CEILING = -90
    WALL = 0
    DESK = 90


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of a channel's picture with an eye of its own."""

    left: float
    """Share of the picture's width."""
    top: float
    width: float
    height: float
    pose: Pose
    rotation: int = 0
    """Degrees clockwise by which the part is turned."""
    fisheye: bool = False
    """Whether the part shows the circle that the lens makes; the pose is that of its axis."""
    squeezed: bool = False
    """Whether the whole window is squeezed into the part; otherwise it is cropped to its shape."""


WHOLE = (0.0, 0.0, 1.0, 1.0)
HALVES = ((0.0, 0.0, 1.0, 0.5), (0.0, 0.5, 1.0, 0.5))
SIDES = ((0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 0.5, 1.0))
QUARTERS = ((0.0, 0.0, 0.5, 0.5), (0.5, 0.0, 0.5, 0.5), (0.0, 0.5, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5))
"""Places in a picture: left, top, width, height as shares; quarters run top left, top right, bottom left, bottom right."""

EYE = (0.35, 0.3, 0.3, 0.4)
"""Where the circle lies in a quad view of 4:3 when it is wanted there."""

_BAND, _CENTRE = 80.0, 35.0
"""Height of a panorama in degrees, and how far its middle is from the horizon; it begins five degrees beyond it."""

_WINDOWS: dict[ViewKind, tuple[tuple[tuple[float, float, float, float], float, float], ...]] = {
    ViewKind.PANORAMA: ((WHOLE, 0.0, 180.0),),
    ViewKind.DOUBLE_PANORAMA: ((HALVES[0], 0.0, 180.0), (HALVES[1], 180.0, 180.0)),
    ViewKind.CORNER_LEFT: ((WHOLE, -45.0, 180.0),),
    ViewKind.CORNER_RIGHT: ((WHOLE, 45.0, 180.0),),
    ViewKind.DOUBLE_CORNER: ((HALVES[0], -45.0, 180.0), (HALVES[1], 45.0, 180.0)),
    ViewKind.CORRIDOR: ((SIDES[0], 0.0, 90.0), (SIDES[1], 180.0, 90.0)),
}
"""Kind of view -> place in the picture, pan against the heading and width in degrees of each window."""

NOT_ON_WALL = frozenset(_WINDOWS) - {ViewKind.PANORAMA} | {ViewKind.DEWARPED_QUAD}
"""Views that a camera on a wall does not have."""


def facets(kind: ViewKind, heading: float, mounting: Mounting, lens: float, order: Sequence[int], eye: bool) -> tuple[Facet, ...]:
    """The parts of a dewarped view.

    `heading`: pan in degrees of the upper edge of the circle, or of the axis on a wall; `lens`: degrees across the circle;
    `order`: which quarter (1 to 4, clockwise from the heading) stands at each place of the quad view; `eye`: whether the circle
    lies over it.
    """
    circle = Pose(normal_pan(heading), float(mounting), 1, lens)
    if kind is ViewKind.OVERVIEW:
        return (Facet(*WHOLE, circle, fisheye=True),)
    if kind is ViewKind.DEWARPED_QUAD:
        quarters = zip(QUARTERS, order, strict=True)
        laid = tuple(_window(place, heading + 90.0 * (quarter - 1), 90.0, mounting) for place, quarter in quarters)
        return (*laid, Facet(*EYE, circle, fisheye=True)) if eye else laid
    return tuple(_window(place, heading + pan, width, mounting) for place, pan, width in _WINDOWS.get(kind, ()))


def aimed(pose: Pose, heading: float, mounting: Mounting, lens: float, sensor: tuple[int, int]) -> Pose:
    """Where a head in the circle looks: its pan against the heading, no further than the lens reaches."""
    half = pose.hfov / 2.0
    high = half * sensor[1] / sensor[0]
    if mounting is Mounting.WALL:
        reach = max(0.0, lens / 2.0 - half)
        pan, low, top = min(max(normal_pan(pose.pan), -reach), reach), high - 90.0, 90.0 - high
    else:
        pan = pose.pan
        low, top = (high - 90.0, lens / 2.0 - 90.0 - high) if mounting is Mounting.CEILING else (90.0 - lens / 2.0 + high, 90.0 - high)
    return Pose(normal_pan(heading + pan), min(max(pose.tilt, low), max(low, top)), pose.zoom, pose.hfov)


def _window(place: tuple[float, float, float, float], pan: float, width: float, mounting: Mounting) -> Facet:
    tilt = _CENTRE * (mounting > 0) - _CENTRE * (mounting < 0)
    return Facet(*place, Pose(normal_pan(pan), tilt, 1, width, _BAND), squeezed=True)
