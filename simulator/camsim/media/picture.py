"""One picture from beginning to end: scene, viewpoint, paint, rotation, overlays, stamp, encode. A pure function of its moment."""

from __future__ import annotations

from camsim.media import stamp
from camsim.media.encode import Encoder
from camsim.media.encode.bitmap import BitmapEncoder
from camsim.media.encode.jpeg import JpegEncoder
from camsim.media.eye import look
from camsim.media.paint import text
from camsim.media.paint.planes import Planes
from camsim.media.paint.raster import paint
from camsim.media.scene.world import Scene
from camsim.media.source import Moment
from camsim.media.stamp import Stamp
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec


def planes_of(moment: Moment) -> Planes:
    """The finished picture before it is encoded."""
    key, pose = moment.key, moment.pose
    shape = key.shape
    view = look(pose, moment.lens, shape)
    picture = paint(Scene(moment.seed), view, (shape.width, shape.height), moment.t, moment.time + moment.zone)
    picture = key.tone.applied(picture.turned(shape.rotation, shape.mirror))
    if key.overlay is not None:
        floor = stamp.upper_edge(*picture.size) if key.stamp else None
        text.draw(picture, key.overlay, moment.time, moment.zone, floor)
    if key.stamp:
        stamp.draw(picture, Stamp(moment.serial, key.channel, moment.frame, moment.time, pose.pan, pose.tilt, pose.zoom))
    return picture


def render(moment: Moment) -> bytes:
    """The payload of a moment. Takes milliseconds of a core: call it in the encoder thread."""
    return encoder_of(moment.key).encode(planes_of(moment))


def encoder_of(key: StreamKey) -> Encoder:
    """What codes the pictures of a stream."""
    if key.codec is Codec.BITMAP:
        return BitmapEncoder(key.color)
    return JpegEncoder(key.compression, key.color)
