"""Privacy masks: what clients say of them, and the pixels that they take out of every picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.imaging.privacy import PrivacyMasks
from camsim.device.time import Time

CGI = "/axis-cgi/privacymask.cgi"
COLOR = "/axis-cgi/param.cgi?action=update&Image.I0.Overlay.MaskWindows"


@pytest.fixture
async def served(start, client):
    camera = await start(profile="p3245-lve")
    return camera, client(camera)


async def daylight(camera):
    clock = camera.device.organ(Time)
    await camera.advance((12 * 3600 - clock.stamp() - clock.local_offset()) % 86400 + 700)


async def do(web, arguments):
    answer = await web.get(f"{CGI}?{arguments}")
    assert answer.status_code == 204, answer.text


async def picture(web, arguments="camera=1", size="640x360"):
    body = (await web.get(f"/axis-cgi/jpg/image.cgi?resolution={size}&compression=0&{arguments}")).content
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR).astype(int)


async def listed(web, source=0):
    return (await web.get(f"{CGI}?query=listpxjson&imagesource={source}")).json()["listpx"]


async def test_a_rectangle_is_black_and_the_rest_is_not(served):
    _, web = served
    before = await picture(web)
    await do(web, "action=add&name=door&width=20&height=20&center=50,30")
    after = await picture(web)
    assert after[76:140, 260:380].max() < 12
    assert np.abs(after - before)[:300, :240].max() < 12 and np.abs(after - before)[:300, 400:].max() < 12
    (mask,) = await listed(web)
    corners = [{"x": 768, "y": 216}, {"x": 1152, "y": 216}, {"x": 1152, "y": 432}, {"x": 768, "y": 432}]
    assert mask == {
        "id": 0,
        "name": "door",
        "enabled": True,
        "zoomlowlimit": 0,
        "zoom_visible": True,
        "position": corners,
        "all_position": corners,
    }
    assert (await web.get(f"{CGI}?query=positionpxjson&name=door")).json() == {"position": corners}


async def test_a_polygon_covers_its_inside_alone(served):
    _, web = served
    before = await picture(web)
    await do(web, "action=add&name=roof&pxpolygon=600,300:1200,300:600,900")
    after = await picture(web)
    assert after[105:120, 205:330].max() < 12, "near the right angle"
    assert np.abs(after - before)[260:290, 350:390].max() < 12, "beyond the long side"
    await do(web, "action=update&name=roof&pxpolygon=0,0:200,0:200,200:0,200")
    assert (await picture(web))[5:60, 5:60].max() < 12 and (await picture(web))[105:120, 205:330].max() > 40


@pytest.mark.parametrize(("color", "low", "high"), [("grey", 118, 138), ("white", 240, 255), ("black", 0, 12)])
async def test_colours(served, color, low, high):
    _, web = served
    await do(web, "action=add&name=a&width=20&height=20")
    assert (await web.get(f"{COLOR}.Color={color}")).text == "OK"
    shown = (await picture(web))[150:210, 270:370]
    assert shown.min() >= low and shown.max() <= high


async def test_a_mosaic_leaves_no_detail(served):
    camera, web = served
    await daylight(camera)
    spot = np.s_[190:250, 260:380]
    before = await picture(web)
    await do(web, "action=add&name=a&pxpolygon=720,540:1200,540:1200,780:720,780")
    await web.get(f"{COLOR}.Color=mosaic")
    await web.get(f"{COLOR}.MosaicScale=6")
    after = await picture(web)
    flat = np.abs(np.diff(after[spot], axis=1)).mean()
    assert flat < np.abs(np.diff(before[spot], axis=1)).mean() * 0.8
    assert abs(after[spot].mean() - before[spot].mean()) < 12, "as bright as what is behind"


async def test_a_polygon_has_its_colour_inside_alone(served):
    _, web = served
    before = await picture(web)
    await do(web, "action=add&name=roof&pxpolygon=600,300:1200,300:600,900")
    await web.get(f"{COLOR}.Color=white")
    after = await picture(web)
    assert after[105:120, 205:330].min() >= 240, "near the right angle"
    assert np.abs(after - before)[260:290, 350:390].max() < 12, "beyond the long side"


async def test_a_blurred_mask_keeps_the_light_and_loses_the_lines(served):
    camera, web = served
    await daylight(camera)
    spot = np.s_[190:250, 260:380]
    before = (await picture(web))[spot]
    await do(web, "action=add&name=a&pxpolygon=720,540:1200,540:1200,780:720,780")
    await web.get(f"{COLOR}.Color=blurred")
    after = (await picture(web))[spot]
    assert np.abs(np.diff(after, axis=1)).mean() < np.abs(np.diff(before, axis=1)).mean() * 0.8
    assert np.abs(after.mean(axis=(0, 1)) - before.mean(axis=(0, 1))).max() < 12, "as bright as what is behind"
    assert after.std() > 1, "and not of one colour"


async def test_every_stream_has_the_mask_and_overlays_lie_above(served):
    _, web = served
    assert (await web.get("/axis-cgi/param.cgi?action=update&Image.I1.Enabled=yes")).text == "OK"
    await do(web, "action=add&name=a&width=100&height=100")
    assert (await picture(web, "camera=1"))[:300].max() < 12
    assert (await picture(web, "camera=2"))[:300].max() < 12, "a view area shows the same sensor"
    text = {"camera": 1, "text": "HELLO", "position": "topLeft", "textColor": "white"}
    await web.post("/axis-cgi/dynamicoverlay/dynamicoverlay.cgi", json={"apiVersion": "1.0", "method": "addText", "params": text})
    assert (await picture(web))[:300].max() > 100


async def test_the_mask_turns_with_the_sensor(served):
    _, web = served
    await do(web, "action=add&name=a&pxpolygon=0,0:480,0:480,270:0,270")
    assert (await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.Rotation=180")).text == "OK"
    turned = await picture(web)
    assert turned[275:300, 490:635].max() < 12 and turned[:80, :150].max() > 40


async def test_digital_zoom_enlarges_the_mask(served):
    camera, web = served
    switches = "Image.I1.Enabled=yes&PTZ.Various.V2.Locked=false&PTZ.ImageSource.I0.PTZEnabled=true"
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{switches}")).text == "OK"
    await do(web, "action=add&name=a&width=40&height=40")
    assert (await picture(web, "camera=2"))[20:100].max() > 40
    answer = await web.get("/axis-cgi/com/ptz.cgi?camera=2&zoom=9999")
    assert answer.status_code == 204, answer.text
    await camera.advance(10)
    assert (await picture(web, "camera=2"))[:300].max() < 12


async def test_a_lens_that_zooms_takes_the_mask_along(served):
    camera, web = served
    await do(web, "action=add&name=a&width=20&height=20")
    await web.get("/axis-cgi/opticssetup.cgi?azoom=1")
    await camera.advance(10)
    (mask,) = await listed(web)
    left, right = mask["position"][0]["x"], mask["position"][1]["x"]
    assert right - left == pytest.approx(384 * 36 / 15.4, rel=0.03)
    shown = await picture(web)
    assert shown[150:210, left // 3 + 6 : right // 3 - 6].max() < 12


async def test_a_head_that_turns_away_leaves_the_mask_behind(start, client):
    camera = await start(profile="q6135-le")
    web = client(camera)
    await do(web, "action=add&name=window&width=20&height=20&zoomlowlimit=500")
    assert (await picture(web))[150:210, 270:370].max() > 40, "not while the picture is that wide"
    (mask,) = await listed(web)
    assert mask["zoom_visible"] is False
    await do(web, "action=update&name=window&width=20&height=20")
    assert (await picture(web))[150:210, 270:370].max() < 12
    await web.get("/axis-cgi/com/ptz.cgi?rpan=11.66&speed=100")
    await camera.advance(10)
    (mask,) = await listed(web)
    middle = (mask["position"][0]["x"] + mask["position"][1]["x"]) / 2
    assert middle == pytest.approx(1920 * (0.5 - 11.66 / 58.3), abs=12)
    shown = await picture(web)
    assert shown[150:210, round(middle / 3) - 40 : round(middle / 3) + 40].max() < 12 and shown[150:210, 270:370].max() > 40
    await web.get("/axis-cgi/com/ptz.cgi?rpan=150&speed=100")
    await camera.advance(10)
    assert (await listed(web))[0]["position"] == []
    await do(web, "action=goto&name=window")
    await camera.advance(10)
    assert (await picture(web))[150:210, 270:370].max() < 12


async def test_sources_have_masks_of_their_own_in_the_quad_view_too(start, client):
    web = client(await start(profile="p3719-ple"))
    await do(web, "action=add&name=a&imagesource=1&width=100&height=100")
    assert await listed(web) == [] and len(await listed(web, 1)) == 1
    assert (await picture(web, "camera=1"))[:250].max() > 40
    assert (await picture(web, "camera=2"))[:250].max() < 12
    quad = await picture(web, "camera=quad")
    assert quad[10:170, 330:630].max() < 12 and quad[10:170, 10:310].max() > 40 and quad[190:300, 10:310].max() > 40


async def test_a_fisheye_lens_bends_the_mask(start, client):
    web = client(await start(profile="m4308-ple"))
    await do(web, "action=add&name=a&width=20&height=20&center=50,20")
    shown = await picture(web, "camera=1", "480x480")
    assert shown[60:135, 200:280].max() < 12 and shown[345:420, 200:280].max() > 40
    (mask,) = await listed(web)
    assert mask["position"][0]["x"] * 480 / 2880 == pytest.approx(192, abs=3)
    assert len(mask["position"]) == 4 < len(mask["all_position"])
    assert (await web.get("/axis-cgi/param.cgi?action=update&Image.I1.Enabled=yes")).text == "OK"
    size = (await web.get("/axis-cgi/imagesize.cgi?camera=2")).text.split()
    width, height = int(size[3]), int(size[7])
    panorama = await picture(web, "camera=2", f"{width}x{height}")
    middle = panorama[: height * 4 // 5, width * 48 // 100 : width * 52 // 100].max(axis=(1, 2))
    assert (middle < 12).sum() > height // 20 and (panorama[: height * 4 // 5, : width // 8] > 40).any(), "the panorama ahead has it too"


async def test_switches_and_parameters(served):
    camera, web = served
    await do(web, "action=add&name=a&width=20&height=20")
    await do(web, "action=add&name=b&width=10&height=10&center=10,10")
    await do(web, "action=disable_all")
    assert [mask["enabled"] for mask in await listed(web)] == [False, False]
    assert (await picture(web))[150:210, 270:370].max() > 40
    group = "Image.I0.Overlay.MaskWindows.M1"
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{group}.Enabled=yes&{group}.Name=c&{group}.ZoomLowLimit=7")).text == "OK"
    text = (await web.get(f"/axis-cgi/param.cgi?action=list&group={group}")).text
    assert text == f"root.{group}.Enabled=yes\nroot.{group}.Name=c\nroot.{group}.ZoomLowLimit=7\n"
    assert "Error" in (await web.get(f"/axis-cgi/param.cgi?action=update&{group}.Name=a")).text, "names are unique"
    await do(web, "action=enable_all")
    assert (await web.get("/axis-cgi/restart.cgi")).status_code < 300
    await camera.advance(60)
    assert [mask["name"] for mask in await listed(web)] == ["a", "c"], "masks outlive a restart"
    await do(web, "action=remove&name=a")
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=Image.I0.Overlay.MaskWindows.M0")).text.startswith("# Error")
    await do(web, "action=add&name=d&width=5&height=5")
    assert [mask["id"] for mask in await listed(web)] == [0, 1], "the lowest free number"


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "action=dance",
        "query=everything",
        "query=positionpxjson&name=nobody",
        "action=add&width=10&height=10",
        "action=add&name=a",
        "action=add&name=a&width=10",
        "action=add&name=a&width=0&height=10",
        "action=add&name=a&width=101&height=10",
        "action=add&name=a&width=nan&height=10",
        "action=add&name=a&width=1&height=1&center=5",
        "action=add&name=a&width=1&height=1&center=inf,1",
        "action=add&name=a&width=1&height=1&zoomlowlimit=20000",
        "action=add&name=a&width=1&height=1&imagesource=4",
        "action=add&name=" + "a" * 129 + "&width=1&height=1",
        "action=add&name=a&pxpolygon=1,1:2,2",
        "action=add&name=a&pxpolygon=1,1:2,2:3",
        "action=add&name=a&pxpolygon=1,1:2,2:99999,3",
        "action=add&name=a&pxpolygon=" + ":".join(["1,1"] * 11),
        "action=add&name=a&pxpolygon=" + "1," * 2000,
        "action=add&name=there&width=1&height=1",
        "action=update&name=nobody&width=1&height=1",
        "action=remove&name=nobody",
        "action=goto&name=nobody",
    ],
)
async def test_bad_requests_are_told_so(served, arguments):
    camera, web = served
    await do(web, "action=add&name=there&width=20&height=20")
    before = camera.device.organ(PrivacyMasks).dump()
    answer = await web.get(f"{CGI}?{arguments}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain") and answer.text.startswith("Error:")
    assert camera.device.organ(PrivacyMasks).dump() == before


async def test_there_is_a_limit(served):
    _, web = served
    for number in range(20):
        await do(web, f"action=add&name=m{number}&width=5&height=5")
    assert (await web.get(f"{CGI}?action=add&name=one-more&width=5&height=5")).text.startswith("Error:")


async def test_a_camera_without_masks_says_so(start, client):
    web = client(await start(profile="companion-bullet-le"))
    assert (await web.get(f"{CGI}?action=add&name=a&width=5&height=5")).text == "Error:no privacy masks\n"
    assert (await client(await start(profile="p5512")).get(f"{CGI}?query=listpxjson")).status_code == 404
