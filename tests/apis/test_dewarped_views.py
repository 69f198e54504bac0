"""A fisheye camera: the circle, its straightened views, the quad view and its order, what a wall takes away; measured in pictures."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from camsim.media import stamp
from camsim.media.fisheye import Circle

IMAGE = "/axis-cgi/jpg/image.cgi"
UPDATE = "/axis-cgi/param.cgi?action=update&"
QUAD = "/axis-cgi/quadviewsetup.cgi"
PROFILE = "m4308-ple"


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(int)


async def picture(web, camera, resolution):
    answer = await web.get(f"{IMAGE}?camera={camera}&resolution={resolution}&compression=0")
    assert answer.status_code == 200
    return decoded(answer.content)


async def told(web, method, **params):
    return (await web.post(QUAD, json={"apiVersion": "1.0", "method": method, "params": params})).json()


def bent(window, side, low, high, azimuths):
    """A circle looked up in a picture of the window of the given azimuths and elevations, pixel by pixel: only where both are."""
    height, width = window.shape[:2]
    first, last = azimuths
    points = []
    for azimuth in np.arange(first + 5, last - 5, 2.5):
        for elevation in np.arange(low + 5, high - 5, 2.5):
            x, y = Circle(0.0, -90.0, 183.0, side).project(float(azimuth), float(elevation))
            u = (azimuth - first) / (last - first) * width
            v = (high - elevation) / (high - low) * height
            points.append((x, y, u, v))
    return points


async def test_the_circle_shows_what_the_panorama_shows(start, client):
    web = client(await start(PROFILE, stamp=False))
    circle = cv2.GaussianBlur((await picture(web, 1, "1440x1440")).astype(np.float32), (0, 0), 3)
    panorama = cv2.GaussianBlur((await picture(web, 2, "1280x720")).astype(np.float32), (0, 0), 3)
    points = bent(panorama, 1440, -75.0, 5.0, (-90.0, 90.0))
    differences = [abs(circle[int(y), int(x)] - panorama[int(v), int(u)]).mean() for x, y, u, v in points]
    assert np.median(differences) < 4 and np.mean(differences) < 12
    shuffled = [abs(circle[int(y), int(x)] - panorama[int(v), int(1279 - u)]).mean() for x, y, u, v in points]
    assert np.mean(shuffled) > 1.5 * np.mean(differences)
    assert circle[10, 10].max() < 2, "nothing outside the circle"


async def test_views_have_names_numbers_and_sizes_of_their_own(start, client):
    camera = await start(PROFILE)
    web = client(camera)
    for channel, size in ((1, (2880, 2880)), (5, (2048, 1536)), (9, (3200, 1200)), (12, (2560, 1920))):
        answer = await web.get(f"{IMAGE}?camera={channel}")
        assert decoded(answer.content).shape[1::-1] == size
        assert stamp.read(answer.content).channel == channel
    assert (await web.get(f"{IMAGE}?camera=2&resolution=1440x1440")).status_code == 400
    assert (await web.get(f"{IMAGE}?camera=1&resolution=1280x720")).status_code == 400
    assert (await web.get(f"{IMAGE}?camera=13")).status_code == 400


async def test_a_double_panorama_is_two_panoramas(start, client):
    web = client(await start(PROFILE, stamp=False))
    both = await picture(web, 3, "1280x960")
    one = await picture(web, 2, "1280x720")
    upper = cv2.resize(one.astype(np.uint8), (1280, 480), interpolation=cv2.INTER_AREA).astype(int)
    assert 2 * abs(both[:480] - upper).mean() < abs(both[480:] - upper).mean()


async def test_the_order_of_the_quad_view_and_the_overview_over_it(start, client):
    web = client(await start(PROFILE, stamp=False))
    before = await picture(web, "quad", "1280x960")
    assert (await told(web, "setOrder", id=[4, 3, 2, 1]))["data"] == {"id": [4, 3, 2, 1]}
    after = await picture(web, 4, "1280x960")
    corners = [
        (slice(0, 480), slice(0, 640)),
        (slice(0, 480), slice(640, 1280)),
        (slice(480, 960), slice(0, 640)),
        (slice(480, 960), slice(640, 1280)),
    ]
    for old, new in zip(corners, reversed(corners), strict=True):
        assert abs(before[old] - after[new]).mean() < 1
    assert (await told(web, "setQuadEyeValue", quadeye=True))["data"] == {"quadeye": "true"}
    eyed = await picture(web, 4, "1280x960")
    middle, rim = (slice(300, 660), slice(460, 820)), (slice(0, 200), slice(0, 1280))
    assert abs(eyed[middle] - after[middle]).mean() > 10 and abs(eyed[rim] - after[rim]).mean() < 1
    alone = await picture(web, 1, "480x480")
    small = cv2.resize(alone.astype(np.uint8), (384, 384), interpolation=cv2.INTER_AREA).astype(int)
    assert abs(eyed[288:672, 448:832][100:284, 100:284] - small[100:284, 100:284]).mean() < 10


@pytest.mark.parametrize("order", [[1, 2, 3], [1, 1, 2, 3], [0, 1, 2, 3], [1, 2, 3, 4, 4], ["a", 2, 3, 4], "1234", None])
async def test_an_order_that_is_none_changes_nothing(start, client, order):
    camera = await start(PROFILE)
    before = camera.device.dump()
    answer = await told(client(camera), "setOrder", id=order)
    assert answer["error"]["code"] in (2103, 2104)
    assert camera.device.dump() == before


async def test_a_camera_without_a_circle_has_no_such_things(start, client):
    web = client(await start())
    assert (await web.post(QUAD, json={"apiVersion": "1.0", "method": "getOrder"})).status_code == 404
    answer = await web.get("/axis-cgi/param.cgi?action=list&group=ImageSource.I0.CameraTiltOrientation")
    assert "Error" in answer.text


async def test_a_wall_takes_views_away_and_turns_the_others(start, client):
    camera = await start(PROFILE, stamp=False)
    web = client(camera)
    before = await picture(web, 2, "640x360")
    assert (await web.get(UPDATE + "ImageSource.I0.CameraTiltOrientation=0")).text == "OK"
    statuses = [(await web.get(f"{IMAGE}?camera={channel}")).status_code for channel in range(1, 13)]
    assert statuses == [200, 200, 400, 400, 200, 200, 200, 200, 400, 400, 400, 400]
    assert abs(await picture(web, 2, "640x360") - before).mean() > 8
    camera.reboot()
    await camera.advance(20)
    assert (await client(camera).get(f"{IMAGE}?camera=3")).status_code == 400, "it hangs there after a restart, too"


async def test_a_new_mounting_ends_streams(start, client):
    camera = await start(PROFILE, clock="system")
    async with client(camera).stream("GET", "/axis-cgi/mjpg/video.cgi?camera=2&resolution=320x180") as stream:
        chunks = stream.aiter_raw()
        await anext(chunks)
        await client(camera).get(UPDATE + "ImageSource.I0.CameraTiltOrientation=90")
        async for _ in chunks:
            pass
    assert not camera.gallery.streams


async def test_view_areas_have_heads_and_other_views_have_none(start, client):
    camera = await start(PROFILE)
    web = client(camera)
    homes = [stamp.read((await web.get(f"{IMAGE}?camera={channel}&resolution=640x480")).content) for channel in (5, 6, 7, 8)]
    assert [round(home.pan) for home in homes] == [0, 90, 180, -90]
    assert (await web.get("/axis-cgi/com/ptz.cgi?camera=6&rpan=30&rtilt=10&zoom=3000")).status_code == 204
    await camera.advance(10)
    moved = stamp.read((await web.get(f"{IMAGE}?camera=6&resolution=640x480")).content)
    assert (moved.pan, moved.tilt, moved.zoom) == (pytest.approx(120, abs=0.1), pytest.approx(-30, abs=0.1), 3000)
    refused = await web.get("/axis-cgi/com/ptz.cgi?camera=2&rpan=30")
    assert refused.status_code == 200 and refused.text


async def test_truth_in_the_circle(start):
    camera = await start(PROFILE)
    seen = {one.name: one for one in camera.truth(1, "1440x1440").targets}
    straight = camera.truth(2, "1280x720").targets
    both = [one for one in straight if one.name in seen]
    assert len(both) > 5
    for one in both:
        azimuth = (one.box[0] + one.box[2] / 2) / 1280 * 180 - 90
        box = seen[one.name].box
        x, y = box[0] + box[2] / 2 - 720, 720 - box[1] - box[3] / 2
        assert math.degrees(math.atan2(x, y)) == pytest.approx(azimuth, abs=4)


async def test_a_stream_may_be_turned_by_what_its_view_allows(start, client):
    web = client(await start(PROFILE, stamp=False))
    before = await picture(web, 2, "640x360")
    turned = decoded((await web.get(f"{IMAGE}?camera=2&resolution=640x360&compression=0&rotation=180")).content)
    assert abs(before[::-1, ::-1] - turned).mean() < 2
    assert (await web.get(f"{IMAGE}?camera=2&resolution=640x360&rotation=90")).status_code == 400
