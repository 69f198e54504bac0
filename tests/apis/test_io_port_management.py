"""portmanagement.cgi: listing, changes with failures in part, sequences."""

from __future__ import annotations

import pytest

from camsim.device.io.port import Circuit, Direction
from camsim.device.io.ports import Ports
from tests.apis import bench

PATH = "/axis-cgi/io/portmanagement.cgi"
USERS = "root:pass:admin,op:op:operator,eye:eye:viewer"
INVALID = {"code": 2104, "message": "Invalid parameter value specified"}


@pytest.fixture
async def camera(start, tmp_path):
    return await start(**bench.write(tmp_path), users=USERS)


@pytest.fixture
def ports(camera):
    return camera.device.organ(Ports)


@pytest.fixture
def web(camera, client):
    return client(camera)


async def ask(web, method, params=None, **more):
    message = {"apiVersion": "1.0", "method": method, **({} if params is None else {"params": params}), **more}
    answer = await web.post(PATH, json=message)
    assert answer.status_code == 200
    return answer.json()


async def set_ports(web, *entries):
    return await ask(web, "setPorts", {"ports": list(entries)})


# ---- getPorts


async def test_ports_are_listed_with_all_that_clients_need(web, ports):
    ports.drive(0, closed=True)
    ports.set_active(1, True)
    data = (await ask(web, "getPorts", context="ctx"))["data"]
    assert data["numberOfPorts"] == 3
    assert list(data["items"][0]) == ["port", "configurable", "usage", "name", "direction", "state", "normalState"]
    assert data["items"][:2] == [
        {"port": "0", "state": "closed", "configurable": True, "usage": "", "direction": "input", "name": "Port 1", "normalState": "open"},
        {"port": "1", "state": "closed", "configurable": True, "usage": "", "direction": "output", "name": "Port 2", "normalState": "open"},
    ]


async def test_no_ports_no_items(start, client):
    web = client(await start("companion-bullet-le"))
    assert (await ask(web, "getPorts", context="c"))["data"] == {"numberOfPorts": 0}


async def test_versions(web):
    answer = await web.post(PATH, json={"context": "c", "method": "getSupportedVersions"})
    assert answer.json()["data"] == {"apiVersions": ["1.1"]}
    assert (await ask(web, "getPorts", apiVersion="2.0"))["error"]["code"] == 2100
    assert (await ask(web, "getPort"))["error"] == {"code": 2102, "message": "Method not supported"}
    assert (await web.post(PATH, content="nonsense")).json()["error"]["code"] == 2101


async def test_older_devices_have_none(start, client):
    assert (await client(await start("p5512")).post(PATH, json={})).status_code == 404


# ---- setPorts


async def test_everything_at_once(web, ports):
    answer = await set_ports(
        web,
        {"port": "0", "usage": "Button", "direction": "output", "name": "Lamp", "normalState": "closed", "state": "open"},
        {"port": "2", "name": "Door"},
    )
    assert answer["data"] == {"ports": ["0", "2"]}
    port = ports.port(0)
    assert (port.usage, port.direction, port.name) == ("Button", Direction.OUTPUT, "Lamp")
    assert (port.normal, port.circuit) == (Circuit.CLOSED, Circuit.OPEN)
    assert ports.port(2).name == "Door"
    assert ports.setup(0).input_name == "Port 1"


async def test_an_entry_without_a_change_is_not_in_the_answer(web):
    assert (await set_ports(web, {"port": "0"}, {"port": "1", "unknown": 5}))["data"] == {"ports": []}
    assert (await set_ports(web, {"port": "0"}, {"port": "1", "usage": "", "unknown": 5}))["data"] == {"ports": ["1"]}
    assert (await set_ports(web))["data"] == {"ports": []}


async def test_a_port_may_be_a_number(web, ports):
    assert (await set_ports(web, {"port": 1, "state": "closed"}))["data"] == {"ports": ["1"]}
    assert ports.port(1).active


async def test_the_normal_state_takes_an_output_along(web, ports):
    await set_ports(web, {"port": "1", "normalState": "closed"})
    assert (ports.port(1).circuit, ports.port(1).active) == (Circuit.CLOSED, False)
    await set_ports(web, {"port": "1", "normalState": "open", "state": "closed"})
    assert (ports.port(1).circuit, ports.port(1).active) == (Circuit.CLOSED, True)


async def test_the_normal_state_leaves_an_input_where_it_is(web, ports):
    await set_ports(web, {"port": "0", "normalState": "closed"})
    assert (ports.port(0).circuit, ports.port(0).active) == (Circuit.OPEN, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("direction", "sideways"), ("direction", 1), ("normalState", "shut"), ("state", "closed"), ("state", None), ("name", 5),
     ("usage", None), ("state", ["open"]), ("normalState", {}), ("direction", True)],
)  # fmt: skip
async def test_one_failure_is_told_with_port_and_property(web, ports, name, value):
    answer = await set_ports(web, {"port": "0", name: value}, {"port": "2", "name": "Door"})
    assert answer["error"] == {**INVALID, "details": {"port": "0", "propertyName": name}}
    assert "data" not in answer
    assert ports.port(2).name == "Door", "the rest is done"


async def test_more_failures_stand_in_errors(web, ports):
    first = {"port": "0", "direction": "up", "state": "open", "name": "Bell"}
    answer = await set_ports(web, first, {"port": "7", "name": "x"}, {"port": "1", "state": 1})
    assert answer["error"] == {
        **INVALID,
        "details": {"port": "0", "propertyName": "direction"},
        "errors": [
            {**INVALID, "details": {"port": "0", "propertyName": "state"}},
            {**INVALID, "details": {"port": "7"}},
            {**INVALID, "details": {"port": "1", "propertyName": "state"}},
        ],
    }
    assert ports.port(0).name == "Bell"


async def test_a_fixed_port_keeps_its_direction(start, client):
    camera = await start("p3245-lve")
    answer = await set_ports(client(camera), {"port": "0", "direction": "output", "usage": "Door"})
    assert answer["error"]["details"] == {"port": "0", "propertyName": "direction"}
    assert camera.device.organ(Ports).port(0).usage == "Door"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        (None, 2103),
        ({}, 2103),
        ([{"port": "0"}], 2103),
        ({"ports": {"port": "0"}}, 2104),
        ({"ports": [{"port": "2", "name": "x"}, {"name": "y"}]}, 2103),
        ({"ports": [{"port": "2", "name": "x"}, {"port": None}]}, 2104),
        ({"ports": [{"port": "2", "name": "x"}, {"port": True}]}, 2104),
        ({"ports": [{"port": "2", "name": "x"}, 5]}, 2104),
        ({"ports": [{"port": "2", "name": "x"}] * 257}, 2104),
    ],
)
async def test_requests_that_fail_as_a_whole(web, ports, params, code):
    before = ports.dump()
    assert (await ask(web, "setPorts", params))["error"]["code"] == code
    assert ports.dump() == before


@pytest.mark.parametrize("port", ["", "-1", "3", "00000000000", "1 ", "١", "x", 3, -1, 10**30])
async def test_unknown_ports(web, ports, port):
    before = ports.dump()
    assert (await set_ports(web, {"port": port, "name": "x"}))["error"]["code"] == 2104
    assert (await ask(web, "setStateSequence", {"port": port, "sequence": [{"state": "open", "time": 0}]}))["error"]["code"] == 2104
    assert ports.dump() == before


async def test_what_is_missing_is_named_as_real_devices_do(web):
    for params, name in (({}, "ports"), ({"ports": [{"name": "x"}]}, "port")):
        assert (await ask(web, "setPorts", params))["error"] == {
            "code": 2103,
            "message": f"Required parameter missing: '{name}' not found",
            "details": {"missing_element": name},
        }


async def test_roles(camera, client):
    eye, op = client(camera, "eye", "eye"), client(camera, "op", "op")
    assert "data" in await ask(eye, "getPorts")
    assert "data" in await ask(eye, "setStateSequence", {"port": "1", "sequence": [{"state": "open", "time": 0}]})
    refused = await eye.post(PATH, json={"apiVersion": "1.0", "method": "setPorts", "params": {"ports": []}})
    assert refused.status_code == 403
    assert "data" in await set_ports(op, {"port": "0", "name": "x"})
    assert (await client(camera, None).post(PATH, json={"apiVersion": "1.0", "method": "getPorts"})).status_code == 401


# ---- setStateSequence


async def test_a_sequence(camera, web, ports):
    sequence = [{"state": "closed", "time": 1000}, {"state": "open", "time": 2000}, {"state": "closed", "time": 0}]
    assert (await ask(web, "setStateSequence", {"port": 1, "sequence": sequence}, context="c"))["data"] == {"port": "1"}
    seen = []
    await camera.clock.advance(0.5)
    for _ in range(4):
        seen.append(ports.port(1).circuit.value)
        await camera.clock.advance(1)
    assert seen == ["closed", "open", "open", "closed"]


async def test_a_second_sequence_is_refused_while_one_is_under_way(camera, web):
    params = {"port": "1", "sequence": [{"state": "closed", "time": 1000}, {"state": "open", "time": 0}]}
    await ask(web, "setStateSequence", params)
    refused = (await ask(web, "setStateSequence", params))["error"]
    assert refused == {"code": 2200, "message": "State sequence already ongoing"}
    await camera.clock.advance(1)
    assert "data" in await ask(web, "setStateSequence", params)


async def test_a_pulse_of_port_cgi_is_a_sequence_too(camera, web):
    await web.get("/axis-cgi/io/port.cgi?action=2:/5000%5C")
    assert (await ask(web, "setStateSequence", {"port": "1", "sequence": [{"state": "open", "time": 0}]}))["error"]["code"] == 2200


async def test_changes_that_end_a_sequence(camera, web, ports):
    params = {"port": "1", "sequence": [{"state": "closed", "time": 60000}, {"state": "open", "time": 0}]}
    for change in ({"normalState": "closed"}, {"direction": "input"}):
        await ask(web, "setStateSequence", params)
        await set_ports(web, {"port": "1", "state": "open"})
        assert ports.playing(1)
        await set_ports(web, {"port": "1", **change})
        assert not ports.playing(1)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"port": "0", "sequence": [{"state": "open", "time": 0}]}, 2104),
        ({"port": "1", "sequence": []}, 2104),
        ({"port": "1", "sequence": [{"state": "ajar", "time": 0}]}, 2104),
        ({"port": "1", "sequence": [{"state": "open", "time": 65536}]}, 2104),
        ({"port": "1", "sequence": [{"state": "open", "time": -1}]}, 2104),
        ({"port": "1", "sequence": [{"state": "open", "time": "1"}]}, 2104),
        ({"port": "1", "sequence": [{"state": "open"}]}, 2103),
        ({"port": "1"}, 2103),
        ({"sequence": [{"state": "open", "time": 0}]}, 2103),
        ({"port": True, "sequence": [{"state": "open", "time": 0}]}, 2104),
    ],
)
async def test_sequences_that_are_refused(web, ports, params, code):
    before = ports.dump()
    assert (await ask(web, "setStateSequence", params))["error"]["code"] == code
    assert ports.dump() == before
