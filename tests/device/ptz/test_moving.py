"""How the head moves: absolute, relative and continuous, its speeds and limits, into a point or an area."""

from __future__ import annotations

import pytest

from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.ptz.command import Direction
from tests.device.ptz.bench import PAN, TILT, ZOOM, Bench, dome


async def test_an_absolute_move_takes_the_time_of_its_speed(bench: Bench) -> None:
    bench.do(pan=90.0, tilt=-36.0, speed=50)
    assert bench.channel.moving
    await bench.wait(1.0)
    assert bench.view == (18.0, -18.0, 1.0)
    await bench.wait(1.5)
    assert bench.view == (45.0, -36.0, 1.0)
    await bench.wait(2.5)
    assert (bench.view, bench.channel.moving) == ((90.0, -36.0, 1.0), False)
    assert bench.channel.switches.movements == 1


@pytest.mark.parametrize("steps", [(2.0,), (0.5, 0.5, 0.5, 0.5), (1.25, 0.75), (0.1,) * 20])
async def test_two_seconds_at_half_speed_end_where_the_table_says(bench: Bench, steps: tuple[float, ...]) -> None:
    bench.do(cpan=50, ctilt=-50)
    for span in steps:
        await bench.wait(span)
    bench.do(cpan=0, ctilt=0)
    await bench.wait(5.0)
    assert bench.at(PAN) == pytest.approx(36.0, abs=1e-5)
    assert bench.at(TILT) == pytest.approx(-36.0, abs=1e-5)
    assert not bench.channel.moving


async def test_a_continuous_move_ends_at_the_limit(bench: Bench) -> None:
    bench.do(ctilt=-100, cpan=0)
    await bench.wait(10.0)
    assert bench.at(TILT) == -90.0
    assert not bench.channel.moving
    bench.told()
    bench.do(ctilt=-100, cpan=0)
    assert bench.told() == []


async def test_pan_goes_round_and_round(bench: Bench) -> None:
    bench.do(cpan=100, ctilt=0, proportional=False)
    await bench.wait(1.4)
    assert bench.at(PAN) == pytest.approx(-150.0)
    await bench.wait(3600.0)
    assert bench.channel.moving
    bench.do(stop=True)
    assert not bench.channel.moving
    assert -180.0 <= bench.at(PAN) <= 180.0


async def test_an_absolute_pan_turns_the_shortest_way(bench: Bench) -> None:
    bench.do(pan=170.0)
    await bench.wait(10.0)
    bench.do(pan=-170.0, speed=50)
    await bench.wait(1.0)
    assert bench.at(PAN) == pytest.approx(-172.0)
    await bench.wait(1.0)
    assert bench.at(PAN) == pytest.approx(-170.0)


async def test_positions_beyond_the_limits_are_clamped() -> None:
    limits = {"MinPan": "-100", "MaxPan": "140", "MinTilt": "-20", "MaxTilt": "90"}
    bench = dome(**{f"PTZ.Limit.L1.{name}": text for name, text in limits.items()})
    bench.do(pan=150.0, tilt=-60.0, zoom=30000)
    await bench.wait(20.0)
    assert bench.view == (140.0, -20.0, 19999.0)
    bench.do(rpan=-400.0, rtilt=300.0, rzoom=-40000)
    await bench.wait(20.0)
    assert bench.view == (-100.0, 90.0, 1.0)


async def test_a_written_limit_takes_effect_with_the_next_move(bench: Bench) -> None:
    bench.device.organ(Parameters).store("PTZ.Limit.L1.MinTilt", "-30")
    bench.do(tilt=-80.0)
    await bench.wait(5.0)
    assert bench.at(TILT) == -30.0


async def test_relative_moves_start_from_where_the_head_is(bench: Bench) -> None:
    bench.do(pan=90.0, speed=50)
    await bench.wait(1.0)
    bench.do(rpan=-10.0)
    await bench.wait(5.0)
    assert bench.at(PAN) == pytest.approx(8.0)
    bench.do(rpan=350.0)
    await bench.wait(30.0)
    assert bench.at(PAN) == pytest.approx(-2.0)


async def test_inverted_relative_moves() -> None:
    bench = dome(**{"PTZ.UserBasic.U1.FlipPan": "true"})
    bench.do(rpan=10.0, rtilt=-5.0)
    await bench.wait(5.0)
    assert bench.view[:2] == (-10.0, -5.0)


async def test_another_move_ends_a_continuous_one(bench: Bench) -> None:
    bench.do(cpan=50, ctilt=-50)
    await bench.wait(1.0)
    bench.do(pan=0.0)
    await bench.wait(10.0)
    assert (bench.at(PAN), round(bench.at(TILT), 4)) == (0.0, -18.0)
    assert not bench.channel.moving


async def test_stop_ends_pan_and_tilt_and_lets_zoom_go_on(bench: Bench) -> None:
    bench.do(pan=90.0, zoom=9999, speed=50)
    await bench.wait(1.0)
    bench.do(stop=True)
    assert (bench.at(PAN), bench.channel.moving) == (18.0, True)
    await bench.wait(2.0)
    assert (bench.view, bench.channel.moving) == ((18.0, 0.0, 9999.0), False)


async def test_the_whole_optical_zoom_takes_its_seconds(bench: Bench) -> None:
    bench.do(zoom=9999)
    await bench.wait(1.5)
    assert bench.at(ZOOM) == pytest.approx(5000.0)
    await bench.wait(1.5)
    assert bench.at(ZOOM) == 9999.0
    bench.do(czoom=-50)
    await bench.wait(3.0)
    bench.do(czoom=0)
    assert bench.at(ZOOM) == pytest.approx(5000.0, abs=1)


async def test_speed_persists_until_the_default_is_written(bench: Bench) -> None:
    assert bench.channel.speed == 100
    bench.do(speed=50)
    assert bench.channel.speed == 50
    bench.do(pan=18.0)
    await bench.wait(1.0)
    assert (bench.at(PAN), bench.channel.moving) == (18.0, False)
    bench.channel.set_move_speed(70)
    assert bench.channel.speed == 70
    with pytest.raises(OutOfRangeError):
        bench.channel.set_move_speed(0)


async def test_proportional_speed_slows_down_a_narrow_view() -> None:
    settings = {"PTZ.Various.V1.ProportionalSpeedEnabled": "true", "PTZ.Various.V1.MaxProportionalSpeed": "200"}
    bench = dome(**settings)
    bench.do(zoom=9999)
    await bench.wait(5.0)
    bench.do(cpan=50, ctilt=0)
    await bench.wait(2.0)
    bench.do(stop=True)
    assert bench.at(PAN) == pytest.approx(4.4 * 2.0, rel=1e-4)
    bench.do(cpan=-50, ctilt=0, proportional=False)
    await bench.wait(1.0)
    bench.do(stop=True)
    assert bench.at(PAN) == pytest.approx(8.8 - 18.0, rel=1e-3)


@pytest.mark.parametrize(
    ("direction", "pan", "tilt"), [(Direction.LEFT, -12.9, -45.0), (Direction.UP_RIGHT, 12.9, -32.1), (Direction.DOWN, 0.0, -57.9)]
)
async def test_a_step_is_a_quarter_of_the_view(bench: Bench, direction: Direction, pan: float, tilt: float) -> None:
    bench.do(tilt=-45.0)
    await bench.wait(5.0)
    bench.do(step=direction)
    await bench.wait(5.0)
    assert bench.view[:2] == pytest.approx((pan, tilt))


async def test_centring_on_a_pixel(bench: Bench) -> None:
    bench.do(tilt=-45.0)
    await bench.wait(5.0)
    bench.do(centre=(600, 125))
    await bench.wait(5.0)
    assert bench.view[:2] == pytest.approx((12.9, -45.0 + 6.45))
    bench.do(centre=(0, 360), image_width=640, image_height=360)
    await bench.wait(5.0)
    assert bench.view[:2] == pytest.approx((12.9 - 25.8, -45.0 + 6.45 - 51.6 * 180 / 640))


async def test_zooming_into_an_area(bench: Bench) -> None:
    bench.do(centre=(400, 225), area_zoom=300)
    await bench.wait(5.0)
    magnification = bench.channel.optics.magnification(bench.at(ZOOM))
    assert magnification == pytest.approx(3.0, rel=1e-3)
    bench.do(centre=(400, 225), area_zoom=50)
    await bench.wait(5.0)
    assert bench.channel.optics.magnification(bench.at(ZOOM)) == pytest.approx(1.5, rel=1e-3)
    bench.do(centre=(400, 225), area_zoom=1)
    await bench.wait(5.0)
    assert bench.view == (0.0, 0.0, 1.0)


async def test_directions_follow_the_rotation_that_the_client_sees(bench: Bench) -> None:
    bench.do(step=Direction.RIGHT, rotation=180)
    await bench.wait(5.0)
    assert bench.at(PAN) == pytest.approx(-12.9)
    bench.do(cpan=0, ctilt=50, rotation=90)
    await bench.wait(1.0)
    bench.do(cpan=0, ctilt=0)
    assert bench.view[:2] == pytest.approx((-12.9 - 18.0, 0.0))
    configured = dome(**{"Image.I0.Appearance.Rotation": "180"})
    configured.do(step=Direction.RIGHT, rotation=180)
    await configured.wait(5.0)
    assert configured.at(PAN) == pytest.approx(12.9)
