"""One picture from beginning to end: scene, viewpoint, paint, rotation, overlays, stamp, encode. A pure function of its moment."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from camsim.media import stamp
from camsim.media.encode import Encoded, Encoder, open_encoder
from camsim.media.eye import look
from camsim.media.outline import outlines
from camsim.media.paint import indicator, label, privacy, sticker, text
from camsim.media.paint.montage import assemble
from camsim.media.paint.planes import Planes
from camsim.media.paint.raster import paint
from camsim.media.paint.sticker import Sticker
from camsim.media.scene.world import Scene
from camsim.media.source import Moment
from camsim.media.stamp import Stamp

_KEPT = 2
"""Painted pictures kept for further encoders."""


def planes_of(moment: Moment) -> Planes:
    """The finished picture before it is encoded."""
    key, pose = moment.key, moment.pose
    shape = key.shape
    scene, size, local = Scene(moment.seed), (shape.width, shape.height), moment.time + moment.zone
    if moment.panes:
        picture = assemble(scene, moment.panes, moment.lens, size, moment.t, local, moment.lamp)
    else:
        picture = paint(scene, look(pose, moment.lens, shape), size, moment.t, local, moment.lamp)
    picture = moment.sensing.applied(picture.turned(shape.rotation, shape.mirror))
    picture = moment.scene_tone.applied(key.tone.applied(picture))
    for cover in moment.covers:
        for outline, within in outlines(moment, cover):
            privacy.draw(picture, cover, outline, within)
    floor = stamp.upper_edge(*picture.size) if key.stamp else None
    for one in moment.labels:
        if isinstance(one, Sticker):
            sticker.draw(picture, one, floor)
        else:
            label.draw(picture, one, moment.time, moment.zone, floor)
    if key.overlay is not None:
        text.draw(picture, key.overlay, moment.time, moment.zone, floor, moment.words)
    if moment.indicator is not None:
        indicator.draw(picture, moment.indicator, moment.time, floor)
    if key.stamp:
        stamp.draw(picture, Stamp(moment.serial, key.channel, moment.frame, moment.time, pose.pan, pose.tilt, pose.zoom))
    return picture


def shared(moment: Moment) -> Planes:
    """The same, not to be changed: painted once for all streams that differ in their coding alone."""
    return _kept(replace(moment, key=moment.key.picture))


_kept = lru_cache(maxsize=_KEPT)(planes_of)


def alone(moment: Moment, encoder: Encoder) -> tuple[Encoded, tuple[bytes, ...]]:
    """A picture by itself, decodable alone, and its parameter sets; the encoder is used up."""
    try:
        encoded = encoder.encode(shared(moment), True)
    finally:
        encoder.close()
    if encoded is None:
        raise RuntimeError("an encoder left out a key frame")
    return encoded, encoder.parameter_sets


def render(moment: Moment) -> bytes:
    """The payload of a moment by itself. Takes milliseconds of a core: call it in the encoder thread."""
    return alone(moment, open_encoder(moment.key, moment.key.fps or 1.0))[0].payload
