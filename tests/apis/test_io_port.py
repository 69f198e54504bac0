"""port.cgi, its forerunners, and the I/O parameters."""

from __future__ import annotations

import asyncio

import pytest

from camsim.device.io.port import Direction
from camsim.device.io.ports import Ports
from camsim.profile.load import load
from camsim.wire import port_action
from tests.apis import bench

PATH = "/axis-cgi/io/port.cgi"
USERS = "root:pass:admin,op:op:operator,eye:eye:viewer"


@pytest.fixture
async def camera(start, tmp_path):
    return await start(**bench.write(tmp_path), users=USERS)


@pytest.fixture
def ports(camera):
    return camera.device.organ(Ports)


async def text(web, target, status=200):
    answer = await web.get(target)
    assert answer.status_code == status, answer.text
    return answer.text


# ---- the action argument


@pytest.mark.parametrize(
    ("written", "number", "steps"),
    [
        ("1:/", 1, [(True, 0)]),
        (":\\", None, [(False, 0)]),
        ("2:/300\\500/300\\", 2, [(True, 300), (False, 500), (True, 300), (False, 0)]),
        ("6:/5000", 6, [(True, 5000)]),
    ],
)
def test_actions(written, number, steps):
    assert port_action.parse(written) == (number, steps)


@pytest.mark.parametrize(
    "written", ["", "1", "1:", "/", "1/", "1:300", "1:/x\\", "1:/\\ ", "x:/", "1:/300\\\n", "12345:/", "1:/9999999999\\", "١:/"]
)
def test_what_is_no_action(written):
    with pytest.raises(ValueError, match="no action"):
        port_action.parse(written)


def test_old_cgis_do_without_the_colon():
    assert port_action.parse("1/", colon=False) == (1, [(True, 0)])


# ---- check and action


async def test_answers_are_lines_with_cr_lf(camera, ports, client):
    web = client(camera)
    ports.drive(0, closed=True)
    assert await text(web, PATH + "?check=1,2,3") == "port1=1\r\nport2=0\r\nport3=0\r\n"
    assert await text(web, PATH + "?checkactive=1,2") == "port1=active\r\nport2=inactive\r\n"
    assert await text(web, PATH + "?checkdirection=1,2") == "port1=input\r\nport2=output\r\n"
    assert await text(web, PATH + "?check=1&checkactive=1&camera=1") == "port1=1\r\nport1=active\r\n"


async def test_active_depends_on_the_parameters(camera, ports, client):
    web = client(camera)
    assert await text(web, "/axis-cgi/param.cgi?action=update&IOPort.I0.Input.Trig=open&IOPort.I1.Output.Active=open") == "OK"
    assert await text(web, PATH + "?checkactive=1,2") == "port1=active\r\nport2=inactive\r\n"
    assert await text(web, PATH + "?check=1,2") == "port1=0\r\nport2=1\r\n"


@pytest.mark.parametrize("written", ["2:/300\\500/300\\", "2%3A%2F300%5C500%2F300%5C", "2:/300%5C500/300%5C"])
async def test_a_pulse_train_raw_and_encoded(camera, ports, client, written):
    await text(client(camera), "/axis-cgi/param.cgi?action=update&System.BoaProtViewer=anonymous")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2]))
    writer.write(f"GET {PATH}?action={written} HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    assert b" 200 " in head.splitlines()[0] and body == b""
    seen = []
    await camera.clock.advance(0.05)
    for _ in range(12):
        seen.append(ports.port(1).active)
        await camera.clock.advance(0.1)
    assert seen == [True] * 3 + [False] * 5 + [True] * 3 + [False]


async def test_a_form_post_works_too(camera, ports, client):
    answer = await client(camera).post(PATH, data={"action": "2:/"})
    assert answer.status_code == 200
    assert ports.port(1).active


async def test_the_first_port_is_the_one_that_is_left_out(start, client, tmp_path):
    camera = await start(**bench.write(tmp_path, "[IOPort]\nI0.Direction=output\n"))
    await text(client(camera), PATH + "?action=:/")
    assert camera.device.organ(Ports).port(0).active


@pytest.mark.parametrize(
    "query",
    ["", "check=", "check=0", "check=4", "check=a", "check=1,,2", "check=-1", "check=1%0A", "monitor=9", "monitor=1,2", "monitor=",
     "action=1:/", "action=9:/", "action=", "action=2", "action=2:", "hello=1"],
)  # fmt: skip
async def test_refusals_change_nothing(camera, ports, client, query):
    before = ports.dump()
    answer = await client(camera).get(f"{PATH}?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain")
    assert answer.text.startswith("Error: ") and answer.text.endswith("\r\n")
    assert ports.dump() == before


@pytest.mark.parametrize(("number", "words"), [(1, "port 1 is not an output"), (9, "no such port: 9"), (0, "no such port: 0")])
async def test_an_error_names_the_port_as_the_caller_did(camera, client, number, words):
    assert (await client(camera).get(f"{PATH}?action={number}:/")).text == f"Error: {words}\r\n"


async def test_a_viewer_may_act_and_a_stranger_may_not(camera, ports, client):
    assert await text(client(camera, "eye", "eye"), PATH + "?action=2:/") == ""
    assert (await client(camera, None).get(PATH + "?check=1")).status_code == 401


# ---- monitor


class Stream:
    """The parts of a monitor stream as they come."""

    def __init__(self, response):
        self._chunks = response.aiter_raw()
        self._buffer = b""

    async def part(self):
        """The body of the next part."""
        while self._buffer.count(b"--ioboundary\r\n") < 1 or not self._buffer.endswith(b"\r\n\r\n"):
            self._buffer += await asyncio.wait_for(anext(self._chunks), 5)
        head, _, rest = self._buffer.partition(b"--ioboundary\r\nContent-Type: text/plain\r\n\r\n")
        assert head == b""
        body, mark, after = rest.partition(b"--ioboundary\r\n")
        self._buffer = mark + after
        assert body.endswith(b"\r\n")
        return body[:-2].decode()


async def test_monitoring_an_input(camera, ports, client):
    async with client(camera).stream("GET", PATH + "?monitor=1,3") as response:
        assert response.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=ioboundary"
        stream = Stream(response)
        assert await stream.part() == "1I:L\r\n3I:L\r\n"
        ports.drive(0, closed=True)
        assert await stream.part() == "1I:/\r\n3I:L\r\n"
        ports.drive(2, closed=True)
        assert await stream.part() == "1I:H\r\n3I:/\r\n"
        ports.drive(0, closed=False)
        ports.drive(2, closed=False)
        assert await stream.part() == "1I:\\\r\n3I:H\r\n"
        assert await stream.part() == "1I:L\r\n3I:\\\r\n"


async def test_no_news_every_fifteen_seconds_of_camera_time(camera, ports, client):
    async with client(camera).stream("GET", PATH + "?monitor=2") as response:
        stream = Stream(response)
        assert await stream.part() == "2O:L\r\n"
        await camera.clock.advance(14.9)
        ports.set_active(1, True)
        assert await stream.part() == "2O:/\r\n"
        await camera.clock.advance(14.9)
        ports.set_active(1, False)
        assert await stream.part() == "2O:\\\r\n"
        await camera.clock.advance(30)
        assert await stream.part() == ""
        assert await stream.part() == ""


async def test_a_short_pulse_is_not_lost(camera, ports, client):
    async with client(camera).stream("GET", PATH + "?monitor=2") as response:
        stream = Stream(response)
        await stream.part()
        await text(client(camera), PATH + "?action=2:/1%5C")
        assert await stream.part() == "2O:/\r\n"
        await camera.clock.advance(0.01)
        assert await stream.part() == "2O:\\\r\n"


async def test_the_watch_ends_with_the_connection(camera, ports, client):
    before = list(ports._watchers)
    async with client(camera).stream("GET", PATH + "?monitor=1") as response:
        await Stream(response).part()
        assert len(ports._watchers) == len(before) + 1
    for _ in range(100):
        ports.drive(0, closed=not ports.port(0).active)
        await asyncio.sleep(0.01)
        if ports._watchers == before:
            break
    assert ports._watchers == before


async def test_readers_do_not_meet(camera, ports, client):
    async with client(camera).stream("GET", PATH + "?monitor=1") as one, client(camera).stream("GET", PATH + "?monitor=3") as two:
        first, second = Stream(one), Stream(two)
        await first.part()
        await second.part()
        ports.drive(2, closed=True)
        ports.drive(0, closed=True)
        assert await first.part() == "1I:/\r\n"
        assert await second.part() == "3I:/\r\n"


# ---- forerunners


async def test_inputs_and_outputs_are_numbered_apart(camera, ports, client):
    web = client(camera)
    ports.drive(2, closed=True)
    assert await text(web, "/axis-cgi/io/input.cgi?check=1,2") == "input1=0\r\ninput2=1"
    assert await text(web, "/axis-cgi/io/output.cgi?action=1/") == ""
    assert ports.port(1).active
    assert await text(web, "/axis-cgi/io/output.cgi?check=1") == "output1=1"
    assert await text(web, "/axis-cgi/io/output.cgi?checkactive=1") == "output1=active"
    await text(web, "/axis-cgi/io/input.cgi?check=3", status=400)
    await text(web, "/axis-cgi/io/output.cgi?check=2", status=400)
    await text(web, "/axis-cgi/io/output.cgi", status=400)


async def test_old_monitors(camera, ports, client):
    async with client(camera).stream("GET", "/axis-cgi/io/input.cgi?monitor=2") as response:
        stream = Stream(response)
        assert await stream.part() == "2I:L\r\n"
        ports.drive(2, closed=True)
        assert await stream.part() == "2I:/\r\n"
    async with client(camera).stream("GET", "/axis-cgi/io/output.cgi?monitor=1") as response:
        assert await Stream(response).part() == "1O:L\r\n"


# ---- parameters


async def test_parameters_and_ports_are_one(camera, ports, client):
    web = client(camera)
    assert await text(web, "/axis-cgi/param.cgi?action=list&group=Input.NbrOfInputs,Output.NbrOfOutputs") == (
        "Input.NbrOfInputs=2\nOutput.NbrOfOutputs=1\n"
    )
    changes = {
        "Direction": "output", "Usage": "Door", "Input.Name": "Bell", "Input.Trig": "open", "Output.Name": "Lamp", "Output.Active": "open",
        "Output.Mode": "monostable", "Output.DelayTime": "3", "Output.Button": "pulse", "Output.PulseTime": "4",
    }  # fmt: skip
    named = {f"IOPort.I0.{name}": value for name, value in changes.items()}
    answer = await web.get("/axis-cgi/param.cgi", params={"action": "update", **named})
    assert answer.text == "OK"
    setup = ports.setup(0)
    assert (setup.direction, setup.usage, setup.input_name, setup.output_name) == (Direction.OUTPUT, "Door", "Bell", "Lamp")
    assert (setup.output_mode, setup.delay_time, setup.pulse_time) == ("monostable", 3, 4)
    listed = await text(web, "/axis-cgi/param.cgi?action=list&group=IOPort.I0")
    for name, value in changes.items():
        assert f"root.IOPort.I0.{name}={value}\n" in listed
    assert await text(web, "/axis-cgi/param.cgi?action=list&group=Input.NbrOfInputs") == "Input.NbrOfInputs=1\n"
    ports.rename(0, "Siren")
    ports.set_direction(0, Direction.INPUT)
    assert await text(web, "/axis-cgi/param.cgi?action=list&group=IOPort.I0.Output.Name") == "IOPort.I0.Output.Name=Siren\n"
    assert await text(web, "/axis-cgi/param.cgi?action=list&group=IOPort.I0.Direction") == "IOPort.I0.Direction=input\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("Direction", "sideways"), ("Input.Trig", "shut"), ("Output.Mode", "tristable"), ("Output.DelayTime", "soon"),
     ("Output.DelayTime", "-1"), ("Output.Button", "push"), ("Output.PulseTime", "1.5"), ("Configurable", "no")],
)  # fmt: skip
async def test_bad_parameters(camera, ports, client, name, value):
    before = ports.dump()
    answer = await client(camera).get("/axis-cgi/param.cgi", params={"action": "update", f"IOPort.I0.{name}": value})
    assert answer.text.startswith("# Error: Error setting")
    assert ports.dump() == before


async def test_the_direction_of_a_fixed_port_cannot_be_written(start, client):
    camera = await start("p3245-lve")
    answer = await client(camera).get("/axis-cgi/param.cgi?action=update&IOPort.I0.Direction=output")
    assert answer.text.startswith("# Error: Error setting")


async def test_the_factory_values_are_those_of_the_profile(start, client):
    for name in ("p3245-lve", "p5512"):
        web = client(await start(name))
        for leaf in load(name).leaves:
            if leaf.name.startswith(("IOPort.", "Input.", "Output.")):
                assert await text(web, f"/axis-cgi/param.cgi?action=list&group={leaf.name}") == f"{leaf.name}={leaf.value}\n"


async def test_no_ports_at_all(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    assert await text(web, "/axis-cgi/param.cgi?action=list&group=Input.NbrOfInputs") == "Input.NbrOfInputs=0\n"
    await text(web, PATH + "?check=1", status=400)
