"""Tracks, turns, the speed table and the lens: the arithmetic of a head."""

from __future__ import annotations

import math

import pytest

from camsim.device.ptz.command import turned_back
from camsim.device.ptz.motion import Track, normal_pan, shortest_turn
from camsim.device.ptz.optics import Optics, SpeedTable

SAMPLE = SpeedTable(((1, 0.05), (9, 0.16), (14, 2.0), (24, 2.1), (40, 9.0), (58, 28.0), (80, 74.0), (100, 150.0)))


@pytest.mark.parametrize(
    ("percent", "speed"),
    [(1, 0.05), (9, 0.16), (58, 28.0), (49, 18.5), (100, 150.0), (90, 112.0), (0, 0.0), (-100, -150.0), (-49, -18.5), (0.5, 0.05)],
)
def test_speed_is_linear_between_the_entries(percent: float, speed: float) -> None:
    assert SAMPLE.degrees_per_second(percent) == pytest.approx(speed)


def test_a_track_is_computed_for_any_instant() -> None:
    track = Track(start=10.0, since=100.0, rate=5.0, target=20.0)
    assert [track.at(t) for t in (90.0, 100.0, 101.0, 101.5, 102.0, 500.0)] == [10.0, 10.0, 15.0, 17.5, 20.0, 20.0]
    assert track.ends == 102.0
    assert [track.moves(t) for t in (99.0, 100.0, 101.9, 102.0)] == [False, True, True, False]
    assert track.halted(101.0) == Track(15.0, 101.0)


def test_a_track_without_target_never_ends() -> None:
    track = Track(start=0.0, since=0.0, rate=-90.0)
    assert track.ends == math.inf
    assert track.at(10.0) == -900.0


@pytest.mark.parametrize(
    ("degrees", "normal"), [(0, 0), (180, 180), (-180, -180), (190, -170), (-190, 170), (540, 180), (720, 0), (-900, 180), (359, -1)]
)
def test_pan_is_brought_into_range(degrees: float, normal: float) -> None:
    assert normal_pan(degrees) == pytest.approx(normal)


@pytest.mark.parametrize(("start", "target", "turn"), [(170, -170, 20), (-170, 170, -20), (0, 180, 180), (90, -90, -180), (10, 10, 0)])
def test_the_shortest_turn(start: float, target: float, turn: float) -> None:
    assert shortest_turn(start, target) == pytest.approx(turn)


def test_magnification_is_linear_in_the_steps() -> None:
    lens = Optics(wide=60.0, optical=3.584961, digital=1.0)
    assert [round(lens.magnification(step), 2) for step in (1, 3868, 7736, 9999)] == [1.0, 2.0, 3.0, 3.58]
    assert lens.field_of_view(1) == pytest.approx(60.0)


@pytest.mark.parametrize("step", [1, 500, 5000, 9999, 12000, 19999])
def test_steps_and_magnification_are_inverse(step: int) -> None:
    lens = Optics(wide=51.6, optical=12.0, digital=12.0)
    assert lens.zoom_for(lens.magnification(step)) == pytest.approx(step)


def test_digital_zoom_goes_on_above_the_lens() -> None:
    lens = Optics(wide=51.6, optical=12.0, digital=12.0)
    assert lens.magnification(9999) == pytest.approx(12.0)
    assert lens.magnification(19999) == pytest.approx(144.0)


@pytest.mark.parametrize(
    ("rotation", "client", "seen"),
    [
        (0, (1, 0), (1, 0)),
        (90, (0, 1), (-1, 0)),
        (90, (1, 0), (0, 1)),
        (180, (1, 1), (-1, -1)),
        (270, (0, 1), (1, 0)),
        (270, (1, 0), (0, -1)),
    ],
)
def test_directions_in_a_rotated_picture(rotation: int, client: tuple[float, float], seen: tuple[float, float]) -> None:
    assert turned_back(*client, rotation) == seen
