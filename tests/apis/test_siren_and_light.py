"""Siren and light: priorities on the clock, profiles by both roads, health, rules."""

from __future__ import annotations

import json

import pytest
import pytest_asyncio

from camsim.device.siren.organ import SirenAndLight
from camsim.device.siren.patterns import Kind

PATH = "/axis-cgi/siren_and_light.cgi"
STEADY = {"pattern": "Steady", "colors": ["green"], "priority": 1}


async def ask(web, method, **params):
    body = (await web.post(PATH, json={"apiVersion": "1.0", "method": method, "params": params})).json()
    return body["data"] if "data" in body else body["error"]["code"]


@pytest_asyncio.fixture
async def served(start, client):
    camera = await start("d4200-ve")
    return camera, client(camera)


async def test_the_highest_priority_is_seen_and_durations_run_for_all(served):
    camera, web = served
    organ = camera.device.organ(SirenAndLight)
    assert await ask(web, "getStatus") == {}
    assert await ask(web, "start", light={**STEADY, "duration": {"unit": "seconds", "value": 30}}) == {"lightId": 1}
    assert await ask(web, "start", light={"pattern": "Alternate", "priority": 10}) == {"lightId": 2}
    await camera.advance(10.2)
    lights = (await ask(web, "getStatus"))["light"]
    assert [(one["lightId"], one["colors"], one.get("durationLeft")) for one in lights] == [(2, ["red", "blue"], None), (1, ["green"], 20)]
    assert organ.active("SignalingLED").signal.pattern == "Alternate"
    assert await ask(web, "stop", lightId=2) == {}
    assert organ.active("SignalingLED").signal.pattern == "Steady"
    await camera.advance(20)
    assert await ask(web, "getStatus") == {}
    assert organ.active("SignalingLED") is None


async def test_the_same_priority_replaces_and_repetitions_are_counted(served):
    camera, web = served
    assert await ask(web, "start", siren={"pattern": "Alarm: Horror"}) == {"sirenId": 1}
    assert await ask(web, "start", siren={"pattern": "Siren: Alternate", "duration": {"unit": "repetitions", "value": 2}}) == {"sirenId": 1}
    (row,) = (await ask(web, "getStatus"))["siren"]
    assert (row["pattern"], row["intensity"], row["priority"], row["durationLeft"]) == ("Siren: Alternate", 2, 3, 4)
    await camera.advance(4)
    assert await ask(web, "getStatus") == {}


async def test_a_siren_is_told_at_the_audio_output(served):
    camera, web = served
    state = lambda: camera.read_events("tns1:Device/tnsaxis:AudioOutputActive").entries[-1].data  # noqa: E731
    await ask(web, "start", siren={"pattern": "Alarm: Horror", "duration": {"unit": "seconds", "value": 5}})
    assert state() == {"AudioOutputActive": "1"}
    await camera.advance(5)
    assert state() == {"AudioOutputActive": "0"}


async def test_profiles_are_parameters(served):
    camera, web = served
    listed = (await ask(web, "getProfiles"))["profiles"]
    assert [one["name"] for one in listed] == ["Profile 1", "Profile 2", "LiveStream", "Recording", "SIP"]
    assert listed[3] == {
        "name": "Recording",
        "description": "Turns on LED when Recording is ongoing",
        "light": {"pattern": "Steady", "speed": 1, "colors": ["green"], "intensity": 5, "priority": 4},
    }
    both = {"siren": {"pattern": "Alarm: Horror", "intensity": 5}, "light": {**STEADY, "duration": {"unit": "seconds", "value": 7}}}
    assert await ask(web, "addProfile", name="Gate", description="At night", **both) == {}
    assert await ask(web, "addProfile", name="Gate", **both) == 1202
    group = "root.API.SirenAndLightService1.Profile05"
    text = (await web.get(f"/axis-cgi/param.cgi?action=list&group={group}.Light")).text
    assert dict(line.split("=", 1) for line in text.split()) == {
        f"{group}.Light.{name}": value
        for name, value in (
            ("Colors", "green"),
            ("DurationUnit", "seconds"),
            ("DurationValue", "7"),
            ("FunctionName", "SignalingLED"),
            ("Intensity", "2"),
            ("Pattern", "Steady"),
            ("Priority", "1"),
            ("Speed", "1"),
            ("Threshold", "255"),
        )
    }
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{group}.Siren.Pattern=Foghorn")).text == "OK"
    assert await ask(web, "start", profile="Gate") == 2200, "what a client has spoilt does not start"
    assert await ask(web, "getStatus") == {}
    assert await ask(web, "removeProfile", name="Profile 2") == {}
    assert await ask(web, "removeProfile", name="Profile 2") == 1202
    camera.reboot()
    await camera.advance(120)
    names = [one["name"] for one in (await ask(web, "getProfiles"))["profiles"]]
    assert names == ["Profile 1", "LiveStream", "Recording", "SIP", "Gate"]


async def test_lights_of_other_functions_do_not_compete(served):
    camera, web = served
    assert await ask(web, "start", profile="Profile 1") == {"lightId": 1}
    assert await ask(web, "start", profile="Recording") == {"lightId": 2}
    assert await ask(web, "start", profile="SIP") == {"lightId": 3}
    organ = camera.device.organ(SirenAndLight)
    assert organ.active("SignalingLED").profile == "Profile 1"
    assert organ.active("AudioLED").profile == "SIP", "priority 5"
    assert await ask(web, "stop", profile="SIP") == {}
    assert await ask(web, "stop", profile="SIP") == 1203
    assert organ.active("AudioLED").profile == "Recording"
    assert await ask(web, "stop", all=["siren"]) == {}
    assert len(organ.operations(Kind.LIGHT)) == 2
    assert await ask(web, "stop", all=["siren", "light"]) == {}
    assert await ask(web, "getStatus") == {}


async def test_only_profiles_that_resume_go_on_after_a_restart(served):
    camera, web = served
    for name in ("Profile 1", "Profile 2"):
        await ask(web, "start", profile=name)
    await web.get("/axis-cgi/param.cgi?action=update&root.API.SirenAndLightService1.Profile01.ResumeOnStartup=yes")
    await ask(web, "stop", profile="Profile 1")
    await ask(web, "start", profile="LiveStream")
    camera.reboot()
    await camera.advance(120)
    assert [one["profile"] for one in (await ask(web, "getStatus"))["light"]] == ["Profile 2"]


async def upload(web, mode, profiles):
    message = json.dumps({"apiVersion": "1.0", "method": "uploadProfiles", "params": {"uploadMode": mode}})
    parts = [("request", (None, message, "application/json"))]
    if profiles is not None:
        content = profiles if isinstance(profiles, str) else json.dumps(profiles)
        parts.append(("file", ("profiles", content, "text/plain")))
    body = (await web.post(PATH, files=parts)).json()
    return body.get("data", body.get("error"))


async def test_profiles_are_uploaded_all_or_none(served):
    _, web = served
    names = lambda listed: [one["name"] for one in listed["profiles"]]  # noqa: E731
    fresh = {"name": "Gate", "light": STEADY}
    assert (await upload(web, "add", [fresh, {"name": "SIP", "light": STEADY}]))["code"] == 1202
    assert "Gate" not in names(await ask(web, "getProfiles"))
    assert await upload(web, "overwrite", [fresh, {"name": "SIP", "light": STEADY}]) == {}
    assert names(await ask(web, "getProfiles")) == ["Profile 1", "Profile 2", "LiveStream", "Recording", "SIP", "Gate"]
    assert await upload(web, "erase_and_add", [fresh]) == {}
    assert names(await ask(web, "getProfiles")) == ["Gate"]
    many = [{"name": f"P{number}", "light": STEADY} for number in range(31)]
    assert (await upload(web, "erase_and_add", many))["code"] == 1201
    for spoilt in ("", "{}", "[" * 5000, '[{"name": 1}]', "x" * 300_000, [{"name": "dark"}]):
        assert (await upload(web, "add", spoilt))["code"] == 1202
    assert (await upload(web, "replace", [fresh]))["code"] == 2104
    assert (await upload(web, "add", None))["code"] == 2103
    assert names(await ask(web, "getProfiles")) == ["Gate"]


async def test_health(served):
    camera, web = served
    assert await ask(web, "getLastHealthCheck") == {"timestamp": "", "errors": []}
    camera.drive_sensor("siren-broken", on=True)
    await ask(web, "start", light=STEADY)
    assert await ask(web, "runHealthCheck") == {}
    assert camera.device.organ(SirenAndLight).active("SignalingLED") is None, "a check goes before everything"
    await camera.advance(5)
    camera.drive_sensor("siren-broken", on=False)
    found = await ask(web, "getLastHealthCheck")
    assert found["errors"] == [{"code": 102, "message": "Siren is not working optimal"}]
    assert found["timestamp"].endswith("+00:00")
    assert camera.device.organ(SirenAndLight).active("SignalingLED") is not None


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, 2103),
        ({"light": {"pattern": "Disco"}}, 2201),
        ({"siren": {"pattern": "Steady"}}, 2200),
        ({"siren": {"pattern": "Alarm: Horror", "intensity": 6}}, 2202),
        ({"light": {**STEADY, "intensity": "5"}}, 2203),
        ({"siren": {"pattern": "Alarm: Horror", "priority": 11}}, 2204),
        ({"light": {**STEADY, "priority": 0}}, 2205),
        ({"siren": {"pattern": "Alarm: Horror", "duration": {"unit": "hours", "value": 1}}}, 2206),
        ({"light": {**STEADY, "duration": {"unit": "", "value": 1}}}, 2207),
        ({"siren": {"pattern": "Alarm: Horror", "duration": {"unit": "seconds", "value": 259201}}}, 2208),
        ({"light": {**STEADY, "duration": {"unit": "repetitions", "value": 21}}}, 2209),
        ({"light": {**STEADY, "duration": 5}}, 2209),
        ({"light": {"pattern": "Alternate", "colors": ["red"]}}, 2211),
        ({"light": {"pattern": "Steady", "colors": ["mauve"]}}, 2212),
        ({"light": {**STEADY, "speed": 9}}, 2215),
        ({"light": {"speed": 1}}, 2103),
        ({"light": 5}, 2104),
        ({"profile": "nobody"}, 1202),
        ({"profile": "SIP", "light": STEADY}, 2104),
    ],
)
async def test_what_cannot_be_started(served, params, code):
    _, web = served
    assert await ask(web, "start", **params) == code
    assert await ask(web, "getStatus") == {}


@pytest.mark.parametrize(
    ("params", "code"),
    [({}, 2103), ({"all": ["horn"]}, 2210), ({"all": []}, 2210), ({"sirenId": 1, "lightId": 1}, 1203), ({"profile": "nobody"}, 1202)],
)
async def test_what_cannot_be_stopped(served, params, code):
    _, web = served
    await ask(web, "start", light=STEADY)
    before = await ask(web, "getStatus")
    assert await ask(web, "stop", **params) == code
    assert await ask(web, "getStatus") == before


@pytest.mark.parametrize(
    ("params", "code"),
    [({"name": "n" * 51}, 2213), ({"name": "n", "description": "d" * 251}, 2214), ({"name": ""}, 1202), ({"name": "a\nb"}, 1202)],
)
async def test_what_cannot_be_a_profile(served, params, code):
    _, web = served
    assert await ask(web, "addProfile", light=STEADY, **params) == code


async def test_the_rule_of_the_factory_lights_the_front_while_it_records(served):
    camera, _ = served
    light = lambda: camera.device.organ(SirenAndLight).active("AudioLED")  # noqa: E731
    camera.raise_event("tnsaxis:Storage/Recording", {}, {"recording": True})
    await camera.advance(1)
    assert light().profile == "Recording"
    camera.raise_event("tnsaxis:Storage/Recording", {}, {"recording": False})
    await camera.advance(1)
    assert light() is None


async def test_the_maintenance_mode_says_what_it_is(start, client):
    for profile, running in (("d4200-ve", False), ("d6310", True)):
        web = client(await start(profile))
        answer = (await web.get("/config/rest/siren-and-light/v2beta/maintenanceMode")).json()
        assert answer["data"] == {"running": running, "supported": False}
        assert await ask(web, "setMaintenanceMode", maintenanceMode=True, duration=60) == 1205
