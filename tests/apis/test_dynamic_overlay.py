"""Dynamic overlays: what is asked for is told and seen at its place, with its modifiers, until it is taken away."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

PATH = "/axis-cgi/dynamicoverlay/dynamicoverlay.cgi"


@pytest.fixture
async def web(start, client):
    return client(await start(clock="frozen", stamp=False))


async def ask(web, method, **params):
    body = (await web.post(PATH, json={"apiVersion": "1.0", "method": method, "params": params})).json()
    return body["data"] if "data" in body else body["error"]["code"]


async def picture(web):
    body = (await web.get("/axis-cgi/jpg/image.cgi?resolution=640x360&compression=0")).content
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR).astype(int)


def changed(one, other):
    """Where two pictures differ: left, top, right, bottom; None where nowhere."""
    rows, columns = np.nonzero(np.abs(one - other).max(axis=2) > 60)
    return (columns.min(), rows.min(), columns.max(), rows.max()) if len(rows) else None


async def test_a_text_is_seen_where_it_was_put(web):
    plain = await picture(web)
    assert await ask(web, "addText", camera=1, text="Gate", position="topRight", textColor="red", textBGColor="white", fontSize=40) == {
        "camera": 1,
        "identity": 1,
    }
    left, top, right, bottom = changed(plain, await picture(web))
    assert left > 450 and right >= 636 and top <= 2 and bottom < 80
    assert await ask(web, "setText", identity=1, position=[-1.0, 1.0]) == {}
    left, top, right, bottom = changed(plain, await picture(web))
    assert left <= 2 and right < 200 and bottom >= 356
    assert await ask(web, "setText", identity=1, visible=False) == {}
    assert changed(plain, await picture(web)) is None
    listed = (await ask(web, "list"))["textOverlays"]
    assert [(one["identity"], one["text"], one["position"], one["fontSize"], one["visible"]) for one in listed] == [
        (1, "Gate", [-1.0, 1.0], 40, False)
    ]
    assert await ask(web, "remove", identity=1) == {}
    assert (await ask(web, "list"))["textOverlays"] == []


async def test_modifiers_are_filled_in(web):
    await ask(web, "addText", camera=1, text="#D %Y", position="top", textColor="white", textBGColor="black")
    first = await picture(web)
    answer = await web.get("/axis-cgi/dynamicoverlay.cgi?action=settext&text=Hello%20World")
    assert (answer.status_code, answer.text) == (200, "OK\n")
    assert (await web.get("/axis-cgi/dynamicoverlay.cgi?action=gettext")).text == "Hello World\n"
    wide = changed(first, await picture(web))
    assert wide is not None and wide[2] - wide[0] > 100
    await ask(web, "setText", identity=1, text="100%% %T")
    assert changed(first, await picture(web)) is not None


async def test_what_is_wrong_has_its_own_code_and_changes_nothing(web):
    assert await ask(web, "addText", camera=9, text="a") == 301
    assert await ask(web, "addText", camera=1, text="a" * 513) == 304
    assert await ask(web, "addText", camera=1, text="a", position="nowhere") == 303
    assert await ask(web, "addText", camera=1, text="a", position=[0, 2]) == 303
    assert await ask(web, "addText", camera=1, text="a", textColor="mauve") == 306
    assert await ask(web, "addText", camera=1, text="a", fontSize=1000) == 309
    assert await ask(web, "addText", camera=1, text="a", rotation=181) == 321
    assert await ask(web, "addImage", camera=1, overlayPath="none.ovl") == 305
    assert await ask(web, "addText", camera=1) == 102
    assert await ask(web, "addText", camera=1, text=["a"]) == 103
    assert await ask(web, "setText", identity=3, text="a") == 302
    assert await ask(web, "remove", identity=3) == 302
    assert await ask(web, "addtext", camera=1, text="a") == 203
    assert (await ask(web, "list"))["textOverlays"] == []
    assert (await web.get("/axis-cgi/dynamicoverlay.cgi?action=sing")).text == "Error: Invalid action\n"


async def test_slots_run_out_and_lowest_numbers_come_back(web):
    files = (await ask(web, "list"))["imageFiles"]
    assert await ask(web, "addImage", camera=1, overlayPath=files[0], position="bottomLeft") == {"camera": 1, "identity": 1}
    for number in range(2, 8):
        assert (await ask(web, "addText", camera=1, text="x"))["identity"] == number
    assert (await ask(web, "getOverlayCapabilities"))["numAvailableSlots"] == 0
    assert await ask(web, "addText", camera=1, text="x") == 300
    await ask(web, "remove", identity=3)
    assert (await ask(web, "addText", camera=1, text="x"))["identity"] == 3


async def test_a_turned_text_stands_upright(web):
    plain = await picture(web)
    await ask(web, "addText", camera=1, text="turned round", position=[0.0, 0.0], textBGColor="white", rotation=90, fontSize=30)
    left, top, right, bottom = changed(plain, await picture(web))
    assert bottom - top > 2 * (right - left)


async def test_they_outlive_a_restart_and_other_channels_have_none(start, client):
    camera = await start("p3719-ple", stamp=False)
    web = client(camera)
    await ask(web, "addText", camera=2, text="Two", textBGColor="white")
    camera.reboot()
    await camera.advance(300)
    assert [one["camera"] for one in (await ask(web, "list"))["textOverlays"]] == [2]
    assert (await ask(web, "list", camera=1))["textOverlays"] == []
