"""Guard tours: groups of parameters, the head on its way, the control queue, action rules."""

from __future__ import annotations

import pytest
import pytest_asyncio

from camsim.device.actions import Actions, Rule, Setup
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.tours import GuardTours
from tests.events.actions.bench import virtual_input

PARAM = "/axis-cgi/param.cgi"
CONFIG = "/axis-cgi/com/ptzconfig.cgi"


async def add(web, group, template, **values):
    letter = "G" if template == "guardtour" else "T"
    given = {f"{group}.{letter}.{name}": value for name, value in values.items()}
    return (await web.get(PARAM, params={"action": "add", "group": group, "template": template, **given})).text


async def update(web, **values):
    return (
        await web.get(PARAM, params={"action": "update", **{name.replace("__", "."): str(value) for name, value in values.items()}})
    ).text


async def value(web, name):
    return (await web.get(PARAM, params={"action": "list", "group": name})).text.partition("=")[2].strip()


def at(camera):
    """The presets at which the head stands, and whether it moves."""
    channel = camera.device.organ(PtzHead).channel(1)
    return [channel.presets.get(number).name for number in channel.live.here] or ["on the way" if channel.moving else "nowhere"]


@pytest_asyncio.fixture
async def served(start, client):
    """A dome with two presets beside its home, and a tour from the second to the first."""
    camera = await start("p5512", users="root:pass:admin,op:pass:operator,eye:pass:viewer")
    web = client(camera)
    for name, pan in (("East", 90), ("West", -90)):
        await web.get("/axis-cgi/com/ptz.cgi", params={"pan": pan, "speed": 100})
        await camera.advance(10)
        assert (await web.get(CONFIG, params={"setserverpresetname": name})).status_code == 204
    await web.get("/axis-cgi/com/ptz.cgi?move=home")
    await camera.advance(10)
    presets = camera.device.organ(PtzHead).channel(1).presets
    numbers = {presets.get(number).name: number for number in presets.numbers()}
    assert await add(web, "GuardTour", "guardtour", Name="Day") == "G0 OK\n"
    assert await add(web, "GuardTour.G0.Tour", "tour", PresetNbr=numbers["East"], Position=2, MoveSpeed=100) == "T0 OK\n"
    west = {"PresetNbr": numbers["West"], "Position": 1, "MoveSpeed": 100, "WaitTime": 1, "WaitTimeViewType": "Minutes"}
    assert await add(web, "GuardTour.G0.Tour", "tour", **west) == "T1 OK\n"
    return camera, web


async def test_a_tour_is_a_group_of_parameters(served, client):
    camera, web = served
    text = (await web.get(PARAM, params={"action": "list", "group": "GuardTour"})).text
    assert text.splitlines() == [
        "root.GuardTour.G0.Running=no",
        "root.GuardTour.G0.Name=Day",
        "root.GuardTour.G0.CamNbr=1",
        "root.GuardTour.G0.RandomEnabled=no",
        "root.GuardTour.G0.TimeBetweenSequences=0",
        "root.GuardTour.G0.Tour.T0.PresetNbr=2",
        "root.GuardTour.G0.Tour.T0.Position=2",
        "root.GuardTour.G0.Tour.T0.MoveSpeed=100",
        "root.GuardTour.G0.Tour.T0.WaitTime=10",
        "root.GuardTour.G0.Tour.T0.WaitTimeViewType=Seconds",
        "root.GuardTour.G0.Tour.T1.PresetNbr=3",
        "root.GuardTour.G0.Tour.T1.Position=1",
        "root.GuardTour.G0.Tour.T1.MoveSpeed=100",
        "root.GuardTour.G0.Tour.T1.WaitTime=1",
        "root.GuardTour.G0.Tour.T1.WaitTimeViewType=Minutes",
    ]
    assert await update(client(camera, "op", "pass"), GuardTour__G0__Name="Night") == "OK"
    assert "Error" in await update(client(camera, "eye", "pass"), GuardTour__G0__Name="Mine")
    assert "Error" in await update(web, GuardTour__G0__TimeBetweenSequences=10000)
    assert "failed" in await add(web, "GuardTour.G7.Tour", "tour", PresetNbr=1)
    assert "failed" in await add(web, "GuardTour.G0", "tour", PresetNbr=1)
    assert (await web.get(PARAM, params={"action": "remove", "group": "GuardTour.G0.Tour.T0"})).text == "OK"
    assert (await web.get(PARAM, params={"action": "remove", "group": "GuardTour.G0"})).text == "OK"
    assert "GuardTour.G0" not in (await web.get(PARAM, params={"action": "list"})).text
    for number in range(10):
        assert await add(web, "GuardTour", "guardtour") == f"G{number} OK\n"
    assert "failed" in await add(web, "GuardTour", "guardtour"), "the old ones have ten"


async def test_the_head_goes_round(served):
    camera, web = served
    assert await update(web, GuardTour__G0__Running="yes", GuardTour__G0__TimeBetweenSequences=2) == "OK"
    seen = []
    for second in range(250):
        here = at(camera)
        if not seen or seen[-1][1] != here:
            seen.append((second, here))
        await camera.advance(1)
    places = [(second, here[0]) for second, here in seen if here != ["on the way"]]
    assert [place for _, place in places] == ["West", "East", "West"], "by position, not by number"
    (west, _), (east, _), (again, _) = places
    assert 60 <= east - west <= 64
    assert 130 <= again - east <= 134
    assert await update(web, GuardTour__G0__Running="no") == "OK"
    await camera.advance(300)
    assert at(camera) == ["West"]


async def test_a_move_by_hand_does_not_end_it(served):
    camera, web = served
    await update(web, GuardTour__G0__Running="yes")
    await camera.advance(10)
    await web.get("/axis-cgi/com/ptz.cgi?pan=10")
    await camera.advance(10)
    assert at(camera) == ["nowhere"]
    assert await value(web, "GuardTour.G0.Running") == "yes"
    await camera.advance(46)
    assert at(camera) == ["East"]


async def test_the_queue_keeps_the_head_from_it(served):
    camera, web = served
    await update(web, PTZ__Various__V1__CtlQueueing="true")
    await update(web, GuardTour__G0__Running="yes")
    await camera.advance(10)
    assert at(camera) == ["West"]
    topic = "tns1:PTZController/tnsaxis:ControlQueue"
    assert camera.read_events(topic).entries[-1].data == {"queue_owner": "Guardtour"}
    for _ in range(12):
        assert (await web.get("/axis-cgi/com/ptz.cgi?pan=10")).status_code == 204, "administrators go before tours"
        await camera.advance(10)
    assert at(camera) == ["nowhere"]
    await camera.advance(15)
    assert at(camera) == ["East"], "the administrator has fallen silent"
    await update(web, GuardTour__G0__Running="no")
    assert camera.read_events(topic).entries[-1].data == {"queue_owner": ""}


async def test_what_is_gone_is_skipped(served):
    camera, web = served
    await web.get(CONFIG, params={"removeserverpresetname": "West"})
    await update(web, GuardTour__G0__Running="yes")
    await camera.advance(30)
    assert at(camera) == ["East"]
    await web.get(CONFIG, params={"removeserverpresetname": "East"})
    await camera.advance(30)
    assert await value(web, "GuardTour.G0.Running") == "no", "nothing is left of it"
    assert await update(web, GuardTour__G0__Running="yes") == "OK"
    assert await value(web, "GuardTour.G0.Running") == "no"
    assert await update(web, GuardTour__G0__CamNbr=9) == "OK"
    await update(web, GuardTour__G0__Running="yes")
    assert await value(web, "GuardTour.G0.Running") == "no"


async def test_a_running_tour_goes_on_after_a_restart_and_ends_with_its_group(served):
    camera, web = served
    await update(web, GuardTour__G0__Running="yes")
    camera.reboot()
    await camera.advance(200)
    assert camera.device.organ(GuardTours).running(1) == 0
    assert at(camera) in (["East"], ["West"], ["on the way"])
    await web.get(PARAM, params={"action": "remove", "group": "GuardTour.G0"})
    assert camera.device.organ(GuardTours).running(1) is None
    await camera.advance(300)


async def test_at_random_every_stop_is_seen_once_a_round(served):
    camera, web = served
    await update(web, GuardTour__G0__RandomEnabled="yes", GuardTour__G0__Tour__T1__WaitTimeViewType="Seconds")
    organ = camera.device.organ(GuardTours)
    await update(web, GuardTour__G0__Running="yes")
    rounds = organ.state.rounds[1]
    for _ in range(4):
        assert sorted([*rounds.ahead, next(n for n in (0, 1) if n not in rounds.ahead)]) == [0, 1]
        while rounds.ahead:
            await camera.advance(5)
        while not rounds.ahead:
            await camera.advance(5)


@pytest.mark.parametrize(("kind", "home"), [("fixed", 1), ("unlimited", 1), ("fixed", 0)])
async def test_rules_run_tours(served, kind, home):
    camera, _ = served
    actions, tours = camera.device.organ(Actions), camera.device.organ(GuardTours)
    setup = Setup(f"com.axis.action.{kind}.guardtour", parameters={"tour_id": "0", "goto_home": str(home), "channel": "0"})
    actions.add_rule(Rule(actions.add_action(setup), conditions=(virtual_input(3),)))
    camera.device.organ(VirtualInputs).activate(3)
    await camera.advance(30)
    assert tours.running(1) == 0
    assert at(camera) == ["West"]
    camera.device.organ(VirtualInputs).deactivate(3)
    await camera.advance(38)
    assert tours.running(1) == (0 if kind == "fixed" else None), "a fixed one runs its round"
    await camera.advance(60)
    assert tours.running(1) is None
    assert at(camera) == (["Home"] if home else ["East"])
