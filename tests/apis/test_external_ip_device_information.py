"""External IP devices and regional settings, which only devices with their parts have: bounds, and what survives."""

from __future__ import annotations

import re

import pytest

from camsim.device.certificates import Certificates
from camsim.device.external_devices import MOST_DEVICES, ExternalDevices
from camsim.device.region import LengthUnit, Region
from camsim.device.state import Survives
from tests.apis.golden import extended

PATH = "/axis-cgi/externalipdeviceinfo"


@pytest.fixture
async def recorder(start, tmp_path):
    return await start(**extended(tmp_path, "q6135-le", ["_parts/regional-settings", "_parts/external-ip-devices"]))


async def ask(web, cgi, **arguments):
    text = (await web.get(f"{PATH}/{cgi}.cgi", params={"schemaversion": "2", **arguments})).text
    code = re.search(r"<ErrorCode>(\d+)<", text)
    return int(code[1]) if code else text


async def test_devices_are_kept_and_bounded_and_passwords_never_told(recorder, client):
    web, organ = client(recorder), recorder.device.organ(ExternalDevices)
    assert "Success" in await ask(web, "create", id="gate-1", address="192.0.2.9", username="u", password="secret")
    assert "secret" not in await ask(web, "list")
    for wrong in ({"description": "a" * 256}, {"serialnumber": "<"}, {"address": "a\x00"}, {"port": "-1"}, {"port": "9" * 30}):
        assert await ask(web, "update", id="gate-1", **wrong) in (70, 170, 180, 200), wrong
    assert await ask(web, "update", id="none") == 90
    for id in ("", "a b", "a" * 256, "é", "<x>"):
        assert await ask(web, "create", id=id) == 40, id
    assert organ.get("gate-1").password == "secret" and len(organ.state.devices) == 1
    for number in range(MOST_DEVICES - 1):
        assert "Success" in await ask(web, "create", id=f"{number}")
    assert await ask(web, "create", id="more") == 30
    organ.renew(Survives.RESTART)
    assert len(organ.state.devices) == MOST_DEVICES
    organ.renew(Survives.SOFT_DEFAULT)
    assert organ.state.devices == {}


async def test_events_and_authorities(recorder, client):
    web = client(recorder)
    await ask(web, "create", id="a")
    for spelled, told in (("yes", "YES"), ("disabled", "NO"), ("Enabled", "YES"), ("no", "NO")):
        assert "Success" in await ask(web, "seteventsenabled", id="a", enabled=spelled)
        assert f"<EventsEnabled>{told}<" in await ask(web, "geteventsenabled", id="a")
    assert await ask(web, "setcacertificates", certids="ca-1") == 220
    recorder.device.organ(Certificates).add_authority("ca-1", "-----BEGIN CERTIFICATE-----")
    assert "Success" in await ask(web, "setcacertificates", certids="ca-1")
    assert "<Id>ca-1</Id>" in await ask(web, "getcacertificates")


async def test_units_survive_a_restart_and_no_default(recorder, client):
    web, region = client(recorder), recorder.device.organ(Region)
    message = {"apiVersion": "1.0", "method": "setRegionalSettings", "params": {"units": {"length": "us_customary"}}}
    assert (await web.post("/axis-cgi/regionalsettings.cgi", json=message)).json() == {"apiVersion": "1.0", "method": "setRegionalSettings"}
    region.renew(Survives.RESTART)
    assert region.state.length is LengthUnit.US_CUSTOMARY
    region.renew(Survives.SOFT_DEFAULT)
    assert region.state.length is LengthUnit.METRIC


async def test_a_camera_without_the_parts_has_neither(start, client):
    web = client(await start("q6135-le"))
    assert (await web.get(f"{PATH}/list.cgi")).status_code == (await web.post("/axis-cgi/regionalsettings.cgi")).status_code == 404
