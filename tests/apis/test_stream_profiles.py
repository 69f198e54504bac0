"""Stream profiles: one truth for streamprofile.cgi, param.cgi and the pictures; all or nothing."""

from __future__ import annotations

import pytest

PATH = "/axis-cgi/streamprofile.cgi"
SMALL = {"name": "small", "description": "for phones", "parameters": "resolution=320x180&compression=50"}
LARGE = {"name": "large", "description": "", "parameters": "resolution=1920x1080"}


async def ask(web, method, **params):
    answer = await web.post(PATH, json={"apiVersion": "1.0", "context": "x", "method": method, "params": params})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body)[:3] == ["apiVersion", "context", "method"]
    return body.get("data", body.get("error", {}).get("code"))


async def test_a_profile_lives_its_life_by_both_roads(start, client):
    web = client(await start())
    assert await ask(web, "list", streamProfileName=[]) == {"streamProfile": [], "maxProfiles": 26}
    assert await ask(web, "create", streamProfile=[SMALL, LARGE]) == {}
    assert (await ask(web, "list"))["streamProfile"] == [SMALL, LARGE]
    listed = await web.get("/axis-cgi/param.cgi?action=list&group=StreamProfile.S0")
    assert "root.StreamProfile.S0.Name=small\n" in listed.text
    image = await web.get("/axis-cgi/imagesize.cgi?streamprofile=small")
    assert image.text == "image width = 320\nimage height = 180\n"
    assert await ask(web, "update", streamProfile=[{**SMALL, "parameters": "resolution=640x360"}]) == {}
    assert (await web.get("/axis-cgi/imagesize.cgi?streamprofile=small")).text == "image width = 640\nimage height = 360\n"
    assert (await ask(web, "list", streamProfileName=[{"name": "large"}]))["streamProfile"] == [LARGE]
    assert await ask(web, "remove", streamProfileName=[{"name": "small"}, {"name": "small"}]) == {}
    assert (await ask(web, "list"))["streamProfile"] == [LARGE]


async def test_groups_of_param_cgi_are_profiles_too(start, client):
    web = client(await start("companion-bullet-le"))
    made = "action=add&template=streamprofile&group=StreamProfile&StreamProfile.S.Name=own&StreamProfile.S.Parameters=fps%3D5"
    assert (await web.get(f"/axis-cgi/param.cgi?{made}")).text.endswith(" OK\n")
    found = (await ask(web, "list", streamProfileName=[{"name": "own"}]))["streamProfile"]
    assert found == [{"name": "own", "description": "", "parameters": "fps=5"}]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("list", {"streamProfileName": [{"name": "none"}]}, 2006),
        ("create", {"streamProfile": [LARGE, LARGE]}, 2002),
        ("create", {"streamProfile": [LARGE, SMALL]}, 2002),
        ("create", {"streamProfile": [LARGE, {**LARGE, "name": "x" * 65}]}, 2004),
        ("create", {"streamProfile": [LARGE, {**LARGE, "name": ""}]}, 2004),
        ("create", {"streamProfile": [LARGE, {**LARGE, "name": "Größe"}]}, 2004),
        ("create", {"streamProfile": [{"name": "half"}]}, 2003),
        ("create", {"streamProfile": [{**LARGE, "name": str(number)} for number in range(30)]}, 1000),
        ("create", {}, 2003),
        ("update", {"streamProfile": [{**SMALL, "parameters": "fps=1"}, LARGE]}, 2006),
        ("remove", {"streamProfileName": [{"name": "small"}, {"name": "none"}]}, 2006),
        ("rename", {}, 2005),
    ],
)
async def test_errors_change_nothing(start, client, method, params, code):
    camera = await start()
    web = client(camera)
    await ask(web, "create", streamProfile=[SMALL])
    before = camera.device.dump()
    assert await ask(web, method, **params) == code
    assert camera.device.dump() == before


async def test_a_device_that_does_not_list_it_has_it_not(start, client):
    assert (await client(await start("p5512")).post(PATH, json={"apiVersion": "1.0", "method": "list"})).status_code == 404
