"""vaconfig.cgi, and the motion windows of old devices: what they say makes the alarms of motion detection 3 and its forerunner."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest

from camsim.device.analytics.applications import Known
from camsim.device.analytics.organ import Analytics
from camsim.device.applications import Applications
from tests.apis.test_video_motion_detection_4 import run

PATH = "/axis-cgi/vaconfig.cgi"
CONFIG = (
    '<config version="2.0"><application name="VMD3" nicename="x"><ruleEngines><ruleEngine status="enabled"><namedObjects>'
    '<namedObject name="A"><data knownNameType="geometry.polygon"><polygon><point x="-0.2" y="-0.9"/><point x="-0.2" y="0.9"/>'
    '<point x="0.2" y="0.9"/><point x="0.2" y="-0.9"/></polygon></data></namedObject>'
    '<namedObject name="W"><data knownNameType="core.int"><int value="5"/></data></namedObject></namedObjects>'
    '<rules><rule name="detection_0" function="guardIncludeArea"><parameter name="IncludeArea" value="A"/>'
    '<parameter name="Width" value="W"/></rule></rules></ruleEngine></ruleEngines></application></config>'
)


@pytest.mark.parametrize("profile", ["p5512", "companion-bullet-le"])
@pytest.mark.parametrize("name", ["VMD3", "VideoMotionDetection3"])
async def test_a_configuration_can_be_read_changed_and_posted_back(start, client, profile, name):
    camera = await start(profile)
    run(camera, "VMD3")
    web = client(camera)
    answer = await web.get(f"{PATH}?action=get&name={name}")
    config = ET.fromstring(answer.text).find("config")
    assert config is not None and config.find(".//rule").get("function") == "guardIncludeArea"
    assert answer.headers["Content-Type"].startswith("text/xml")
    before = camera.device.organ(Analytics).setup("VMD3").watched
    posted = await web.post(
        PATH,
        content=f"action=modify&name={name}{ET.tostring(config, 'unicode')}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert ET.fromstring(posted.text).get("result") == "ok"
    assert camera.device.organ(Analytics).setup("VMD3").watched == before
    back = ET.fromstring((await web.get(f"{PATH}?action=get&name={name}")).text).find("config")
    assert ET.tostring(back).strip() == ET.tostring(config).strip()


async def test_what_it_says_is_watched(start, client):
    camera = await start("companion-bullet-le")
    run(camera, "VMD3")
    web = client(camera)
    await web.post(PATH, content=f"action=modify&name=VMD3{quote(CONFIG)}")
    rule = camera.device.organ(Analytics).setup("VMD3").watched[0].rule
    assert rule.shapes == (((-0.2, -0.9), (-0.2, 0.9), (0.2, 0.9), (0.2, -0.9)),) and rule.least_size == (5, 0)
    heard = camera.broker.subscribe(lambda event: event.path == "tns1:RuleEngine/tnsaxis:VMD3/vmd3_video_1")
    await camera.clock.advance(120)
    told = heard.take()
    assert len(told) > 3 and {one.event.active for one in told} == {True, False}
    assert told[0].event.source() == {"areaid": "0"}


@pytest.mark.parametrize(
    "text", ["<config", "<config/>", CONFIG.replace('"0.9"', '"7"'), '<!DOCTYPE a [<!ENTITY b "c">]><config>&b;</config>']
)
async def test_one_that_cannot_be_read_is_kept_and_the_application_stands(start, client, text):
    camera = await start("companion-bullet-le")
    run(camera, "VMD3")
    web = client(camera)
    assert 'result="ok"' in (await web.post(PATH, content=f"action=modify&name=VMD3{text}")).text
    assert not camera.device.organ(Applications).runs("VMD3")
    assert (await web.get("/axis-cgi/applications/control.cgi?action=start&package=VMD3")).text == "Error: 10\n"
    assert text in (await web.get(f"{PATH}?action=get&name=VMD3")).text
    await web.post(PATH, content=f"action=modify&name=VMD3{CONFIG}")
    assert (await web.get("/axis-cgi/applications/control.cgi?action=start&package=VMD3")).text == "OK\n"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("action=get&name=x", "no_such_application"),
        ("action=get", "no_such_application"),
        ("action=get&name=vmd", "no_such_application"),
        ("action=fly&name=VMD3", "bad_request"),
        ("", "bad_request"),
    ],
)
async def test_errors(start, client, query, kind):
    root = ET.fromstring((await client(await start("companion-bullet-le")).get(f"{PATH}?{query}")).text)
    assert root.get("result") == "error" and root.find("error").get("type") == kind


async def test_a_list_and_devices_without_it(start, client):
    camera = await start("companion-bullet-le")
    run(camera, "DigitalAutotracking")
    answer = await client(camera).get(f"{PATH}?action=list")
    assert [one.get("name") for one in ET.fromstring(answer.text)] == ["DigitalAutotracking"]
    assert 'function="trackObjects"' in (await client(camera).get(f"{PATH}?action=get&name=DigitalAutotracking")).text
    assert (await client(await start("q6135-le")).get(PATH)).status_code == 404


@pytest.mark.parametrize("profile", ["p5512", "companion-bullet-le"])
async def test_motion_windows_are_parameters_that_make_events(start, client, profile):
    camera = await start(profile)
    web = client(camera)
    heard = camera.broker.subscribe(lambda event: event.path == "tns1:VideoAnalytics/tnsaxis:MotionDetection")
    made = await web.get(
        "/axis-cgi/param.cgi?action=add&template=motion&group=Motion&Motion.M.Name=Gate&Motion.M.Left=0&Motion.M.Right=9999&Motion.M.Top=0"
        "&Motion.M.Bottom=9999&Motion.M.WindowType=include"
    )
    assert made.text == "M0 OK\n"
    listed = (await web.get("/axis-cgi/param.cgi?action=list&group=Motion")).text
    assert "root.Motion.M0.Name=Gate" in listed and "root.Motion.M0.Sensitivity=90" in listed
    if camera.profile.ptz.mechanical:
        await web.get("/axis-cgi/com/ptz.cgi?tilt=-12")
    await camera.clock.advance(300)
    told = heard.take()
    assert told[0].event.source() == {"window": 0} and any(one.event.motion for one in told)
    organ = camera.device.organ(Analytics)
    assert list(organ.alarms(Known.WINDOWS)) == [0]
    await web.get("/axis-cgi/param.cgi?action=add&template=motion&group=Motion&Motion.M.WindowType=exclude")
    assert organ.setup(Known.WINDOWS).watched[0].rule.excluded
    await camera.clock.advance(60)
    assert organ.alarms(Known.WINDOWS) == {0: False}, "the whole picture is excluded"
    heard.take()
    assert (await web.get("/axis-cgi/param.cgi?action=remove&group=Motion.M0")).text == "OK"
    assert [one.operation.value for one in heard.take()] == ["Deleted"]
    await web.get("/axis-cgi/param.cgi?action=update&Motion.M1.WindowType=include")
    assert list(organ.alarms(Known.WINDOWS)) == [1]


async def test_devices_without_them_have_no_template(start, client):
    answer = await client(await start()).get("/axis-cgi/param.cgi?action=add&template=motion&group=Motion")
    assert "OK" not in answer.text
