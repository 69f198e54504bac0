"""Sensors and view areas: rectangles under rotation and mirroring, the home of digital PTZ, what a restart and a default leave."""

from __future__ import annotations

import itertools

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.state import Survives
from camsim.device.views.geometry import Rectangle
from camsim.device.views.sensors import Sensors
from camsim.device.views.views import Views
from camsim.profile.load import load

CANVAS = (1920, 1080)
CORNER = Rectangle(0, 0, 960, 540)


@pytest.fixture
def device() -> Device:
    made = Device(load("p3245-lve"), Clock(ClockMode.STEPPED))
    made.boot()
    return made


def area(device: Device, channel: int) -> Rectangle:
    return device.organ(Views).areas.get(channel).rectangle


@pytest.mark.parametrize(("rotation", "mirror"), list(itertools.product((0, 90, 180, 270), (False, True))))
def test_a_rectangle_turned_there_and_back_is_the_same(rotation: int, mirror: bool) -> None:
    box = Rectangle(100, 50, 600, 300)
    assert box.turned(CANVAS, rotation, mirror).turned_back(CANVAS, rotation, mirror) == box


@pytest.mark.parametrize(
    ("rotation", "mirror", "seen"),
    [
        (0, False, (0, 0, 960, 540)), (90, False, (540, 0, 540, 960)), (180, False, (960, 540, 960, 540)),
        (270, False, (0, 960, 540, 960)), (0, True, (960, 0, 960, 540)), (90, True, (0, 0, 540, 960)),
    ],
)  # fmt: skip
def test_where_the_upper_left_quarter_is_seen(rotation: int, mirror: bool, seen: tuple[int, ...]) -> None:
    assert CORNER.turned(CANVAS, rotation, mirror) == Rectangle(*seen)


def test_a_view_area_is_the_whole_picture_until_it_is_placed(device: Device) -> None:
    areas = device.organ(Views).areas
    assert [(one.channel, one.configurable) for one in areas.all()] == [(1, False), *((channel, True) for channel in range(2, 9))]
    assert area(device, 2) == Rectangle(0, 0, *CANVAS)
    areas.place(2, CORNER)
    assert area(device, 2) == CORNER and area(device, 3) == Rectangle(0, 0, *CANVAS)
    pose = device.organ(Views).pose(2, device.clock.now())
    assert (pose.hfov, pose.vfov) == pytest.approx((18.0, 18.0 * 9 / 16))
    assert (pose.pan, pose.tilt) == pytest.approx((-9.0, -15.0 + 18.0 * 9 / 32))
    areas.reset(2)
    assert area(device, 2) == Rectangle(0, 0, *CANVAS)
    assert device.organ(Views).pose(2, device.clock.now()) == device.organ(Views).pose(3, device.clock.now())


@pytest.mark.parametrize(
    ("channel", "box", "error"),
    [
        (9, (0, 0, 960, 540), NotThereError), (0, (0, 0, 960, 540), NotThereError), (1, (0, 0, 960, 540), NotSupportedError),
        (2, (961, 0, 960, 540), OutOfRangeError), (2, (-2, 0, 960, 540), OutOfRangeError), (2, (0, 0, 254, 144), OutOfRangeError),
        (2, (0, 0, 256, 142), OutOfRangeError), (2, (0, 0, 1922, 1080), OutOfRangeError), (2, (0, 541, 960, 540), OutOfRangeError),
    ],
)  # fmt: skip
def test_what_does_not_fit_changes_nothing(device: Device, channel: int, box: tuple[int, ...], error: type[Exception]) -> None:
    before = device.dump()
    with pytest.raises(error):
        device.organ(Views).areas.place(channel, Rectangle(*box))
    assert device.dump() == before


def test_the_canvas_turns_with_the_sensor_and_the_area_stays_where_it_is_in_the_scene(device: Device) -> None:
    views = device.organ(Views)
    views.areas.place(2, CORNER)
    before = views.pose(2, device.clock.now())
    device.organ(Sensors).set_rotation(0, 90)
    assert views.areas.get(2).canvas == (1080, 1920)
    assert area(device, 2) == Rectangle(540, 0, 540, 960)
    assert views.pose(2, device.clock.now()) == before
    views.areas.place(2, Rectangle(0, 0, 540, 960))
    assert views.pose(2, device.clock.now()).tilt < before.tilt


def test_digital_ptz_has_its_home_there_and_a_new_home_moves_the_area(device: Device) -> None:
    views, head = device.organ(Views), device.organ(PtzHead)
    views.areas.place(2, CORNER)
    head.set_enabled(0, True)
    head.channel(2).set_locked(False)
    still = views.pose(2, device.clock.now())
    assert (still.pan, still.hfov) == pytest.approx((-9.0, 18.0), abs=0.05)
    views.areas.place(2, Rectangle(960, 540, 960, 540))
    assert head.channel(2).presets.home_place().pan == pytest.approx(9.0)
    assert head.channel(2).moving, "it goes to its new home"
    head.channel(2).set_locked(True)
    head.channel(2).set_locked(False)
    head.channel(2).presets.store_name("Door", home=True)
    assert area(device, 2) == CORNER, "it has not moved yet, and its home is here again"


def test_a_rotation_that_is_not_offered_is_refused(device: Device) -> None:
    with pytest.raises(OutOfRangeError):
        device.organ(Sensors).set_rotation(0, 45)
    assert device.organ(Sensors).rotation(0) == 0


def test_what_survives(device: Device) -> None:
    views, sensors = device.organ(Views), device.organ(Sensors)
    views.areas.place(2, CORNER)
    sensors.set_rotation(0, 180)
    dumped = device.dump()
    device.renew(Survives.RESTART)
    device.boot()
    assert (views.areas.rectangle(2), sensors.rotation(0)) == (CORNER, 180)
    device.renew(Survives.SOFT_DEFAULT)
    device.boot()
    assert (views.areas.rectangle(2), sensors.rotation(0)) == (Rectangle(0, 0, *CANVAS), 0)
    device.restore(dumped)
    assert (views.areas.rectangle(2), sensors.rotation(0)) == (CORNER, 180)


def test_the_rotation_that_the_leaf_tells_is_what_the_device_begins_with(device: Device) -> None:
    device.organ(Parameters).store("ImageSource.I0.Rotation", "90")
    assert device.organ(Sensors).rotation(0) == 90
