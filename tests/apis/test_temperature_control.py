"""Temperature control: what sensors feel, heaters and fans by temperature and by hand."""

from __future__ import annotations

import pytest
import pytest_asyncio

PATH = "/axis-cgi/temperaturecontrol.cgi"
HEATER = {"device": "heater", "id": "0"}


@pytest_asyncio.fixture
async def served(start, client):
    camera = await start("companion-bullet-le")
    return camera, client(camera)


async def ask(web, status=200, **arguments):
    answer = await web.get(PATH, params=arguments)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, "text/html"), answer.text
    return answer.text


def heater(camera):
    return camera.read_events("tns1:Device/tnsaxis:Heater/Status").entries[-1].data["running"]


async def test_sensors_are_told(served):
    camera, web = served
    camera.drive_sensor("temperature.1", value=46.7)
    lines = (await ask(web, action="statusall")).splitlines()
    assert lines == [
        "Sensor.S0.Name=IR led",
        "Sensor.S0.Celsius=21.00",
        "Sensor.S0.Fahrenheit=69.80",
        "Sensor.S1.Name=Heater",
        "Sensor.S1.Celsius=46.70",
        "Sensor.S1.Fahrenheit=116.06",
        "Heater.H0.Status=Stopped",
        "Heater.H0.TimeUntilStop=0",
    ]
    assert await ask(web, device="sensor", id="1", action="query") == "46.70"
    assert await ask(web, device="sensor", id="1", action="query", temperatureunit="fahrenheit") == "116.06"


async def test_a_heater_runs_for_its_time(served):
    camera, web = served
    assert await ask(web, **HEATER, action="start") == "OK"
    assert heater(camera) == "1"
    await camera.advance(100.5)
    assert await ask(web, **HEATER, action="query") == "Running[100%]"
    assert await ask(web, **HEATER, action="timeuntilstop") == "200"
    await camera.advance(200)
    assert await ask(web, **HEATER, action="query") == "Stopped"
    assert heater(camera) == "0"
    await web.get("/axis-cgi/param.cgi?action=update&TemperatureControl.Heater.H0.ManualControlDuration=20")
    await ask(web, **HEATER, action="start")
    await camera.advance(10)
    assert await ask(web, **HEATER, action="start") == "OK", "its time begins anew"
    await camera.advance(15)
    assert await ask(web, **HEATER, action="timeuntilstop") == "5"
    assert await ask(web, **HEATER, action="stop") == "OK"
    assert await ask(web, **HEATER, action="timeuntilstop") == "0"
    assert heater(camera) == "0"


async def test_users_take_over_until_a_restart(served):
    camera, web = served
    assert await ask(web, **HEATER, usercontrolmode="true", intensity="40") == "OK"
    assert await ask(web, **HEATER, action="query") == "Running[40%]"
    await camera.advance(10_000)
    assert await ask(web, **HEATER, action="query") == "Running[40%]"
    camera.reboot()
    await camera.advance(120)
    assert await ask(web, **HEATER, action="query") == "Stopped"
    await ask(web, **HEATER, usercontrolmode="true", intensity="0")
    assert await ask(web, **HEATER, action="query") == "Stopped"
    assert await ask(web, **HEATER, usercontrolmode="false") == "OK"


async def test_the_device_heats_by_itself(served):
    camera, web = served
    camera.drive_sensor("temperature.0", value=2.0)
    assert await ask(web, **HEATER, action="query") == "Running[100%]", "below 15 - 25/2"
    camera.drive_sensor("temperature.0", value=20.0)
    assert await ask(web, **HEATER, action="query") == "Running[100%]", "still below 15 + 25/2"
    for sensor in (0, 1):
        camera.drive_sensor(f"temperature.{sensor}", value=28.0)
    assert await ask(web, **HEATER, action="query") == "Stopped"
    camera.drive_sensor("heater-failure.0", on=True)
    assert await ask(web, **HEATER, action="query") == "Heater Failure"


async def test_limits_may_be_in_fahrenheit(served):
    camera, web = served
    above = lambda: camera.read_events("tns1:Device/tnsaxis:Status/Temperature/Above").entries[-1].data  # noqa: E731
    update = "/axis-cgi/param.cgi?action=update&TemperatureControl.Sensor.S0.TriggerHigh="
    assert (await web.get(update + "70F")).text == "OK"
    assert above() == {"sensor_level": "0"}
    assert (await web.get(update + "69F")).text == "OK"
    assert above() == {"sensor_level": "1"}, "21 degrees are 69.8 F"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"device": "heater", "id": "1", "action": "start"}, "Unknown device type or bad id."),
        ({"device": "fan", "id": "0", "action": "start"}, "Unknown device type or bad id."),
        ({"device": "oven", "id": "0", "action": "start"}, "Unknown device type or bad id."),
        ({"device": "sensor", "id": "2", "action": "query"}, "Unknown device type or bad id."),
        ({"device": "heater", "id": "9" * 400, "action": "stop"}, "Unknown device type or bad id."),
        ({**HEATER, "action": "badaction"}, "Unsupported action."),
        ({"device": "sensor", "id": "0", "action": "start"}, "Unsupported action."),
        ({"device": "sensor", "id": "0", "action": "query", "temperatureunit": "kelvin"}, "Invalid temperature unit."),
        ({**HEATER, "usercontrolmode": "true", "intensity": "101"}, "Could not set the requested mode for the device."),
        ({**HEATER, "usercontrolmode": "perhaps"}, "Could not set the requested mode for the device."),
        (HEATER, "The request had bad syntax or was inherently impossible to satisfy."),
    ],
)
async def test_what_is_refused(served, arguments, words):
    _, web = served
    before = await ask(web, action="statusall")
    assert await ask(web, 400, **arguments) == words
    assert await ask(web, action="statusall") == before
