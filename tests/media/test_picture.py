"""The picture: same bytes for the same moment, it follows the head and the light, it shows what the truth says."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import simplejpeg

from camsim.media.encode.jpeg import quality
from camsim.media.eye import Pose, look
from camsim.media.fisheye import Circle
from camsim.media.paint import raster
from camsim.media.paint.circle import _maps
from camsim.media.paint.text import TextBackground, TextColor, TextOverlay, TextPosition
from camsim.media.picture import planes_of, render
from camsim.media.scene import panorama
from camsim.media.scene.daylight import Mood, light
from camsim.media.scene.world import Scene, targets
from camsim.media.stream import StreamKey
from camsim.media.truth import seen_at, visible
from tests.media.bench import LENS, NOON, WIDE, luma, moment

PLAIN = StreamKey(width=640, height=360, stamp=False)


def fresh(code: str) -> str:
    """What code prints in a new interpreter."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout


def test_the_same_moment_gives_the_same_bytes():
    wanted = moment(StreamKey(width=640, height=360))
    first = render(wanted)
    for shelf in (raster._VIEWS, raster._TILES):
        shelf.clear()
    assert render(wanted) == first
    assert render(replace(wanted, seed=1)) != first


def test_another_process_gives_the_same_bytes():
    code = (
        "import sys, hashlib; from tests.media.bench import moment; from camsim.media.picture import render;"
        "from camsim.media.stream import StreamKey; print(hashlib.sha256(render(moment(StreamKey(width=640, height=360)))).hexdigest())"
    )
    runs = {fresh(code) for _ in range(2)}
    assert len(runs) == 1


def test_nothing_heavy_is_imported_before_the_first_frame():
    code = (
        "import sys, camsim.media.gallery, camsim.media.request, camsim.media.stream, camsim.media.truth, camsim.media.stamp;"
        "print([name for name in ('numpy', 'cv2', 'simplejpeg') if name in sys.modules])"
    )
    assert fresh(code) == "[]\n"


@pytest.mark.parametrize(("hfov", "degrees"), [(62.3, 7.0), (62.3, -20.0), (30.0, 4.0), (8.0, 1.5)])
def test_a_pan_moves_the_picture_by_the_projected_pixels(hfov, degrees):
    before, after = luma(PLAIN, Pose(10.0, 0.0, 1, hfov)), luma(PLAIN, Pose(10.0 + degrees, 0.0, 1, hfov))
    expected = round(degrees / hfov * 640)

    def error(shift: int) -> float:
        return float(np.abs(after[:, 280:360] - before[:, 280 + shift : 360 + shift]).mean())

    found = min(range(expected - 12, expected + 13), key=error)
    assert abs(found - expected) <= 1
    assert error(found) < 6


def test_a_tilt_moves_the_picture_by_the_projected_pixels():
    before, after = luma(PLAIN, Pose(10.0, -5.0, 1, 40.0)), luma(PLAIN, Pose(10.0, -9.0, 1, 40.0))
    expected = round(4.0 / (40.0 * 9 / 16) * 360)

    def error(shift: int) -> float:
        return float(np.abs(after[100:200] - before[100 + shift : 200 + shift]).mean())

    assert abs(min(range(expected - 10, expected + 11), key=error) - expected) <= 1


def test_a_zoom_enlarges_about_the_centre():
    wide, near = luma(PLAIN, Pose(4.0, 5.0, 1, 40.0)), luma(PLAIN, Pose(4.0, 5.0, 1000, 20.0))
    shrunk = near.reshape(180, 2, 320, 2).mean(axis=(1, 3))
    assert np.abs(shrunk - wide[90:270, 160:480]).mean() < 14
    assert np.abs(shrunk - wide[90:270, 100:420]).mean() > 20


def test_pan_wraps():
    assert render(moment(PLAIN, Pose(-170.0, -5.0, 1, 60.0))) == render(moment(PLAIN, Pose(190.0, -5.0, 1, 60.0)))
    seam = luma(PLAIN, Pose(0.0, -5.0, 1, 60.0))
    assert np.abs(np.diff(seam, axis=1))[:, 318:322].mean() < 30


@pytest.mark.parametrize("tilt", [-90.0, -180.0, 60.0, 90.0])
def test_every_tilt_shows_something(tilt):
    assert luma(PLAIN, Pose(20.0, tilt, 1, 62.3)).std() > 3


def test_beyond_the_optics_zoom_is_digital():
    optical, digital = (luma(PLAIN, Pose(4.0, 3.0, zoom, hfov)) for zoom, hfov in ((9999, 2.2), (19999, 0.55)))
    assert np.abs(np.diff(digital, axis=1)).mean() < np.abs(np.diff(optical, axis=1)).mean()


def test_the_light_follows_local_time():
    hours = [float(luma(PLAIN, WIDE, NOON + hour * 3600).mean()) for hour in (0, 7, 12)]
    assert hours[2] < hours[1] < hours[0]
    noon = planes_of(moment(PLAIN, t=NOON + 12 * 3600, zone=12 * 3600.0)).y.mean()
    assert noon == pytest.approx(hours[0], abs=3)


def test_the_light_changes_smoothly():
    means = [
        float(luma(StreamKey(width=160, height=90, stamp=False), WIDE, NOON + 5 * 3600 + step * 60).mean()) for step in range(0, 240, 5)
    ]
    assert max(abs(a - b) for a, b in itertools.pairwise(means)) < 6
    assert light(NOON).first is Mood.DAY and light(NOON + 12 * 3600).first is Mood.NIGHT


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("pan", [0.0, 170.0, 270.0])
def test_the_truth_agrees_with_the_pixels(pan, mirror, rotation):
    key = StreamKey(width=1280, height=720, rotation=rotation, mirror=mirror, stamp=False)
    checked = 0
    for seconds in (0.0, 31.0, 77.0):
        wanted = moment(key, Pose(pan, -6.0, 1, 90.0), NOON + seconds)
        picture = planes_of(wanted).bgr()[:, :, ::-1].astype(int)
        for seen in seen_at(wanted):
            x, y = round(seen.box[0] + seen.box[2] / 2), round(seen.box[1] + seen.box[3] / 2)
            if seen.covered or not (2 <= x < picture.shape[1] - 2 and 2 <= y < picture.shape[0] - 2):
                continue
            patch = picture[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3)
            assert np.abs(patch - np.array(seen.colour)).max(axis=1).min() < 40, seen
            checked += 1
    assert checked >= 9


def test_the_truth_names_each_target_once_and_follows_it():
    scene, shape = Scene(3), PLAIN.shape
    assert len({target.name for target in targets(scene, NOON)}) == len(targets(scene, NOON))
    view = look(Pose(targets(scene, NOON)[0].azimuth, 30.0, 1, 60.0), LENS, shape)
    first = {seen.name: seen.box for seen in visible(scene, view, shape, NOON)}
    assert "plane-1" in first
    later = {seen.name: seen.box for seen in visible(scene, view, shape, NOON + 5)}
    assert later["plane-1"][0] - first["plane-1"][0] == pytest.approx(5 * 1.4 / 60 * 640)


def test_targets_go_round_and_come_back():
    walk = [next(target for target in targets(Scene(0), NOON + second) if target.name == "person-1") for second in range(0, 200, 2)]
    assert {target.facing for target in walk} == {1, -1}
    assert targets(Scene(0), NOON) == targets(Scene(0), NOON)


def test_color_0_is_gray():
    payload = render(moment(replace(PLAIN, color=False)))
    assert simplejpeg.decode_jpeg_header(payload)[2] == "Gray"


@pytest.mark.parametrize(("width", "height"), [(853, 479), (160, 90), (1920, 1080), (704, 240)])
def test_any_size_comes_out_as_asked(width, height):
    payload = render(moment(StreamKey(width=width, height=height)))
    assert simplejpeg.decode_jpeg_header(payload)[:2] == (height, width)


def test_higher_compression_is_lower_quality():
    qualities = [quality(compression) for compression in range(101)]
    assert qualities == sorted(qualities, reverse=True) and 1 <= qualities[-1] < qualities[0] <= 100
    sizes = [len(render(moment(replace(PLAIN, compression=compression)))) for compression in (0, 30, 70, 100)]
    assert sizes == sorted(sizes, reverse=True)


def test_the_text_bar():
    overlay = TextOverlay(show_text=True, text="Gate 4")
    plain = luma(PLAIN)
    top = luma(replace(PLAIN, overlay=overlay))
    assert (top[0] == 0).all() and top[:14].max() > 200
    assert np.array_equal(top[20:], plain[20:])
    bottom = replace(overlay, position=TextPosition.BOTTOM, background=TextBackground.WHITE, color=TextColor.BLACK)
    low = luma(replace(PLAIN, overlay=bottom))
    assert np.array_equal(low[:330], plain[:330]) and (low[-1] == 255).all()
    clear = luma(replace(PLAIN, overlay=replace(overlay, background=TextBackground.TRANSPARENT)))
    assert np.array_equal(clear[:14, 400:], plain[:14, 400:]) and not np.array_equal(clear[:14], plain[:14])
    stamped = luma(replace(PLAIN, stamp=True, overlay=bottom))
    assert (stamped[:340, 639] == 255).any()


def test_a_tile_depends_on_its_place_alone():
    first, second = panorama.paint_tile(Mood.DAY, 1, 0, 3), panorama.paint_tile(Mood.DAY, 1, 0, 3)
    assert np.array_equal(first.y, second.y) and np.array_equal(first.u, second.u)


def test_neighbouring_tiles_join():
    left, right = panorama.paint_tile(Mood.DAY, 1, 5, 2), panorama.paint_tile(Mood.DAY, 1, 6, 2)
    inside = np.abs(np.diff(left.y.astype(int), axis=1)).mean()
    seam = np.abs(left.y[:, -1].astype(int) - right.y[:, 0]).mean()
    assert seam < 3 * inside + 2


def test_the_maps_of_a_fisheye_take_little_more_than_themselves_to_make():
    circle = Circle(10.0, -90.0, 182.0, 1000)
    view = circle.window(20.0)
    tracemalloc.start()
    try:
        xs, ys = _maps.__wrapped__(circle, circle.side, view, 2000, 1000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 * (xs.nbytes + ys.nbytes)
