"""Rotation of the sensor: seen in every stream, sizes swap, streams end; automatic rotation ends with a rotation by hand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

IMAGE = "/axis-cgi/jpg/image.cgi"
UPDATE = "/axis-cgi/param.cgi?action=update&"


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(int)


async def parameter(web, name):
    return (await web.get(f"/axis-cgi/param.cgi?action=list&group={name}")).text.strip().partition("=")[2]


@pytest.mark.parametrize(("degrees", "turns"), [(0, 0), (90, -1), (180, 2), (270, 1)])
async def test_the_picture_is_turned_clockwise(start, client, degrees, turns):
    web = client(await start(stamp=False))
    before = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    assert (await web.get(f"{UPDATE}ImageSource.I0.Rotation={degrees}")).text == "OK"
    assert await parameter(web, "ImageSource.I0.Rotation") == str(degrees)
    after = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    expected = np.rot90(before, turns)
    assert after.shape == expected.shape and abs(after - expected).mean() < 4
    assert (await web.get(f"{IMAGE}?resolution=640x360&rotation={degrees}")).status_code == 200
    assert (await web.get(f"{IMAGE}?resolution=640x360&rotation={(degrees + 90) % 360}")).status_code == 400


async def test_mirroring_comes_after_the_rotation(start, client):
    web = client(await start(stamp=False))
    before = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    await web.get(f"{UPDATE}ImageSource.I0.Rotation=90&Image.I0.Appearance.MirrorEnabled=yes")
    after = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    assert abs(after - np.rot90(before, -1)[:, ::-1]).mean() < 4
    unmirrored = decoded((await web.get(IMAGE + "?resolution=640x360&mirror=0")).content)
    assert abs(after[:, ::-1] - unmirrored).mean() < 4


async def test_all_streams_end(start, client):
    camera = await start("p3719-ple", clock="system")
    async with client(camera).stream("GET", "/axis-cgi/mjpg/video.cgi?camera=1&resolution=320x180") as stream:
        chunks = stream.aiter_raw()
        await anext(chunks)
        assert (await client(camera).get(f"{UPDATE}ImageSource.I1.Rotation=90")).text == "OK"
        async for _ in chunks:
            pass
    assert not camera.gallery.streams


async def test_rotation_by_hand_ends_automatic_rotation(start, client, tmp_path):
    folder = tmp_path / "upright"
    folder.mkdir()
    (folder / "model.toml").write_text('extends = ["p3245-lve"]\ntitle = "AXIS P3245-LVE Network Camera"\ndefault_os = "11.11.192"\n')
    (folder / "leaves.txt").write_text("[ImageSource]\nI0.AutoRotationEnabled=yes\n")
    (folder / "os-11.11.192.toml").write_text('extends = ["p3245-lve/os-11.11.192"]\n')
    web = client(await start("upright", profiles=(str(tmp_path),)))
    assert await parameter(web, "ImageSource.I0.AutoRotationEnabled") == "yes"
    await web.get(f"{UPDATE}ImageSource.I0.Rotation=180")
    assert await parameter(web, "ImageSource.I0.AutoRotationEnabled") == "no"
    await web.get(f"{UPDATE}ImageSource.I0.AutoRotationEnabled=yes")
    assert await parameter(web, "ImageSource.I0.Rotation") == "0"
    refused = await web.get(f"{UPDATE}ImageSource.I0.AutoRotationEnabled=maybe")
    assert refused.text == "# Error: Error setting 'root.ImageSource.I0.AutoRotationEnabled' to 'maybe'!\n"


async def test_a_default_turns_it_back(start, client):
    camera = await start()
    await client(camera).get(f"{UPDATE}ImageSource.I0.Rotation=270")
    camera.reboot()
    await camera.advance(20)
    assert await parameter(client(camera), "ImageSource.I0.Rotation") == "270"
    camera.reset()
    assert await parameter(client(camera), "ImageSource.I0.Rotation") == "0"
