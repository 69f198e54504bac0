"""The call service over the `/vapix/call` bridge: the vendor's own examples, both spellings, faults, calls on the clock."""

from __future__ import annotations

import pytest

from camsim.device.sip import Sip
from tests.apis.bridge_client import ask, simple


@pytest.fixture
async def web(start, client):
    return client(await start())


async def test_the_introductions_example_of_a_configuration(web):
    assert await ask(web, "axcall:GetSIPConfiguration") == {
        "SIPConfiguration": {
            "SIPEnabled": False,
            "TURNServers": [],
            "STUNServers": [],
            "ICEEnabled": False,
            "AllowIncomingCalls": False,
            "TURNEnabled": False,
            "STUNEnabled": False,
            "ApplyUserAuthentication": False,
            "AllowedUsers": [],
            "SIPPort": 5060,
            "SIPTLSPort": 5061,
            "ApplyAllowedURIs": False,
            "AllowedURIs": [],
        }
    }
    assert await simple(web, "axcall:GetSIPConfiguration") == [
        "SIPConfiguration_SIPEnabled=false",
        "SIPConfiguration_SIPPort=5060",
        "SIPConfiguration_SIPTLSPort=5061",
        "SIPConfiguration_STUNEnabled=false",
        "SIPConfiguration_TURNEnabled=false",
        "SIPConfiguration_ICEEnabled=false",
        "SIPConfiguration_AllowIncomingCalls=false",
        "SIPConfiguration_ApplyUserAuthentication=false",
        "SIPConfiguration_ApplyAllowedURIs=false",
    ]


async def test_the_introductions_example_of_accounts(web):
    await ask(web, "axcall:RemoveSIPAccount", SIPAccountId="peer-to-peer")
    mine = [
        {"Username": "local_account_ipv4_udp"},
        {"UserId": "1234", "Password": "password", "Registrar": "192.168.0.91", "PublicDomain": "exampledomain.com", "IsDefault": True}
        | {"CallerId": "Entrance Door", "DTMFConfigurationId": "internal_config"},
        {"Username": "local_account_ipv6_tcp", "Transport": "tcp", "PrioritizeIPv6": True},
    ]
    assert await ask(web, "axcall:SetSIPAccounts", SIPAccount=mine) == {"SIPAccountId": [f"sip_account_{number}" for number in range(3)]}
    lines = await simple(web, "axcall:GetSIPAccounts")
    for line in (
        'SIPAccount_0_Id="sip_account_0"',
        'SIPAccount_0_Username="local_account_ipv4_udp"',
        "SIPAccount_0_Password=null",
        "SIPAccount_0_Registrar=null",
        "SIPAccount_0_IsDefault=false",
        'SIPAccount_0_CallerId="local_account_ipv4_udp"',
        'SIPAccount_1_Registrar="192.168.0.91"',
        "SIPAccount_1_IsDefault=true",
        'SIPAccount_1_CallerId="Entrance Door"',
        'SIPAccount_1_DTMFConfigurationId="internal_config"',
        'SIPAccount_2_Transport="tcp"',
        "SIPAccount_2_PrioritizeIPv6=true",
    ):
        assert line in lines
    assert not any("password" in line for line in lines), "a password is never told"
    accounts = (await ask(web, "axcall:GetSIPAccounts"))["SIPAccount"]
    assert [account["Id"] for account in accounts] == ["sip_account_0", "sip_account_1", "sip_account_2"]
    assert accounts[1] == (await ask(web, "axcall:GetSIPAccount", SIPAccountId="sip_account_1"))["SIPAccount"]


async def test_the_call_services_examples_in_both_forms(web, start, client):
    assert await simple(web, "axcall:SetSIPAccount&SIPAccount_UserId=peer-to-peer") == ['SIPAccountId="sip_account_0"']
    lines = await simple(web, "axcall:GetSIPAccountStatus&SIPAccountId=sip_account_0")
    assert lines[1].startswith('SIPAccountStatus_SIPURI="sip:127.0.0.1:5060"') and 'SIPAccountStatus_StatusText="SIP disabled"' in lines
    await simple(web, "axcall:SetSIPConfiguration&SIPConfiguration_SIPEnabled=true")
    status = (await ask(web, "axcall:GetSIPAccountStatus", SIPAccountId="sip_account_0"))["SIPAccountStatus"]
    assert (status["IsDefault"], status["RegURI"], status["Status"], status["StatusText"]) == (True, "", 0, "Does not register")
    account = {"UserId": "6001", "Password": "secure", "Registrar": "192.168.0.1", "PublicDomain": "example.axis.com"}
    assert await ask(web, "axcall:SetSIPAccount", SIPAccount=account) == {"SIPAccountId": "sip_account_1"}
    status = (await ask(web, "axcall:GetSIPAccountStatus", SIPAccountId="sip_account_1"))["SIPAccountStatus"]
    assert (status["SIPURI"], status["RegURI"], status["Status"]) == ("sip:6001@example.axis.com", "192.168.0.1", 408)
    await ask(web, "axcall:SetSIPAccount", SIPAccount={"Id": "sip_account_1", "CallerId": 'Door "1"'})
    changed = (await ask(web, "axcall:GetSIPAccount", SIPAccountId="sip_account_1"))["SIPAccount"]
    assert (changed["UserId"], changed["CallerId"]) == ("6001", 'Door "1"')
    assert 'SIPAccount_CallerId="Door %221%22"' in await simple(web, "axcall:GetSIPAccount&SIPAccountId=%22sip_account_1%22")


async def test_settings_keep_what_is_not_named_and_outlive_a_restart(start, client):
    camera = await start()
    web = client(camera)
    await ask(web, "axcall:SetSIPConfiguration", SIPConfiguration={"SIPEnabled": True, "AllowedUsers": ["a", "b"], "CallingTimeout": 90})
    await ask(web, "axcall:SetSIPConfiguration", SIPConfiguration={"SIPPort": "6060"})
    await web.get("/axis-cgi/restart.cgi")
    await camera.clock.advance(60)
    found = (await ask(web, "axcall:GetSIPConfiguration"))["SIPConfiguration"]
    assert (found["SIPEnabled"], found["SIPPort"], found["AllowedUsers"], found["CallingTimeout"]) == (True, 6060, ["a", "b"], 90)
    await ask(web, "axcall:SetSIPConfiguration", SIPConfiguration={"SIPPort": 5060}, KeepCurrent=False)
    assert (await ask(web, "axcall:GetSIPConfiguration"))["SIPConfiguration"]["SIPEnabled"] is False


async def test_a_call_rings_until_its_time_is_up_or_somebody_ends_it(start, client):
    camera = await start()
    web = client(camera)
    refused = await web.post("/vapix/call", content='{"axcall:Call": {"To": "sip:6002@example.axis.com"}}')
    assert refused.status_code == 400 and refused.json()["FaultCode"] == "ter:Action"
    await ask(web, "axcall:SetSIPConfiguration", SIPConfiguration={"SIPEnabled": True})
    heard = camera.broker.subscribe(lambda event: event.path.startswith("tnsaxis:Call/"))
    first = (await ask(web, "axcall:Call", To="sip:6002@example.axis.com"))["CallId"]
    second = (await ask(web, "axcall:Call", To="VMS_CALL"))["CallId"]
    assert first.startswith("Out-0-1767225600.") and len(first) <= 64 and first != second
    status = (await ask(web, "axcall:GetCallStatus", CallId=first))["CallStatus"]
    assert (status["CallState"], status["CallType"], status["SIPAccountId"]) == ("Calling", "SIP", "peer-to-peer")
    assert await ask(web, "axcall:TerminateCall", CallId=second) == {}
    await camera.clock.advance(61)
    states = (await ask(web, "axcall:GetCallStatuses", CallId=[first, second, "unknown"]))["CallStatus"]
    assert [(one["CallState"], one["CallStateReason"]) for one in states] == [("Terminated", "NoAnswer"), ("Terminated", "Terminated")]
    told = [next(iter(one.event.data().values())) for one in heard.take()]
    assert told == ["Idle", "Initiated", "Calling", "Initiated", "Terminated", "NoAnswer", "Idle"]


@pytest.mark.parametrize(
    ("body", "code", "subcode"),
    [
        ('{"axcall:GetSIPAccount": {"SIPAccountId": "nobody"}}', "ter:InvalidArgVal", "ter:NotFound"),
        ('{"axcall:GetSIPAccount": {}}', "ter:InvalidArgs", None),
        ('{"axcall:GetSIPAccount": []}', "ter:InvalidArgs", None),
        ('{"axcall:SetSIPConfiguration": {"SIPConfiguration": {"SIPPort": 0}}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:SetSIPConfiguration": {"SIPConfiguration": {"SIPPort": {}}}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:SetSIPConfiguration": {"SIPConfiguration": {"SIPEnabled": "maybe"}}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:SetSIPConfiguration": {"SIPConfiguration": 5}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:SetSIPAccount": {"SIPAccount": {"Registrar": "x"}}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:SetSIPAccount": {"SIPAccount": {"UserId": "x", "Transport": "pigeon"}}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:SetAudioCodecs": {"AudioCodec": [{"Name": "gramophone"}]}}', "ter:InvalidArgVal", "ter:InvalidArgVal"),
        ('{"axcall:Nothing": {}}', "ter:ActionNotSupported", "ter:NotSupported"),
        ("{", "ter:ActionNotSupported", "ter:NotSupported"),
        ("", "ter:ActionNotSupported", "ter:NotSupported"),
        ('{"axcall:GetSIPAccounts": {"a": ' + "[" * 5000 + "]" * 5000 + "}}", "ter:ActionNotSupported", "ter:NotSupported"),
        ('{"axcall:GetSIPAccounts": {"a": ' + '{"a":' * 300 + "1" + "}" * 300 + "}}", None, None),
        ("format=simple&action=axcall:GetSIPAccount&SIPAccountId=1&SIPAccountId_0=2", "ter:InvalidArgs", None),
        ("format=simple&action=axcall:GetSIPAccount&" + "a_" * 500 + "=1", "ter:InvalidArgs", None),
    ],
)
async def test_what_is_wrong_is_a_fault_and_changes_nothing(start, client, body, code, subcode):
    camera = await start()
    web = client(camera)
    before = camera.device.organ(Sip).dump()
    answer = await web.post("/vapix/call", content=body)
    if code is None:
        assert answer.status_code == 200
    elif "format=simple" in body:
        assert answer.status_code == 400 and f'FaultCode="{code}"' in answer.text
    else:
        assert answer.status_code == 400 and (answer.json()["FaultCode"], answer.json()["FaultSubCode"]) == (code, subcode)
    assert camera.device.organ(Sip).dump() == before


async def test_rights_and_devices_without_it(start, client):
    camera = await start(users="root:pass:admin,op:op:operator")
    assert (await client(camera, "op", "op").post("/vapix/call", content='{"axcall:SetSIPAccount": {}}')).status_code == 403
    assert (await client(camera, "op", "op").post("/vapix/call", content='{"axcall:GetServiceCapabilities": {}}')).status_code == 200
    assert (await client(await start("companion-bullet-le")).post("/vapix/call", content="{}")).status_code == 404
