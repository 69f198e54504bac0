"""Pictures that are put together: each part is painted as its own eye sees it and laid into its place."""

from __future__ import annotations

from collections.abc import Iterable

from camsim.media.eye import Lens, Pane
from camsim.media.fisheye import circle_of
from camsim.media.paint.circle import disc, paint_circle
from camsim.media.paint.planes import Planes
from camsim.media.paint.raster import paint
from camsim.media.scene.world import Scene


def assemble(scene: Scene, panes: Iterable[Pane], lens: Lens, size: tuple[int, int], t: float, local: float, lamp: int = 0) -> Planes:
    """The picture of `size` (width, height in pixels, before rotation) that the parts make up; `t`, `local`, `lamp` as in `paint`."""
    whole = Planes.black(*size)
    for pane in panes:
        if pane.fisheye:
            left, top, circle = circle_of(pane, size)
            whole.lay(paint_circle(scene, circle, lens.finest, t, local, lamp), left, top, disc)
            continue
        left, top, _, _ = pane.within(size)
        shape = pane.shape(size)
        part = paint(scene, pane.look(lens, size), (shape.width, shape.height), t, local, lamp)
        whole.lay(part.turned(shape.rotation, shape.mirror), left, top)
    return whole
