"""A camera of several sensors: each channel its own eye on the same scene, the quad view of all four, in every way of delivery."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.media import stamp

IMAGE = "/axis-cgi/jpg/image.cgi"
PROFILE = "p3719-ple"
CHANNELS = (1, 2, 3, 4)


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(int)


async def picture(web, **arguments):
    answer = await web.get(IMAGE, params={key: str(value) for key, value in arguments.items()})
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_each_channel_looks_elsewhere_and_says_which_it_is(start, client):
    web = client(await start(PROFILE))
    pictures = [await picture(web, camera=channel, resolution="640x360") for channel in CHANNELS]
    marks = [stamp.read(data) for data in pictures]
    assert [mark.channel for mark in marks] == list(CHANNELS)
    assert [mark.pan for mark in marks] == [0, 90, 180, -90]
    frames = [decoded(data) for data in pictures]
    for one, other in ((0, 1), (1, 2), (2, 3), (3, 0)):
        assert abs(frames[one] - frames[other]).mean() > 8


async def test_the_quad_view_holds_the_four_channels(start, client):
    web = client(await start(PROFILE, stamp=False))
    quad = decoded(await picture(web, camera="quad", resolution="1280x720", compression=5))
    corners = [quad[:360, :640], quad[:360, 640:], quad[360:, :640], quad[360:, 640:]]
    for channel, corner in zip(CHANNELS, corners, strict=True):
        alone = decoded(await picture(web, camera=channel, resolution="640x360", compression=5))
        assert abs(alone - corner).mean() < 3


@pytest.mark.parametrize("path", ["/jpg/quad/image.jpg?resolution=1280x720", "/jpg/5/image.jpg?resolution=1280x720", IMAGE + "?camera=5"])
async def test_the_quad_view_has_a_name_a_number_and_sizes_of_its_own(start, client, path):
    web = client(await start(PROFILE))
    data = (await web.get(path)).content
    assert stamp.read(data).channel == 5
    assert decoded(data).shape[1] in (1280, 1920)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("camera=6", 400), ("camera=quad&resolution=320x180", 400), ("camera=1&resolution=3840x2160", 400),
        ("camera=4&resolution=2560x1440", 200), ("camera=QUAD&resolution=640x360", 200), ("camera=all", 400),
    ],
)  # fmt: skip
async def test_what_is_refused(start, client, arguments, status):
    assert (await client(await start(PROFILE)).get(f"{IMAGE}?{arguments}")).status_code == status


async def test_a_camera_without_a_quad_view_knows_no_quad(start, client):
    assert (await client(await start()).get(IMAGE + "?camera=quad")).status_code == 400


async def test_a_view_that_is_switched_off_is_refused_and_the_quad_view_goes_on(start, client):
    web = client(await start(PROFILE))
    assert (await web.get("/axis-cgi/param.cgi?action=update&Image.I2.Enabled=no")).text == "OK"
    assert (await web.get(IMAGE + "?camera=3")).status_code == 400
    assert (await web.get(IMAGE + "?camera=quad&resolution=640x360")).status_code == 200
    await web.get("/axis-cgi/param.cgi?action=update&Image.I4.Enabled=no")
    assert (await web.get(IMAGE + "?camera=quad&resolution=640x360")).status_code == 400


async def test_parameters_belong_to_one_channel_each(start, client):
    web = client(await start(PROFILE))
    update = "/axis-cgi/param.cgi?action=update&Image.I1.Appearance.Resolution=800x450&ImageSource.I2.Sensor.ColorLevel=0"
    update += "&ImageSource.I3.DayNight.IrCutFilter=yes"
    assert (await web.get(update)).text == "OK"
    assert decoded(await picture(web, camera=2)).shape[:2] == (450, 800)
    assert decoded(await picture(web, camera=1)).shape[:2] == (1440, 2560)
    gray = decoded(await picture(web, camera=3, resolution="320x180"))
    assert abs(gray[..., 0] - gray[..., 2]).mean() < 2 < abs(np.diff(decoded(await picture(web, camera=4, resolution="320x180")))).mean()


async def test_each_channel_has_a_head_of_its_own(start, client):
    camera = await start(PROFILE)
    web = client(camera)
    before = [stamp.read(await picture(web, camera=channel, resolution="640x360")) for channel in CHANNELS]
    await web.get("/axis-cgi/param.cgi?action=update&PTZ.ImageSource.I1.PTZEnabled=true&PTZ.Various.V2.Locked=false")
    assert (await web.get("/axis-cgi/com/ptz.cgi?camera=2&pan=20&zoom=2000")).status_code == 204
    await camera.advance(10)
    after = [stamp.read(await picture(web, camera=channel, resolution="640x360")) for channel in CHANNELS]
    moved = [(old.pan, old.zoom) != (new.pan, new.zoom) for old, new in zip(before, after, strict=True)]
    assert moved == [False, True, False, False]
    assert after[1].pan == pytest.approx(90 + 20, abs=0.01)


async def test_a_sensor_is_turned_alone_and_so_is_its_part_of_the_quad_view(start, client):
    web = client(await start(PROFILE, stamp=False))
    before = decoded(await picture(web, camera="quad", resolution="1280x720", compression=5))
    assert (await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I1.Rotation=180")).text == "OK"
    after = decoded(await picture(web, camera="quad", resolution="1280x720", compression=5))
    assert abs(before[:360, 640:][::-1, ::-1] - after[:360, 640:]).mean() < 4
    assert abs(before[360:] - after[360:]).mean() < 1 and abs(before[:360, :640] - after[:360, :640]).mean() < 1
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I3.Rotation=90")
    assert decoded(await picture(web, camera=4, resolution="640x360")).shape[:2] == (640, 360)
    assert decoded(await picture(web, camera=3, resolution="640x360")).shape[:2] == (360, 640)
    assert decoded(await picture(web, camera="quad", resolution="640x360")).shape[:2] == (360, 640)


async def test_truth_tells_where_targets_are_in_the_quad_view(start, client):
    camera = await start(PROFILE)
    alone = [camera.truth(channel, "1280x720").targets for channel in CHANNELS]
    quad = camera.truth(5, "1280x720").targets
    assert quad and len(quad) == sum(map(len, alone))
    first, laid = alone[0][0], quad[0]
    assert (laid.name, laid.box) == (first.name, pytest.approx([part / 2 for part in first.box]))
    last, laid = alone[3][-1], quad[-1]
    assert laid.box[:2] == pytest.approx([last.box[0] / 2 + 640, last.box[1] / 2 + 360])


@pytest.mark.parametrize("channel", ["2", "quad"])
async def test_motion_jpeg_of_a_channel(start, client, channel):
    web = client(await start(PROFILE))
    async with web.stream("GET", f"/axis-cgi/mjpg/video.cgi?camera={channel}&resolution=640x360&nbrofframes=1") as stream:
        body = b"".join([chunk async for chunk in stream.aiter_raw()])
    data = body[body.index(b"\xff\xd8") : body.rindex(b"\xff\xd9") + 2]
    assert stamp.read(data).channel == (5 if channel == "quad" else 2)
