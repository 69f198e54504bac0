"""ptzconfig.cgi and the parameters: presets by name and number, the home, what a write to a parameter does."""

from __future__ import annotations

import pytest

from tests.apis.ptz_client import CONFIG, PARAM, PTZ, USERS, PtzClient


@pytest.fixture
async def ptz(start, client):
    camera = await start("p5512", users=USERS)
    return PtzClient(camera, client(camera))


@pytest.fixture
async def digital(start, client):
    camera = await start("p3245-lve", users=USERS)
    one = PtzClient(camera, client(camera))
    await one.free()
    return one


async def listed(ptz: PtzClient, **arguments: object) -> list[str]:
    head, *lines = (await ptz.ask("presetposcam", **arguments)).splitlines()
    assert head.startswith("Preset Positions for camera ")
    return [line.removeprefix("presetposno") for line in lines]


async def test_the_round_trip(ptz):
    await ptz.do(pan=-41.5, tilt=-12.25, zoom=1234)
    await ptz.wait(10)
    there = await ptz.position()
    assert await ptz.config(setserverpresetname="Gate north") == ""
    assert await listed(ptz) == ["1=Home", "2=Gate north"]
    assert await ptz.ask("presetposcamdata") == (
        "Preset Positions for camera 1\r\npresetposno1=Home:tilt=0.00:pan=0.00:zoom=1\r\n"
        "presetposno2=Gate north:tilt=-12.25:pan=-41.50:zoom=1234\r\n"
    )
    assert await ptz.parameters("PTZ.Preset.P0", "HomePosition", "Position.P2.Name") == ["1", "Gate north"]
    await ptz.do(move="home")
    await ptz.wait(10)
    await ptz.do(gotoserverpresetname="Gate north")
    await ptz.wait(10)
    assert await ptz.position() == there


async def test_data_in_degrees_for_digital_ptz(digital):
    await digital.do(pan=20, tilt=-5, zoom=4000)
    await digital.wait(10)
    await digital.config(setserverpresetno=5, home="yes")
    names = ("HomePosition", "Position.P5.Data", "Position.P5.Name")
    assert await digital.parameters("PTZ.Preset.P0", *names) == ["5", "pan=20.000000:tilt=-5.000000:zoom=4000.000000", "p5"]
    document = (await digital.get(query="presetposcamdata", format="json")).json()
    assert document["Camera 1"]["presets"][1] == "presetposno5=p5:tilt=-5.0000:pan=20.0000:zoom=4000"


async def test_names_and_numbers_are_of_the_same_preset(ptz):
    await ptz.config(setserverpresetname="a")
    await ptz.config(setserverpresetno=9)
    await ptz.config(renameserverpresetno=9, newname="nine")
    assert await listed(ptz) == ["1=Home", "2=a", "9=nine"]
    await ptz.do(gotoserverpresetno=9)
    await ptz.config(removeserverpresetno=2)
    await ptz.config(setserverpresetno=4, setserverpresetname="four")
    await ptz.config(removeserverpresetname="nine")
    assert await listed(ptz) == ["1=Home", "4=four"]
    assert (await ptz.web.get(PARAM, params={"action": "list", "group": "PTZ.Preset.P0.Position.P2"})).text.startswith("# Error")


async def test_the_home_that_is_removed_is_made_anew(ptz):
    await ptz.do(pan=90)
    await ptz.wait(10)
    await ptz.config(setserverpresetname="Door", home="yes")
    await ptz.config(removeserverpresetname="Home")
    assert await ptz.parameters("PTZ.Preset.P0", "HomePosition") == ["2"]
    await ptz.config(removeserverpresetname="Door")
    assert await listed(ptz) == ["1=Home"]
    assert await ptz.parameters("PTZ.Preset.P0", "HomePosition", "Position.P1.Name") == ["1", "Home"]
    await ptz.do(move="home")
    await ptz.wait(10)
    assert (await ptz.position())["pan"] == "0.00"


async def test_removing_all(digital):
    await digital.update({"PTZ.Various.V2.Locked": "false"})
    for camera in (1, 2):
        await digital.config(setserverpresetname="a", camera=camera)
    assert await digital.config(removeallserverpresets="yes", camera=2) == ""
    assert (await listed(digital), await listed(digital, camera=2)) == (["1=Home", "2=a"], ["1=Home"])
    await digital.config(removeallserverpresets="yes", camera="all")
    assert await listed(digital) == ["1=Home"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "no command"),
        ({"home": "yes"}, "no command"),
        ({"setserverpresetname": "a:b"}, "setserverpresetname: unknown value: a:b"),
        ({"setserverpresetname": ""}, "setserverpresetname: unknown value: "),
        ({"setserverpresetname": "x" * 32}, f"setserverpresetname: unknown value: {'x' * 32}"),
        ({"setserverpresetname": "a", "home": "maybe"}, "home: unknown value: maybe"),
        ({"setserverpresetno": "0"}, "setserverpresetno: unknown value: 0"),
        ({"setserverpresetno": "one"}, "setserverpresetno: unknown value: one"),
        ({"setserverpresetno": "4", "setserverpresetname": "Home"}, "another preset has this name"),
        ({"setserverpresetname": "a", "camera": "all"}, "camera: unknown value: all"),
        ({"setserverpresetname": "a", "camera": "3"}, "camera: unknown value: 3"),
        ({"renameserverpresetno": "1"}, "newname: missing"),
        ({"renameserverpresetno": "5", "newname": "b"}, "renameserverpresetno: no such preset"),
        ({"renameserverpresetno": "1", "newname": "b~"}, "newname: unknown value: b~"),
        ({"removeserverpresetname": "nobody"}, "removeserverpresetname: no such preset"),
        ({"removeserverpresetno": "8"}, "removeserverpresetno: no such preset"),
        ({"removeallserverpresets": "perhaps"}, "removeallserverpresets: unknown value: perhaps"),
        ({"setdevicepreset": "1"}, "setdevicepreset: not supported"),
        ({"osdmenu": "open"}, "osdmenu: not supported"),
        ({"osdmenu": "dance"}, "osdmenu: unknown value: dance"),
    ],
)
async def test_errors_change_nothing(ptz, arguments, words):
    assert await ptz.config(**arguments) == f"Error:\r\n{words}\r\n"
    assert await listed(ptz) == ["1=Home"]


async def test_names_beyond_ascii(ptz, digital):
    for quoted in ("Entr%E9e", "Entr%C3%A9e"):
        assert (await digital.web.get(f"{CONFIG}?setserverpresetname={quoted}")).status_code == 204
    answer = await digital.get(query="presetposcam")
    assert answer.content.endswith("presetposno2=Entrée\r\n".encode("latin-1"))
    assert (await digital.web.get(f"{PTZ}?gotoserverpresetname=Entr%C3%A9e")).status_code == 204
    await digital.update({"PTZ.ResponseEncoding": "utf-8"})
    assert (await digital.get(query="presetposcam")).content.endswith("presetposno2=Entrée\r\n".encode())
    await digital.update({"PTZ.ResponseEncoding": "iso-8859-1"})
    await digital.web.get(f"{CONFIG}?setserverpresetname=%E2%82%AC")
    assert (await digital.get(query="presetposcam")).content.endswith("presetposno2=Entrée\r\npresetposno3=€\r\n".encode())
    assert (await ptz.web.get(f"{CONFIG}?setserverpresetname=Entr%E9e")).status_code == 204
    assert (await ptz.get(query="presetposcam")).content.endswith(b"presetposno2=Entr\xe9e\r\n")


async def test_presets_survive_a_restart(ptz):
    await ptz.do(pan=45)
    await ptz.wait(10)
    await ptz.config(setserverpresetname="Gate", home="yes")
    await ptz.do(pan=-90)
    await ptz.wait(10)
    assert (await ptz.web.get("/axis-cgi/restart.cgi")).status_code == 200
    await ptz.wait(200)
    assert (await ptz.position())["pan"] == "45.00"
    assert await listed(ptz) == ["1=Home", "2=Gate"]


# ---- parameters in both directions


async def test_parameters_move_the_head(ptz):
    await ptz.update({"PTZ.Various.V1.AutoFocus": "false", "PTZ.UserAdv.U1.MoveSpeed": "40", "PTZ.Various.V1.ReturnToOverview": "10"})
    assert (await ptz.position())["autofocus"] == "off"
    assert await ptz.ask("speed") == "speed=40\r\n"
    await ptz.do(pan=90)
    await ptz.wait(9)
    assert (await ptz.position())["pan"] == "90.00"
    await ptz.wait(20)
    assert (await ptz.position())["pan"] == "0.00"
    assert await ptz.parameters("PTZ.Various.V1", "PTZCounter", "HomePresetSet") == ["152", "true"]


async def test_the_home_can_be_chosen_by_its_parameter(ptz):
    await ptz.do(pan=30)
    await ptz.wait(5)
    await ptz.config(setserverpresetname="a")
    await ptz.update({"PTZ.Preset.P0.HomePosition": "2"})
    await ptz.do(pan=0)
    await ptz.wait(5)
    await ptz.do(move="home")
    await ptz.wait(5)
    assert (await ptz.position())["pan"] == "30.00"
    await ptz.update({"PTZ.Preset.P0.HomePosition": "-1"})
    assert await ptz.parameters("PTZ.Various.V1", "HomePresetSet") == ["false"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PTZ.UserAdv.U1.MoveSpeed", "0"),
        ("PTZ.UserAdv.U1.MoveSpeed", "fast"),
        ("PTZ.Various.V1.IrCutFilter", "maybe"),
        ("PTZ.Various.V1.AutoFocus", "yes"),
        ("PTZ.Various.V1.ReturnToOverview", "301"),
        ("PTZ.Various.V1.PTZCounter", "0"),
        ("PTZ.Preset.P0.HomePosition", "17"),
        ("PTZ.Preset.P0.Position.P1.Name", "x"),
        ("PTZ.ImageSource.I0.PTZEnabled", "perhaps"),
    ],
)
async def test_bad_values_of_parameters(ptz, name, value):
    before = (await ptz.web.get(PARAM, params={"action": "list", "group": "PTZ"})).text
    answer = await ptz.web.get(PARAM, params={"action": "update", name: value})
    assert answer.text == f"# Error: Error setting 'root.{name}' to '{value}'!\n"
    assert (await ptz.web.get(PARAM, params={"action": "list", "group": "PTZ"})).text == before
