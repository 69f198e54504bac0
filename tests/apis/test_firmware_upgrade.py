"""firmwareupgrade.cgi: an image of the model restarts the device, anything else is an error."""

from __future__ import annotations

import httpx
import pytest

from camsim.device.firmware import image
from camsim.device.power import Phase, Power
from camsim.device.users import Users

PATH = "/axis-cgi/firmwareupgrade.cgi"
REFUSED = "<HTML><HEAD><TITLE>Firmware upgrade</TITLE></HEAD><BODY>Error: no firmware image.</BODY></HTML>\n"


IMAGE = b"SIMFW 11.11.192 P3245-LVE\n"


async def send(web: httpx.AsyncClient, content: bytes = IMAGE, query: str = "", field: str = "file") -> httpx.Response:
    return await web.post(PATH + query, files={field: ("firmware.bin", content, "application/octet-stream")})


@pytest.mark.parametrize("profile", ["p3245-lve", "companion-bullet-le", "p5512"])
async def test_an_image_restarts_the_device_and_the_settings_stay(start, client, profile):
    camera = await start(profile, users="root:pass:admin,eye:eye:viewer")
    answer = await send(client(camera), image(camera.profile), field="any name at all")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html"
    assert (
        answer.text
        == "<HTML><HEAD><TITLE>Firmware upgrade</TITLE></HEAD><BODY>The firmware is being upgraded. Restarting...</BODY></HTML>\n"
    )
    assert camera.device.organ(Power).phase is Phase.LINGERING
    await camera.clock.advance(300)
    assert camera.device.organ(Power).phase is Phase.READY
    assert camera.device.organ(Users).get("eye") is not None


async def test_with_a_factory_default_the_settings_go(start, client):
    camera = await start()
    assert (await send(client(camera), query="?type=factorydefault")).status_code == 200
    await camera.clock.advance(300)
    assert camera.device.organ(Users).needs_setup


@pytest.mark.parametrize("query", ["?type=normal", "?type=normal&unknown=1", "?"])
async def test_the_type_is_normal_unless_said(start, client, query):
    camera = await start()
    assert (await send(client(camera), query=query)).status_code == 200
    assert camera.device.organ(Power).phase is Phase.LINGERING


async def test_an_empty_file_or_none_is_refused(start, client):
    camera = await start()
    web = client(camera)
    assert (await send(web, b"")).text == REFUSED
    assert "not for this device" in (await send(web, b"image")).text
    for content in (b"", b"image", b"--x--\r\n"):
        for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/octet-stream", "x"):
            assert (await web.post(PATH, content=content, headers={"Content-Type": kind})).text == REFUSED
    assert "unknown type" in (await send(web, query="?type=sideways")).text
    assert camera.device.organ(Power).phase is Phase.READY


async def test_only_an_administrator_may_and_only_by_post(start, client):
    camera = await start(users="root:pass:admin,op:op:operator")
    assert (await send(client(camera, None))).status_code == 401
    assert (await send(client(camera, "op", "op"))).status_code == 403
    assert (await client(camera).get(PATH)).status_code == 405
    assert camera.device.organ(Power).phase is Phase.READY


async def test_a_large_image_comes_through_the_digest_login(start, client):
    camera = await start()
    answer = await send(client(camera), IMAGE + b"\0" * 20_000_000)
    assert answer.status_code == 200 and camera.device.organ(Power).phase is Phase.LINGERING
