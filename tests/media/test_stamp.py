"""The stamp: round trips through JPEG in all sizes, compressions and orientations; what carries none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.media import stamp
from camsim.media.eye import Pose
from camsim.media.picture import planes_of, render
from camsim.media.stamp import Stamp
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec
from tests.media.bench import SERIAL, moment

POSE = Pose(-123.456, -45.678, 9999, 5.0)


def expected(t: float = 1767268800.123) -> Stamp:
    return Stamp(SERIAL, 3, 7, t, -123.46, -45.68, 9999)


@pytest.mark.parametrize("compression", [0, 30, 50, 70])
@pytest.mark.parametrize(
    ("width", "height"),
    [(320, 180), (320, 240), (352, 240), (480, 270), (640, 360), (640, 480), (704, 576), (800, 450), (1280, 720), (1920, 1080)],
)
def test_it_survives_jpeg(width, height, compression):
    key = StreamKey(3, width, height, compression=compression)
    assert stamp.read(render(moment(key, POSE, 1767268800.123))) == expected()


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("mirror", [True, False])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(("width", "height"), [(320, 180), (1280, 720)])
def test_it_stands_upright_in_every_orientation(width, height, rotation, mirror, color):
    key = StreamKey(3, width, height, rotation, mirror, color, 70)
    assert stamp.read(render(moment(key, POSE, 1767268800.123))) == expected()


def test_it_is_read_from_arrays_of_any_kind():
    bgr = cv2.imdecode(np.frombuffer(render(moment(StreamKey(3), POSE, 1767268800.123)), np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    for image in (bgr, bgr[:, :, ::-1], cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)):
        assert stamp.read(image) == expected()
    assert stamp.read(planes_of(moment(StreamKey(3), POSE, 1767268800.123)).y) == expected()


def test_a_bitmap_carries_it_too():
    pixels = cv2.imdecode(np.frombuffer(render(moment(StreamKey(3, 320, 180, codec=Codec.BITMAP), POSE)), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert stamp.read(pixels).serial == SERIAL


@pytest.mark.parametrize("key", [StreamKey(stamp=False), StreamKey(width=176, height=120), StreamKey(width=160, height=90)])
def test_pictures_without_one(key):
    with pytest.raises(ValueError, match="stamp"):
        stamp.read(render(moment(key)))


def test_a_damaged_one_is_refused():
    picture = planes_of(moment(StreamKey())).y
    picture[-8:, 40:44] ^= 0xFF
    with pytest.raises(ValueError, match="no readable stamp"):
        stamp.read(picture)


@pytest.mark.parametrize(
    "told",
    [
        Stamp("000000000000", 1, 0, 0.0, 0.0, 0.0, 1),
        Stamp("FFFFFFFFFFFF", 255, (1 << 40) - 1, 4102444800.999, 180.0, 90.0, 19999),
        Stamp("ACCC8E123456", 1, 1, 1.001, -180.0, -180.0, 9999),
    ],
)
def test_packing_loses_nothing(told):
    assert stamp.unpacked(stamp.packed(told)) == told
