"""ONVIF device service: identity, services, date and time, network, users, restart."""

from __future__ import annotations

import pytest

from camsim.device.onvif_users import OnvifUsers
from camsim.device.parameters import Parameters
from camsim.device.time import SyncSource, Time
from tests.apis.soap_client import SoapClient, spelled, text


@pytest.fixture
async def served(start, client):
    camera = await start()
    return camera, SoapClient(client(camera))


async def test_who_the_device_is(served):
    camera, soap = served
    told = {child.tag.partition("}")[2]: child.text for child in await soap.call("tds:GetDeviceInformation")}
    assert told == {
        "Manufacturer": "AXIS",
        "Model": "P3245-LVE",
        "FirmwareVersion": "11.11.192",
        "SerialNumber": camera.device.serial,
        "HardwareId": "92D",
    }


async def test_services_have_the_address_under_which_the_client_came(served):
    camera, soap = served
    found = await soap.call("tds:GetServices", "<tds:IncludeCapability>false</tds:IncludeCapability>")
    addresses = {service.findtext(spelled("tds:XAddr")) for service in found}
    assert addresses == {f"{camera.url}/onvif/services"}
    assert "http://www.onvif.org/ver10/device/wsdl" in {service.findtext(spelled("tds:Namespace")) for service in found}
    older = await soap.call("tds:GetCapabilities", "<tds:Category>All</tds:Category>")
    assert text(older, "tds:Capabilities", "tt:Device", "tt:XAddr") == f"{camera.url}/onvif/services"
    assert len(await soap.call("tds:GetServiceCapabilities")) == 1


async def test_date_and_time_are_told_and_set(served):
    camera, soap = served
    time = camera.device.organ(Time)
    before = await soap.call("tds:GetSystemDateAndTime")
    path = ("tds:SystemDateAndTime", "tt:UTCDateTime", "tt:Date", "tt:Year")
    assert text(before, *path) == str(time.utc().year)
    when = (
        "<tt:Time><tt:Hour>1</tt:Hour><tt:Minute>2</tt:Minute><tt:Second>3</tt:Second></tt:Time>"
        "<tt:Date><tt:Year>2030</tt:Year><tt:Month>4</tt:Month><tt:Day>5</tt:Day></tt:Date>"
    )
    inside = (
        "<tds:DateTimeType>Manual</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings>"
        f"<tds:TimeZone><tt:TZ>CET-1CEST,M3.5.0,M10.5.0/3</tt:TZ></tds:TimeZone><tds:UTCDateTime>{when}</tds:UTCDateTime>"
    )
    await soap.call("tds:SetSystemDateAndTime", inside)
    assert time.utc().isoformat() == "2030-04-05T01:02:03+00:00" and time.source is SyncSource.NONE
    after = await soap.call("tds:GetSystemDateAndTime")
    assert text(after, "tds:SystemDateAndTime", "tt:DateTimeType") == "Manual"
    assert text(after, "tds:SystemDateAndTime", "tt:LocalDateTime", "tt:Time", "tt:Hour") == "3"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<tds:DateTimeType>Manual</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings>", "ter:InvalidArgs"),
        ("<tds:DateTimeType>Moon</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings>", "ter:InvalidArgs"),
        ("<tds:DateTimeType>NTP</tds:DateTimeType>", "ter:InvalidArgs"),
        (
            "<tds:DateTimeType>NTP</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings><tds:TimeZone><tt:TZ>?</tt:TZ></tds:TimeZone>",
            "ter:InvalidArgVal",
        ),
        (
            "<tds:DateTimeType>Manual</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings><tds:UTCDateTime/>",
            "ter:InvalidArgVal",
        ),
    ],
)
async def test_bad_dates_change_nothing(served, inside, code):
    camera, soap = served
    before = camera.device.organ(Time).dump()
    assert (await soap.fault("tds:SetSystemDateAndTime", inside))[0] == ["SOAP-ENV:Sender", code]
    assert camera.device.organ(Time).dump() == before


async def test_the_network_is_that_of_the_parameters(served):
    camera, soap = served
    parameters = camera.device.organ(Parameters)
    found = (await soap.call("tds:GetNetworkInterfaces"))[0]
    assert found.get("token") == "eth0"
    assert text(found, "tt:Info", "tt:HwAddress") == parameters.text("Network.eth0.MACAddress").lower()
    assert text(found, "tt:IPv4", "tt:Config", "tt:FromDHCP", "tt:PrefixLength") == "24"
    parameters.store("Network.BootProto", "none")
    found = (await soap.call("tds:GetNetworkInterfaces"))[0]
    assert text(found, "tt:IPv4", "tt:Config", "tt:Manual", "tt:Address") == parameters.text("Network.eth0.IPAddress")
    assert text(await soap.call("tds:GetHostname"), "tds:HostnameInformation", "tt:Name") == parameters.text("Network.HostName")
    names = [text(one, "tt:Name") for one in await soap.call("tds:GetNetworkProtocols")]
    assert names == ["HTTP", "HTTPS", "RTSP"]
    assert text(await soap.call("tds:GetNetworkDefaultGateway"), "tds:NetworkGateway", "tt:IPv4Address") == "192.168.0.1"
    assert text(await soap.call("tds:GetDNS"), "tds:DNSInformation", "tt:FromDHCP") == "true"
    assert text(await soap.call("tds:GetNTP"), "tds:NTPInformation", "tt:NTPFromDHCP", "tt:IPv4Address") == "0.0.0.0"


async def test_scopes_and_discovery_mode(served):
    camera, soap = served
    found = [text(one, "tt:ScopeItem") for one in await soap.call("tds:GetScopes")]
    assert "onvif://www.onvif.org/name/AXIS%20P3245-LVE" in found and "onvif://www.onvif.org/type/ptz" in found
    assert text(await soap.call("tds:GetDiscoveryMode"), "tds:DiscoveryMode") == "Discoverable"
    camera.device.organ(Parameters).store("WebService.DiscoveryMode.Discoverable", "No")
    assert text(await soap.call("tds:GetDiscoveryMode"), "tds:DiscoveryMode") == "NonDiscoverable"


def user(name: str, level: str = "Operator", password: str | None = "secret") -> str:
    known = "" if password is None else f"<tt:Password>{password}</tt:Password>"
    return f"<tds:User><tt:Username>{name}</tt:Username>{known}<tt:UserLevel>{level}</tt:UserLevel></tds:User>"


async def test_users_are_made_changed_and_taken_away(served):
    camera, soap = served
    await soap.call("tds:CreateUsers", user("one") + user("two", "User"))
    listed = [(text(one, "tt:Username"), text(one, "tt:UserLevel")) for one in await soap.call("tds:GetUsers")]
    assert listed == [("one", "Operator"), ("two", "User")]
    await soap.call("tds:SetUser", user("two", "Administrator", None) + user("one", "Operator", "other"))
    users = camera.device.organ(OnvifUsers)
    assert [(one.name, one.password, one.level) for one in users.all()] == [
        ("one", "other", "Operator"),
        ("two", "secret", "Administrator"),
    ]
    await soap.call("tds:DeleteUsers", "<tds:Username>one</tds:Username>")
    assert [one.name for one in users.all()] == ["two"]


@pytest.mark.parametrize(
    ("operation", "inside", "codes"),
    [
        ("CreateUsers", user("new") + user("one"), ["ter:OperationProhibited", "ter:UsernameClash"]),
        ("CreateUsers", user("new") + user("new"), ["ter:OperationProhibited", "ter:UsernameClash"]),
        ("CreateUsers", user("a b"), ["ter:OperationProhibited", "ter:UsernameInvalid"]),
        ("CreateUsers", user("x" * 32), ["ter:OperationProhibited", "ter:UsernameInvalid"]),
        ("CreateUsers", user("new", password=""), ["ter:OperationProhibited", "ter:Password"]),
        ("CreateUsers", user("new", password=None), ["ter:InvalidArgs"]),
        ("CreateUsers", user("new", "King"), ["ter:InvalidArgVal"]),
        ("CreateUsers", "", ["ter:InvalidArgs"]),
        ("CreateUsers", "".join(user(f"u{number}") for number in range(50)), ["ter:OperationProhibited", "ter:TooManyUsers"]),
        ("SetUser", user("one", "User") + user("nobody"), ["ter:InvalidArgVal", "ter:UsernameMissing"]),
        (
            "DeleteUsers",
            "<tds:Username>one</tds:Username><tds:Username>nobody</tds:Username>",
            ["ter:InvalidArgVal", "ter:UsernameMissing"],
        ),
    ],
)
async def test_what_is_wrong_with_one_user_leaves_all_as_they_were(served, operation, inside, codes):
    camera, soap = served
    await soap.call("tds:CreateUsers", user("one"))
    before = camera.device.organ(OnvifUsers).dump()
    assert (await soap.fault(f"tds:{operation}", inside))[0] == ["SOAP-ENV:Sender", *codes]
    assert camera.device.organ(OnvifUsers).dump() == before


async def test_users_survive_a_restart_and_no_factory_default(served):
    camera, soap = served
    await soap.call("tds:CreateUsers", user("one"))
    assert text(await soap.call("tds:SystemReboot"), "tds:Message") == "Rebooting"
    await camera.advance(30)
    assert camera.device.organ(OnvifUsers).get("one") is not None
    await soap.call("tds:SetSystemFactoryDefault", "<tds:FactoryDefault>Soft</tds:FactoryDefault>")
    await camera.advance(30)
    assert camera.device.organ(OnvifUsers).all() == []
