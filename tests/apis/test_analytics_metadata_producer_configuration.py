"""analyticsmetadataconfig.cgi: producers listed, sampled, switched all or none."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

PATH = "/axis-cgi/analyticsmetadataconfig.cgi"
NAME = "AnalyticsSceneDescription"


async def call(web, method, **params):
    return (await web.post(PATH, json={"apiVersion": "1.0", "context": "c", "method": method, "params": params})).json()


async def test_lists_and_samples_pass_over_unknown_names(start, client):
    web = client(await start())
    row = {"name": NAME, "niceName": "Analytics Scene Description", "videochannels": [{"channel": 1, "enabled": True}]}
    assert (await call(web, "listProducers"))["data"] == {"producers": [row]}
    assert (await call(web, "listProducers", producers=["nobody"]))["data"] == {"producers": []}
    sample = (await call(web, "getSupportedMetadata", producers=[NAME, "nobody"]))["data"]["producers"][0]
    frame = ET.fromstring(f'<x xmlns:tt="urn:t">{sample["sampleFrameXML"]}</x>')[0][0]
    assert frame.get("Source") == NAME and len(frame) == 2


@pytest.mark.parametrize(
    ("producers", "code"),
    [
        ([{"name": "nobody", "videochannels": [{"channel": 1, "enabled": False}]}], 2004),
        ([{"name": NAME, "videochannels": [{"channel": 9, "enabled": False}]}], 2004),
        ([{"name": NAME, "videochannels": [{"channel": 1, "enabled": False}, {"channel": 9, "enabled": False}]}], 2004),
        ([{"name": NAME}], 2003),
        ([{"name": NAME, "videochannels": [{"channel": 1, "enabled": "no"}]}], 2004),
        ([{"name": NAME, "videochannels": "all"}], 2004),
    ],
)
async def test_one_that_is_wrong_changes_nothing(start, client, producers, code):
    web = client(await start())
    assert (await call(web, "setEnabledProducers", producers=producers))["error"]["code"] == code
    assert (await call(web, "listProducers"))["data"]["producers"][0]["videochannels"] == [{"channel": 1, "enabled": True}]


async def test_what_is_off_stays_off_after_a_restart(start, client):
    camera = await start()
    web = client(camera)
    await call(web, "setEnabledProducers", producers=[{"name": NAME, "videochannels": [{"channel": 1, "enabled": False}]}])
    await web.get("/axis-cgi/restart.cgi")
    await camera.clock.advance(60)
    assert (await call(web, "listProducers"))["data"]["producers"][0]["videochannels"] == [{"channel": 1, "enabled": False}]
