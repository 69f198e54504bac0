"""An I/O relay module: no eye, no storage, eight ports and eight relays, firmware with a number of its own."""

from __future__ import annotations

import pytest

from camsim.device.io.events import RelayEvent
from camsim.device.io.ports import Ports


@pytest.fixture
async def module(start, client):
    camera = await start("a9188")
    return camera, client(camera)


async def test_what_it_has_not(module):
    _, web = module
    for path in ("/axis-cgi/jpg/image.cgi", "/axis-cgi/apidiscovery.cgi", "/axis-cgi/disks/list.cgi", "/axis-cgi/record/list.cgi"):
        assert (await web.get(path)).status_code == 404
    listed = (await web.get("/axis-cgi/param.cgi?action=list")).text
    assert "root.Properties.Firmware.Version=1.84.1\n" in listed and "root.Properties.IO.ManualTriggerNbr=17\n" in listed
    assert not [line for line in listed.splitlines() if line.startswith(("root.Image", "root.Storage", "root.Properties.LocalStorage"))]


async def test_ports_and_relays(module):
    camera, web = module
    ports = camera.device.organ(Ports)
    assert ports.inputs == list(range(8)) and ports.outputs == list(range(8, 16))
    camera.drive_input(3, active=True)
    assert (await web.get("/axis-cgi/io/port.cgi?checkactive=4,16")).text.split() == ["port4=active", "port16=inactive"]
    await web.get("/axis-cgi/io/port.cgi?action=16:/")
    assert (await web.get("/axis-cgi/io/port.cgi?checkactive=16")).text.strip() == "port16=active"
    told = [last.event for last in camera.broker.current() if isinstance(last.event, RelayEvent)]
    assert len(told) >= 8
    update = await web.get("/axis-cgi/param.cgi?action=update&IOPort.I0.Direction=output")
    assert update.text.strip() == "OK" and ports.outputs == [0, *range(8, 16)]
    await web.get("/axis-cgi/param.cgi?action=update&IOPort.I9.Direction=input")
    assert 9 in ports.outputs
