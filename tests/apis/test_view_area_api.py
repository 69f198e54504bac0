"""View areas over HTTP: what they list, what a change does to the picture, rights and refusals; the library `axis` uses both CGIs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from axis.models.view_area import Geometry

from camsim.media import stamp
from tests.clients.axis_client import device_of

INFO = "/axis-cgi/viewarea/info.cgi"
CONFIGURE = "/axis-cgi/viewarea/configure.cgi"
IMAGE = "/axis-cgi/jpg/image.cgi"
LOWER_RIGHT = {"horizontalOffset": 960, "horizontalSize": 960, "verticalOffset": 540, "verticalSize": 540}


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(int)


async def asked(web, path, method, **params):
    answer = await web.post(path, json={"apiVersion": "1.0", "method": method, **({"params": params} if params else {})})
    return answer.json()


async def placed(web, number, geometry):
    return await asked(web, CONFIGURE, "setGeometry", viewArea={"id": number, "rectangularGeometry": geometry})


async def picture(web, camera, size="640x360"):
    return decoded((await web.get(f"{IMAGE}?camera={camera}&resolution={size}&compression=0")).content)


@pytest.fixture
async def web(start, client):
    """A camera with its second view switched on."""
    made = client(await start(stamp=False))
    assert (await made.get("/axis-cgi/param.cgi?action=update&Image.I1.Enabled=yes")).text == "OK"
    return made


async def test_all_views_are_listed(web):
    areas = (await asked(web, INFO, "list"))["data"]["viewAreas"]
    assert [(area["id"], area["source"], area["camera"]) for area in areas] == [(1000000 + n, 0, n) for n in range(1, 9)]
    assert areas[0] == {"id": 1000001, "source": 0, "camera": 1, "configurable": False}
    assert areas[1]["minSize"] == {"horizontal": 256, "vertical": 144}
    assert list(areas[1]) == [
        "id", "source", "camera", "configurable", "rectangularGeometry", "canvasSize", "minSize", "maxSize", "grid",
    ]  # fmt: skip


async def test_the_picture_shows_the_part_that_was_chosen(web):
    whole = await picture(web, 1, "1280x720")
    before = await picture(web, 2)
    answer = await placed(web, 1000002, LOWER_RIGHT)
    assert answer["data"]["viewAreas"][1]["rectangularGeometry"] == LOWER_RIGHT
    after = await picture(web, 2)
    assert abs(after - whole[360:, 640:]).mean() < 6 < abs(after - before).mean()
    await asked(web, CONFIGURE, "resetGeometry", viewArea={"id": 1000002})
    assert abs(await picture(web, 2) - before).max() == 0


@pytest.mark.parametrize("parameter", ["ImageSource.I0.Rotation=180", "Image.I1.Appearance.MirrorEnabled=yes"])
async def test_the_canvas_is_that_of_the_stream(web, parameter):
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{parameter}")).text == "OK"
    await web.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.MirrorEnabled=" + ("yes" if "Mirror" in parameter else "no"))
    whole = await picture(web, 1, "1280x720")
    await placed(web, 1000002, LOWER_RIGHT)
    assert abs(await picture(web, 2) - whole[360:, 640:]).mean() < 6


async def test_a_tall_area_is_shown_whole_in_a_picture_of_its_shape(web):
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.Rotation=90")
    whole = await picture(web, 1, "1080x1920")
    area = {"horizontalOffset": 0, "horizontalSize": 540, "verticalOffset": 960, "verticalSize": 960}
    answer = await placed(web, 1000002, area)
    assert answer["data"]["viewAreas"][1]["canvasSize"] == {"horizontal": 1080, "vertical": 1920}
    seen = await picture(web, 2, "360x640")
    assert seen.shape[:2] == (640, 360)
    expected = cv2.resize(whole[960:, :540].astype(np.uint8), (360, 640), interpolation=cv2.INTER_AREA).astype(int)
    assert abs(seen - expected).mean() < 6


@pytest.mark.parametrize(
    ("method", "area", "code"),
    [
        ("setGeometry", {"id": 1000002, "rectangularGeometry": {**LOWER_RIGHT, "horizontalOffset": 1000}}, 202),
        ("setGeometry", {"id": 1000002, "rectangularGeometry": {**LOWER_RIGHT, "horizontalOffset": -2}}, 202),
        ("setGeometry", {"id": 1000002, "rectangularGeometry": {**LOWER_RIGHT, "verticalSize": "big"}}, 202),
        ("setGeometry", {"id": 1000002, "rectangularGeometry": {"horizontalOffset": 0}}, 202),
        ("setGeometry", {"id": 1000002}, 202),
        ("setGeometry", {"id": 1000001, "rectangularGeometry": LOWER_RIGHT}, 201),
        ("setGeometry", {"id": 1000009, "rectangularGeometry": LOWER_RIGHT}, 200),
        ("setGeometry", {"id": 10**40, "rectangularGeometry": LOWER_RIGHT}, 200),
        ("resetGeometry", {"id": 0}, 200), ("resetGeometry", {"id": 1000001}, 201), ("resetGeometry", {}, 202),
        ("resetGeometry", [1], 202), ("list", {"id": 1000002}, 102),
    ],
)  # fmt: skip
async def test_what_is_refused_changes_nothing(start, client, method, area, code):
    camera = await start()
    before = camera.device.dump()
    answer = await asked(client(camera), CONFIGURE, method, viewArea=area)
    assert answer["error"]["code"] == code
    assert camera.device.dump() == before


async def test_rights(start, client):
    camera = await start(users="root:pass:admin,eye:eye:viewer,hand:hand:operator")
    eye, hand = client(camera, "eye", "eye"), client(camera, "hand", "hand")
    assert (await asked(eye, INFO, "list"))["data"]["viewAreas"]
    refused = await hand.post(CONFIGURE, json={"apiVersion": "1.0", "method": "resetGeometry", "params": {"viewArea": {"id": 1000002}}})
    assert refused.status_code == 403


async def test_geometry_survives_a_restart(start, client):
    camera = await start()
    await placed(client(camera), 1000002, LOWER_RIGHT)
    camera.reboot()
    await camera.advance(20)
    areas = (await asked(client(camera), INFO, "list"))["data"]["viewAreas"]
    assert areas[1]["rectangularGeometry"] == LOWER_RIGHT


async def test_the_home_of_digital_ptz_is_the_view_area(start, client):
    camera = await start()
    web = client(camera)
    update = "Image.I1.Enabled=yes&PTZ.ImageSource.I0.PTZEnabled=true&PTZ.Various.V2.Locked=false"
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{update}")).text == "OK"
    await placed(web, 1000002, LOWER_RIGHT)
    await camera.advance(10)
    there = stamp.read((await web.get(IMAGE + "?camera=2&resolution=640x360")).content)
    await web.get("/axis-cgi/com/ptz.cgi?camera=2&pan=0&tilt=0&zoom=1")
    await camera.advance(10)
    wide = stamp.read((await web.get(IMAGE + "?camera=2&resolution=640x360")).content)
    assert (wide.pan, wide.zoom) == (0, 1) and there.pan > 8 and there.zoom > 1000
    assert (await asked(web, INFO, "list"))["data"]["viewAreas"][1]["rectangularGeometry"] == LOWER_RIGHT, "moving changes nothing"
    await web.get("/axis-cgi/com/ptz.cgi?camera=2&move=home")
    await camera.advance(10)
    assert stamp.read((await web.get(IMAGE + "?camera=2&resolution=640x360")).content).pan == there.pan


async def test_the_library_axis_lists_places_and_resets(start):
    camera = await start("p3719-ple")
    async with device_of(camera) as device:
        await device.vapix.initialize()
        handler = device.vapix.view_areas
        assert {(area.source, area.camera, area.configurable) for area in handler.values()} >= {(1, 2, True), (0, 5, False)}
        after = await handler.set_geometry(1001002, Geometry(0, 1280, 0, 720))
        assert after["1001002"].rectangular_geometry == Geometry(0, 1280, 0, 720)
        assert after["1001002"].canvas_size.horizontal == 2560
        again = await handler.reset_geometry(1001002)
        assert again["1001002"].rectangular_geometry == Geometry(0, 2560, 0, 1440)
        assert await handler.get_supported_versions() == await handler.get_supported_config_versions() == ["1.0"]
    assert camera.verify(api="view-area", at_least=5).ok
