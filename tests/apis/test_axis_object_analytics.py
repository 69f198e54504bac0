"""Object analytics over HTTP: the client's JSON comes back unchanged, scenarios are checked, and what crosses is counted and told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from camsim.device.analytics.organ import Analytics
from camsim.events import catalogue
from camsim.events.notification import Operation
from tests.apis.test_video_motion_detection_4 import run

NAME = "objectanalytics"
BASE = "tnsaxis:CameraApplicationPlatform/ObjectAnalytics/"
AREA = [[-0.9, -0.9], [-0.9, 0.9], [0.9, 0.9], [0.9, -0.9]]
LINE = [[0.0, -0.97], [0.0, 0.97]]


async def call(web: httpx.AsyncClient, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await web.post(
        f"/local/{NAME}/control.cgi", json={"apiVersion": "1.0", "context": "c", "method": method, "params": params or {}}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def scenario(kind: str = "motion", **changes: Any) -> dict[str, Any]:
    trigger = {
        "motion": {"type": "includeArea", "vertices": AREA},
        "occupancyInArea": {"type": "includeArea", "vertices": AREA},
        "fence": {"type": "fence", "alarmDirection": "leftToRight", "vertices": LINE},
        "crosslinecounting": {"type": "countingLine", "countingDirection": "rightToLeft", "vertices": LINE},
    }[kind]
    return {"id": 1, "name": "One", "type": kind, "devices": [{"id": 1}], "triggers": [trigger], **changes}


def whole(*scenarios: dict[str, Any]) -> dict[str, Any]:
    return {"devices": [{"id": 1, "type": "camera", "rotation": 0}], "scenarios": list(scenarios)}


@pytest.fixture
async def analytics(start, client):
    camera = await start("p3245-lve", users="root:pass:admin,op:op:operator")
    run(camera, NAME)
    await camera.clock.advance(5)
    return camera, client(camera)


async def test_the_clients_json_comes_back_as_it_was(analytics):
    _, web = analytics
    first = await call(web, "getConfiguration")
    assert first["apiVersion"] == "1.6" and first["data"]["scenarios"][0]["name"] == "Scenario 1"
    mine = whole(scenario(alarmRate="continuous", **{"my own": {"kept": None}}))
    mine["metadataOverlay"] = [{"id": 1, "drawOnAllResolutions": False, "resolutions": ["1280x720"]}]
    assert await call(web, "setConfiguration", mine) == {"apiVersion": "1.6", "context": "c", "method": "setConfiguration"}
    assert (await call(web, "getConfiguration"))["data"] == {"perspectives": [], **mine}
    back = first["data"]
    assert "error" not in await call(web, "setConfiguration", back)
    assert (await call(web, "getConfiguration"))["data"] == back


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"type": "nosuch"}, 2004),
        ({"type": "fence"}, 2004),
        ({"triggers": []}, 2004),
        ({"triggers": [{"type": "includeArea", "vertices": AREA[:2]}]}, 2004),
        ({"triggers": [{"type": "includeArea"}]}, 2003),
        ({"devices": [{"id": 4}]}, 2004),
        ({"devices": []}, 2004),
        ({"name": ""}, 2004),
        ({"id": True}, 2004),
        ({"presets": [1]}, 2004),
        ({"presets": 5}, 2004),
        ({"objectClassifications": [{"type": "unicorn"}]}, 2004),
        ({"objectClassifications": "human"}, 2004),
        ({"filters": [{"type": "timeShortLivedLimit", "time": 60}]}, 2004),
        ({"filters": [{"type": "sizePercentage", "width": 5, "height": 5}, {"type": "sizePerspective"}]}, 2004),
        ({"filters": [{"type": "sizePercentage", "width": 5}]}, 2003),
    ],
)
async def test_a_wrong_scenario_is_refused_and_the_old_one_stays(analytics, wrong, code):
    _, web = analytics
    before = await call(web, "getConfiguration")
    assert (await call(web, "setConfiguration", whole(scenario(**wrong))))["error"]["code"] == code
    assert await call(web, "getConfiguration") == before


async def test_what_contradicts_itself_or_is_too_much(analytics):
    _, web = analytics
    assert (await call(web, "setConfiguration", whole(scenario(), scenario())))["error"]["code"] == 2004
    many = whole(*(scenario(id=number) for number in range(1, 12)))
    assert (await call(web, "setConfiguration", many))["error"]["code"] == 2004
    assert (await call(web, "setConfiguration", {"devices": [], "scenarios": [scenario()]}))["error"]["code"] == 2004


async def test_capabilities_name_what_is_taken(analytics):
    camera, web = analytics
    data = (await call(web, "getConfigurationCapabilities"))["data"]
    assert set(data["scenarios"]["supportedScenarios"]) == {"motion", "fence", "crosslinecounting", "occupancyInArea"}
    for kind in data["scenarios"]["supportedScenarios"]:
        assert "error" not in await call(web, "setConfiguration", whole(scenario(kind)))
    assert camera.device.organ(Analytics).setup(NAME).times_set == 4


async def test_a_crossing_is_an_event_with_class_and_object(analytics):
    camera, web = analytics
    await call(web, "setConfiguration", whole(scenario("fence", objectClassifications=[{"type": "vehicle"}])))
    heard = camera.broker.subscribe(lambda event: event.path == f"{BASE}Device1Scenario1", replay=False)
    await camera.clock.advance(120)
    told = heard.take()
    assert len(told) > 5 and all(one.operation is Operation.CHANGED for one in told)
    begun = [one for one in told if one.event.active]
    assert {one.event.class_types for one in begun} <= {"car", "bus", "truck", "bike"}
    assert all(one.event.object_id.isdigit() and one.event.scenario_type == "fence" for one in begun)
    assert list(begun[0].event.data()) == ["classTypes", "active", "objectId", "triggerTime", "scenarioType"]
    assert begun[0].event.trigger_time.startswith("2026-01-01T00:0")


async def test_counts_and_their_reset(analytics):
    camera, web = analytics
    await call(web, "setConfiguration", whole(scenario("crosslinecounting", objectClassifications=[{"type": "vehicle"}])))
    await camera.clock.advance(3600)
    found = (await call(web, "getAccumulatedCounts", {"scenario": 1}))["data"]
    assert found["total"] == found["car"] + found["bus"] + found["truck"] + found["bike"] + found["otherVehicle"] > 100
    assert found["resetTime"] == "2026-01-01T00:00:05Z" and found["timeStamp"] == "2026-01-01T01:00:05Z" and "human" not in found
    await call(web, "resetAccumulatedCounts", {"scenario": 1})
    assert (await call(web, "getAccumulatedCounts", {"scenario": 1}))["data"]["total"] == 0
    assert (await call(web, "getOccupancy", {"scenario": 1}))["error"]["code"] == 2004
    assert (await call(web, "resetPassthrough", {"scenario": 1}))["data"] == {}


async def test_occupancy_agrees_with_the_picture(analytics):
    camera, web = analytics
    everything = [{"type": "includeArea", "vertices": [[-1, -1], [-1, 1], [1, 1], [1, -1]]}]
    await call(web, "setConfiguration", whole(scenario("occupancyInArea", triggers=everything)))
    for _ in range(20):
        await camera.clock.advance(3)
        found = (await call(web, "getOccupancy", {"scenario": 1}))["data"]
        cars = [
            one
            for one in camera.truth(1).targets
            if one.kind == "car" and 0 <= one.box[0] + one.box[2] / 2 < 1920 and one.box[1] + one.box[3] < 1080
        ]
        assert found["car"] == len(cars)


async def test_rights(analytics, client):
    camera, _ = analytics
    web = client(camera, "op", "op")
    assert "data" in await call(web, "getConfiguration") and "data" in await call(web, "sendAlarmEvent", {"scenario": 1})
    answer = await web.post(f"/local/{NAME}/control.cgi", json={"apiVersion": "1.0", "method": "setConfiguration", "params": whole()})
    assert answer.status_code == 403


async def test_a_configuration_without_scenarios_tells_nothing(analytics):
    camera, web = analytics
    heard = camera.broker.subscribe(lambda event: event.path.startswith(BASE), replay=False)
    await call(web, "setConfiguration", whole())
    assert {one.operation for one in heard.take()} == {Operation.DELETED}
    await camera.clock.advance(600)
    assert not heard.take()


@pytest.mark.parametrize(
    ("profile", "items"),
    [
        ("p5512", ["active"]),
        ("companion-bullet-le", ["active"]),
        ("p3245-lve", ["classTypes", "active", "objectId", "triggerTime", "scenarioType"]),
    ],
)
async def test_what_made_the_alarm_is_told_from_os_10_on(start, profile, items):
    camera = await start(profile)
    run(camera, NAME)
    heard = camera.broker.subscribe(lambda event: event.path.startswith(BASE))
    await camera.advance(2)
    camera.device.organ(Analytics).force(NAME, 1)
    told = heard.take()
    assert [one.event.active for one in told if one.event.path.endswith("Scenario1")][-1] is True
    assert all(list(one.event.data()) == items for one in told)
    declared = [topic for topic in catalogue.topics(camera.device) if topic.path.startswith(BASE)]
    assert [topic.path for topic in declared] == [f"{BASE}Device1Scenario1", f"{BASE}Device1ScenarioANY"]
    assert all([item.name for item in topic.data] == items for topic in declared)
