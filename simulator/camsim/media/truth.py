"""Ground truth: which targets a picture shows, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from camsim.media.eye import Shape, Viewpoint, look, project, turned
from camsim.media.fisheye import Circle, circle_of
from camsim.media.scene.daylight import Rgb, light, mixed
from camsim.media.scene.world import Kind, Scene, Target, targets
from camsim.media.source import Moment

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A target in the picture."""

    name: str
    kind: Kind
    box: Box
    """x, y, width, height in pixels from the upper left corner as the viewer sees it; parts outside the picture count."""
    colour: Rgb
    """Red, green, blue at the centre of the box in this light."""
    covered: bool
    """Whether a nearer target lies over its centre."""


def visible(scene: Scene, view: Viewpoint, shape: Shape, t: float, local: float | None = None) -> list[Seen]:
    """Targets whose box meets the picture, the nearest first.

    `t`: instant of the clock; `local`: local time in seconds, for the light (`t` when left out).
    """
    lit = light(t if local is None else local)
    width, height = shape.size
    found: list[Seen] = []
    for target in reversed(targets(scene, t)):
        box = _box(target, view, shape)
        x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
        if box[0] < width and box[0] + box[2] > 0 and box[1] < height and box[1] + box[3] > 0:
            covered = any(_covers(other.box, (x, y)) for other in found)
            found.append(Seen(target.name, target.kind, box, mixed(lit, target.colour), covered))
    return found


def seen_at(moment: Moment) -> list[Seen]:
    """The targets in the picture of a moment; one that several parts of it show is there several times."""
    scene, shape, local = Scene(moment.seed), moment.key.shape, moment.time + moment.zone
    if not moment.panes:
        return visible(scene, look(moment.pose, moment.lens, shape), shape, moment.t, local)
    size = (shape.width, shape.height)
    found: list[Seen] = []
    for pane in moment.panes:
        if pane.fisheye:
            left, top, circle = circle_of(pane, size)
            seen = _encircled(scene, circle, moment.t, local)
        else:
            left, top, _, _ = pane.within(size)
            seen = visible(scene, pane.look(moment.lens, size), pane.shape(size), moment.t, local)
        found += [replace(one, box=_laid(one.box, (left, top), shape)) for one in seen]
    return found


def _encircled(scene: Scene, circle: Circle, t: float, local: float) -> list[Seen]:
    """Targets whose corners and centre lie in the circle of a fisheye lens, the nearest first."""
    lit = light(local)
    found: list[Seen] = []
    for target in reversed(targets(scene, t)):
        across, up = target.width / 2, target.height / 2
        corners = [circle.project(target.azimuth + x, target.elevation + y) for x in (-across, 0, across) for y in (-up, 0, up)]
        points = [corner for corner in corners if corner is not None]
        if len(points) == len(corners):
            xs, ys = zip(*points, strict=True)
            box = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
            found.append(Seen(target.name, target.kind, box, mixed(lit, target.colour), any(_covers(one.box, points[4]) for one in found)))
    return found


def _covers(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[0] + box[2] and box[1] <= point[1] <= box[1] + box[3]


def _laid(box: Box, corner: tuple[int, int], shape: Shape) -> Box:
    """A box of a part that was laid at a corner, in the whole picture as the viewer sees it."""
    left, top = box[0] + corner[0], box[1] + corner[1]
    xs, ys = zip(turned(shape, left, top), turned(shape, left + box[2], top + box[3]), strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _box(target: Target, view: Viewpoint, shape: Shape) -> Box:
    """All corners are measured from the centre, so that a box at the far side of the circle stays in one piece."""
    x, y = project(view, shape, target.azimuth, target.elevation)
    wide, high = target.width / view.width * shape.width, target.height / view.height * shape.height
    if shape.rotation % 180:
        wide, high = high, wide
    return x - wide / 2, y - high / 2, wide, high
