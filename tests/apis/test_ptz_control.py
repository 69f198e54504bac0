"""ptz.cgi over HTTP: commands, questions, errors, rights; on a mechanical dome and on a fixed camera's digital PTZ."""

from __future__ import annotations

import re

import pytest

from camsim.device.ptz.events import PtzMoveEvent, PtzPresetEvent
from camsim.device.ptz.head import PtzHead
from tests.apis.ptz_client import CONFIG, PARAM, PTZ, USERS, PtzClient

DOMES = ("p5512", "q6135-le")


@pytest.fixture
def connect(start, client):
    """Starts a camera and speaks PTZ with it: `ptz = await connect("p5512", user="eye")`."""

    async def one(profile="p5512", user="root", password="pass", camera=None, **options):
        camera = camera or await start(profile, users=USERS, **options)
        return PtzClient(camera, client(camera, user, password))

    return one


# ---- commands


@pytest.mark.parametrize("profile", DOMES)
async def test_a_combined_move_answers_204_and_arrives(connect, profile):
    ptz = await connect(profile)
    answer = await ptz.get(pan=20, tilt=-30, zoom=2500.9, speed=60)
    assert (answer.status_code, answer.content) == (204, b"")
    await ptz.wait(60)
    position = await ptz.position()
    assert list(position)[:3] == ["pan", "tilt", "zoom"]
    assert (float(position["pan"]), float(position["tilt"]), position["zoom"]) == (20.0, -30.0, "2500")
    assert await ptz.ask("speed") == "speed=60\r\n"


async def test_position_is_that_of_the_instant(connect):
    ptz = await connect("p5512")
    await ptz.do(continuouspantiltmove="50,-50")
    await ptz.wait(1.0)
    first = await ptz.position()
    await ptz.wait(1.0)
    await ptz.do(continuouspantiltmove="0,0")
    second = await ptz.position()
    speed = 0.9 + 49 / 99 * (100.0 - 0.9)
    assert float(first["pan"]) == pytest.approx(speed, abs=0.01)
    assert second["pan"] == f"{speed * 2:.2f}"
    assert second["tilt"] == f"{-speed * 2:.2f}"
    await ptz.wait(5.0)
    assert await ptz.position() == second


async def test_get_and_post_are_alike_whatever_the_label(connect):
    ptz = await connect()
    for content_type in ("application/x-www-form-urlencoded", "text/plain"):
        answer = await ptz.web.post(PTZ, content="rpan=10&camera=1&html=no&timestamp=3", headers={"Content-Type": content_type})
        assert answer.status_code == 204
        await ptz.wait(5)
    answer = await ptz.web.post(PTZ, content="query=position", headers={"Content-Type": "text/plain"})
    assert answer.text.startswith("pan=20.00\r\n")


@pytest.mark.parametrize(
    ("arguments", "pan", "tilt"),
    [
        ({"pan": 270}, -90, 0),
        ({"rpan": -190}, 170, 0),
        ({"pan": -10, "tilt": -999}, -10, -180),
        ({"tilt": 45}, 0, 0),
        ({"move": "left"}, -12.9, 0),
        ({"move": "downright"}, 12.9, -12.9),
        ({"move": "downright", "imagerotation": 180}, -12.9, 0),
        ({"center": "528,240"}, 12.9, 0),
        ({"center": "160,240", "imagewidth": 640, "imageheight": 480}, -12.9, 0),
    ],
)
async def test_where_pan_and_tilt_go(connect, arguments, pan, tilt):
    ptz = await connect("p5512")
    await ptz.do(**arguments)
    await ptz.wait(10)
    position = await ptz.position()
    assert (float(position["pan"]), float(position["tilt"])) == pytest.approx((pan, tilt), abs=0.01)


async def test_area_zoom_and_zoom_limits(connect):
    ptz = await connect("p5512")
    await ptz.do(areazoom="352,240,200")
    await ptz.wait(5)
    assert (await ptz.position())["zoom"] == "864"
    await ptz.do(rzoom=-19999)
    await ptz.wait(10)
    assert (await ptz.position())["zoom"] == "1"
    await ptz.do(zoom=19999)
    await ptz.wait(10)
    assert (await ptz.position())["zoom"] == "19999"


async def test_home_stop_and_zoom(connect):
    ptz = await connect()
    await ptz.do(continuouspantiltmove="100,-20", continuouszoommove=100)
    await ptz.wait(1)
    await ptz.do(move="stop")
    stopped = await ptz.position()
    await ptz.wait(1)
    later = await ptz.position()
    assert stopped["pan"] == later["pan"] and int(stopped["zoom"]) < int(later["zoom"])
    await ptz.do(move="home")
    await ptz.wait(20)
    assert (await ptz.position())["zoom"] == "1"


async def test_lens_and_light(connect):
    ptz = await connect()
    await ptz.do(focus=4242, backlight="on", ircutfilter="off", brightness=777)
    await ptz.wait(5)
    position = await ptz.position()
    assert (position["focus"], position["autofocus"], position["brightness"]) == ("4242", "off", "777")
    assert await ptz.parameters("PTZ.Various.V1", "AutoFocus", "BackLight", "IrCutFilter") == ["false", "true", "off"]
    await ptz.do(autofocus="on", backlight="off", ircutfilter="auto")
    assert await ptz.parameters("PTZ.Various.V1", "AutoFocus", "BackLight", "IrCutFilter") == ["true", "false", "auto"]


AUXILIARIES = {
    "p5512": ["speeddry"],
    "q6135-le": ["tt:LightIR|On", "tt:LightIR|Off", "tt:LightIR|Auto", "tt:Wiper|On", "tt:Wiper|Off", "speeddry"],
}


@pytest.mark.parametrize("profile", DOMES)
async def test_every_auxiliary_that_is_listed_is_taken(connect, profile):
    ptz = await connect(profile)
    names = AUXILIARIES[profile]
    assert "auxiliary=[function]\r\n" in await ptz.text(info=1)
    assert await ptz.ask("auxiliary") == "".join(f"{name}\r\n" for name in names)
    assert (await ptz.get(query="auxiliary", format="json")).json() == {"Camera 1": {"auxiliary": names}}
    live = ptz.camera.device.organ(PtzHead).channel(1).live
    for name in names:
        await ptz.do(auxiliary=name)
        assert live.last_auxiliary == name
    assert live.auxiliaries == ({"tt:LightIR": "Auto", "tt:Wiper": "Off"} if len(names) > 1 else {})
    before = ptz.camera.device.dump()
    assert f"'last_auxiliary': '{names[-1]}'" in str(before)
    for wrong in (names[-1].upper(), "tt:Wiper", "", "tt:wiper|On"):
        assert (await ptz.get(auxiliary=wrong)).text == f"Error:\r\nauxiliary: unknown value: {wrong}\r\n"
    assert ptz.camera.device.dump() == before


FILTERS = ("PTZ.Various.V1.IrCutFilter", "ImageSource.I0.DayNight.IrCutFilter")


async def filters(ptz: PtzClient) -> list[str]:
    return [(await ptz.parameters(*name.rsplit(".", 1)))[0] for name in FILTERS]


@pytest.mark.parametrize(("position", "day_night"), [("off", "no"), ("on", "yes"), ("auto", "auto")])
async def test_the_filter_has_one_place(connect, position, day_night):
    ptz = await connect("q6135-le")
    start = "on" if position == "auto" else "auto"
    for write in (
        lambda: ptz.do(ircutfilter=position),
        lambda: ptz.update({FILTERS[0]: position}),
        lambda: ptz.update({FILTERS[1]: day_night}),
    ):
        await ptz.do(ircutfilter=start)
        await write()
        assert await filters(ptz) == [position, day_night]
    answer = await ptz.web.get(PARAM, params={"action": "update", FILTERS[1]: "off"})
    assert answer.text == f"# Error: Error setting 'root.{FILTERS[1]}' to 'off'!\n"
    assert await filters(ptz) == [position, day_night]


async def test_the_filter_of_a_fixed_camera_is_its_own(connect):
    ptz = await connect("p3245-lve")
    for value in ("no", "yes", "auto"):
        await ptz.update({FILTERS[1]: value})
        assert await ptz.parameters("ImageSource.I0.DayNight", "IrCutFilter") == [value]


# ---- errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"query": "nonsense"}, "query: unknown value: nonsense"),
        ({"pan": "abc"}, "pan: unknown value: abc"),
        ({"pan": "nan"}, "pan: unknown value: nan"),
        ({"tilt": ""}, "tilt: unknown value: "),
        ({"zoom": "1e999"}, "zoom: unknown value: 1e999"),
        ({"pan": 5, "move": "sideways"}, "move: unknown value: sideways"),
        ({"pan": 5, "continuouspantiltmove": "5"}, "continuouspantiltmove: unknown value: 5"),
        ({"pan": 5, "continuouszoommove": "101"}, "continuouszoommove: unknown value: 101"),
        ({"pan": 5, "speed": 0}, "speed: unknown value: 0"),
        ({"pan": 5, "autofocus": "maybe"}, "autofocus: unknown value: maybe"),
        ({"pan": 5, "imagerotation": 45}, "imagerotation: unknown value: 45"),
        ({"pan": 5, "areazoom": "1,1,0"}, "areazoom: unknown value: 1,1,0"),
        ({"pan": 5, "iris": 500}, "iris: not supported"),
        ({"pan": 5, "gotodevicepreset": 1}, "gotodevicepreset: not supported"),
        ({"pan": 5, "gotoserverpresetname": "home"}, "gotoserverpresetname: no such preset"),
        ({"pan": 5, "gotoserverpresetno": 7}, "gotoserverpresetno: no such preset"),
        ({"pan": 5, "auxiliary": "Nothing"}, "auxiliary: unknown value: Nothing"),
        ({"pan": 5, "camera": 2}, "camera: unknown value: 2"),
        ({"pan": 5, "camera": "all"}, "camera: unknown value: all"),
        ({"camera": "all", "query": "position"}, "camera: unknown value: all"),
        ({"query": "attributes", "group": "wings"}, "group: unknown value: wings"),
    ],
)
async def test_errors_are_200_and_change_nothing(connect, arguments, words):
    ptz = await connect("p5512")
    answer = await ptz.get(**arguments)
    assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (200, "text/plain", f"Error:\r\n{words}\r\n")
    await ptz.wait(5)
    assert (await ptz.position())["pan"] == "0.00"


async def test_what_a_parameter_disables_is_refused(connect):
    ptz = await connect()
    await ptz.update({"PTZ.Various.V1.TiltEnabled": "false"})
    assert (await ptz.get(tilt=-5)).text == "Error:\r\ntilt: disabled\r\n"
    lines = (await ptz.get(info=1)).text.split("\r\n")
    assert "tilt=[abspos]" not in lines and "pan=[abspos]" in lines
    await ptz.update({"PTZ.ImageSource.I0.PTZEnabled": "false"})
    for arguments in ({"pan": 1}, {"query": "position"}, {"info": 1}, {"query": "presetposall"}):
        assert (await ptz.get(**arguments)).text == "Error:\r\nPTZ disabled\r\n"
    assert (await ptz.get(whoami=1)).text == "PTZ disabled\r\n"


# ---- questions


@pytest.mark.parametrize("profile", DOMES)
async def test_help_lists_what_is_there(connect, profile):
    text = await (await connect(profile)).text(info=1)
    assert text.startswith("Available commands\r\n:\r\n{camera=[n]}\r\nwhoami=yes\r\ncenter=[x],[y]\r\n   imagewidth=[n]\r\n")
    commands = [line.partition("=")[0] for line in text.split("\r\n") if not line.startswith(" ")]
    assert commands.index("pan") < commands.index("rpan") < commands.index("continuouspantiltmove") < commands.index("gotoserverpresetname")
    assert ("iris" in commands) == (profile != "p5512")
    assert text.endswith("\r\n")
    assert re.search(r"query=\{ speed \| position \| limits \| presetposcam \| presetposall \}\r\n", text)


async def test_limits_leave_out_what_is_not_there(connect):
    text = await (await connect("p5512")).ask("limits")
    assert text == (
        "MinPan=-180\r\nMaxPan=180\r\nMinTilt=-180\r\nMaxTilt=0\r\nMinZoom=1\r\nMaxZoom=19999\r\nMinFocus=1\r\nMaxFocus=9999\r\n"
        "MinFieldAngle=44\r\nMaxFieldAngle=516\r\nMinBrightness=1\r\nMaxBrightness=9999\r\n"
    )


async def test_several_questions_at_once(connect):
    text = await (await connect()).ask("speed,mode,limits")
    assert text.startswith("speed=100\r\nmode=normal\r\nMinPan=")


async def test_attributes_in_text_and_json(connect):
    ptz = await connect("p5512")
    speeds = "Attributes for camera 1\r\nspeeds=value=1 | speed=0.9,value=100 | speed=100\r\n"
    assert await ptz.ask("attributes", group="speed") == speeds
    assert await ptz.ask("attributes", group="speeddry") == "Attributes for camera 1\r\n"
    document = (await ptz.get(query="attributes", format="json", camera="all")).json()
    assert list(document) == ["Camera 1"]
    assert document["Camera 1"]["zoomSteps"][0] == {"value": "1", "zoom": "1"}
    assert document["Camera 1"]["speeds"][-1] == {"value": "100", "speed": "100"}
    magnification = float(document["Camera 1"]["maxOpticalZoomMag"])
    assert magnification == pytest.approx(12.58, abs=0.01)


async def test_the_magnification_is_that_of_the_data_sheet(connect):
    ptz = await connect("q6135-le")
    document = (await ptz.get(query="attributes", format="json")).json()
    assert float(document["Camera 1"]["maxOpticalZoomMag"]) == pytest.approx(32, abs=0.05)
    assert "MinFieldAngle=20\r\nMaxFieldAngle=583\r\n" in await ptz.ask("limits")


# ---- rights


@pytest.mark.parametrize(
    ("user", "moves", "configures"), [("eye", 403, 403), ("joy", 204, 403), ("op", 204, 403), ("root", 204, 204), (None, 401, 401)]
)
async def test_who_may(connect, user, moves, configures):
    ptz = await connect("p3245-lve", user=user, password="pass")
    await ptz.free()
    assert (await ptz.get(pan=1)).status_code == moves
    assert (await ptz.web.get(CONFIG, params={"setserverpresetname": "a"})).status_code == configures


async def test_operators_configure_devices_of_generation_a(connect):
    ptz = await connect("p5512", user="op", password="pass")
    assert (await ptz.web.get(CONFIG, params={"setserverpresetname": "a"})).status_code == 204
    assert (await ptz.get(setserverpresetno=7)).status_code == 204
    joy = await connect(camera=ptz.camera, user="joy", password="pass")
    assert (await joy.get(setserverpresetname="b")).text.startswith("Error:")
    assert await ptz.ask("presetposcam") == ("Preset Positions for camera 1\r\npresetposno1=Home\r\npresetposno2=a\r\npresetposno7=p7\r\n")


async def test_anonymous_ptz(connect):
    ptz = await connect("p5512")
    await ptz.update({"PTZ.BoaProtPTZOperator": "anonymous"})
    stranger = await connect(camera=ptz.camera, user=None)
    assert (await stranger.get(pan=1)).status_code == 204
    assert (await stranger.web.get(CONFIG, params={"setserverpresetname": "a"})).status_code == 401


# ---- digital PTZ


async def test_a_fixed_camera_refuses_until_it_is_freed(connect):
    ptz = await connect("p3245-lve")
    assert (await ptz.get(zoom=5000)).text == "Error:\r\nPTZ disabled\r\n"
    await ptz.update({"PTZ.ImageSource.I0.PTZEnabled": "true"})
    assert (await ptz.get(zoom=5000)).text == "Error:\r\nPTZ locked\r\n"
    await ptz.update({"PTZ.Various.V2.Locked": "false"})
    assert (await ptz.get(zoom=5000, pan=10)).text == "Error:\r\nPTZ locked\r\n"
    await ptz.do(zoom=5000, pan=10, camera=2)
    await ptz.wait(10)
    assert await ptz.ask("position", camera=2) == "pan=10.0000\r\ntilt=0.0000\r\nzoom=5000\r\n"
    assert (await ptz.get(query="position", camera=9)).text == "Error:\r\ncamera: unknown value: 9\r\n"
    assert (await ptz.get(auxiliary="x", camera=2)).text == "Error:\r\nauxiliary: not supported\r\n"
    await ptz.update({"PTZ.Various.V2.Locked": "true"})
    assert (await ptz.ask("position", camera=2)).startswith("pan=10.0000\r\n")
    await ptz.update({"PTZ.ImageSource.I0.PTZEnabled": "false"})
    await ptz.update({"PTZ.ImageSource.I0.PTZEnabled": "true"})
    assert (await ptz.ask("position", camera=2)).startswith("pan=0.0000\r\n")


async def test_presets_of_all_channels(connect):
    ptz = await connect("p3245-lve")
    await ptz.update({"PTZ.ImageSource.I0.PTZEnabled": "true"})
    text = await ptz.ask("presetposall")
    assert text.split("\r\n")[:4] == [
        "Preset Positions for camera 1",
        "presetposno1=Home",
        "Preset Positions for camera 2",
        "presetposno1=Home",
    ]
    document = (await ptz.get(query="presetposall", format="json")).json()
    assert document["Camera 8"] == {"presets": ["presetposno1=Home"]}
    assert len((await ptz.ask("presetposcam", camera="all")).split("\r\n")) == 17


# ---- events


async def test_a_move_is_told_to_subscribers(connect):
    ptz = await connect()
    heard = ptz.camera.broker.subscribe(lambda event: isinstance(event, PtzMoveEvent | PtzPresetEvent))
    assert {str(each.operation) for each in heard.take()} == {"Initialized"}
    await ptz.do(pan=30)
    await ptz.wait(5)
    data = [(type(each.event).__name__, each.event.source(), each.event.data()) for each in heard.take()]
    assert data == [
        ("PtzPresetEvent", {"PresetToken": 1}, {"on_preset": False}),
        ("PtzPresetEvent", {"PresetToken": -1}, {"on_preset": False}),
        ("PtzMoveEvent", {"PTZConfigurationToken": 1}, {"is_moving": True}),
        ("PtzMoveEvent", {"PTZConfigurationToken": 1}, {"is_moving": False}),
    ]
