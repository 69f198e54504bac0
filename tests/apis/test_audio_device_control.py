"""Audio device control: the same settings as the parameters, set whole or not at all."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from camsim.device.audio import Audio

PATH = "/axis-cgi/audiodevicecontrol.cgi"


async def call(web: httpx.AsyncClient, method: str, **params: Any) -> dict[str, Any]:
    body = {"apiVersion": "1.0", "method": method, **({"params": params} if params else {})}
    answer = await web.post(PATH, content=json.dumps(body))
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


async def settings(web: httpx.AsyncClient) -> dict[str, Any]:
    return (await call(web, "getDevicesSettings"))["data"]["devices"][0]  # type: ignore[no-any-return]


async def parameter(web: httpx.AsyncClient, name: str) -> str:
    return (await web.get(f"/axis-cgi/param.cgi?action=list&group={name}")).text.strip().partition("=")[2]


async def test_what_was_read_can_be_written_back_changed(start, client):
    camera = await start("p3245-lve")
    web = client(camera)
    found = await settings(web)
    assert (await call(web, "setDevicesSettings", devices=[found]))["data"] == {}
    assert await settings(web) == found
    found["name"], found["inputs"][0]["enabled"] = "Hall", True
    found["inputs"][0]["connectionTypeSelected"] = "line"
    for kind in found["inputs"][0]["connectionTypes"]:
        kind["signalingTypes"][0]["channels"][0].update(gain=30 if kind["id"] == "line" else 45, mute=kind["id"] == "line")
    found["outputs"][0]["connectionTypes"][0]["signalingTypes"][0]["channels"][0]["gain"] = -6
    assert (await call(web, "setDevicesSettings", devices=[found]))["data"] == {}
    audio = camera.device.organ(Audio).source(0)
    assert (audio.input_type, audio.input_gain, audio.output_gain, audio.enabled) == ("line", None, -6.0, True)
    assert await parameter(web, "AudioSource.A0.InputGain") == "mute" and await parameter(web, "AudioSource.A0.InputType") == "line"
    channel = (await settings(web))["inputs"][0]["connectionTypes"][0]["signalingTypes"][0]["channels"][0]
    assert channel == {"id": "0", "gain": 30, "mute": True}, "the gain is remembered"
    camera.reboot()
    await camera.advance(300)
    assert (await settings(web))["name"] == "Hall"


async def test_parameters_make_mute_and_loud_again(start, client):
    web = client(await start("p3245-lve"))
    await web.get("/axis-cgi/param.cgi?action=update&AudioSource.A0.OutputGain=mute")
    channel = (await settings(web))["outputs"][0]["connectionTypes"][0]["signalingTypes"][0]["channels"][0]
    assert channel == {"id": "0", "gain": -30, "mute": True}
    await web.get("/axis-cgi/param.cgi?action=update&AudioSource.A0.OutputGain=-12")
    channel = (await settings(web))["outputs"][0]["connectionTypes"][0]["signalingTypes"][0]["channels"][0]
    assert channel == {"id": "0", "gain": -12, "mute": False}


GOOD = {"id": "0", "gain": 30}


def device(**channel: Any) -> dict[str, Any]:
    signal = {"id": "unbalanced", "channels": [GOOD, channel]}
    return {"id": "0", "inputs": [{"id": "0", "connectionTypes": [{"id": "mic", "signalingTypes": [signal]}]}]}


@pytest.mark.parametrize(
    "given",
    [
        device(id="0", gain=31), device(id="0", gain="30"), device(id="0", gain=True), device(id="9"), device(mute="yes"),
        device(gain=None),
        {"id": 0}, {"id": "0", "name": 5}, {"id": "0", "name": "x" * 65}, {"id": "0", "inputs": "x"}, {"id": "0", "inputs": [5]},
        {"id": "0", "inputs": [{"id": "1"}]}, {"id": "0", "inputs": [{"id": "0", "enabled": 1}]},
        {"id": "0", "inputs": [{"id": "0", "connectionTypeSelected": ["mic"]}]}, {"id": "0", "inputs": [{"id": "0"}] * 65},
        {"id": "0", "outputs": [{"id": "0", "connectionTypeSelected": "mic"}]},
        {"id": "0", "inputs": [{"id": "0", "connectionTypes": [{"id": "mic", "signalingTypes": [{"id": "x", "powerType": "P48"}]}]}]},
    ],
    ids=str,
)  # fmt: skip
async def test_a_request_with_a_fault_changes_nothing(start, client, given):
    web = client(await start("p3245-lve"))
    before = await settings(web)
    answer = await call(web, "setDevicesSettings", devices=[{"id": "0", "name": "Hall"}, given])
    assert answer["error"]["code"] == 2104
    assert await settings(web) == before


async def test_what_is_missing_is_told(start, client):
    web = client(await start("p3245-lve"))
    for params in ({"devices": [{"name": "Hall"}]}, {"devices": [{"id": "0", "inputs": [{}]}]}):
        assert (await call(web, "setDevicesSettings", **params))["error"]["code"] == 2103
