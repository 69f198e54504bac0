"""One target crosses a line: the decoded picture, the event, the metadata stream and MQTT tell of the same one at the same time."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import cv2
import numpy as np
import pytest

from camsim.media import stamp
from tests.apis.mqtt_bench import ask, connected
from tests.apis.test_video_motion_detection_4 import run
from tests.server.rtsp_client import RtspClient

TT = "{http://www.onvif.org/ver10/schema}"
TOPIC = "CameraApplicationPlatform/ObjectAnalytics/Device1Scenario1"
SCENE = {"id": "p", "data_source_key": "com.axis.analytics_scene_description.v0.beta#1", "mqtt_topic": "scene"}
LINE = {"type": "fence", "alarmDirection": "leftToRight", "vertices": [[0.0, -0.97], [0.0, 0.97]]}
SCENARIO = {"id": 1, "name": "Line", "type": "fence", "devices": [{"id": 1}], "triggers": [LINE]}
STEP = 0.1
SIZE = "1280x720"


def alarms(camera: Any) -> list[Any]:
    """What the line has raised so far; in the factory the scenario is another one."""
    told = [entry.notification for entry in camera.broker.log if entry.notification.event.path.endswith(TOPIC)]
    return [one for one in told if one.event.active and one.event.scenario_type == "fence"]


def middle(box: dict[str, float]) -> tuple[float, float]:
    return (box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2


async def picture(web: Any) -> tuple[stamp.Stamp, np.ndarray]:
    """The picture of now as a client decodes it, and its stamp."""
    content = (await web.get(f"/axis-cgi/jpg/image.cgi?resolution={SIZE}&compression=10")).content
    return stamp.read(content), cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE).astype(int)


async def test_one_target_on_every_road(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start("q6135-le")
    web = client(camera)
    run(camera, "objectanalytics")
    await camera.advance(5)
    configuration = {"devices": [{"id": 1, "type": "camera", "rotation": 0}], "scenarios": [SCENARIO]}
    body = {"apiVersion": "1.0", "method": "setConfiguration", "params": configuration}
    assert "error" not in (await web.post("/local/objectanalytics/control.cgi", json=body)).json()
    await connected(camera, web, broker.port)
    published = [{"topicFilter": f"tnsaxis:{TOPIC}"}]
    assert await ask(web, "configureEventPublication", "/axis-cgi/mqtt/event.cgi", eventFilterList=published) == {}
    assert (await web.post("/config/rest/analytics-mqtt/v1/publishers", json={"data": {**SCENE, "use_topic_prefix": False}})).is_success
    listener = await RtspClient.connect(camera)
    await listener.play(f"video=0&audio=0&analytics=box&event=on&eventtopic=axis:{TOPIC}")

    for _ in range(900):
        await camera.advance(STEP)
        if alarms(camera):
            break
    alarm = alarms(camera)[0]
    now, one = camera.device.clock.now(), str(alarm.event.data()["objectId"])
    assert now - STEP <= alarm.time <= now
    shown, image = await picture(web)
    assert shown.time == pytest.approx(alarm.stamp, abs=STEP + 0.001), "the picture that is decoded is that of the crossing"

    # the metadata stream: the event with the id, and the object with it right at the line
    documents = [ET.fromstring(b"".join(frame.data[12:] for frame in unit)) for unit in await listener.units(3)]
    while not any(root.find(f".//{TT}SimpleItem[@Value='{one}']") is not None for root in documents):
        documents = [ET.fromstring(b"".join(frame.data[12:] for frame in unit)) for unit in await listener.units(len(documents) + 1)]
    message = next(root.find(f".//{TT}Message") for root in documents if root.find(f".//{TT}SimpleItem[@Value='{one}']") is not None)
    assert datetime.fromisoformat(message.get("UtcTime")).timestamp() == pytest.approx(alarm.stamp, abs=1e-5)
    frames = [root.find(f".//{TT}Frame") for root in documents if root.find(f".//{TT}Object[@ObjectId='{one}']") is not None]
    gravity = frames[-1].find(f".//{TT}Object[@ObjectId='{one}']//{TT}CenterOfGravity")
    assert abs(float(gravity.get("x"))) < 0.1

    # MQTT: the event, and the scene description with the same id
    topics = await seen.saw(lambda topic, payload: topic.endswith("Device1Scenario1") and f'"{one}"' in payload, 1)
    event = json.loads(topics[0][1])
    assert event["timestamp"] == pytest.approx(alarm.stamp * 1000, abs=1) and event["message"]["data"]["objectId"] == one
    scenes = [json.loads(payload)["frame"] for _, payload, *_ in await seen.saw(lambda topic, _: topic == "scene", 1)]
    stood = [
        (datetime.fromisoformat(frame["timestamp"]).timestamp(), middle(each["bounding_box"]))
        for frame in scenes
        for each in frame["observations"]
        if each["track_id"] == one
    ]
    when, (across, down) = min(stood, key=lambda entry: abs(entry[0] - alarm.stamp))
    assert when == pytest.approx(alarm.stamp, abs=STEP + 0.001) and abs(across - 0.5) < 0.05

    # the picture: the ground truth has a target there, and its pixels change when it has gone
    boxes = [target.box for target in camera.truth(1, resolution=SIZE).targets]
    x, y, wide, high = min(boxes, key=lambda box: abs(box[0] + box[2] / 2 - across * 1280) + abs(box[1] + box[3] / 2 - down * 720))
    assert abs(x + wide / 2 - across * 1280) < 30 and abs(y + high / 2 - down * 720) < 30
    await camera.advance(20)
    _, later = await picture(web)
    there = np.abs(image - later)[int(y) : int(y + high), int(x) : int(x + wide)]
    assert np.count_nonzero(there > 20) > there.size / 4
    await listener.close()
