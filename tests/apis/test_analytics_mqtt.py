"""Publishers of analytics by REST, and the frames that a real broker gets."""

from __future__ import annotations

import json

import pytest

from camsim.control.answers import Truth
from tests.apis.mqtt_bench import ask, connected
from tests.mosquitto import until

BETA = "/config/rest/analytics-mqtt/v1beta"
RELEASED = "/config/rest/analytics-mqtt/v1"
SCENE = "com.axis.analytics_scene_description.v0.beta#1"
FRAME = "axis.scene.frame_v1#1"
PUBLISHER = {"id": "p1", "data_source_key": SCENE, "mqtt_topic": "a/scene"}
WHOLE = {**PUBLISHER, "qos": 0, "retain": False, "use_topic_prefix": False}


async def post(web, data, root=BETA):
    return await web.post(f"{root}/publishers", json={"data": data})


async def test_publishers_come_and_go_by_either_path(start, client):
    web = client(await start("q6135-le"))
    assert (await web.get(f"{BETA}/data_sources")).json() == {"status": "success", "data": [{"key": SCENE}, {"key": FRAME}]}
    released = (await web.get(f"{RELEASED}/data_sources")).json()
    assert released["data"] == {"data_sources": [{"key": SCENE}, {"key": FRAME}]}
    made = await post(web, PUBLISHER)
    assert (made.status_code, made.json()) == (201, {"status": "success", "data": WHOLE})
    other = {**WHOLE, "id": "p2", "qos": 2, "retain": True, "use_topic_prefix": True, "data_source_key": FRAME}
    assert (await post(web, other, RELEASED)).status_code == 201
    assert (await web.get(f"{RELEASED}/publishers")).json()["data"] == [WHOLE, other]
    assert (await web.get(f"{BETA}/publishers/p2")).json()["data"] == other
    gone = await web.delete(f"{RELEASED}/publishers/p1")
    assert (gone.status_code, gone.json()) == (200, {"status": "success"})
    assert (await web.get(f"{BETA}/publishers")).json()["data"] == [other]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({}, 400, 5),
        ({**PUBLISHER, "id": ""}, 400, 5),
        ({**PUBLISHER, "id": "x" * 129}, 400, 5),
        ({**PUBLISHER, "id": 5}, 400, 5),
        ({**PUBLISHER, "data_source_key": "com.axis.other#1"}, 400, 5),
        ({**PUBLISHER, "mqtt_topic": ""}, 400, 5),
        ({**PUBLISHER, "mqtt_topic": "a//b"}, 400, 5),
        ({**PUBLISHER, "mqtt_topic": "a/#"}, 400, 5),
        ({**PUBLISHER, "mqtt_topic": "x" * 129}, 400, 5),
        ({**PUBLISHER, "qos": 3}, 400, 5),
        ({**PUBLISHER, "retain": "yes"}, 400, 5),
        ({**PUBLISHER, "id": "there"}, 409, 6),
    ],
)
async def test_a_bad_publisher_is_refused_and_changes_nothing(start, client, data, status, code):
    web = client(await start("q6135-le"))
    await post(web, {**PUBLISHER, "id": "there"})
    before = (await web.get(f"{BETA}/publishers")).json()
    refused = await post(web, data)
    assert (refused.status_code, refused.json()["status"], refused.json()["error"]["code"]) == (status, "error", code)
    assert (await web.get(f"{BETA}/publishers")).json() == before


async def test_what_is_not_there_cannot_be_taken_away(start, client):
    web = client(await start("q6135-le"))
    for answer in (await web.delete(f"{BETA}/publishers/none"), await web.get(f"{BETA}/publishers/none")):
        assert (answer.status_code, answer.json()["error"]) == (404, {"code": 2, "message": "Item does not exist: none"})


def centres(truth: Truth) -> dict[tuple[float, float], str]:
    """The middles of the targets that the picture shows, as shares of it, and what they are."""
    found = {}
    for target in truth.targets:
        x, y, width, height = target.box
        found[(x + width / 2) / truth.width, (y + height / 2) / truth.height] = target.kind
    return {place: kind for place, kind in found.items() if 0 <= place[0] < 1 and 0 <= place[1] < 1}


async def test_frames_agree_with_the_ground_truth(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start("q6135-le")
    web = client(camera)
    await connected(camera, web, broker.port)
    await post(web, {**PUBLISHER, "use_topic_prefix": True})
    await post(web, {**PUBLISHER, "id": "p2", "data_source_key": FRAME, "mqtt_topic": "frames", "qos": 1})
    await camera.advance(0.3)
    scenes = await seen.saw(lambda topic, _: topic == f"axis/{camera.device.serial}/a/scene", 3)
    frames = await seen.saw(lambda topic, _: topic == "frames", 3)
    assert len(scenes) == len(frames) == 3, "ten a second of camera time"
    scene, frame = (json.loads(messages[-1][1]) for messages in (scenes, frames))
    assert scene["frame"]["timestamp"] == frame["timestamp"] == "2026-01-01T00:00:00.300000Z"
    truth = centres(camera.truth(resolution="1920x1080"))
    boxes = {each["track_id"]: each["bounding_box"] for each in scene["frame"]["observations"]}
    assert boxes == {each["object_track_id"]: each["bounding_box"] for each in frame["detections"]}
    assert len(boxes) == len(truth) > 0
    kinds = {"person": "Human", "cyclist": "Bike", "car": "Car", "truck": "Truck", "bus": "Bus"}
    for each in scene["frame"]["observations"]:
        box = each["bounding_box"]
        if min(box.values()) <= 0 or max(box.values()) >= 1:
            continue
        middle = (box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2
        nearest = min(truth, key=lambda place: abs(place[0] - middle[0]) + abs(place[1] - middle[1]))
        assert nearest == pytest.approx(middle, abs=2e-3)
        assert each.get("class", {}).get("type") == kinds.get(truth[nearest])


async def test_objects_keep_their_ids_and_their_end_is_told(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start("q6135-le")
    web = client(camera)
    await connected(camera, web, broker.port)
    await post(web, PUBLISHER)
    await camera.advance(0.1)
    await web.get("/axis-cgi/com/ptz.cgi?pan=120")
    await camera.advance(8)
    messages = await seen.saw(lambda *_: True, 60)
    before: set[str] = set()
    ends = 0
    for _, payload, *_ in messages:
        frame = json.loads(payload)["frame"]
        now = {each["track_id"] for each in frame["observations"]}
        told = {each["id"] for each in frame["operations"]}
        assert told == before - now and all(each["type"] == "DeleteOperation" for each in frame["operations"])
        before, ends = now, ends + len(told)
    assert ends > 0


async def test_a_long_advance_has_a_minute_of_frames_and_goes_on(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start("q6135-le")
    web = client(camera)
    organ = await connected(camera, web, broker.port)
    await post(web, {**PUBLISHER, "qos": 1})
    await camera.advance(3600)
    await until(lambda: not len(organ.outbox))
    await camera.advance(0.5)
    await seen.saw(lambda _, payload: "2026-01-01T01:00:00.500000Z" in payload)
    assert 5 < len(seen.seen) <= 605


async def test_a_broker_that_stands_still_costs_frames_and_nothing_else(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    camera = await start("q6135-le")
    web = client(camera)
    organ = await connected(camera, web, broker.port)
    await post(web, PUBLISHER)
    broker.process.send_signal(19)
    try:
        await camera.advance(86400)
    finally:
        broker.process.send_signal(18)
    await until(lambda: not len(organ.outbox))
    seen = await subscriber(broker.port)
    await camera.advance(0.5)
    await seen.saw(lambda *_: True)
    assert organ.outbox.lost == 0


async def test_nothing_is_sent_without_a_publisher_or_a_connection(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    camera = await start("q6135-le")
    web = client(camera)
    await post(web, PUBLISHER)
    pending = camera.clock.pending
    await camera.advance(1)
    assert camera.clock.pending == pending, "no timer runs"
    organ = await connected(camera, web, broker.port)
    assert camera.clock.pending == pending + 1
    await web.delete(f"{BETA}/publishers/p1")
    assert camera.clock.pending == pending
    await post(web, PUBLISHER)
    await ask(web, "deactivateClient")
    assert camera.clock.pending == pending and not len(organ.outbox)


async def test_publishers_survive_a_restart(start, client):
    camera = await start("q6135-le")
    web = client(camera)
    await post(web, PUBLISHER)
    camera.reboot()
    await camera.advance(60)
    assert (await web.get(f"{BETA}/publishers")).json()["data"] == [WHOLE]
    camera.reset()
    assert (await client(camera).get(f"{BETA}/publishers")).json()["data"] == []
