"""param.cgi: list, definitions, update, add and remove, by roles."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from tests.conftest import PROFILES

PATH = "/axis-cgi/param.cgi"
USERS = "root:pass:admin,op:op:operator,eye:eye:viewer"


async def ask(web, **arguments) -> str:
    answer = await web.get(PATH, params=arguments)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_group_is_listed_with_root(start, client, profile):
    text = await ask(client(await start(profile)), action="list", group="Brand")
    assert text.startswith("root.Brand.Brand=AXIS\nroot.Brand.Prod")
    assert text.endswith("\n") and "\n\n" not in text


async def test_a_single_parameter_is_listed_as_it_was_asked_for(start, client):
    web = client(await start())
    assert await ask(web, action="list", group="Brand.Brand") == "Brand.Brand=AXIS\n"
    assert await ask(web, action="list", group="root.Brand.Brand") == "root.Brand.Brand=AXIS\n"


async def test_group_names_ignore_case(start, client):
    assert (await ask(client(await start()), action="list", group="BRAND")).startswith("root.Brand.Brand=AXIS\n")


async def test_an_unknown_group_is_a_line_among_the_others(start, client):
    text = await ask(client(await start()), action="list", group="HTTPS.Port,Does.Not.Exist,HTTPS.Enabled")
    assert text == "HTTPS.Port=443\n# Error: Error -1 getting param in group 'Does.Not.Exist'\nHTTPS.Enabled=yes\n"


async def test_wildcards_stand_for_one_level(start, client):
    text = await ask(client(await start()), action="list", group="Image.*.Name")
    assert text.splitlines()[:2] == ["root.Image.I0.Name=View Area 1", "root.Image.I1.Name=View Area 2"]
    assert len(text.splitlines()) == 8


async def test_get_and_form_post_are_alike(start, client):
    web = client(await start())
    posted = await web.post(PATH, data={"action": "list", "group": "Properties.Firmware"})
    assert posted.text == await ask(web, action="list", group="Properties.Firmware")


async def test_update_changes_what_list_shows(start, client):
    web = client(await start())
    assert await ask(web, action="update", **{"Image.I0.Appearance.Compression": "45"}) == "OK"
    assert await ask(web, action="list", group="Image.I0.Appearance.Compression") == "Image.I0.Appearance.Compression=45\n"


async def test_values_are_iso_8859_1(start, client):
    web = client(await start())
    answer = await web.get(PATH + "?action=update&Image.I0.Name=Fu%DFg%E4nger")
    assert answer.text == "OK"
    listed = await web.get(PATH + "?action=list&group=Image.I0.Name")
    assert listed.content == "Image.I0.Name=Fußgänger\n".encode("latin-1")
    wide = await web.get(PATH + "?action=list&group=Image.I0.Name&responsecharset=utf8")
    assert wide.content == "Image.I0.Name=Fußgänger\n".encode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Image.I0.Appearance.Compression", "900"),
        ("Image.I0.Appearance.Compression", "many"),
        ("Brand.Brand", "OTHER"),
        ("Does.Not.Exist", "1"),
        ("Image.I0.Appearance.ColorEnabled", "perhaps"),
    ],
)
async def test_bad_updates_give_a_line_and_change_nothing(start, client, name, value):
    camera = await start()
    before = camera.device.dump()
    text = await ask(client(camera), action="update", **{name: value})
    assert text == f"# Error: Error setting 'root.{name}' to '{value}'!\n"
    assert camera.device.dump() == before


async def test_the_good_ones_of_a_mixed_update_are_stored(start, client):
    web = client(await start())
    text = await ask(web, action="update", **{"root.Image.I0.Appearance.Compression": "11", "root.No.Such": "1"})
    assert text == "# Error: Error setting 'root.No.Such' to '1'!\n"
    assert await ask(web, action="list", group="Image.I0.Appearance.Compression") == "Image.I0.Appearance.Compression=11\n"


async def test_levels_hide_and_protect_parameters(start, client):
    camera = await start(users=USERS)
    eye, op = client(camera, "eye", "eye"), client(camera, "op", "op")
    assert (await ask(eye, action="list", group="Network.BootProto")).startswith("# Error: Error -1")
    assert await ask(client(camera), action="list", group="Network.BootProto") == "Network.BootProto=dhcp\n"
    assert (await ask(eye, action="update", **{"Image.I0.Appearance.Compression": "1"})).startswith("# Error: Error setting")
    assert await ask(op, action="update", **{"Image.I0.Appearance.Compression": "1"}) == "OK"
    assert (await ask(op, action="update", **{"System.BoaProtViewer": "anonymous"})).startswith("# Error: Error setting")


async def test_a_stream_profile_group_comes_and_goes(start, client):
    web = client(await start())
    made = await ask(
        web,
        action="add",
        template="streamprofile",
        group="StreamProfile",
        **{"StreamProfile.S.Name": "lobby", "StreamProfile.S.Parameters": "videocodec=h264&fps=15"},
    )
    assert made == "S0 OK\n"
    listed = await ask(web, action="list", group="StreamProfile.S0")
    assert listed == (
        "root.StreamProfile.S0.Description=\nroot.StreamProfile.S0.Name=lobby\nroot.StreamProfile.S0.Parameters=videocodec=h264&fps=15\n"
    )
    assert await ask(web, action="update", **{"StreamProfile.S0.Name": "hall"}) == "OK"
    assert await ask(web, action="remove", group="StreamProfile.S0") == "OK"
    assert (await ask(web, action="list", group="StreamProfile.S0")).startswith("# Error: Error -1")


async def test_adding_stops_at_the_limit_unless_forced(start, client):
    web = client(await start())
    for number in range(26):
        assert await ask(web, action="add", template="streamprofile", group="StreamProfile") == f"S{number} OK\n"
    assert (await ask(web, action="add", template="streamprofile", group="StreamProfile")).startswith("# Request failed: ")
    assert await ask(web, action="add", template="streamprofile", group="StreamProfile", force="yes") == "S26 OK\n"


@pytest.mark.parametrize(
    "arguments", [{}, {"action": "sing"}, {"action": "add", "template": "no", "group": "Brand"}, {"action": "remove", "group": "Brand"}]
)
async def test_requests_that_cannot_be_carried_out(start, client, arguments):
    camera = await start()
    before = camera.device.dump()
    assert (await ask(client(camera), **arguments)).startswith("# Request failed: ")
    assert camera.device.dump() == before


async def test_definitions_are_the_devices_own_xml(start, client):
    text = await ask(client(await start("companion-bullet-le")), action="listdefinitions", listformat="xmlschema", group="Image.MaxViewers")
    assert text.startswith('<?xml version="1.0" encoding="iso-8859-1" ?>\n<parameterDefinitions\nxmlns=')
    assert (
        '    <group name="Image">\n'
        '      <parameter name="MaxViewers" value="10" securityLevel="7744" niceName="Max viewers">\n'
        '        <type>\n          <int min="0" max="10" maxlen="2" />\n        </type>\n      </parameter>\n    </group>\n  </group>\n'
    ) in text
    ElementTree.fromstring(text.encode("latin-1"))


async def test_usergroup_forces_a_login_under_anonymous_viewing(start, client):
    camera = await start()
    await ask(client(camera), action="update", **{"System.BoaProtViewer": "anonymous"})
    nobody = client(camera, None)
    assert (await nobody.get(PATH + "?action=list&group=Brand")).status_code == 200
    assert (await nobody.get(PATH + "?action=list&group=Brand&usergroup=viewer")).status_code == 401
