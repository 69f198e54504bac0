"""Video output: what is set is told, kept, and shown on the screen; a sequence runs on the clock; refusals change nothing."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.state import Survives
from camsim.device.video_output import Shown, VideoOutput
from tests.apis import golden

SPACE = "{http://www.axis.com/vapix/http_cgi/videooutput1}"


@pytest.fixture
async def screen(start, client, tmp_path):
    """A camera with a socket for a screen: its organ, and a client."""
    camera = await start(**golden.extended(tmp_path, "p3245-lve", ["_parts/hdmi"]), users="root:pass:admin,eye:eye:viewer")
    return camera, camera.device.organ(VideoOutput), client(camera)


async def ask(web, name, **arguments):
    """The element inside `<Success>`, or the code of the error."""
    answer = await web.get(f"/axis-cgi/videooutput/{name}.cgi", params={"schemaversion": "1", **arguments})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    root = ElementTree.fromstring(answer.content)
    for node in root.iter():
        node.tag = node.tag.removeprefix(SPACE)
    if root[0].tag == "Error":
        assert [node.tag for node in root[0][0]] == ["ErrorCode", "ErrorDescription"]
        return int(root[0][0][0].text)
    return root[0][0]


async def done(web, name, **arguments):
    return (await ask(web, name, **arguments)).tag == "GeneralSuccess"


def rows(found):
    return [[part.text for part in node] for node in found]


async def active(web, name):
    return [row[0] for row in rows(await ask(web, name)) if row[-1] == "true"]


async def test_one_source(screen):
    _, output, web = screen
    assert output.shown == Shown(("1",))
    found = rows(await ask(web, "getvideosources"))
    assert found[0] == ["View Area 1", "1", "true"] and found[1][1:] == ["2", "false"] and len(found) == len(output.sources)
    assert await done(web, "setvideosource", id="2") and await done(web, "setmirroring", mirroringenabled="true")
    assert await done(web, "setrotation", rotation="180")
    assert output.shown == Shown(("2",), mirrored=True, rotation=180)
    assert [row[1] for row in rows(await ask(web, "getvideosources")) if row[2] == "true"] == ["2"]
    assert (await ask(web, "getmirroring")).findtext("MirroringEnabled") == "true"
    assert rows(await ask(web, "getrotation")) == [["0", "true", "false"], ["180", "false", "true"]]


async def test_a_sequence_runs_on_the_clock(screen):
    camera, output, web = screen
    assert await ask(web, "setactivemode", mode="sequence") == 30
    first = (await ask(web, "addsequenceelement", source="1", duration="10")).findtext("SequenceElementId")
    second = (await ask(web, "addsequenceelement", source="/etc/overlays/offers.bmp", duration="5", mirror="true")).findtext(
        "SequenceElementId"
    )
    assert await done(web, "setactivemode", mode="sequence")
    seen = []
    for _ in range(4):
        seen.append((output.shown.sources[0], output.shown.mirrored))
        await camera.advance(5)
    assert seen == [("1", False), ("1", False), ("/etc/overlays/offers.bmp", True), ("1", False)]
    assert rows(await ask(web, "getsequence")) == [[first, "1", "10", "0"], [second, "/etc/overlays/offers.bmp", "5", "1"]]
    assert await done(web, "updatesequenceelement", sequenceelementid=first, duration="1", sourceid="3")
    assert output.shown.sources == ("3",), "a change begins it anew"
    assert await done(web, "removesequenceelement", sequenceelementid=first)
    assert rows(await ask(web, "getsequence")) == [[second, "/etc/overlays/offers.bmp", "5", "1"]]
    assert await done(web, "clearsequence")
    assert output.shown == Shown(("1",)) and await active(web, "getactivemode") == ["source"]


async def test_a_quad_view(screen):
    _, output, web = screen
    assert await ask(web, "getquadview") == await ask(web, "setactivemode", mode="quad") == 50
    assert await done(web, "setquadview", id="1,4,2,3")
    assert output.shown.sources == ("1", "4", "2", "3") and await active(web, "getactivemode") == ["quad"]
    assert [node[0].text for node in await ask(web, "getquadview")] == ["1", "4", "2", "3"]
    assert await ask(web, "setrotation", rotation="180") == 60
    assert await done(web, "setvideosource", id="1") and await done(web, "setrotation", rotation="180")
    assert await ask(web, "setactivemode", mode="quad") == await ask(web, "setquadview", id="1,2,3,4") == 60


async def test_a_picture_in_a_picture(screen):
    _, output, web = screen
    assert await done(
        web, "setpip", mainviewsource="1", pipsource="2", position="bottom_right", width="0.4", height="0.3", bordercolor="1.0,0,0",
        mainviewmirroring="true", mainviewrotation="180", borderenabled="false",
    )  # fmt: skip
    assert await done(web, "setactivemode", mode="PiP")
    assert output.shown == Shown(("1", "2"), mirrored=True, rotation=180)
    found = {node.tag: node.findtext("CurrentValue") for node in await ask(web, "getpip")}
    assert found == {
        "BorderColor": "1,0,0", "BorderEnabled": "false", "BorderWidth": "0.01,0.01,0.01,0.01", "Height": "0.3",
        "MainViewMirroring": "true",
        "MainViewRotation": "180", "MainViewSource": "1", "Position": "bottom_right", "SubViewMirroring": "false", "SubViewRotation": "0",
        "SubViewSource": "2", "Width": "0.4",
    }  # fmt: skip


async def test_settings_of_sources_and_overlays(screen):
    _, _, web = screen
    assert await done(web, "setsourcesettingsenabled", id="2", enabled="true")
    assert [row for row in rows(await ask(web, "getsourcesettingsenabled")) if row[1] == "true"] == [["2", "true"]]
    assert await done(web, "setsourcesettingsenabled", id="2", enabled="false")
    assert await done(web, "setdynamicoverlays", dynamicoverlays="true")
    assert (await ask(web, "getdynamicoverlays")).findtext("DynamicOverlaysEnabled") == "true"


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("setvideosource", {}, 20),
        ("setvideosource", {"id": "99"}, 20),
        ("setvideosource", {"id": "one"}, 20),
        ("setmirroring", {"mirroringenabled": "perhaps"}, 20),
        ("setrotation", {"rotation": "90"}, 20),
        ("setactivemode", {"mode": "pip"}, 20),
        ("setactivemode", {"mode": "sequence"}, 30),
        ("addsequenceelement", {"source": "99", "duration": "5"}, 20),
        ("addsequenceelement", {"source": "offers.bmp", "duration": "5"}, 20),
        ("addsequenceelement", {"source": "1", "duration": "0"}, 20),
        ("addsequenceelement", {"source": "1", "duration": "99999999"}, 20),
        ("addsequenceelement", {"source": "9" * 5000, "duration": "5"}, 20),
        ("updatesequenceelement", {"sequenceelementid": "1", "duration": "5"}, 20),
        ("updatesequenceelement", {"sequenceelementid": "1"}, 20),
        ("removesequenceelement", {"sequenceelementid": "1"}, 20),
        ("setquadview", {"id": "1,2,3"}, 20),
        ("setquadview", {"id": "1,2,3,99"}, 20),
        ("setpip", {"width": "1.5"}, 20),
        ("setpip", {"height": "nan"}, 20),
        ("setpip", {"pipsource": "99"}, 20),
        ("setpip", {"bordercolor": "1,0"}, 20),
        ("setpip", {"borderweight": "0.1,0.1,0.1,5"}, 20),
        ("setpip", {"piprotation": "90"}, 20),
        ("setsourcesettingsenabled", {"id": "99", "enabled": "true"}, 20),
        ("getmirroring", {"schemaversion": "2"}, 40),
    ],
)
async def test_refusals_change_nothing(screen, name, arguments, code):
    _, output, web = screen
    before = output.dump()
    assert await ask(web, name, **arguments) == code
    assert output.dump() == before


async def test_a_sequence_has_an_end(screen):
    _, output, web = screen
    for _ in range(50):
        output.add("1", 1)
    assert await ask(web, "addsequenceelement", source="1", duration="1") == 10


async def test_what_it_outlives(screen):
    _, output, _ = screen
    output.add("2", 5)
    output.arrange([1, 2, 3, 4])
    output.renew(Survives.RESTART)
    assert output.shown.sources == ("1", "2", "3", "4") and len(output.state.sequence) == 1
    output.renew(Survives.SOFT_DEFAULT)
    assert output.shown == Shown(("1",)) and not output.state.sequence


async def test_who_may_and_what_is_there(screen, start, client):
    camera, _, web = screen
    assert (await client(camera, "eye", "eye").get("/axis-cgi/videooutput/getmirroring.cgi?schemaversion=1")).status_code == 403
    assert {node.text for node in await ask(web, "getsupported")} == {"true"} and len(await ask(web, "getsupported")) == 22
    assert (await ask(web, "getschemaversions")).findtext("SchemaVersion/VersionNumber") == "1.0"
    assert (await client(await start()).get("/axis-cgi/videooutput/getmirroring.cgi?schemaversion=1")).status_code == 404
