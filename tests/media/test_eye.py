"""Viewpoints and projections: window, crop, wrap, the far side of the nadir, rotation and mirror."""

from __future__ import annotations

import pytest

from camsim.media.eye import Pose, Shape, look, project, turn, unproject
from tests.media.bench import LENS, WIDE


def test_the_whole_sensor_shows_the_whole_field():
    view = look(WIDE, LENS, Shape(1280, 720))
    assert (view.azimuth, view.elevation) == (0.0, -10.0)
    assert (view.width, view.height) == pytest.approx((62.3, 62.3 * 9 / 16))


def test_another_aspect_crops():
    narrow, tall = look(WIDE, LENS, Shape(640, 480)), look(WIDE, LENS, Shape(640, 160))
    assert (narrow.width, narrow.height) == pytest.approx((62.3 * 0.75, 62.3 * 9 / 16))
    assert (tall.width, tall.height) == pytest.approx((62.3, 62.3 / 4))


@pytest.mark.parametrize(("width", "height"), [(704, 480), (704, 240), (352, 240), (640, 480), (720, 576)])
def test_analog_sizes_show_all_of_a_4_to_3_view(width, height):
    view = look(WIDE, LENS, Shape(width, height, analog=True))
    assert (view.width, view.height) == pytest.approx((62.3, 62.3 * 3 / 4))


def test_a_head_past_the_nadir_sees_the_other_side():
    view = look(Pose(30.0, -135.0, 1, 60.0), LENS, Shape(640, 360))
    assert (view.azimuth, view.elevation) == (210.0, -45.0)


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("pan", [0.0, 179.0, -181.5, 725.0])
def test_projection_and_its_inverse(pan, rotation, mirror):
    shape = Shape(640, 360, rotation, mirror)
    view = look(Pose(pan, -20.0, 1, 50.0), LENS, shape)
    for point in ((0.5, 0.5), (100.0, 200.0), (shape.size[0] - 1.0, shape.size[1] - 1.0)):
        assert project(view, shape, *unproject(view, shape, *point)) == pytest.approx(point)


@pytest.mark.parametrize(
    ("rotation", "mirror", "corner"),
    [(0, False, (0, 0)), (90, False, (360, 0)), (180, False, (640, 360)), (270, False, (0, 640)), (0, True, (640, 0)), (90, True, (0, 0))],
)
def test_where_the_upper_left_corner_goes(rotation, mirror, corner):
    shape = Shape(640, 360, rotation, mirror)
    view = look(WIDE, LENS, shape)
    assert project(view, shape, view.azimuth - view.width / 2, view.elevation + view.height / 2) == pytest.approx(corner)


def test_angles_are_brought_home():
    assert [turn(angle) for angle in (0, 180, -180, 190, 720, -350)] == [0, -180, -180, -170, 0, 10]
