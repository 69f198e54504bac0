"""supervisedio.cgi: lines whose level tells a cut or shorted cable from an open or closed circuit."""

from __future__ import annotations

import pytest

from camsim.device.io.port import Direction
from camsim.device.io.ports import Ports
from camsim.device.io.supervision import SupervisedPortEvent

PATH = "/axis-cgi/supervisedio.cgi"
RANGES = [
    {"state": "short", "lowerlimit": 0, "upperlimit": 9},
    {"state": "close", "lowerlimit": 10, "upperlimit": 90},
    {"state": "open", "lowerlimit": 91, "upperlimit": 200},
    {"state": "cut", "lowerlimit": 201, "upperlimit": 255},
]
SUPERVISED = {"port": 0, "supervised": True, "ranges": RANGES}


async def ask(web, method, params=None, version="2.0"):
    message = {"apiVersion": version, "method": method, **({} if params is None else {"params": params})}
    answer = await web.post(PATH, json=message)
    assert answer.status_code == 200
    return answer.json()


async def items(web, method, params=None):
    return (await ask(web, method, params))["data"]["items"]


def told(camera):
    return {last.event.port: str(last.event.state) for last in camera.broker.current() if isinstance(last.event, SupervisedPortEvent)}


@pytest.fixture
async def wired(start, client):
    camera = await start("p3245-lve")
    return camera, client(camera)


async def test_what_there_is(wired):
    _, web = wired
    assert (await ask(web, "getNumberOfPorts"))["data"] == {"inputs": 1, "outputs": 1}
    assert await items(web, "isSupervisable") == [{"port": 0, "input": True, "output": False}]
    assert (await items(web, "isSupervisable", [{"port": 1}]))[0]["input"] is False
    names = [{"name": name} for name in ("short", "close", "open", "cut")]
    assert await items(web, "getSupportedStates") == [{"port": 0, "states": names}]
    assert await items(web, "getSupervised") == []
    assert await items(web, "getSupervisedRanges") == [{"port": 0, "ranges": []}, {"port": 1, "ranges": []}]
    assert (await ask(web, "getSupportedVersions"))["data"] == {"apiVersions": ["2.0"]}


async def test_a_line_is_what_its_level_means(wired):
    camera, web = wired
    assert told(camera) == {}
    assert await items(web, "setSupervised", [SUPERVISED]) == [{"port": 0, "code": 1, "message": ""}]
    assert (await items(web, "getSupervisedRanges", [{"port": 0}]))[0]["ranges"] == RANGES
    seen = []
    for level in (145, 50, 3, 230, 120):
        camera.drive_sensor("line.0", value=level)
        (one,) = await items(web, "getSupervised")
        seen.append((one["level"], one["state"], told(camera)[0], camera.device.organ(Ports).port(0).circuit.value))
    assert seen == [
        (145, "open", "open", "open"),
        (50, "close", "closed", "closed"),
        (3, "short", "shorted", "closed"),
        (230, "cut", "cut", "closed"),
        (120, "open", "open", "open"),
    ]


async def test_the_circuit_of_an_input_moves_its_line(wired):
    camera, web = wired
    await ask(web, "setSupervised", [SUPERVISED])
    camera.drive_sensor("line.0", value=230)
    camera.drive_input(0, closed=True)
    assert told(camera) == {0: "closed"} and (await items(web, "getSupervised"))[0]["level"] == 50
    camera.drive_input(0, closed=False)
    assert told(camera) == {0: "open"}


async def test_without_ranges_nothing_is_known(wired):
    camera, web = wired
    await ask(web, "setSupervised", [{"port": 0, "supervised": True}])
    assert told(camera) == {0: "undefined"}
    camera.drive_sensor("line.0", value=20)
    assert camera.device.organ(Ports).port(0).circuit.value == "closed"


async def test_supervision_ends_with_the_input_and_at_will(wired):
    camera, web = wired
    await ask(web, "setSupervised", [SUPERVISED])
    await ask(web, "setSupervised", [{"supervised": False}])
    assert told(camera) == {} and (await items(web, "getSupervised", [{"port": 0}]))[0]["supervised"] is False
    await ask(web, "setSupervised", [SUPERVISED])
    camera.reboot()
    await camera.advance(60)
    await camera.advance(10)
    assert told(camera) == {0: "open"}
    camera.device.organ(Ports)._facts[0] = type(camera.device.organ(Ports)._facts[0])(0, True, False)
    camera.device.organ(Ports).set_direction(0, Direction.OUTPUT)
    assert told(camera) == {} and await items(web, "getSupervised") == []


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"port": 7, "supervised": True}, 2205),
        ({"port": -1, "supervised": True}, 2205),
        ({"port": 1, "supervised": True}, 2206),
        ({**SUPERVISED, "ranges": [{"state": "open", "lowerlimit": 9, "upperlimit": 3}]}, 2204),
        ({**SUPERVISED, "ranges": [{"state": "open", "lowerlimit": 0, "upperlimit": 256}]}, 2204),
        ({**SUPERVISED, "ranges": [*RANGES, {"state": "cut", "lowerlimit": 250, "upperlimit": 255}]}, 2204),
    ],
)
async def test_each_port_that_cannot_be_is_told_for_itself(wired, entry, code):
    camera, web = wired
    before = camera.device.dump()
    assert [one["code"] for one in await items(web, "setSupervised", [entry])] == [code]
    assert camera.device.dump() == before


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("getSupervised", [{"port": 9}], 2205),
        ("getSupervised", [{"port": "0"}], 2203),
        ("getSupervised", [{}], 2103),
        ("getSupervised", {"[]": 3}, 2203),
        ("isSupervisable", [[[[]]]], 2203),
        ("isSupervisable", [{"port": 0}] * 300, 2205),
        ("setSupervised", None, 2103),
        ("setSupervised", [{**SUPERVISED, "ranges": [{"state": "melted", "lowerlimit": 0, "upperlimit": 3}]}], 2203),
        ("setSupervised", [{"port": 0, "supervised": "yes"}], 2203),
        ("setEverything", None, 2102),
    ],
)
async def test_what_is_refused_as_a_whole(wired, method, params, code):
    camera, web = wired
    before = camera.device.dump()
    assert (await ask(web, method, params))["error"]["code"] == code
    assert camera.device.dump() == before


async def test_another_version(wired):
    assert (await ask(wired[1], "getNumberOfPorts", version="1.0"))["error"]["code"] == 2100
