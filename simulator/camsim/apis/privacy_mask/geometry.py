"""Corners of masks in pixels of a sensor's largest picture, not rotated, and as directions (page slug: overlay-api)."""

from __future__ import annotations

from camsim.contract.call import Call
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.imaging.privacy import Corners
from camsim.device.views.sensors import Sensors
from camsim.device.views.views import Views
from camsim.media.eye import Lens, Pane, Pose, Shape, Viewpoint, look, unproject
from camsim.media.fisheye import Circle, circle_of
from camsim.media.outline import Points, encircled, projected
from camsim.profile.model import ViewKind

_BETWEEN = 8
"""Points into which an edge is broken that a fisheye lens bends."""


def check(call: Call, source: int) -> int:
    """An image source. Raises NotThereError."""
    if not 0 <= source < call.organ(Sensors).count:
        raise NotThereError(f"no image source {source}", subject="imagesource", value=source)
    return source


def size(call: Call, source: int) -> tuple[int, int]:
    """Width and height in pixels of the largest picture of a source."""
    return call.organ(Views).size(_channel(call, source))


def zoom(call: Call, source: int) -> int:
    """The zoom step at which a source looks now."""
    return call.organ(Views).whole(source, call.device.clock.now()).zoom


def directions(call: Call, source: int, points: Points) -> Corners:
    """What pixels show now. Raises OutOfRangeError for one outside the picture."""
    across, down = size(call, source)
    for x, y in points:
        if not (0 <= x <= across and 0 <= y <= down):
            raise OutOfRangeError(f"the picture has {across}x{down} pixels", subject="pxpolygon", value=f"{x:g},{y:g}")
    eye = _eye(call, source)
    if isinstance(eye, Circle):
        return tuple(eye.unproject(*point) for point in _broken(points))
    shape = Shape(across, down)
    return tuple(unproject(eye, shape, x, y) for x, y in points)


def pixels(call: Call, source: int, corners: Corners, asked: bool) -> list[dict[str, int]]:
    """Where corners appear now; none where nothing of them is to be seen. `asked`: only those that a client has given."""
    across, down = size(call, source)
    eye = _eye(call, source)
    points = encircled(eye, corners) if isinstance(eye, Circle) else projected(eye, Shape(across, down), corners)
    if isinstance(eye, Circle) and asked:
        points = points[::_BETWEEN]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not points or max(xs) <= 0 or min(xs) >= across or max(ys) <= 0 or min(ys) >= down:
        return []
    return [{"x": round(x), "y": round(y)} for x, y in points]


def _eye(call: Call, source: int) -> Viewpoint | Circle:
    views, now = call.organ(Views), call.device.clock.now()
    across, down = size(call, source)
    channel = _channel(call, source)
    if views.facts.view(channel) is ViewKind.OVERVIEW:
        facet = views.facets(channel, now)[0]
        place = (facet.left, facet.top, facet.width, facet.height)
        axis = Pose(facet.pose.pan, facet.pose.tilt, 1, facet.pose.hfov)
        return circle_of(Pane(*place, axis, fisheye=True), (across, down))[2]
    pose = views.whole(source, now)
    return look(Pose(pose.pan, pose.tilt, pose.zoom, pose.hfov), Lens(across, down, 1.0), Shape(across, down))


def _channel(call: Call, source: int) -> int:
    """The first channel that shows a source."""
    views = call.organ(Views)
    return next(number for number in range(1, views.count + 1) if views.source(number) == source)


def _broken(points: Points) -> Points:
    """The same outline with more points on each edge."""
    ends = [*points[1:], points[0]]
    steps = [step / _BETWEEN for step in range(_BETWEEN)]
    return [(x + (to_x - x) * step, y + (to_y - y) * step) for (x, y), (to_x, to_y) in zip(points, ends, strict=True) for step in steps]
