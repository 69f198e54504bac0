"""Light control: lamps go with night vision or as told, light the scene, and tell when they do."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.device.light import Light
from camsim.device.time import Time

PATH = "/axis-cgi/lightcontrol.cgi"


async def ask(web, method, **params):
    body = (await web.post(PATH, json={"apiVersion": "1.1", "method": method, "params": params})).json()
    return body["data"] if "data" in body else body["error"]["code"]


async def brightness(web):
    body = (await web.get("/axis-cgi/jpg/image.cgi?resolution=640x360")).content
    return float(cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_GRAYSCALE)[:300].mean())


async def till(camera, hour):
    """Goes on to an hour of the device's local time, and past the device's next look at the light."""
    clock = camera.device.organ(Time)
    await camera.advance((hour * 3600 - clock.stamp() - clock.local_offset()) % 86400 + 700)


@pytest.fixture
async def served(start, client):
    camera = await start()
    await till(camera, 12)
    return camera, client(camera)


async def test_it_is_lit_with_night_vision_and_lights_the_scene(served):
    camera, web = served
    assert await ask(web, "getLightStatus", lightID="led0") == {"status": False}
    assert await ask(web, "getCurrentIntensity", lightID="led0") == {"intensity": 0}
    day = await brightness(web)
    await till(camera, 23)
    assert await ask(web, "getLightStatus", lightID="led0") == {"status": True}
    assert (await ask(web, "getCurrentIntensity", lightID="led0"))["intensity"] > 900
    lit = await brightness(web)
    assert await ask(web, "disableLight", lightID="led0") == {}
    dark = await brightness(web)
    assert dark + 20 < lit < day
    assert await ask(web, "activateLight", lightID="led0") == {}
    assert await ask(web, "getLightStatus", lightID="led0") == {"status": False}, "a disabled lamp stays dark"


async def test_its_intensity_shows(served):
    camera, web = served
    await till(camera, 23)
    await ask(web, "setAutomaticIntensityMode", lightID="led0", enabled=False)
    seen = []
    for intensity in (0, 300, 1000):
        await ask(web, "setManualIntensity", lightID="led0", intensity=intensity)
        assert await ask(web, "getCurrentIntensity", lightID="led0") == {"intensity": intensity}
        seen.append(await brightness(web))
    assert seen[0] + 5 < seen[1] < seen[2] - 5
    assert await ask(web, "setManualIntensity", lightID="led0", intensity=-1) == 1003
    assert await ask(web, "getManualIntensity", lightID="led0") == {"intensity": 1000}


async def test_one_that_is_not_synchronized_does_as_told(served):
    camera, web = served
    await ask(web, "setLightSynchronizeDayNightMode", lightID="led0", enabled=False)
    assert await ask(web, "getLightSynchronizeDayNightMode", lightID="led0") == {"synchronize": False}
    await till(camera, 23)
    assert await ask(web, "getLightStatus", lightID="led0") == {"status": False}
    await ask(web, "activateLight", lightID="led0")
    assert await ask(web, "getLightStatus", lightID="led0") == {"status": True}
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=yes")
    assert await ask(web, "getLightStatus", lightID="led0") == {"status": False}, "infrared light is lost behind the filter"


async def test_it_tells_on_both_topics(served):
    camera, web = served
    heard = []
    camera.broker.subscribe(heard.append)
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=no")
    await ask(web, "deactivateLight", lightID="led0")
    await ask(web, "deactivateLight", lightID="led0")
    told = [(one.path, one.source(), one.data()) for one in heard if "Light" in one.path]
    assert told[-4:] == [
        (topic, source, {"state": state})
        for state in ("ON", "OFF")
        for topic, source in (
            ("tns1:Device/tnsaxis:Light/Status", {"id": 0}),
            ("tns1:LightControl/tnsaxis:LightStatusChanged/Status", {}),
        )
    ]


async def test_settings_outlive_a_restart(served):
    camera, web = served
    await ask(web, "setManualIntensity", lightID="led0", intensity=123)
    await ask(web, "disableLight", lightID="led0")
    camera.reboot()
    await camera.advance(300)
    lamp = camera.device.organ(Light).lamp(0)
    assert (lamp.intensity, lamp.enabled, lamp.synchronized) == (123, False, True)


async def test_an_action_flashes_for_a_while(served):
    camera, _ = served
    light = camera.device.organ(Light)
    camera.device.organ(Light).enable(0, True)
    await till(camera, 23)
    light.shine(0, 50, fade_in=2.0)
    await camera.advance(1.0)
    assert light.intensity(0) == 250
    await camera.advance(5.0)
    assert light.intensity(0) == 500
    light.shine(0, 80, frequency=1.0)
    await camera.advance(0.6)
    assert light.intensity(0) == 0
    light.release(0)
    assert light.intensity(0) > 900
