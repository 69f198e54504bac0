"""Settings of the image source are seen in the decoded picture, each as it should be; those of the factory change nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.time import Time
from camsim.media.paint.planes import Planes
from camsim.media.paint.sensing import Sensing

SENSOR = "ImageSource.I0.Sensor"


@pytest.fixture
async def served(start, client):
    camera = await start()
    clock = camera.device.organ(Time)
    await camera.advance((12 * 3600 - clock.stamp() - clock.local_offset()) % 86400 + 700)
    return camera, client(camera)


async def picture(web):
    body = (await web.get("/axis-cgi/jpg/image.cgi?resolution=640x360&compression=0")).content
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)[:300].astype(float)


async def seen(web, **settings):
    query = "&".join(f"{SENSOR}.{name}={value}" for name, value in settings.items())
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{query}")).text == "OK"
    return await picture(web)


def edges(shown):
    return abs(np.diff(shown[..., 1], axis=1)).mean()


async def test_sharpness_makes_edges(served):
    _, web = served
    found = [edges(await seen(web, Sharpness=value)) for value in (0, 50, 100)]
    assert found[0] * 1.1 < found[1] < found[2] / 1.1


async def test_local_contrast_parts_neighbours(served):
    _, web = served
    found = [(await seen(web, LocalContrast=value)).std() for value in (0, 50, 100)]
    assert found[0] < found[1] < found[2]


async def test_exposure_brightens(served):
    _, web = served
    found = [(await seen(web, ExposureValue=value)).mean() for value in (20, 50, 70)]
    assert found[0] + 20 < found[1] < found[2] - 10
    short = await seen(web, ExposureValue=50, ManualShutterControl="yes", ManualShutter=8333)
    assert short.mean() < found[1] / 2
    await seen(web, ManualShutterControl="no")
    assert (await seen(web, ManualGainControl="yes", ManualGain=50)).mean() < found[1] - 20


async def test_without_wide_dynamic_range_tones_are_harsh(served):
    _, web = served
    wide = await seen(web, WDR="on")
    assert (await seen(web, WDR="off")).std() > wide.std() * 1.15


async def test_white_balance_tints(served):
    _, web = served
    tint = {}
    for balance in ("auto", "fixed_indoor", "fixed_outdoor1"):
        shown = await seen(web, WhiteBalance=balance)
        tint[balance] = shown[..., 0].mean() - shown[..., 2].mean()
    assert tint["fixed_indoor"] > tint["auto"] + 10 and tint["fixed_outdoor1"] < tint["auto"] - 3


async def test_day_and_night_vision_go_with_the_light(served):
    camera, web = served
    assert np.ptp(await picture(web), axis=2).max() > 40
    await camera.advance(11 * 3600)
    assert np.ptp(await picture(web), axis=2).max() < 4
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=yes")
    assert np.ptp(await picture(web), axis=2).max() > 10


def test_the_settings_of_the_factory_leave_a_picture_alone():
    planes = Planes.gray(64, 36)
    planes.y[:] = np.arange(64)
    before = planes.copy()
    after = Sensing().applied(planes)
    assert after is planes and (after.y == before.y).all() and (after.u == before.u).all()
