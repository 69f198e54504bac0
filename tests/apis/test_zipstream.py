"""Zipstream: one truth for zipstream/*.cgi, param.cgi and streams; the envelope of each schema version; refusals change nothing."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.parameters import Parameters
from tests.apis import live

SPACE = "{http://www.axis.com/vapix/http_cgi/zipstream1}"
FACTORY = {"Channel": "1", "Strength": "10", "GopMode": "fixed", "MaxGopLength": "300", "FpsMode": "fixed", "MinFps": "0"}


async def ask(web, name, **arguments):
    """The element inside `<Success>`, or the code of the error."""
    answer = await web.get(f"/axis-cgi/zipstream/{name}.cgi", params={"schemaversion": "1", **arguments})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    root = ElementTree.fromstring(answer.content)
    for node in root.iter():
        node.tag = node.tag.removeprefix(SPACE)
    assert root.tag == "ZipStreamResponse" and len(root) == 1
    if root[0].tag == "Error":
        assert [node.tag for node in root[0][0]] == ["ErrorCode", "Description"]
        return int(root.findtext("Error/GeneralError/ErrorCode"))
    return root[0][0]


async def status(web, **arguments):
    found = await ask(web, "getstatus", **arguments)
    return [{node.tag: node.text for node in channel} for channel in found]


async def done(web, name, **arguments):
    return (await ask(web, name, **arguments)).tag == "GeneralSuccess"


async def test_what_is_set_is_told_by_every_road(start, client):
    camera = await start()
    web = client(camera)
    first = {**FACTORY, "Profile": "classic", "ProfileLevel": "0"}
    told = await status(web)
    assert told[0] == first and [channel["Channel"] for channel in told] == [str(n + 1) for n in range(len(told))] and len(told) > 1
    assert await done(web, "setstrength", strength="30", camera="2")
    assert await done(web, "setgop", gopmode="dynamic", maxgoplength="600", camera="2")
    assert await done(web, "setfpsmode", fpsmode="dynamic", camera="2")
    assert await done(web, "setminfps", minfps="5", camera="2")
    assert await done(web, "setprofile", profile="storage", profilelevel="1", camera="2")
    assert await status(web, camera="1") == [first]
    set_now = {
        "Channel": "2", "Strength": "30", "GopMode": "dynamic", "MaxGopLength": "600", "FpsMode": "dynamic", "MinFps": "5",
        "Profile": "storage", "ProfileLevel": "1",
    }  # fmt: skip
    assert await status(web, camera="2") == [set_now]
    listed = await web.get("/axis-cgi/param.cgi?action=list&group=root.Image.I1.MPEG.ZStrength,root.Image.I1.MPEG.ZMinFps")
    assert listed.text == "root.Image.I1.MPEG.ZStrength=30\nroot.Image.I1.MPEG.ZMinFps=5\n"
    await web.get("/axis-cgi/param.cgi?action=update&Image.I1.MPEG.ZStrength=off")
    assert (await status(web, camera="2"))[0]["Strength"] == "off"


async def test_without_a_camera_all_channels_are_set(start, client):
    web = client(await start())
    assert await done(web, "setstrength", strength="50")
    assert {channel["Strength"] for channel in await status(web)} == {"50"}


async def test_a_view_may_be_named(start, client):
    web = client(await start())
    assert [channel["Channel"] for channel in await status(web, camera="View Area 2")] == ["2"]


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("setstrength", {"strength": "15"}, 50),
        ("setstrength", {"strength": ""}, 50),
        ("setstrength", {"strength": "60"}, 50),
        ("setstrength", {}, 10),
        ("setstrength", {"strength": "20", "camera": "99"}, 20),
        ("setstrength", {"strength": "20", "camera": "0"}, 20),
        ("setgop", {"gopmode": "free"}, 60),
        ("setgop", {"gopmode": "dynamic", "maxgoplength": "100000"}, 70),
        ("setgop", {"gopmode": "dynamic", "maxgoplength": "0"}, 70),
        ("setgop", {"maxgoplength": "many"}, 70),
        ("setfpsmode", {"fpsmode": "Dynamic"}, 80),
        ("setminfps", {"minfps": "-1"}, 90),
        ("setminfps", {"minfps": "1/0"}, 90),
        ("setprofile", {"profile": "none"}, 10),
        ("setprofile", {"profile": "storage", "profilelevel": "-1"}, 10),
        ("setprofile", {"gradualdecoderefresh": "on"}, 10),
        ("getstatus", {"camera": "x"}, 20),
        ("liststrengths", {"schemaversion": "2"}, 40),
    ],
)
async def test_refusals_change_nothing(start, client, name, arguments, code):
    web = client(await start())
    before = await status(web)
    assert await ask(web, name, **arguments) == code
    assert await status(web) == before


async def test_lists(start, client):
    web = client(await start())
    assert [node.text for node in await ask(web, "liststrengths")] == ["off", "10", "20", "30", "40", "50"]
    assert [node.text for node in await ask(web, "listgopmodes")] == ["fixed", "dynamic"]
    assert [node.text for node in await ask(web, "listfpsmodes")] == ["fixed", "dynamic"]
    profiles = await ask(web, "listprofiles")
    assert [(node.findtext("Name"), node.findtext("MaxLevel")) for node in profiles] == [("classic", "1"), ("storage", "2")]


async def test_a_device_without_profiles_answers_in_the_first_schema(start, client):
    web = client(await start("companion-bullet-le"))
    answer = await web.get("/axis-cgi/zipstream/getstatus.cgi?schemaversion=1&camera=1")
    assert 'SchemaVersion="1.0"' in answer.text and "noNamespaceSchemaLocation" in answer.text and " xmlns=" not in answer.text
    assert await status(web, camera="1") == [FACTORY]
    assert await ask(web, "listprofiles") == await ask(web, "setprofile", profile="classic") == 10
    assert (await ask(web, "getschemaversions")).findtext("SchemaVersion/VersionNumber") == "1.0"


async def test_what_was_there_before_zipstream_has_none(start, client):
    assert (await client(await start("p5512")).get("/axis-cgi/zipstream/getstatus.cgi?schemaversion=1")).status_code == 404


async def test_a_strength_makes_new_streams_smaller_and_leaves_running_ones(start, client):
    camera = await start()
    web = client(camera)
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=yes")
    streams = []
    for strength in ("off", "30", "50"):
        assert await done(web, "setstrength", strength=strength)
        streams.append(live.Watch(camera))
    overruled = live.Watch(camera, videozstrength="off")
    await camera.advance(3)
    off, medium, strong = (stream.size for stream in streams)
    assert medium < 0.9 * off and strong < 0.9 * medium
    assert overruled.key == streams[0].key, "the argument of the URL comes before the parameter"
    for stream in (*streams, overruled):
        await stream.close()


async def test_a_dynamic_distance_of_key_frames(start, client):
    camera = await start()
    web = client(camera)
    plain = await live.watched(camera, 4, videokeyframeinterval=10)
    await done(web, "setgop", gopmode="dynamic", maxgoplength="30")
    still = await live.watched(camera, 4, videokeyframeinterval=10)
    assert plain.key_frames == [0, 10, 20, 30, 40] and still.key_frames == [0, 30]


async def test_settings_survive_a_restart_and_not_a_default(start, client):
    camera = await start()
    web = client(camera)
    await done(web, "setstrength", strength="40")
    camera.reboot()
    await camera.advance(60)
    assert (await status(web))[0]["Strength"] == "40"
    await web.get("/axis-cgi/factorydefault.cgi")
    await camera.advance(60)
    assert camera.device.organ(Parameters).text("Image.I0.MPEG.ZStrength") == "10"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?status=1", "Video 1 = video\n"),
        ("", "Video 1 = video\n"),
        ("?status=1,1", "Video 1 = video\n"),
        ("?status=2", "<!-- Video 2 not available. -->\n"),
        ("?status=0", "<!-- Video 0 not available. -->\n"),
        ("?status=one", "<!-- Video one not available. -->\n"),
    ],
)
async def test_video_status(start, client, query, text):
    answer = await client(await start()).get(f"/axis-cgi/videostatus.cgi{query}")
    assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (200, "text/plain", text)
