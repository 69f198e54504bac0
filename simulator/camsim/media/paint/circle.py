"""Paints what a fisheye lens sees: a window of the panorama bent into a circle, black around it."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from camsim.media.eye import Viewpoint
from camsim.media.fisheye import Circle
from camsim.media.paint.planes import Plane, Planes
from camsim.media.paint.raster import paint
from camsim.media.scene.world import Scene

Map = npt.NDArray[np.float32]
Row = npt.NDArray[np.float32]

_MAPS = 4
"""Maps kept: two a circle."""

_BAND = 64
"""Rows of a map that are worked out at once: what stands between is a dozen times as large."""

_OUTSIDE = -16.0
"""A place in the window that is not there."""


def paint_circle(scene: Scene, circle: Circle, finest: float, t: float, local: float, lamp: int = 0) -> Planes:
    """The square picture of a lens; `t` and `local` as in `paint`."""
    view = circle.window(finest)
    per_degree = circle.side / circle.angle
    size = (2 * round(view.width * per_degree / 2), 2 * round(view.height * per_degree / 2))
    flat = paint(scene, view, size, t, local, lamp)
    half = (circle.side + 1) // 2
    return Planes(
        _bent(flat.y, circle, circle.side, view, 0), _bent(flat.u, circle, half, view, 128), _bent(flat.v, circle, half, view, 128)
    )


def disc(side: int) -> npt.NDArray[np.bool_]:
    """Which pixels of a square lie in its circle."""
    across = (np.arange(side) + 0.5) * 2.0 / side - 1.0
    return np.asarray(across[None, :] ** 2 + across[:, None] ** 2 <= 1.0)


def _bent(plane: Plane, circle: Circle, side: int, view: Viewpoint, outside: int) -> Plane:
    height, width = plane.shape
    xs, ys = _maps(circle, side, view, width, height)
    bent = cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    bent[xs == _OUTSIDE] = outside
    return np.asarray(bent, np.uint8)


@lru_cache(maxsize=_MAPS)
def _maps(circle: Circle, side: int, view: Viewpoint, width: int, height: int) -> tuple[Map, Map]:
    """For each pixel of a square, the place in the window that it shows: the inverse of `Circle.project`."""
    xs, ys = np.empty((side, side), np.float32), np.empty((side, side), np.float32)
    across = ((np.arange(side) + 0.5) * 2.0 / side - 1.0).astype(np.float32)
    for first in range(0, side, _BAND):
        rows = slice(first, first + _BAND)
        xs[rows], ys[rows] = _places(circle, across, -across[rows], view, width, height)
    return xs, ys


def _places(circle: Circle, across: Row, above: Row, view: Viewpoint, width: int, height: int) -> tuple[Map, Map]:
    """Some rows of the maps; columns and rows as shares of the circle's radius."""
    right, upward = np.broadcast_arrays(across[None, :], above[:, None])
    off = np.hypot(right, upward)
    angle = off * np.float32(np.radians(circle.angle / 2.0))
    scale = np.sin(angle) / np.maximum(off, np.float32(1e-9))
    axis = np.radians(circle.tilt)
    along, upward, right = np.cos(angle), upward * scale, right * scale
    ahead = along * np.float32(np.cos(axis)) - upward * np.float32(np.sin(axis))
    high = along * np.float32(np.sin(axis)) + upward * np.float32(np.cos(axis))
    azimuth, elevation = np.degrees(np.arctan2(right, ahead)), np.degrees(np.arcsin(np.clip(high, -1.0, 1.0)))
    xs = (azimuth / np.float32(view.width) + np.float32(0.5)) * width - np.float32(0.5)
    ys = (np.float32(0.5) - (elevation - np.float32(view.elevation)) / np.float32(view.height)) * height - np.float32(0.5)
    xs[off > 1.0] = _OUTSIDE
    return xs, ys
