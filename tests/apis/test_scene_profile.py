"""Scene profiles: chosen by parameter, seen in all streams at once; who may, and what is not known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.parameters import Parameters
from tests.apis import golden, live
from tests.media.test_encoders import decoded

NAME = "ImageSource.I0.SceneProfile"


@pytest.fixture
async def camera(start, tmp_path):
    options = golden.extended(tmp_path, "p3245-lve", ["_parts/scene-profile"])
    return await start(**options, users="root:pass:admin,op:op:operator,eye:eye:viewer")


async def choose(web, name):
    return (await web.get(f"/axis-cgi/param.cgi?action=update&{NAME}={name}")).text


async def picture(web):
    body = (await web.get("/axis-cgi/jpg/image.cgi?resolution=640x360&compression=0")).content
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2YCrCb)[:300].astype(float)


async def test_pictures_follow(camera, client):
    web = client(camera, "op", "op")
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=yes")
    forensic = await picture(web)
    assert await choose(web, "vivid") == "OK"
    vivid = await picture(web)
    assert (
        vivid[..., 0].std() > 1.05 * forensic[..., 0].std() and abs(vivid[..., 1:] - 128).mean() > 1.2 * abs(forensic[..., 1:] - 128).mean()
    )
    await choose(web, "forensic")
    assert (await picture(web) == forensic).all()


async def test_running_streams_follow(camera, client):
    watch = live.Watch(camera)
    await camera.advance(1)
    await choose(client(camera), "license_plate")
    await camera.advance(1)
    await watch.close()
    frames = decoded(watch.key.codec, watch.units[0].parameter_sets, [unit.payload for unit in watch.units])
    means = [float(np.asarray(frame.to_ndarray())[:150, :320].mean()) for frame in frames]
    assert max(means[:10]) - min(means[:10]) < 3 and np.mean(means[:10]) - np.mean(means[12:]) > 5


async def test_what_is_not_known_is_passed_over(camera, client):
    web = client(camera)
    for name in ("indoor", "", "VIVID", "profile1"):
        assert await choose(web, name) == "OK"
        assert camera.device.organ(Parameters).text(NAME) == "forensic"


async def test_the_model_tells_what_it_knows(camera, client):
    path = f"/axis-cgi/param.cgi?action=listdefinitions&listformat=xmlschema&group=root.{NAME}"
    answer = await client(camera).get(path)
    assert '<entry value="license_plate" niceValue="License Plate"' in answer.text and "indoor" not in answer.text


async def test_viewers_neither_read_nor_write(camera, client):
    web = client(camera, "eye", "eye")
    assert await choose(web, "vivid") != "OK" and camera.device.organ(Parameters).text(NAME) == "forensic"
    assert "SceneProfile" not in (await web.get("/axis-cgi/param.cgi?action=list&group=root.ImageSource")).text


async def test_models_without_it_have_none(start, client):
    assert "Error" in await choose(client(await start()), "vivid")
