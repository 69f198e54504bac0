"""Ground truth: which targets a picture shows, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from camsim.media.eye import Shape, Viewpoint, look, project, turned
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
            covered = any(
                other.box[0] <= x <= other.box[0] + other.box[2] and other.box[1] <= y <= other.box[1] + other.box[3] for other in found
            )  # fmt: skip
            found.append(Seen(target.name, target.kind, box, mixed(lit, target.colour), covered))
    return found


def seen_at(moment: Moment) -> list[Seen]:
    """The targets in the picture of a moment; one that several parts of it show is there several times."""
    scene, shape, local = Scene(moment.seed), moment.key.shape, moment.time + moment.zone
    if not moment.panes:
        return visible(scene, look(moment.pose, moment.lens, shape), shape, moment.t, local)
    size = (shape.width, shape.height)
    return [
        replace(seen, box=_laid(seen.box, pane.within(size)[:2], shape))
        for pane in moment.panes
        for seen in visible(scene, look(pane.pose, moment.lens, pane.shape(size)), pane.shape(size), moment.t, local)
    ]


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
