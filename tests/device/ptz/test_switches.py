"""Lock and switch of digital PTZ, the view of any instant, restart and dump."""

from __future__ import annotations

import pytest

from camsim.device.errors import OutOfRangeError, WrongStateError
from camsim.device.ptz.events import PtzMoveEvent, PtzPresetEvent
from camsim.device.state import Survives
from tests.device.ptz.bench import PAN, Bench, digital

# ---- digital PTZ, lock and switch


async def test_a_fixed_camera_is_off_and_locked_at_the_factory() -> None:
    bench = digital()
    with pytest.raises(WrongStateError, match="PTZ disabled"):
        bench.do(zoom=5000)
    with pytest.raises(WrongStateError, match="PTZ disabled"):
        bench.channel.presets.store_name("a")
    assert not any(isinstance(event, PtzMoveEvent | PtzPresetEvent) for event in bench.booted)
    bench.head.set_enabled(0, True)
    assert bench.told() == ["rests", "-1+", "1+", "rests", "-1+", "1+"]
    with pytest.raises(WrongStateError, match="PTZ locked"):
        bench.do(zoom=5000)
    bench.channel.set_locked(False)
    bench.do(zoom=5000, pan=20.0)
    await bench.wait(10.0)
    assert bench.view == (20.0, 0.0, 5000.0)
    with pytest.raises(WrongStateError, match="PTZ locked"):
        bench.head.channel(2).go_home()


async def test_locking_freezes_and_switching_off_goes_back() -> None:
    bench = digital(enabled=True, locked=False)
    bench.do(pan=36.0, speed=50)
    await bench.wait(1.0)
    bench.told()
    bench.channel.set_locked(True)
    assert bench.told() == ["rests"]
    await bench.wait(5.0)
    assert bench.at(PAN) == 18.0
    bench.channel.set_locked(False)
    bench.head.set_enabled(0, False)
    assert bench.at(PAN) == 0.0
    bench.head.set_enabled(0, True)
    bench.do(pan=5.0)
    with pytest.raises(OutOfRangeError):
        bench.head.set_enabled(1, True)


async def test_a_mechanical_head_that_is_switched_off_stays(bench: Bench) -> None:
    bench.do(pan=36.0, speed=50)
    await bench.wait(1.0)
    bench.told()
    bench.head.set_enabled(0, False)
    assert (bench.told(), bench.at(PAN)) == (["rests"], 18.0)
    with pytest.raises(WrongStateError):
        bench.do(pan=0.0)


# ---- the view


async def test_the_pose_of_any_instant_of_a_motion(bench: Bench) -> None:
    now = bench.device.clock.now()
    bench.do(pan=36.0, zoom=9999, speed=50)
    poses = [bench.head.pose(1, now + span) for span in (-0.5, 1.0, 1.5, 100.0)]
    assert [pose.pan for pose in poses] == [0.0, 18.0, 27.0, 36.0]
    assert [pose.zoom for pose in poses] == [1, 3334, 5000, 9999]
    assert poses[0].hfov == pytest.approx(51.6)
    assert poses[-1].hfov == pytest.approx(4.4)


async def test_a_digital_head_stays_in_the_sensors_picture() -> None:
    bench = digital(enabled=True, locked=False)
    now = bench.device.clock.now()
    assert (bench.head.pose(2, now).pan, bench.head.pose(2, now).tilt, bench.head.pose(2, now).hfov) == pytest.approx((30.0, -10.0, 100.0))
    bench.do(pan=10.0)
    await bench.wait(5.0)
    assert bench.head.pose(1, bench.device.clock.now()).pan == 30.0
    bench.do(pan=160.0, tilt=-160.0, zoom=9999)
    await bench.wait(10.0)
    pose = bench.head.pose(1, bench.device.clock.now())
    assert pose.pan + pose.hfov / 2 == pytest.approx(30.0 + 50.0)
    assert pose.tilt - pose.hfov / 2 * 1080 / 1920 == pytest.approx(-10.0 - 50.0 * 1080 / 1920)


# ---- restart, dump


async def test_a_restart_keeps_presets_and_goes_home(bench: Bench) -> None:
    bench.do(pan=45.0, tilt=-10.0)
    await bench.wait(5.0)
    bench.channel.presets.store_name("Gate")
    bench.do(auto_focus=False, cpan=10, ctilt=0)
    bench.device.end_life()
    bench.device.renew(Survives.RESTART)
    bench.device.boot()
    assert (bench.view, bench.channel.moving, bench.channel.switches.auto_focus) == ((0.0, 0.0, 1.0), False, False)
    assert bench.channel.presets.get(2).position.pan == 45.0
    bench.device.end_life()
    bench.device.renew(None)
    bench.device.boot()
    assert (bench.channel.presets.numbers(), bench.channel.switches.auto_focus) == ([1], True)


async def test_a_dump_restores_motion_and_all(bench: Bench) -> None:
    bench.channel.presets.store_name("Gate")
    bench.do(pan=36.0, speed=50)
    await bench.wait(1.0)
    dumped = bench.head.dump()
    bench.do(pan=-90.0)
    bench.channel.presets.clear()
    await bench.wait(0.5)
    bench.head.restore(dumped)
    assert bench.head.dump() == dumped
    assert bench.at(PAN) == 27.0
    await bench.wait(0.5)
    assert (bench.at(PAN), bench.channel.moving) == (36.0, False)
    assert bench.channel.presets.numbers() == [1, 2]
