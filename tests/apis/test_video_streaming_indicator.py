"""Video streaming indicator: what is set is told and seen in the picture, for as long as it should be."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.state import Survives
from camsim.device.streaming_indicator import StreamingIndicator
from camsim.media import stamp

PATH = "/axis-cgi/videostreamingindicator.cgi"
FACTORY = {
    "position": "topLeft", "indicatorSize": "medium", "color": "red", "bgColor": "transparent", "size": [57, 57], "isActive": False,
}  # fmt: skip


async def ask(web, method, **params):
    answer = await web.post(PATH, json={"apiVersion": "1.0", "context": "x", "method": method, "params": params})
    body = answer.json()
    return body["data"] if "data" in body else body["error"]["code"]


async def picture(web):
    body = (await web.get("/axis-cgi/jpg/image.cgi?resolution=640x360&compression=0")).content
    assert stamp.read(body) is not None
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR).astype(int)


def changed(one, other):
    """Where two pictures differ: left, top, right, bottom; None where nowhere."""
    rows, columns = np.nonzero(np.abs(one - other).max(axis=2) > 60)
    return (columns.min(), rows.min(), columns.max(), rows.max()) if len(rows) else None


async def test_it_is_seen_where_it_was_put(start, client):
    camera = await start(clock="frozen")
    web = client(camera)
    assert await ask(web, "get") == FACTORY
    plain = await picture(web)
    assert await ask(web, "on") == {}
    assert (await ask(web, "get"))["isActive"] is True
    left, top, right, bottom = changed(plain, await picture(web))
    assert left < 40 and top < 30 and right < 60 and bottom < 60
    told = await ask(web, "set", position="bottomRight", indicatorSize="H3", bgColor="white")
    assert told == {**FACTORY, "position": "bottomRight", "indicatorSize": "H3", "bgColor": "white", "size": [114, 114], "isActive": True}
    left, top, right, bottom = changed(plain, await picture(web))
    assert left >= 640 - 116 and top >= 150 and right > 620
    told = await ask(web, "set", position=[0.0, 0])
    assert told["position"] == [0.0, 0.0] and told["bgColor"] == "white"
    left, top, right, bottom = changed(plain, await picture(web))
    assert 250 < left < 320 < right < 390
    assert await ask(web, "off") == {}
    assert changed(plain, await picture(web)) is None


async def test_it_moves_in_a_scene_that_does_not(start, client):
    camera = await start()
    web = client(camera)
    await ask(web, "set", bgColor="black", color="white")
    await ask(web, "on")
    seen = set()
    for _ in range(4):
        seen.add((await picture(web))[:58, :58].tobytes())
        await camera.advance(0.25)
    assert len(seen) == 4


async def test_show_lasts_five_seconds_and_off_ends_it(start, client):
    camera = await start()
    web = client(camera)
    assert await ask(web, "show") == {}
    await camera.advance(4.9)
    assert (await ask(web, "get"))["isActive"] is True
    await camera.advance(0.1)
    assert (await ask(web, "get"))["isActive"] is False
    await ask(web, "show")
    await ask(web, "off")
    assert (await ask(web, "get"))["isActive"] is False


@pytest.mark.parametrize(
    "params",
    [
        {"indicatorSize": "H6"},
        {"position": "middle"},
        {"position": [0.0]},
        {"position": [0.0, 1.5]},
        {"position": [0.0, "x"]},
        {"position": [1, 2, 3]},
        {"color": "blue", "bgColor": "white"},
        {"bgColor": "semiTransparent", "color": "black"},
        {"color": 5},
    ],
)
async def test_refusals_change_nothing(start, client, params):
    web = client(await start())
    assert await ask(web, "set", **params) == 1003
    assert await ask(web, "get") == FACTORY
    assert await ask(web, "blink") == 1002


async def test_all_colours_are_drawn(start, client):
    camera = await start(clock="frozen")
    web = client(camera)
    plain = await picture(web)
    seen = set()
    for color in ("black", "white", "red", "semiTransparent"):
        await ask(web, "set", color=color, indicatorSize="H5")
        await ask(web, "on")
        now = await picture(web)
        assert changed(plain, now)
        seen.add(now.tobytes())
    assert len(seen) == 4


async def test_what_it_outlives(start, client):
    camera = await start()
    organ = camera.device.organ(StreamingIndicator)
    await ask(client(camera), "set", color="black")
    organ.turn(True)
    organ.renew(Survives.RESTART)
    assert organ.active and organ.look.color == "black"
    organ.renew(Survives.SOFT_DEFAULT)
    assert not organ.active and organ.look.color == "red"
