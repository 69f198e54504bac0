"""Virtual inputs and manual triggers over HTTP."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.io.manual_triggers import ManualTriggers
from camsim.device.io.ports import Ports
from camsim.device.io.virtual_inputs import VirtualInputs

SPACE = "{http://www.axis.com/vapix/http_cgi/virtualinput1}"
USERS = "root:pass:admin,op:op:operator,eye:eye:viewer"


async def ask(web, name, **arguments):
    answer = await web.get(f"/axis-cgi/virtualinput/{name}.cgi", params=arguments)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == SPACE + "VirtualInputResponse" and root.attrib["SchemaVersion"] == "1.1"
    return root


def code(root):
    return int(root.findtext(f"{SPACE}Error/{SPACE}GeneralError/{SPACE}ErrorCode"))


def description(root):
    return root.findtext(f"{SPACE}Error/{SPACE}GeneralError/{SPACE}ErrorDescription")


def changed(root, kind):
    return root.findtext(f"{SPACE}Success/{SPACE}{kind}/{SPACE}StateChanged")


async def test_on_and_off(start, client):
    camera = await start()
    web = client(camera)
    inputs = camera.device.organ(VirtualInputs)
    assert changed(await ask(web, "activate", schemaversion=1, port=10), "ActivateSuccess") == "true"
    assert inputs.active(10)
    assert changed(await ask(web, "activate", schemaversion=1, port=10), "ActivateSuccess") == "false"
    assert changed(await ask(web, "deactivate", schemaversion=1, port=10), "DeactivateSuccess") == "true"
    assert changed(await ask(web, "deactivate", schemaversion=1, port=10), "DeactivateSuccess") == "false"


async def test_a_duration(start, client):
    camera = await start()
    inputs = camera.device.organ(VirtualInputs)
    await ask(client(camera), "activate", schemaversion=1, port=3, duration=5)
    await camera.clock.advance(4.9)
    assert inputs.active(3)
    await camera.clock.advance(0.1)
    assert not inputs.active(3)
    assert changed(await ask(client(camera), "activate", schemaversion=1, port=3, duration=0), "ActivateSuccess") == "true"
    assert not inputs.active(3)


@pytest.mark.parametrize("name", ["activate", "deactivate"])
@pytest.mark.parametrize(
    ("arguments", "wanted", "text"),
    [
        ({}, 10, "Missing argument: schemaversion"),
        ({"port": "99"}, 10, "Missing argument: schemaversion"),
        ({"schemaversion": "2"}, 30, "Bad Request"),
        ({"schemaversion": "x", "port": "1"}, 30, "Bad Request"),
        ({"schemaversion": "1"}, 10, "Missing argument: port"),
        ({"schemaversion": "1", "port": "0"}, 20, "Port must be an integer in the range [1..64]"),
        ({"schemaversion": "1", "port": "65"}, 20, "Port must be an integer in the range [1..64]"),
        ({"schemaversion": "1", "port": "one", "duration": "x"}, 20, "Port must be an integer in the range [1..64]"),
        ({"schemaversion": "1", "port": ""}, 20, "Port must be an integer in the range [1..64]"),
        ({"schemaversion": "1", "port": "1.5"}, 20, "Port must be an integer in the range [1..64]"),
    ],
)
async def test_checks_in_their_order(start, client, name, arguments, wanted, text):
    camera = await start()
    root = await ask(client(camera), name, **arguments)
    assert (code(root), description(root)) == (wanted, text)
    assert not camera.device.organ(VirtualInputs).state.active


@pytest.mark.parametrize("duration", ["-1", "x", "", "1.5", "99999999999"])
async def test_bad_durations(start, client, duration):
    camera = await start()
    assert code(await ask(client(camera), "activate", schemaversion=1, port=1, duration=duration)) == 50
    assert not camera.device.organ(VirtualInputs).active(1)


async def test_virtual_inputs_are_for_operators(start, client):
    camera = await start(users=USERS)
    path = "/axis-cgi/virtualinput/getschemaversions.cgi"
    assert (await client(camera, "op", "op").get(path)).status_code == 200
    assert (await client(camera, "eye", "eye").get(path)).status_code == 403
    assert (await client(camera, None).get(path)).status_code == 401


# ---- io/virtualinput.cgi


@pytest.mark.parametrize("written", ["6:/2000%5C", "6%3A%2F2000%5C"])
async def test_the_manual_trigger(start, client, written):
    camera = await start()
    triggers = camera.device.organ(ManualTriggers)
    answer = await client(camera).get(f"/axis-cgi/io/virtualinput.cgi?action={written}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert triggers.active(1)
    await camera.clock.advance(2)
    assert not triggers.active(1)


async def test_a_wait_at_the_end_is_taken(start, client):
    camera = await start()
    assert (await client(camera).get("/axis-cgi/io/virtualinput.cgi?action=6:/5000")).status_code == 200
    await camera.clock.advance(60)
    assert camera.device.organ(ManualTriggers).active(1)


async def test_a_physical_input_can_be_simulated(start, client):
    camera = await start()
    await client(camera).get("/axis-cgi/io/virtualinput.cgi?action=:/1000%5C")
    assert camera.device.organ(Ports).port(0).active
    await camera.clock.advance(1)
    assert not camera.device.organ(Ports).port(0).active


@pytest.mark.parametrize("query", ["", "action=", "action=6", "action=0:/", "action=2:/", "action=7:/", "action=9999:/"])
async def test_triggers_that_are_not_there(start, client, query):
    camera = await start()
    before = camera.device.dump()
    answer = await client(camera).get(f"/axis-cgi/io/virtualinput.cgi?{query}")
    assert answer.status_code == 400 and answer.text.startswith("Error: ")
    assert camera.device.dump() == before


@pytest.mark.parametrize(("number", "words"), [(2, "port 2 is not an input"), (99, "no port 99"), (0, "no port 0")])
async def test_an_error_names_the_port_as_the_caller_did(start, client, number, words):
    camera = await start()
    assert (await client(camera).get(f"/axis-cgi/io/virtualinput.cgi?action={number}:/")).text == f"Error: {words}\r\n"


async def test_viewers_may_pull_the_trigger(start, client):
    camera = await start(users=USERS)
    assert (await client(camera, "eye", "eye").get("/axis-cgi/io/virtualinput.cgi?action=6:/")).status_code == 200
    assert (await client(camera, None).get("/axis-cgi/io/virtualinput.cgi?action=6:/")).status_code == 401
