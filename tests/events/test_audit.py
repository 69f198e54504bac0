"""The audit event: what clients do to accounts and settings, and logins that fail."""

from __future__ import annotations

from camsim.device.audit import MOST_NAMES, Audit, AuditClass
from camsim.device.parameters import Parameters

TOPIC = "tns1:Device/tnsaxis:Log/Audit"


async def test_accounts_settings_and_failed_logins(start, client):
    camera = await start("q6135-le", users="root:pass:admin")
    heard, web = camera.broker.subscribe(lambda event: event.path == TOPIC), client(camera)

    def told() -> list[tuple[str, str]]:
        return [(one.event.kind.value, one.event.message) for one in heard.take()]

    assert (await web.get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 200
    assert told() == []
    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=eve&pwd=secret1&grp=users&sgrp=viewer")
    assert told() == [("Account Change", "Account eve created by root")]
    await web.get("/axis-cgi/pwdgrp.cgi?action=update&user=eve&pwd=secret2")
    assert told() == [("Account Change", "Account eve changed by root")]
    await web.get("/axis-cgi/pwdgrp.cgi?action=remove&user=eve")
    assert told() == [("Account Change", "Account eve removed by root")]
    await web.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=41")
    ((kind, message),) = told()
    assert kind == "Entity Management" and "Image.I0.Appearance.Compression" in message and message.endswith("changed by root")
    assert (await client(camera, "root", "wrong").get("/axis-cgi/param.cgi?action=list")).status_code == 401
    assert told() == [("Authentication", "Login failed from 127.0.0.1")]


async def test_what_the_device_does_by_itself_and_long_lists(start):
    camera = await start("q6135-le")
    audit, heard = camera.device.organ(Audit), camera.broker.subscribe(lambda event: event.path == TOPIC)
    camera.reboot()
    await camera.clock.advance(200)
    audit.visit("10.0.0.1", "", refused=False)
    names = camera.device.organ(Parameters).group("Image")[: MOST_NAMES + 3]
    for name in names:
        audit._note(name)
    audit.visit("10.0.0.1", "", refused=False)
    (event,) = [one.event for one in heard.take()]
    assert event.kind is AuditClass.ENTITY
    assert event.message.endswith(f"{names[MOST_NAMES - 1]} and 3 more changed by 10.0.0.1")


async def test_devices_without_an_audit_log_tell_nothing(start, client):
    camera = await start("p5512")
    assert not camera.device.has(Audit)
    assert (await client(camera).get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 200
