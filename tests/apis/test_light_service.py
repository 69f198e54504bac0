"""The SOAP service of lights before OS 11: the same lamps as light control has."""

from __future__ import annotations

import pytest

from camsim.contract.services import has_web_services
from camsim.device.light import Light
from camsim.profile import load as profiles
from tests.apis.soap_client import SoapClient, spelled

OS_10 = [
    (name, os)
    for name in profiles.names()
    for os in profiles.versions(name)
    if Light.fits(found := profiles.load(name, os)) and has_web_services(found) and found.os_number < (11,)
]


def lamp(inside=""):
    return f"<ali:LightID>led0</ali:LightID>{inside}"


@pytest.fixture
async def served(start, client):
    name, os = OS_10[0]
    camera = await start(profile=name, os_version=os)
    return camera, SoapClient(client(camera))


async def text(soap, operation, name, inside=""):
    return (await soap.call(f"ali:{operation}", lamp(inside))).findtext(spelled(f"ali:{name}"))


async def test_lamps_are_told_and_switched(served):
    camera, soap = served
    light = camera.device.organ(Light)
    told = await soap.call("ali:GetLightInformation")
    assert [one.findtext(spelled("ali:LightID")) for one in told] == ["led0"]
    assert told[0].findtext(spelled("ali:Enabled")) == "true"
    for operation, field, value in (
        ("DisableLight", "enabled", False),
        ("EnableLight", "enabled", True),
        ("SetAutomaticIntensityMode", "automatic", False),
        ("SetLightSynchronizeDayNightMode", "synchronized", False),
    ):
        await soap.call(f"ali:{operation}", lamp("<ali:Enabled>false</ali:Enabled>" if operation.startswith("Set") else ""))
        assert getattr(light.lamp(0), field) is value
    await soap.call("ali:SetManualIntensity", lamp("<ali:Intensity>250</ali:Intensity>"))
    assert await text(soap, "GetManualIntensity", "Intensity") == "250"
    assert await text(soap, "GetLightSynchronizeDayNightMode", "Synchronize") == "false"
    await soap.call("ali:ActivateLight", lamp())
    assert await text(soap, "GetLightStatus", "Status") == str(light.lit(0)).lower()
    assert await text(soap, "GetCurrentIntensity", "Intensity") == str(light.intensity(0))
    await soap.call("ali:DeactivateLight", lamp())
    assert await text(soap, "GetLightStatus", "Status") == "false"


async def test_a_client_of_the_field_is_understood(served):
    """It has its arguments in the default namespace and names only the operation with a prefix."""
    camera, soap = served
    camera.device.organ(Light).enable(0, False)
    namespace = "http://www.axis.com/vapix/ws/light"
    answer = await soap.post(f'<ali:EnableLight xmlns="{namespace}"><LightID>led0</LightID></ali:EnableLight>')
    assert answer.status_code == 200
    assert camera.device.organ(Light).lamp(0).enabled


async def test_the_entry_service_lists_it(served):
    _, soap = served
    told = await soap.call("aentry:GetServices", "<aentry:IncludeCapability>false</aentry:IncludeCapability>")
    assert "http://www.axis.com/vapix/ws/light" in [one.findtext(spelled("aentry:Namespace")) for one in told]


@pytest.mark.parametrize(
    ("operation", "inside", "code"),
    [
        ("GetLightStatus", "<ali:LightID>led7</ali:LightID>", "ter:InvalidLightID"),
        ("SetManualIntensity", lamp("<ali:Intensity>1001</ali:Intensity>"), "ter:InvalidIntensity"),
        ("SetManualIntensity", lamp("<ali:Intensity>much</ali:Intensity>"), "ter:InvalidArgs"),
        ("GetManualAngleOfIllumination", lamp(), "ter:NotSupported"),
    ],
)
async def test_what_is_wrong_is_a_fault_and_changes_nothing(served, operation, inside, code):
    camera, soap = served
    before = camera.device.organ(Light).dump()
    codes, *_ = await soap.fault(f"ali:{operation}", inside)
    assert code in codes
    assert camera.device.organ(Light).dump() == before


async def test_later_devices_have_light_control_alone(start, client):
    camera = await start()
    answer = await SoapClient(client(camera)).post("<ali:GetLightInformation/>")
    assert answer.status_code in (400, 500)
    assert "ActionNotSupported" in answer.text
