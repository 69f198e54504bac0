"""Geolocation and orientation: kept as given, checked, and kept over a restart."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from camsim.device.geolocation import Geolocation

GET, SET = "/axis-cgi/geolocation/get.cgi", "/axis-cgi/geolocation/set.cgi"
TURNED = "/axis-cgi/geoorientation/geoorientation.cgi"


@pytest.fixture
async def served(start, client):
    camera = await start(profile="q6135-le")
    return camera, client(camera)


async def told(web, path=GET):
    root = ET.fromstring((await web.get(path)).text)
    return {node.tag: node.text or "" for node in root.iter() if not len(node)}


@pytest.mark.parametrize(
    ("lat", "lng"),
    [
        ("51.1234", "013.1234"),
        ("-4512.5555", "-11022.5555"),
        ("511234.5678", "0131234.5678"),
        ("90", "180"),
        ("51.0", "-0.1"),
        ("00.0", "000."),
    ],
)
async def test_coordinates_come_back_as_they_were_given(served, lat, lng):
    _, web = served
    assert "<GeneralSuccess/>" in (await web.get(f"{SET}?lat={lat}&lng={lng}")).text
    found = await told(web)
    assert (found["Lat"], found["Lng"], found["ValidPosition"], found["ValidHeading"]) == (lat, lng, "true", "false")


async def test_a_plus_need_not_be_escaped(served):
    _, web = served
    await web.get(f"{SET}?lat=+51.5&lng=%2B013.5&text=floor%202")
    found = await told(web)
    assert (found["Lat"], found["Lng"], found["Text"]) == ("+51.5", "+013.5", "floor 2")


@pytest.mark.parametrize(
    "arguments",
    [
        "lat=91",
        "lat=200",
        "lat=north",
        "lat=9000.1",
        "lat=1260.0",
        "lat=126000",
        "lat=1.2.3",
        "lng=181",
        "lng=01360.1",
        "lng=00000000",
        "lat=" + "1" * 5000,
        "heading=361",
        "heading=nan",
        "heading=-1",
        "lat=50&heading=x",
        "text=" + "a" * 513,
        "lat=",
    ],
)
async def test_wrong_values_change_nothing(served, arguments):
    camera, web = served
    before = camera.device.organ(Geolocation).dump()
    answer = await web.get(f"{SET}?{arguments}")
    assert answer.status_code == 200 and "<ErrorCode>2</ErrorCode>" in answer.text
    assert camera.device.organ(Geolocation).dump() == before


async def test_nothing_to_set(served):
    _, web = served
    assert "<ErrorCode>1</ErrorCode>" in (await web.get(SET)).text
    assert "<ErrorCode>1</ErrorCode>" in (await web.get(TURNED)).text


async def test_markup_in_the_text_is_text(served):
    _, web = served
    await web.post(SET, data={"text": "<Lat>9</Lat>&amp;"})
    assert (await told(web))["Text"] == "<Lat>9</Lat>&amp;"


async def test_orientation(served):
    camera, web = served
    assert (await told(web, f"{TURNED}?action=get"))["ValidTilt"] == "false"
    assert "<GeneralSuccess/>" in (await web.get(f"{TURNED}?action=set&tilt=60.0&inst_height=2.2")).text
    for wrong in ("tilt=200", "heading=361", "inst_height=-1", "heading=inf"):
        assert "<ErrorCode>2</ErrorCode>" in (await web.get(f"{TURNED}?action=set&{wrong}")).text
    assert "<ErrorCode>2</ErrorCode>" in (await web.get(f"{TURNED}?action=spin")).text
    assert (await web.get("/axis-cgi/restart.cgi")).status_code < 300
    await camera.advance(60)
    found = await told(web, f"{TURNED}?action=get")
    assert (found["Tilt"], found["InstallationHeight"], found["Heading"], found["ValidHeading"]) == ("60.0", "2.2", "0", "false")


async def test_who_has_which(start, client):
    web = client(await start(profile="p3245-lve"))
    assert (await web.get(GET)).status_code == 200 and (await web.get(f"{TURNED}?action=get")).status_code == 404
