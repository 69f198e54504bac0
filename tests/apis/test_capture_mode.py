"""Capture modes: told for each sensor, in force after a restart, then sizes, rates and parameters are others."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

PATH = "/axis-cgi/capturemode.cgi"
IMAGE = "/axis-cgi/jpg/image.cgi"
PROFILE = "p3719-ple"
LISTED = "/axis-cgi/param.cgi?action=list&group="


def size_of(answer):
    return cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR).shape[1::-1]


async def asked(web, method, **arguments):
    return (await web.post(PATH, json={"apiVersion": "1.0", "method": method, **arguments})).json()


async def active(web):
    modes = (await asked(web, "getCaptureModes"))["data"]
    return [next(mode["captureModeId"] for mode in one["captureMode"] if mode["enabled"]) for one in modes]


async def restarted(camera):
    camera.reboot()
    await camera.advance(20)


async def parameter(web, name):
    return (await web.get(LISTED + name)).text.strip().partition("=")[2]


async def test_a_choice_holds_from_the_next_restart_on(start, client):
    camera = await start(PROFILE)
    web = client(camera)
    assert await active(web) == [1, 1, 1, 1]
    assert (await asked(web, "setCaptureMode", channel=1, captureModeId=2))["data"] == {}
    assert await active(web) == [1, 1, 1, 1], "not before it has restarted"
    assert await parameter(web, "ImageSource.I1.Sensor.CaptureMode") == "2"
    assert await parameter(web, "System.CaptureModeSet") == "yes"
    assert size_of(await web.get(IMAGE + "?camera=2")) == (2560, 1440)
    await restarted(camera)
    web = client(camera)
    assert await active(web) == [1, 2, 1, 1]
    assert size_of(await web.get(IMAGE + "?camera=2")) == (1920, 1080)
    assert (await web.get(IMAGE + "?camera=2&resolution=2560x1440")).status_code == 400
    assert size_of(await web.get(IMAGE + "?camera=1&resolution=2560x1440")) == (2560, 1440)
    assert (await parameter(web, "Properties.Image.I1.Resolution")).split(",")[0] == "1920x1080"
    assert (await parameter(web, "Properties.Image.I1.H264.Resolution")).split(",")[0] == "1920x1080"
    assert await parameter(web, "Image.I1.Appearance.Resolution") == "1920x1080"
    assert "Error" in (await web.get("/axis-cgi/param.cgi?action=update&Image.I1.Appearance.Resolution=2560x1440")).text


async def test_the_rate_is_that_of_the_mode(start, client):
    camera = await start()
    web = client(camera)
    assert (await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.Sensor.CaptureMode=0")).text == "OK"

    async def frames(web):
        before = camera.gallery.encodes
        async with web.stream("GET", "/axis-cgi/mjpg/video.cgi?resolution=160x90&duration=2") as stream:
            chunks = stream.aiter_raw()
            await anext(chunks)
            await camera.advance(2)
            async for _ in chunks:
                pass
        return camera.gallery.encodes - before

    assert 118 <= await frames(web) <= 122
    await restarted(camera)
    assert 58 <= await frames(client(camera)) <= 62


async def test_the_parameter_and_the_method_are_one(start, client):
    web = client(await start())
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.Sensor.CaptureMode=0")
    assert await parameter(web, "ImageSource.I0.Sensor.CaptureMode") == "0"
    answer = await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.Sensor.CaptureMode=7")
    assert answer.text == "# Error: Error setting 'root.ImageSource.I0.Sensor.CaptureMode' to '7'!\n"
    await asked(web, "setCaptureMode", channel=0, captureModeId=1)
    assert await parameter(web, "ImageSource.I0.Sensor.CaptureMode") == "1"


async def test_a_default_takes_the_choice_back(start, client):
    camera = await start(PROFILE)
    await asked(client(camera), "setCaptureMode", channel=0, captureModeId=0)
    await restarted(camera)
    assert await active(client(camera)) == [0, 1, 1, 1]
    camera.reset()
    assert await active(client(camera)) == [1, 1, 1, 1]
    assert await parameter(client(camera), "System.CaptureModeSet") == "no"


async def test_a_view_area_that_the_mode_has_no_room_for_is_the_whole_picture(start, client):
    camera = await start(PROFILE)
    web = client(camera)
    geometry = {"horizontalOffset": 1280, "horizontalSize": 1280, "verticalOffset": 720, "verticalSize": 720}
    body = {"apiVersion": "1.0", "method": "setGeometry", "params": {"viewArea": {"id": 1001002, "rectangularGeometry": geometry}}}
    assert "data" in (await web.post("/axis-cgi/viewarea/configure.cgi", json=body)).json()
    await asked(web, "setCaptureMode", channel=1, captureModeId=0)
    await restarted(camera)
    listed = (await client(camera).post("/axis-cgi/viewarea/info.cgi", json={"apiVersion": "1.0", "method": "list"})).json()
    area = listed["data"]["viewAreas"][1]
    assert area["canvasSize"] == {"horizontal": 1920, "vertical": 1080}
    box = area["rectangularGeometry"]
    assert box["horizontalOffset"] + box["horizontalSize"] <= 1920 and box["verticalOffset"] + box["verticalSize"] <= 1080


@pytest.mark.parametrize("arguments", [{}, {"channel": 0}, {"channel": -1, "captureModeId": 0}, {"channel": "0x", "captureModeId": 0}])
async def test_what_is_refused_changes_nothing(start, client, arguments):
    camera = await start()
    before = camera.device.dump()
    assert (await asked(client(camera), "setCaptureMode", **arguments))["error"]["code"] == 4001
    assert camera.device.dump() == before


async def test_rights(start, client):
    camera = await start(users="root:pass:admin,eye:eye:viewer")
    eye = client(camera, "eye", "eye")
    assert (await asked(eye, "getCaptureModes"))["data"]
    assert (
        await eye.post(PATH, json={"apiVersion": "1.0", "method": "setCaptureMode", "channel": 0, "captureModeId": 0})
    ).status_code == 403


@pytest.mark.parametrize(("profile", "size"), [("m1075-l", "1920x1080"), ("p8815-2", "1920x1080"), ("q1961-te", "768x576")])
async def test_a_model_that_lists_it_has_the_mode_it_left_the_factory_with(start, client, profile, size):
    web = client(await start(profile))
    (one,) = (await asked(web, "getCaptureModes"))["data"]
    (mode,) = one["captureMode"]
    assert mode["enabled"]
    assert mode["description"].startswith(size)
    assert await parameter(web, "ImageSource.I0.Sensor.CaptureMode") == str(mode["captureModeId"])
