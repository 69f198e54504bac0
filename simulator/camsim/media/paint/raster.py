"""The raster: planes of what a viewpoint shows at an instant, from shared tiles of the panorama and what moves before it."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np

from camsim.media.eye import Viewpoint, turn
from camsim.media.paint.brush import Brush
from camsim.media.paint.planes import Plane, Planes
from camsim.media.scene import panorama, structures, vehicles
from camsim.media.scene.daylight import Light, Mood, Rgb, darkness, light, mixed
from camsim.media.scene.panorama import TILE
from camsim.media.scene.world import Scene, targets

K = TypeVar("K", bound=Hashable)


class Shelf:
    """Planes kept for the next time, the least used of them given up above a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Planes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Planes]) -> Planes:
        """The planes of a key, made if they are not there. They are shared: nobody draws into them."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += made.bytes
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].bytes
        return made

    def clear(self) -> None:
        """Gives everything up."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


_TILES = Shelf(128 << 20)
"""Tiles of the panorama: about ten views of 1920x1080."""

_VIEWS = Shelf(64 << 20)
"""What stands, as seen from a viewpoint in a light: a head at rest costs a copy per frame."""


_LAMP = 1.0
"""How much brighter than a moonlit night the lamps make the scene at most."""


def paint(scene: Scene, view: Viewpoint, size: tuple[int, int], t: float, local: float, lamp: int = 0) -> Planes:
    """The picture of `size` (width, height in pixels, before rotation) as planes that belong to the caller.

    `t`: instant of the clock, which places the targets; `local`: local time in seconds, which makes the light;
    `lamp`: how brightly the camera's own lamps burn, in percent.
    """
    lit = light(local)
    sharp = replace(view, blur=0.0)
    picture = _VIEWS.get((sharp, size, lit, lamp), lambda: _standing(sharp, size, lit, lamp)).copy()
    _moving(picture, scene, view, t, local, lit, lamp)
    if view.blur:
        _spread(picture, view.blur * size[0] / view.width)
    return picture


def _spread(picture: Planes, reach: float) -> None:
    """Spreads each point over about so many pixels: two boxes, which cost the same however wide they are."""
    for plane, step in ((picture.y, 1), (picture.u, 2), (picture.v, 2)):
        side = round(reach / step / 2) * 2 + 1
        if side > 1:
            for _ in range(2):
                cv2.blur(plane, (side, side), dst=plane)


def _standing(view: Viewpoint, size: tuple[int, int], lit: Light, lamp: int) -> Planes:
    width, height = size
    wanted = max(width / view.width, height / view.height)
    level = max(0, min(panorama.highest_level(view.finest), round(math.log2(wanted / panorama.scale_of(0)) + 0.05)))
    scale = panorama.scale_of(level)
    across, down = max(2, round(view.width * scale)), max(2, round(view.height * scale))
    left = round((view.azimuth - view.width / 2) * scale)
    top = round((90.0 - view.elevation - view.height / 2) * scale)
    picture = _cut(lit.first, level, left, top, across, down)
    if lit.step:
        other = _cut(lit.second, level, left, top, across, down)
        share = lit.share
        for plane, second in zip((picture.y, picture.u, picture.v), (other.y, other.u, other.v), strict=True):
            cv2.addWeighted(plane, 1.0 - share, second, share, 0.0, dst=plane)
    if lamp:
        cv2.convertScaleAbs(picture.y, dst=picture.y, alpha=_gain(lit, lamp))
    if (across, down) == size:
        return picture
    half = ((width + 1) // 2, (height + 1) // 2)
    return Planes(_scaled(picture.y, size), _scaled(picture.u, half), _scaled(picture.v, half))


def _gain(lit: Light, lamp: int) -> float:
    """What lamps of so many percent make of the scene's brightness."""
    return 1.0 + _LAMP * darkness(lit) * lamp / 100


def _scaled(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR_EXACT), np.uint8)


def _cut(mood: Mood, level: int, left: int, top: int, width: int, height: int) -> Planes:
    """A window of the panorama; azimuth wraps, above the zenith and below the nadir the last row goes on."""
    whole = panorama.turn_of(level)
    rows = whole // 2
    upper, lower = max(0, min(rows - 2, top)), max(2, min(rows, top + height))
    part = Planes.empty(width, height)
    for row in range(upper // TILE, (lower - 1) // TILE + 1):
        for column in range(left // TILE, (left + width - 1) // TILE + 1):
            place = (mood, level, column % (whole // TILE), row)
            tile = _TILES.get(place, lambda place=place: panorama.paint_tile(*place))  # type: ignore[misc]
            _paste(part.y, tile.y, column * TILE - left, row * TILE - top)
            _paste(part.u, tile.u, column * TILE // 2 - left // 2, row * TILE // 2 - top // 2)
            _paste(part.v, tile.v, column * TILE // 2 - left // 2, row * TILE // 2 - top // 2)
    for plane, step in ((part.y, 1), (part.u, 2), (part.v, 2)):
        first, last = (upper - top) // step, (lower - top) // step
        if first > 0:
            plane[:first] = plane[first]
        if last < plane.shape[0]:
            plane[last:] = plane[last - 1]
    return part


def _paste(plane: Plane, tile: Plane, x: int, y: int) -> None:
    """Copies as much of a tile at (x, y) as lies in the plane."""
    height, width = plane.shape
    high, wide = tile.shape
    x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + wide), min(height, y + high)
    if x0 < x1 and y0 < y1:
        plane[y0:y1, x0:x1] = tile[y0 - y : y1 - y, x0 - x : x1 - x]


def _moving(picture: Planes, scene: Scene, view: Viewpoint, t: float, local: float, lit: Light, lamp: int) -> None:
    width, height = picture.size
    left, top = view.azimuth - view.width / 2, view.elevation + view.height / 2

    gain = _gain(lit, lamp)

    def tone(colour: Rgb) -> Rgb:
        red, green, blue = mixed(lit, colour)
        return min(255.0, red * gain), min(255.0, green * gain), min(255.0, blue * gain)

    brush = Brush(picture, left, top, width / view.width, height / view.height, tone)
    dark = darkness(lit)
    _hands(brush, _near(structures.CLOCK[0], view), local)
    for azimuth, elevation in structures.TURBINES:
        _blades(brush, _near(azimuth, view), elevation, t)
    for target in targets(scene, t):
        azimuth, wide = _near(target.azimuth, view), target.width
        if brush.sees(azimuth - wide, target.elevation - target.height, azimuth + wide, target.elevation + target.height):
            vehicles.draw(brush, target, azimuth, dark)


def _near(azimuth: float, view: Viewpoint) -> float:
    """The turn of an azimuth that is nearest to the centre of the view."""
    return view.azimuth + turn(azimuth - view.azimuth)


def _hands(brush: Brush, azimuth: float, local: float) -> None:
    _, elevation, radius = structures.CLOCK
    if not brush.sees(azimuth - radius, elevation - radius, azimuth + radius, elevation + radius):
        return
    for seconds, share, thick in ((43200.0, 0.55, 0.17), (3600.0, 0.8, 0.11)):
        angle = local % seconds / seconds * 2 * math.pi
        tip = (azimuth + radius * share * math.sin(angle), elevation + radius * share * math.cos(angle))
        brush.stroke([(azimuth, elevation), tip], thick, (26, 24, 28), glow=True)


def _blades(brush: Brush, azimuth: float, elevation: float, t: float) -> None:
    reach = structures.BLADE
    if not brush.sees(azimuth - reach, elevation - reach, azimuth + reach, elevation + reach):
        return
    for blade in range(3):
        angle = (t % 6.0 / 6.0 + blade / 3 + azimuth % 1.0) * 2 * math.pi
        dx, dy = math.sin(angle), math.cos(angle)
        brush.poly(
            [(azimuth - dy * 0.12, elevation + dx * 0.12), (azimuth + dx * reach, elevation + dy * reach),
             (azimuth + dy * 0.12 + dx * 0.5, elevation - dx * 0.12 + dy * 0.5)], (240, 242, 244),
        )  # fmt: skip
