"""Audio streaming capabilities: the codecs that the device has."""

from __future__ import annotations


async def test_only_codecs_of_the_device_are_told(start, client):
    web = client(await start("p3245-lve"))
    answer = await web.post("/axis-cgi/audio/streamingcapabilities.cgi", json={"apiVersion": "1.0", "method": "list"})
    assert answer.status_code == 200
    found = answer.json()["data"]["encoders"]
    assert list(found) == ["g711", "g726", "aac", "opus", "lpcm"] and found["aac"][1]["sample_rate"] == 16000
