"""Scene frames over RTSP: boxes agree with the ground truth, ids with the events, and a producer that is off tells nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from camsim.device.analytics.organ import Analytics
from camsim.device.analytics.rules import Crossing, Rule, RuleKind, Watched
from tests.apis.test_video_motion_detection_4 import run

TT = "{http://www.onvif.org/ver10/schema}"
CONFIG = "/axis-cgi/analyticsmetadataconfig.cgi"


def roots(units) -> list[ET.Element]:
    return [ET.fromstring(b"".join(packet.data[12:] for packet in unit)) for unit in units]


@pytest.mark.parametrize("detail", ["box", "polygon"])
async def test_frames_agree_with_the_ground_truth(start, connect, detail):
    camera = await start()
    client = await connect(camera)
    await client.play(f"video=0&audio=0&analytics={detail}")
    seen = 0
    for number in range(1, 21):
        await camera.advance(0.2)
        frame = roots(await client.units(number + 1))[-1].find(f"{TT}VideoAnalytics/{TT}Frame")
        assert frame.get("UtcTime") == f"2026-01-01T00:00:{number / 5:09.6f}Z" and frame.get("Source") == "AnalyticsSceneDescription"
        truth = camera.truth(1, resolution="1920x1080")
        still = ("boat", "balloon", "bird")
        boxes = [one.box for one in truth.targets if one.kind not in still]
        found = [_pixels(one, truth) for one in frame if one.find(f".//{TT}Type") is not None]
        for box in found:
            assert any(max(abs(a - b) for a, b in zip(box, other, strict=True)) < 0.5 for other in boxes), (number, box)
        cars = [one for one in truth.targets if one.kind == "car" and 0 < one.box[0] + one.box[2] / 2 < 1920]
        assert len([one for one in frame if one.findtext(f".//{TT}Type") == "Car"]) == len(cars)
        assert all((one.find(f".//{TT}Polygon") is not None) is (detail == "polygon") for one in frame)
        seen += len(found)
    assert seen > 20


def _pixels(one: ET.Element, truth) -> tuple[float, float, float, float]:
    box = one.find(f".//{TT}BoundingBox")
    left, top, right, bottom = (float(box.get(side)) for side in ("left", "top", "right", "bottom"))
    wide, high = truth.width, truth.height
    return (left + 1) / 2 * wide, (1 - top) / 2 * high, (right - left) / 2 * wide, (top - bottom) / 2 * high


async def test_who_crosses_a_line_has_one_id_on_every_road(start, connect):
    camera = await start()
    run(camera, "objectanalytics")
    rule = Rule(RuleKind.FENCE, (((0.0, -0.9), (0.0, 0.9)),), Crossing.LEFT_TO_RIGHT)
    camera.device.organ(Analytics).configure("objectanalytics", [Watched(1, "Line", rule=rule, scenario="fence")])
    client = await connect(camera)
    await client.play("video=0&audio=0&analytics=box&event=on&eventtopic=axis:CameraApplicationPlatform//.")
    await camera.advance(60)
    before: dict[str, float] = {}
    crossed = 0
    for root in roots(await client.units(1 + 2 + 300)):
        frame, event = root.find(f"{TT}VideoAnalytics/{TT}Frame"), root.find(f".//{TT}Message")
        if frame is not None:
            before = {one.get("ObjectId"): float(one.find(f".//{TT}CenterOfGravity").get("x")) for one in frame}
        if event is None or event.get("PropertyOperation") != "Changed":
            continue
        items = {one.get("Name"): one.get("Value") for one in event.iter(f"{TT}SimpleItem")}
        if items["active"] == "1":
            crossed += 1
            assert -0.1 < before[items["objectId"]] <= 0.001, "it was just left of the line in the last frame"
    assert crossed > 4


async def test_a_producer_that_is_off_tells_nothing(start, connect, client):
    camera = await start()
    web = client(camera)
    body = {"apiVersion": "1.0", "method": "setEnabledProducers"}
    off = [{"name": "AnalyticsSceneDescription", "videochannels": [{"channel": 1, "enabled": False}]}]
    assert (await web.post(CONFIG, json={**body, "params": {"producers": off}})).json()["data"] == {}
    listener = await connect(camera)
    await listener.play("video=0&audio=0&analytics=box&ptz=status")
    await camera.advance(2)
    assert all(root.find(f"{TT}VideoAnalytics") is None for root in roots(await listener.units(8)))
    listed = (await web.post(CONFIG, json={"apiVersion": "1.0", "method": "listProducers"})).json()["data"]["producers"]
    assert listed[0]["videochannels"] == [{"channel": 1, "enabled": False}]


async def test_a_sensor_head_that_moves_shows_no_objects(start, connect, client):
    camera = await start("q6135-le")
    listener = await connect(camera)
    await listener.play("video=0&audio=0&analytics=box")
    await client(camera).get("/axis-cgi/com/ptz.cgi?continuouspantiltmove=20,0")
    await camera.advance(1)
    assert all(len(frame) == 0 for root in roots(await listener.units(5))[1:] for frame in root.iter(f"{TT}Frame"))
