"""Power settings: what is drawn follows from what the parts do."""

from __future__ import annotations

import pytest
import pytest_asyncio

PATH = "/axis-cgi/power-settings.cgi"


async def ask(web, method, **params):
    body = (await web.post(PATH, json={"apiVersion": "1.2", "method": method, "params": params})).json()
    return body["data"] if "data" in body else (body["error"]["code"], body["error"]["message"])


@pytest_asyncio.fixture
async def served(start, client):
    camera = await start("d4200-ve", users="root:pass:admin,op:pass:operator")
    return camera, client(camera)


async def watts(web):
    return (await ask(web, "getPowerStatus"))["usage"]


async def test_what_shines_draws(served):
    camera, web = served
    assert await watts(web) == {"currentPower": 4.0, "averagePower": 4.0, "maxPower": 4.0}
    siren = {"apiVersion": "1.0", "method": "start", "params": {"profile": "Profile 1"}}
    await web.post("/axis-cgi/siren_and_light.cgi", json=siren)
    assert await watts(web) == {"currentPower": 6.5, "averagePower": 4.0, "maxPower": 6.5}
    await camera.advance(900)
    assert (await watts(web))["averagePower"] == 5.25
    assert await ask(web, "setPowerSavingMode", powerSavingMode=True) == {}
    assert (await watts(web))["currentPower"] == pytest.approx(6.5 * 0.85)
    camera.reboot()
    await camera.advance(120)
    assert await ask(web, "getPowerSavingMode") == {"powerSavingMode": True}
    assert (await watts(web))["maxPower"] == 3.4, "measured since the start"


async def test_history(served):
    camera, web = served
    await camera.advance(900 * 3 + 10)
    found = await ask(web, "getPowerHistory", requestedTimeSpan=1800)
    assert found == {
        "acquiredTimeSpan": 1800,
        "numberOfSamples": 2,
        "endTimeStamp": "2026-01-01T00:45:00.000000Z",
        "powerMeasurements": [4.0, 4.0],
        "powerAverage": 4.0,
    }
    assert (await ask(web, "getPowerHistory", requestedTimeSpan=10**12))["numberOfSamples"] == 4
    assert (await ask(web, "getPowerHistory", requestedTimeSpan=0))[0] == 302
    await camera.advance(900 * 700)
    assert (await ask(web, "getPowerHistory", requestedTimeSpan=10**9))["numberOfSamples"] == 672, "a week"


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("getDelayedPowerDownMode", {}, 300),
        ("setPowerProfile", {"powerProfile": "x"}, 300),
        ("getIoPortPower", {}, 300),
        ("setPowerSavingMode", {}, 4001),
        ("setPowerSavingMode", {"powerSavingMode": "yes"}, 4002),
        ("setPowerConsumers", {}, 8000),
    ],
)
async def test_what_is_refused(served, method, params, code):
    _, web = served
    assert (await ask(web, method, **params))[0] == code
    assert await ask(web, "getPowerSavingMode") == {"powerSavingMode": False}


async def test_operators_save(served, client):
    camera, _ = served
    op = client(camera, "op", "pass")
    assert await ask(op, "setPowerSavingMode", powerSavingMode=True) == {}
    answer = await op.post(PATH, json={"apiVersion": "1.2", "method": "getPowerProfiles"})
    assert answer.status_code in (401, 403)
