"""Find my device: a process on the clock, seen from the control side."""

from __future__ import annotations

from dataclasses import replace

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.find_my_device import FindMyDevice
from camsim.device.leds import Leds
from camsim.profile.load import load
from camsim.profile.model import Leaf

PATH = "/axis-cgi/findmydevice.cgi"


async def call(web, method, **params):
    return (await web.post(PATH, json={"apiVersion": "1.0", "method": method, "params": params})).json()


async def test_it_ends_by_itself_on_the_clock_and_the_tester_sees_it(start, client):
    camera = await start("d4200-ve")
    web = client(camera)

    def seen():
        return camera.state()["device"]["find_my_device"]

    assert seen() == {"until": None, "flashes": False, "beeps": False}
    assert (await call(web, "find", duration=30))["data"] == {}
    assert seen()["until"] == camera.clock.now() + 30 and seen()["beeps"]
    await camera.advance(29)
    assert (await call(web, "find"))["error"]["code"] == 2201
    await camera.advance(1)
    assert seen()["until"] is None
    assert "data" in await call(web, "find", duration=3600)
    assert (await call(web, "stop"))["data"] == (await call(web, "stop"))["data"] == {}
    assert seen() == {"until": None, "flashes": False, "beeps": False}
    for duration in (0, -1, 3601, 10**30):
        assert (await call(web, "find", duration=duration))["error"]["code"] == 2104
    assert seen()["until"] is None


async def test_the_status_indicator_flashes_where_there_is_one():
    facts = load("d6310")
    facts = replace(facts, leaves=(*facts.leaves, Leaf("Properties.LEDControl.LEDControl", "yes")))
    device = Device(facts, Clock(ClockMode.STEPPED))
    device.boot()
    device.organ(FindMyDevice).find(5)
    assert device.organ(Leds).color("statusled") == "amber" and device.organ(FindMyDevice).state.flashes
    dumped = device.dump()
    await device.clock.advance(5)
    assert device.organ(Leds).color("statusled") is None
    device.restore({"find_my_device": dumped["find_my_device"]})
    assert device.organ(FindMyDevice).state.flashes
    await device.clock.advance(1)
    assert device.organ(FindMyDevice).state.until is None
