"""Optics control and optics setup: what the motors do on the clock, and what of it is seen in the decoded picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.imaging.optics import Optics
from camsim.device.sensors.climate import Climate
from camsim.device.time import Time

PATH = "/axis-cgi/opticscontrol.cgi"


@pytest.fixture
async def served(start, client):
    camera = await start(profile="p3719-ple")
    return camera, client(camera)


async def ask(web, method, *optics, **message):
    body = {"apiVersion": "1", "method": method, **message}
    if optics:
        body["params"] = {"optics": list(optics)}
    return (await web.post(PATH, json=body)).json()


async def lens(web, number=0):
    return (await ask(web, "getOptics"))["data"]["optics"][number]


async def daylight(camera):
    clock = camera.device.organ(Time)
    await camera.advance((12 * 3600 - clock.stamp() - clock.local_offset()) % 86400 + 700)


async def picture(web, arguments="camera=1"):
    body = (await web.get(f"/axis-cgi/jpg/image.cgi?resolution=640x360&compression=0&{arguments}")).content
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)[:300]


def edges(shown):
    return abs(np.diff(shown[..., 1].astype(float), axis=1)).mean()


async def test_lenses_and_what_they_can_do(served):
    _, web = served
    told = await ask(web, "getCapabilities", context="c")
    assert (told["apiVersion"], told["context"]) == ("1.2", "c")
    assert told["data"]["numberOfOptics"] == 4
    assert told["data"]["optics"][3]["maxMagnification"] == 2.0 and "compensateIr" in told["data"]["optics"][3]["capabilities"]
    state = await lens(web)
    assert state["opticsId"] == "0" and state["magnification"] == 1.0 and state["irCutFilterState"] == "auto"


async def test_a_focus_travels_and_a_blurred_picture_is_blurred(served):
    camera, web = served
    await daylight(camera)
    sharp = edges(await picture(web))
    assert (await ask(web, "setFocus", {"opticsId": "0", "position": 0.9}))["data"] == {}
    before = await lens(web)
    assert before["focusMoving"] and before["focusPosition"] == 0.35
    await camera.advance(0.75)
    halfway = await lens(web)
    assert halfway["focusMoving"] and halfway["focusPosition"] == pytest.approx(0.6)
    await camera.advance(1)
    assert not (await lens(web))["focusMoving"]
    assert edges(await picture(web)) < sharp * 0.6
    assert edges(await picture(web, "camera=2")) > 0, "the other lenses stay as they are"
    assert (await lens(web, 1))["focusPosition"] == 0.36


async def test_autofocus_is_a_process_that_ends_sharp(served):
    camera, web = served
    await daylight(camera)
    sharp = edges(await picture(web))
    await ask(web, "setFocus", {"opticsId": "0", "position": 0.0})
    await camera.advance(5)
    assert (await ask(web, "performAutofocus", {"opticsId": "0"}))["data"] == {}
    assert (await ask(web, "performAutofocus", {"opticsId": "0"}))["error"]["code"] == 1100
    await camera.advance(20)
    assert (await lens(web))["focusPosition"] == 0.35 and not (await lens(web))["focusMoving"]
    assert edges(await picture(web)) == pytest.approx(sharp, rel=0.1)


async def test_zoom_narrows_the_view_and_needs_a_new_focus(served):
    camera, web = served
    await daylight(camera)
    wide = await picture(web)
    await ask(web, "setMagnification", {"opticsId": "0", "magnification": 1.5})
    await camera.advance(5)
    stale = edges(await picture(web))
    await ask(web, "performAutofocus", {"opticsId": "0"})
    await camera.advance(20)
    near = await picture(web)
    assert edges(near) > stale * 1.2
    ratio = np.tan(np.radians(48)) / 1.5
    share = np.degrees(np.arctan(ratio)) / 48.0
    across, down = round(640 * share), round(360 * share)
    left, top = (640 - across) // 2, (360 - down) // 2
    centre = cv2.resize(wide[top : min(300, top + down), left : left + across], (640, round((min(300, top + down) - top) / share)))
    rows = min(centre.shape[0], 300)
    assert np.abs(centre[:rows].astype(int) - near[:rows]).mean() < np.abs(wide[:rows].astype(int) - near[:rows]).mean() / 2


async def test_relative_steps_stop_at_the_ends(served):
    camera, web = served
    for _ in range(3):
        await ask(web, "setRelativeMagnification", {"opticsId": "0", "type": "numerical", "value": 0.6})
        await camera.advance(5)
    assert (await lens(web))["magnification"] == 2.0
    await ask(web, "setRelativeFocus", {"opticsId": "0", "type": "-bigStep"}, {"opticsId": "1", "type": "+smallStep"})
    await camera.advance(5)
    assert ((await lens(web))["focusPosition"], (await lens(web, 1))["focusPosition"]) == (0.3, 0.365)


async def test_what_fails_is_named_and_the_rest_is_done(served):
    camera, web = served
    told = await ask(
        web,
        "setMagnification",
        {"opticsId": "0", "magnification": 9},
        {"opticsId": "1", "magnification": 1.5},
        {"opticsId": "7", "magnification": 1.5},
    )
    first = {"code": 2104, "message": "Invalid parameter value specified", "details": {"opticsId": "0", "propertyName": "magnification"}}
    assert told["error"] == {**first, "errors": [{**first, "details": {"opticsId": "7", "propertyName": "opticsId"}}]}
    await camera.advance(10)
    assert ((await lens(web))["magnification"], (await lens(web, 1))["magnification"]) == (1.0, 1.5)


@pytest.mark.parametrize(
    ("method", "item", "code"),
    [
        ("setFocus", {"opticsId": "0"}, 2103),
        ("setFocus", {"position": 0.5}, 2103),
        ("setFocus", {"opticsId": 0, "position": 0.5}, 2104),
        ("setFocus", {"opticsId": "0", "position": True}, 2104),
        ("setFocus", {"opticsId": "0", "position": 10**400}, 2104),
        ("setFocus", {"opticsId": ["0"], "position": 0.5}, 2104),
        ("setRelativeFocus", {"opticsId": "0", "type": "hugeStep"}, 2104),
        ("setRelativeFocus", {"opticsId": "0", "type": {}}, 2104),
        ("setFocusWindow", {"opticsId": "0", "upperLeftX": -0.1, "upperLeftY": 0, "width": 1, "height": 1}, 2104),
        ("setIrCutFilterState", {"opticsId": "0", "irCutFilterState": "maybe"}, 2104),
        ("calibrate", {"opticsId": "0", "focus": "yes"}, 2104),
        ("startFocusSearch", {"opticsId": "0"}, 2102),
    ],
)
async def test_bad_requests_change_nothing(served, method, item, code):
    _, web = served
    before = await lens(web)
    assert (await ask(web, method, item))["error"]["code"] == code
    assert (await lens(web)) == before


async def test_nothing_to_focus_on_and_too_cold(served):
    camera, web = served
    window = {"opticsId": "0", "upperLeftX": 0.5, "upperLeftY": 0.5, "width": 0.7, "height": 0}
    assert (await ask(web, "setFocusWindow", window))["data"] == {}
    assert (await lens(web))["focusWindowWidth"] == 0.5, "what reaches beyond the picture is cut off"
    told = await ask(web, "performAutofocus", {"opticsId": "0"})
    assert told["error"] == {"code": 1300, "message": "Focus not found", "details": {"opticsId": "0"}}
    camera.device.organ(Climate).state.temperatures[0] = -90.0
    assert (await ask(web, "setFocus", {"opticsId": "1", "position": 0.5}))["error"]["code"] == 1200


async def test_compensations_keep_the_focus(served):
    camera, web = served
    await daylight(camera)
    sharp = edges(await picture(web))
    camera.device.organ(Climate).state.temperatures[0] = 71.0
    assert edges(await picture(web)) == pytest.approx(sharp, rel=0.05)
    await ask(web, "setTemperatureCompensation", {"opticsId": "0", "enable": False})
    assert edges(await picture(web)) < sharp * 0.8
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=ImageSource.I0.Focus.FocusTemperatureCorrection")).text.endswith("=off\n")


async def test_the_infrared_cut_filter_is_that_of_the_parameters(served):
    camera, web = served
    await daylight(camera)
    await ask(web, "setIrCutFilterState", {"opticsId": "0", "irCutFilterState": "off"})
    assert "IrCutFilter=no" in (await web.get("/axis-cgi/param.cgi?action=list&group=ImageSource.I0.DayNight")).text
    assert np.ptp((await picture(web)).astype(int), axis=2).max() < 4
    await ask(web, "setIrCompensation", {"opticsId": "0", "enable": False})
    blurred = edges(await picture(web))
    await ask(web, "performAutofocus", {"opticsId": "0"})
    await camera.advance(20)
    assert edges(await picture(web)) > blurred * 1.1


async def test_settings_survive_a_restart_and_not_a_default(served):
    camera, web = served
    await ask(web, "setMagnification", {"opticsId": "0", "magnification": 1.5})
    await ask(web, "reset", {"opticsId": "1", "focus": True})
    await camera.advance(10)
    assert (await web.get("/axis-cgi/restart.cgi")).status_code < 300
    await camera.advance(60)
    assert (await lens(web))["magnification"] == 1.5 and (await lens(web, 1))["focusPosition"] == 0.5
    assert (await web.get("/axis-cgi/factorydefault.cgi")).status_code < 300
    await camera.advance(60)
    assert camera.device.organ(Optics).glass(0).magnification == 1.0


async def test_a_camera_without_motors_has_no_optics(start, client):
    web = client(await start(profile="q1961-te"))
    assert (await ask(web, "getOptics"))["data"] == {"numberOfOptics": 0}
    assert (await ask(web, "setFocus", {"opticsId": "0", "position": 0.5}))["error"]["code"] == 2104


async def test_the_older_cgi_moves_the_same_lens(start, client):
    camera = await start(profile="p3245-lve")
    web = client(camera)
    assert (await web.post(PATH, json={"method": "getSupportedVersions"})).status_code == 404, "its list of APIs does not have it"
    setup = "/axis-cgi/opticssetup.cgi"
    assert (await web.get(f"{setup}?azoom=1.0&source=1")).text.strip() == "ok"
    assert (await web.get(f"{setup}?afocus=0.1")).text.strip() == "ok"
    await camera.advance(10)
    assert (await web.get(f"{setup}?rfocus=-minstep")).text.strip() == "ok"
    assert (await web.get(f"{setup}?autofocus=perform")).text.strip() == "ok"
    for bad in ("", "afocus=7", "afocus=nan", "azoom=2", "rfocus=far", "autofocus=maybe", "azoom=0&source=9"):
        assert "error" in (await web.get(f"{setup}?{bad}")).text.lower(), bad
    await camera.advance(20)
    moved = dict(line.split("=") for line in (await web.get("/axis-cgi/param.cgi?action=list&group=Mechanics")).text.split())
    assert (moved["root.Mechanics.Focus.MoveCount"], moved["root.Mechanics.Zoom.StepCount"]) == ("3", "1000")


async def test_the_window_is_also_a_parameter(start, client):
    web = client(await start(profile="p3245-lve"))
    name = "ImageSource.I0.Focus.Window.W0"
    asked = await web.get(f"/axis-cgi/param.cgi?action=list&group={name}")
    assert asked.text == f"{name}=0.15,0.15:0.85,0.15:0.85,0.85:0.15,0.85\n"
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{name}=0,0:0.5,0:0.5,0.5:0,0.5")).text == "OK"
    assert (await web.get(f"/axis-cgi/param.cgi?action=list&group={name}")).text == f"{name}=0,0:0.5,0:0.5,0.5:0,0.5\n"
    for bad in ("x", "1,2,3", "0,0:2,2", "inf,0:0,0"):
        assert "Error" in (await web.get(f"/axis-cgi/param.cgi?action=update&{name}={bad}")).text


async def test_a_head_out_of_focus_is_blurred_too(start, client):
    camera = await start(profile="q6135-le")
    web = client(camera)
    await daylight(camera)
    sharp = edges(await picture(web))
    await web.get("/axis-cgi/com/ptz.cgi?autofocus=off&focus=9999")
    await camera.advance(10)
    assert edges(await picture(web)) < sharp * 0.7
    await web.get("/axis-cgi/com/ptz.cgi?autofocus=on")
    await camera.advance(10)
    assert edges(await picture(web)) == pytest.approx(sharp, rel=0.1)
