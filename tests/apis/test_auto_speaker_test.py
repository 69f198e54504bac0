"""The speaker test over the `/vapix/axast` bridge: the vendor's own example of a fault, calibration and test."""

from __future__ import annotations

from camsim.device.speaker_test import SECONDS
from tests.apis.bridge_client import ask, simple

NO_CALIBRATION = "The Auto Speaker Test cannot be done without prior calibration."


async def test_the_introductions_example_of_a_fault(start, client):
    web = client(await start("d4200-ve"))
    answer = await web.post("/vapix/axast", content='{"axast:PerformSpeakerTest":{}}')
    fault = {"Fault": "env:Receiver", "FaultCode": "ter:Action", "FaultSubCode": "axast:DeviceNotCalibrated"}
    assert answer.status_code == 400 and answer.json() == {**fault, "FaultReason": NO_CALIBRATION, "FaultMsg": None}
    answer = await web.get("/vapix/axast?format=simple&action=axast:PerformSpeakerTest")
    assert answer.status_code == 400
    assert answer.text.splitlines() == [
        *(f'{name}="{value}"' for name, value in fault.items()),
        f'FaultReason="{NO_CALIBRATION}"',
        "FaultMsg=null",
    ]


async def test_a_speaker_is_calibrated_and_tested(start, client):
    camera = await start("d4200-ve")
    web, path = client(camera), "/vapix/axast"
    empty = {"SpeakerTestStatus": "Uncalibrated", "TestTimestamp": "", "CalibrationTimestamp": ""}
    assert await ask(web, "axast:GetSpeakerTestReport", path) == {"SpeakerTestReport": empty}
    assert await ask(web, "axast:CalibrateSpeakerTest", path) == {}
    assert (await ask(web, "axast:GetSpeakerTestReport", path))["SpeakerTestReport"]["SpeakerTestStatus"] == "Pending"
    await camera.clock.advance(SECONDS)
    heard = camera.broker.subscribe(lambda event: "SpeakerTest" in event.path)
    assert await simple(web, "axast:PerformSpeakerTest", path) == []
    assert (await web.get(f"{path}?format=simple&action=axast:PerformSpeakerTest")).status_code == 400, "one at a time"
    await camera.clock.advance(SECONDS)
    report = (await ask(web, "axast:GetSpeakerTestReport", path))["SpeakerTestReport"]
    assert report == {"SpeakerTestStatus": "OK", "TestTimestamp": "2026-01-01T00:00:10Z", "CalibrationTimestamp": "2026-01-01T00:00:05Z"}
    assert [one.event.data() for one in heard.take()] == [{"SpeakerTestStatus": "OK"}]
