"""Where the corners of a mask appear in a picture, and which directions pixels of a sensor's picture show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camsim.device.imaging.privacy import Corners
from camsim.media.eye import Shape, Viewpoint, look, turn, turned
from camsim.media.fisheye import Circle, circle_of
from camsim.media.paint.privacy import Cover, Rectangle
from camsim.media.source import Moment

Points = list[tuple[float, float]]


def projected(view: Viewpoint, shape: Shape, corners: Corners) -> Points:
    """Pixels of corners, which keep together: those of a mask behind the eye lie beyond one edge, all of them."""
    first = corners[0][0]
    offsets = [turn(azimuth - first) for azimuth, _ in corners]
    middle = (min(offsets) + max(offsets)) / 2
    base = turn(first + middle - view.azimuth)
    points = []
    for offset, (_, elevation) in zip(offsets, corners, strict=True):
        x = ((base + offset - middle) / view.width + 0.5) * shape.width
        y = (0.5 - (elevation - view.elevation) / view.height) * shape.height
        points.append(turned(shape, x, y))
    return points


def encircled(circle: Circle, corners: Corners) -> Points:
    """The same in the circle of a fisheye lens; corners beyond it are left out."""
    found = [circle.project(azimuth, elevation) for azimuth, elevation in corners]
    return [point for point in found if point is not None]


def outlines(moment: Moment, cover: Cover) -> Iterator[tuple[Sequence[tuple[float, float]], Rectangle]]:
    """Each outline of a mask in the picture of a moment, and the part of the picture that it may cover."""
    shape = moment.key.shape
    size = (shape.width, shape.height)
    if not moment.panes:
        yield projected(look(moment.pose, moment.lens, shape), shape, cover.corners), (0, 0, *shape.size)
        return
    for number, pane in enumerate(moment.panes):
        if cover.part not in (None, number):
            continue
        left, top, width, height = pane.within(size)
        if pane.fisheye:
            left, top, circle = circle_of(pane, size)
            width = height = circle.side
            points = encircled(circle, cover.corners)
        else:
            points = projected(pane.look(moment.lens, size), pane.shape(size), cover.corners)
        if len(points) > 2:
            corners = [turned(shape, left + x, top + y) for x, y in points]
            ends = [turned(shape, left, top), turned(shape, left + width, top + height)]
            xs, ys = sorted(round(end[0]) for end in ends), sorted(round(end[1]) for end in ends)
            yield corners, (xs[0], ys[0], xs[1] - xs[0], ys[1] - ys[0])
