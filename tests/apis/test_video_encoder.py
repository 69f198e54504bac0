"""A video encoder: four analog inputs, their signals and the loss of them, in pictures, parameters, events and streams."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.sensors.video_inputs import VideoConnectionEvent
from camsim.media import stamp

IMAGE = "/axis-cgi/jpg/image.cgi"
NOTHING, NTSC, PAL = 0, 1, 2


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(int)


def is_blue(part):
    """Whether a part of a picture is the plain blue of a missing signal, but for stamp and edges."""
    inside = part[20:-20, 20:-20]
    return inside.std(axis=(0, 1)).max() < 3 and inside[..., 0].mean() > 180 and inside[..., 2].mean() < 60


def connections(camera):
    told = [last.event for last in camera.broker.current() if isinstance(last.event, VideoConnectionEvent)]
    return {event.channel: event.connected for event in told}


@pytest.fixture
async def encoder(start, client):
    camera = await start("p7304")
    return camera, client(camera)


async def parameters(web, group):
    answer = await web.get("/axis-cgi/param.cgi", params={"action": "list", "group": group})
    return dict(line.removeprefix("root.").split("=", 1) for line in answer.text.splitlines())


async def test_four_channels_and_no_head(encoder):
    _, web = encoder
    marks = []
    for channel in (1, 2, 3, 4):
        answer = await web.get(IMAGE, params={"camera": channel, "resolution": "704x576"})
        marks.append(stamp.read(answer.content))
    assert [mark.channel for mark in marks] == [1, 2, 3, 4] and len({mark.pan for mark in marks}) == 4
    assert (await web.get("/axis-cgi/com/ptz.cgi?query=position")).status_code == 404
    names = await parameters(web, "Image.*.Name")
    assert [names[f"Image.I{number}.Name"] for number in range(5)] == ["Input 1", "Input 2", "Input 3", "Input 4", "Quad view"]


async def test_an_input_without_a_signal(encoder):
    camera, web = encoder
    assert connections(camera) == {1: True, 2: True, 3: True, 4: True}
    camera.drive_sensor("video.2", value=NOTHING)
    assert connections(camera) == {1: True, 2: False, 3: True, 4: True}
    assert (await parameters(web, "ImageSource.I1.Video"))["ImageSource.I1.Video.DetectedType"] == "none"
    assert (await web.get("/axis-cgi/videostatus.cgi?status=1,2")).text == "Video 1 = video\nVideo 2 = no video\n"

    async def seen(channel):
        return decoded((await web.get(IMAGE, params={"camera": channel, "resolution": "640x360"})).content)

    quad = await seen("quad")
    quarters = [quad[:180, :320], quad[:180, 320:], quad[180:, :320], quad[180:, 320:]]
    assert [is_blue(quarter) for quarter in quarters] == [False, True, False, False]
    assert is_blue((await seen(2))[:280])
    camera.drive_sensor("video.2", value=NTSC)
    assert connections(camera)[2] and not is_blue(
        decoded((await web.get(IMAGE, params={"camera": 2, "resolution": "640x360"})).content)[:280]
    )


async def test_the_standard_sets_the_rate(encoder):
    camera, web = encoder
    async with web.stream("GET", "/axis-cgi/mjpg/video.cgi", params={"camera": "3", "resolution": "320x240"}) as answer:
        pieces = answer.aiter_bytes()
        await anext(pieces)
        assert [round(stream.rate) for stream in camera.gallery.streams] == [30]
        camera.drive_sensor("video.3", value=PAL)
        assert not camera.gallery.streams
    found = await parameters(web, "ImageSource.I2")
    assert found["ImageSource.I2.Video.DetectedType"] == "PAL" and found["ImageSource.I2.CaptureFrequency"] == "50Hz"
    async with web.stream("GET", "/axis-cgi/mjpg/video.cgi", params={"camera": "3", "resolution": "320x240"}) as answer:
        await anext(answer.aiter_bytes())
        assert [round(stream.rate) for stream in camera.gallery.streams] == [25]


async def test_signals_come_from_outside_and_survive_a_factory_default(encoder):
    camera, _ = encoder
    camera.drive_sensor("video.1", value=PAL)
    camera.drive_sensor("video.4", value=NOTHING)
    camera.reboot("soft")
    await camera.advance(60)
    await camera.advance(10)
    assert connections(camera) == {1: True, 2: True, 3: True, 4: False}
    levers = {lever.name: lever.value for lever in camera.sensors()}
    assert [levers[f"video.{number}"] for number in (1, 2, 3, 4)] == [PAL, NTSC, NTSC, NOTHING]
    camera.reset()
    assert connections(camera)[4]


async def test_a_recording_of_one_input(encoder):
    camera, web = encoder
    camera.drive_sensor("disk.SD_DISK", on=True)
    await web.get(
        "/axis-cgi/record/record.cgi", params={"diskid": "SD_DISK", "options": "camera=3&resolution=320x240&fps=5&videocodec=jpeg"}
    )
    await camera.advance(2)
    answer = await web.get("/axis-cgi/record/list.cgi?recordingid=all")
    assert 'source="3"' in answer.text and 'resolution="320x240"' in answer.text
