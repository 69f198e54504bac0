"""Overlay images: uploaded, bounded, drawn into the picture, deleted; files that are none."""

from __future__ import annotations

import json
import struct

import cv2
import numpy as np
import pytest

from camsim.device.overlay_images import OverlayImages

UPLOAD, MANAGE = "/axis-cgi/uploadoverlayimage.cgi", "/axis-cgi/manageoverlayimages.cgi"
OVERLAY = "/axis-cgi/dynamicoverlay/dynamicoverlay.cgi"
FACTORY = "/etc/overlays/axis(128x44).ovl"


def file(kind="png", width=64, height=32, colour=(0, 0, 255), alpha=None):
    image = np.full((height, width, 3), colour, np.uint8)
    if alpha is not None:
        image = np.dstack((image, np.full((height, width), alpha, np.uint8)))
    return cv2.imencode(f".{kind}", image)[1].tobytes()


@pytest.fixture
async def served(start, client):
    camera = await start(profile="p3245-lve")
    return camera, client(camera)


async def upload(web, data, name="logo.png", **params):
    message = {"apiVersion": "1.0", "context": "u", "method": "uploadOverlayImage", "params": {"scaleToResolution": False, **params}}
    files = {"json": (None, json.dumps(message), "application/json"), "image": (name, data, "image/png")}
    return (await web.post(UPLOAD, files=files)).json()


async def manage(web, method, **params):
    return (await web.post(MANAGE, json={"apiVersion": "1.0", "method": method, "params": params})).json()


async def overlay(web, method, **params):
    return (await web.post(OVERLAY, json={"apiVersion": "1.0", "method": method, "params": params})).json()


async def picture(web, size="640x360"):
    body = (await web.get(f"/axis-cgi/jpg/image.cgi?resolution={size}&compression=0")).content
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR).astype(int)


@pytest.mark.parametrize("kind", ["png", "bmp", "jpg"])
async def test_an_image_is_kept_listed_and_drawn(served, kind):
    _, web = served
    told = await upload(web, file(kind), f"logo.{kind}")
    assert told == {"apiVersion": "1.0", "context": "u", "method": "uploadOverlayImage", "data": {"path": "/etc/overlays/logo.ovl"}}
    files = [{"path": FACTORY, "scaleWithResolution": False}, {"path": "/etc/overlays/logo.ovl", "scaleWithResolution": False}]
    assert (await manage(web, "listImages"))["data"]["files"] == files
    await overlay(web, "addImage", camera=1, overlayPath="logo.ovl", position="topLeft")
    assert (await overlay(web, "list"))["data"]["imageFiles"] == [FACTORY, "/etc/overlays/logo.ovl"]
    shown = await picture(web)
    assert abs(shown[4:28, 4:60] - (0, 0, 255)).mean() < 20
    assert abs(shown[34:60, 4:60] - (0, 0, 255)).mean() > 60, "no further down"


async def test_a_scaled_image_grows_with_the_picture(served):
    _, web = served
    await upload(web, file(width=192, height=96), scaleToResolution=True)
    await overlay(web, "addImage", camera=1, overlayPath="logo.ovl", position="topLeft")
    assert (await overlay(web, "list"))["data"]["imageOverlays"][0]["scalable"] is True
    small, large = await picture(web), await picture(web, "1920x1080")
    assert abs(small[4:28, 4:60] - (0, 0, 255)).mean() < 20 and abs(small[4:28, 70:120] - (0, 0, 255)).mean() > 60
    assert abs(large[8:88, 8:184] - (0, 0, 255)).mean() < 20


async def test_what_is_transparent_lets_the_picture_through(served):
    _, web = served
    before = await picture(web)
    await upload(web, file(alpha=0), "clear.png")
    await upload(web, file("bmp", colour=(0, 0, 255)), "keyed.bmp", alpha="ff0000")
    await upload(web, file(alpha=128), "half.png")
    for name in ("clear", "keyed"):
        identity = (await overlay(web, "addImage", camera=1, overlayPath=f"{name}.ovl", position="topLeft"))["data"]["identity"]
        assert abs(await picture(web) - before)[:32, :64].mean() < 2
        await overlay(web, "remove", identity=identity)
    await overlay(web, "addImage", camera=1, overlayPath="half.ovl", position="topLeft")
    wanted = (before[4:28, 4:60] + (0, 0, 255)) / 2
    assert abs((await picture(web))[4:28, 4:60] - wanted).mean() < 12


async def test_an_image_in_use_or_by_default_stays(served):
    camera, web = served
    path = (await upload(web, file()))["data"]["path"]
    identity = (await overlay(web, "addImage", camera=1, overlayPath=path))["data"]["identity"]
    assert (await manage(web, "deleteImage", path=path))["error"]["code"] == 1011
    await overlay(web, "remove", identity=identity)
    assert "data" not in await manage(web, "setDefaultImage", path=path)
    assert (await manage(web, "getDefaultImage"))["data"] == {"path": path}
    assert path in (await web.get("/axis-cgi/param.cgi?action=list&group=Image.OverlayPath")).text
    assert (await manage(web, "deleteImage", path=path))["error"]["code"] == 1013
    assert (await web.get("/axis-cgi/restart.cgi")).status_code < 300
    await camera.advance(60)
    assert await manage(web, "deleteImage", path=FACTORY) == {"apiVersion": "1.0", "method": "deleteImage"}
    assert [one["path"] for one in (await manage(web, "listImages"))["data"]["files"]] == [path], "kept over a restart"
    assert (await manage(web, "deleteImage", path=FACTORY))["error"]["code"] == 1003


def broken(kind):
    whole = file(kind, 300, 200)
    return whole[: len(whole) // 2] if kind != "jpg" else whole[:40]


HOSTILE = [
    (b"", "a.png", 1006),
    (b"GIF89a" + b"\0" * 50, "a.gif", 1006),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", 1006),
    (b"\x89PNG\r\n\x1a\n", "a.png", 1006),
    (b"\xff\xd8\xff", "a.jpg", 1006),
    (b"\xff\xd8\xff\xe0\x00\x00" * 2000, "a.jpg", 1006),
    (b"\xff\xd8" + b"\xff" * 5000, "a.jpg", 1006),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 2**31 - 1, 2**31 - 1) + b"\x08\x06\0\0\0", "a.png", 1005),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 0, 5) + b"\x08\x06\0\0\0", "a.png", 1003),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 64, 32) + b"\x08\x06\0\0\0" + b"\0" * 99, "a.png", 1004),
    (b"BM" + b"\0" * 16 + struct.pack("<ii", -5, 5) + b"\0" * 40, "a.bmp", 1003),
    (b"BM" + b"\0" * 16 + struct.pack("<ii", 5, -(2**31)) + b"\0" * 40, "a.bmp", 1005),
    (file("png", 1921, 4), "a.png", 1005),
    (file("png"), "...", 1004),
]


@pytest.mark.parametrize(("data", "name", "code"), HOSTILE, ids=range(len(HOSTILE)))
async def test_files_that_are_no_images_are_refused(served, data, name, code):
    camera, web = served
    assert (await upload(web, data, name))["error"]["code"] == code
    assert not camera.device.organ(OverlayImages).state.images and not camera.bugs


@pytest.mark.parametrize("kind", ["png", "bmp"])
async def test_a_file_that_ends_early_leaves_a_camera_that_works(served, kind):
    camera, web = served
    told = await upload(web, broken(kind), f"half.{kind}")
    assert "data" in told or told["error"]["code"] == 1004, "decoders differ in what they make of half a file"
    assert (await picture(web)).shape == (360, 640, 3) and not camera.bugs


async def test_names_stay_in_their_directory(served):
    _, web = served
    told = await upload(web, file(), "../../etc/passwd .png")
    assert told["data"]["path"] == "/etc/overlays/passwd_.ovl"
    assert (await upload(web, file(), "passwd_.png"))["error"]["code"] == 1010


async def test_what_is_wrong_with_a_message(served):
    _, web = served
    assert (await upload(web, file("jpg"), "a.jpg", alpha="ffffff"))["error"]["code"] == 1008
    assert (await upload(web, file("bmp"), "a.bmp", alpha="white"))["error"]["code"] == 1003
    assert (await upload(web, file(), scaleToResolution="yes"))["error"]["code"] == 1003
    assert (await web.post(UPLOAD, files={"json": (None, "{", "application/json")})).json()["error"]["code"] == 1004
    message = {"apiVersion": "1.0", "method": "uploadOverlayImage", "params": {"scaleToResolution": True}}
    assert (await web.post(UPLOAD, files={"json": (None, json.dumps(message), "application/json")})).json()["error"]["code"] == 1004
    assert (await manage(web, "deleteImage", path="/etc/passwd"))["error"]["code"] == 1003
    assert (await manage(web, "validateImageHeader", type="tiff", width=1, height=1))["error"]["code"] == 1006
    assert (await manage(web, "validateImageHeader", type="png", width=5000, height=1))["error"]["code"] == 1005
    assert (await manage(web, "validateImageHeader", type="png", width=0, height=1))["error"]["code"] == 1003
    assert (await manage(web, "validateImageHeader", type="bmp", width=9, height=9))["data"] == {
        "supportsAlpha": True,
        "supportsScaling": True,
    }


async def test_room_is_limited(served):
    camera, web = served
    noise = np.random.default_rng(1).integers(0, 255, (700, 900, 3), np.uint8)
    data = cv2.imencode(".png", noise)[1].tobytes()
    assert "data" in await upload(web, data, "a.png")
    assert (await upload(web, data, "b.png"))["error"]["code"] == 1007
    assert len(camera.device.organ(OverlayImages).state.images) == 1
