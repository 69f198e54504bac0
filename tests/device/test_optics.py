"""Motor lenses on a stepped clock: ways of motors, searches, what survives; directions of privacy masks."""

from __future__ import annotations

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import BusyError, ExistsError, FullError, NotThereError
from camsim.device.imaging.optics import Motor, Optics, Travel, Window
from camsim.device.imaging.privacy import Mask, PrivacyMasks
from camsim.device.ptz.optics import blur
from camsim.device.state import Survives
from camsim.device.views.views import Views
from camsim.media.fisheye import Circle
from camsim.profile.load import load

CORNERS = ((0.0, 0.0), (5.0, 0.0), (5.0, -5.0))


@pytest.fixture
def device() -> Device:
    made = Device(load("p3719-ple"), Clock(ClockMode.STEPPED))
    made.boot()
    return made


def test_a_way_through_points_has_one_speed() -> None:
    way = Travel((0.5, 0.0, 1.0), since=10.0, seconds=3.0)
    assert [way.at(instant) for instant in (9.0, 10.0, 11.0, 12.0, 13.0, 99.0)] == pytest.approx([0.5, 0.5, 0.0, 0.5, 1.0, 1.0])
    assert Travel((0.3, 0.3), since=10.0, seconds=0.0).at(10.0) == 0.3


async def test_a_new_goal_begins_where_the_motor_is(device: Device) -> None:
    optics = device.organ(Optics)
    optics.set_focus(2, 1.0)
    start = optics.focus(2)
    await device.clock.advance(0.3)
    halfway = optics.focus(2)
    assert halfway == pytest.approx(start + 0.1)
    optics.set_focus(2, 0.0)
    assert optics.focus(2) == pytest.approx(halfway) and optics.moving(2, Motor.FOCUS)
    await device.clock.advance(3.0)
    assert optics.focus(2) == 0.0 and not optics.moving(2, Motor.FOCUS)


async def test_another_goal_ends_a_search(device: Device) -> None:
    optics = device.organ(Optics)
    optics.search_focus(0)
    with pytest.raises(BusyError):
        optics.search_focus(0)
    optics.set_focus(0, 0.9)
    optics.search_focus(0)
    await device.clock.advance(20.0)
    assert optics.defocus(0, device.clock.now()) == pytest.approx(0.0)


async def test_a_calibration_ends_where_it_began(device: Device) -> None:
    optics = device.organ(Optics)
    optics.set_magnification(0, 1.5)
    await device.clock.advance(10.0)
    optics.calibrate(0, focus=True, zoom=True)
    await device.clock.advance(1.0)
    assert optics.magnification(0) != 1.5 and optics.moving(0, Motor.ZOOM)
    await device.clock.advance(20.0)
    assert optics.magnification(0) == 1.5 and not optics.moving(0, Motor.ZOOM)


async def test_what_survives(device: Device) -> None:
    optics = device.organ(Optics)
    optics.set_magnification(0, 2.0)
    optics.set_window(0, Window(0.0, 0.0, 0.5, 0.5))
    device.renew(Survives.RESTART)
    assert optics.magnification(0) == 2.0 and optics.glass(0).window.width == 0.5 and not optics.moving(0, Motor.ZOOM)
    device.renew(Survives.SOFT_DEFAULT)
    assert optics.magnification(0) == 1.0 and optics.glass(0).window == Window()
    device.renew(Survives.HARD_DEFAULT)
    assert optics.state.moves == {"zoom": 1}, "motors do not grow younger"


def test_an_unknown_lens(device: Device) -> None:
    with pytest.raises(NotThereError):
        device.organ(Optics).set_focus(4, 0.5)


async def test_the_view_of_each_sensor_narrows_by_itself(device: Device) -> None:
    device.organ(Optics).set_magnification(1, 2.0)
    await device.clock.advance(10.0)
    poses = [device.organ(Views).pose(channel, device.clock.now()) for channel in (1, 2)]
    assert poses[0].hfov == pytest.approx(96.0) and poses[1].hfov == pytest.approx(58.1, abs=0.1)
    assert poses[0].blur == 0.0 < poses[1].blur and poses[1].lens == pytest.approx(96.0 / 58.1, rel=0.01)
    parts = device.organ(Views).facets(5, device.clock.now())
    assert [round(part.pose.hfov) for part in parts] == [96, 58, 96, 96], "the quad view shows what they see"


def test_a_little_out_of_focus_is_not_seen() -> None:
    assert blur(0.005, 60.0) == 0.0 < blur(0.1, 60.0) < blur(0.5, 60.0)


def test_masks_are_counted_over_all_sources(device: Device) -> None:
    masks = device.organ(PrivacyMasks)
    for number in range(masks.limit):
        assert masks.add(Mask(number % 2, f"m{number}", CORNERS)) == number // 2
    with pytest.raises(FullError):
        masks.add(Mask(3, "one more", CORNERS))
    with pytest.raises(ExistsError):
        masks.rename(0, 0, "m2")
    masks.remove(0, "m0")
    assert masks.add(Mask(0, "new", CORNERS)) == 0
    dumped = masks.dump()
    masks.renew(None)
    assert masks.of(0) == {}
    masks.restore(dumped)
    assert masks.of(0)[0] == Mask(0, "new", CORNERS)


@pytest.mark.parametrize(("x", "y"), [(100.0, 100.0), (240.0, 10.0), (250.0, 240.0), (400.0, 330.0), (20.0, 245.0)])
@pytest.mark.parametrize("tilt", [-90.0, 0.0, -30.0])
def test_a_pixel_of_a_fisheye_picture_there_and_back(x: float, y: float, tilt: float) -> None:
    circle = Circle(30.0, tilt, 182.0, 480)
    assert circle.project(*circle.unproject(x, y)) == pytest.approx((x, y), abs=0.01)
