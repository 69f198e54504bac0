"""Properties of drives: encryption as a flow, required file system, clean-up on both roads, alert levels, and what is refused."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.parameters import Parameters
from camsim.device.storage.disks import Disks
from camsim.device.storage.events import StorageAlertEvent
from camsim.device.storage.medium import DiskStatus

SPACE = "{http://www.axis.com/vapix/http_cgi/disks/properties1}"


async def ask(web, name, **arguments):
    given = {"schemaversion": 1, "diskid": "SD_DISK", **arguments}
    answer = await web.get(f"/axis-cgi/disks/properties/{name}.cgi", params=given)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    root = ElementTree.fromstring(answer.content)
    return int(root.findtext(f".//{SPACE}ErrorCode", "0"))


async def job(camera, web, name, **arguments):
    await web.get(f"/axis-cgi/disks/{name}.cgi", params={"diskid": "SD_DISK", **arguments})
    await camera.advance(30)


async def test_encryption(start, client):
    camera = await start("companion-bullet-le")
    web, disks = client(camera), camera.device.organ(Disks)
    await job(camera, web, "mount", action="unmount")
    assert await ask(web, "enablediskencryption", passphrase="secret") == 0
    assert disks.status("SD_DISK") is DiskStatus.NOT_ENCRYPTED and disks.drive("SD_DISK").encryption
    assert await ask(web, "enablediskencryption", passphrase="secret") == 140
    await job(camera, web, "format")
    assert disks.status("SD_DISK") is DiskStatus.OK and disks.drive("SD_DISK").encrypted
    assert await ask(web, "changediskpassphrase", newpassphrase="new", oldpassphrase="wrong") == 130
    assert await ask(web, "changediskpassphrase", newpassphrase="new", oldpassphrase="secret") == 0
    await job(camera, web, "mount", action="unmount")
    assert await ask(web, "changediskpassphrase", newpassphrase="new", oldpassphrase="new") == 150
    assert await ask(web, "disablediskencryption") == 0
    assert disks.status("SD_DISK") is DiskStatus.NO_PASSPHRASE
    await job(camera, web, "mount", action="mount")
    assert disks.status("SD_DISK") is DiskStatus.NO_PASSPHRASE
    assert await ask(web, "enablediskencryption", passphrase="guess") == 0
    assert disks.status("SD_DISK") is DiskStatus.WRONG_PASSPHRASE
    camera.reboot("hard")
    await camera.advance(60)
    assert disks.status("SD_DISK") is DiskStatus.NO_PASSPHRASE


async def test_settings_are_the_parameters(start, client):
    camera = await start("companion-bullet-le")
    web, parameters = client(camera), camera.device.organ(Parameters)
    assert await ask(web, "setcleanupmaxage", maxage=30) == 0 == await ask(web, "setcleanuppolicy", cleanuppolicy="none")
    assert await ask(web, "setrequiredfs", filesystem="ext4") == 0
    names = ("CleanupMaxAge", "CleanupPolicyActive", "RequiredFileSystem")
    assert [parameters.get(f"Storage.S0.{name}") for name in names] == ["30", "none", "ext4"]
    answer = await web.get("/axis-cgi/disks/format.cgi?diskid=SD_DISK&filesystem=vfat")
    assert 'result="ERROR"' in answer.text


async def test_alert_levels(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    assert await ask(web, "setdiskalertlevels", wear=10) == 0
    camera.drive_sensor("disk.SD_DISK.wear", value=10)
    alerts = {last.event.disk: last.event.alert for last in camera.broker.current() if isinstance(last.event, StorageAlertEvent)}
    assert alerts["SD_DISK"] is True


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("setrequiredfs", {"filesystem": "ntfs"}, 30),
        ("setrequiredfs", {"filesystem": "ext4", "diskid": "NO_DISK"}, 50),
        ("enablediskencryption", {"passphrase": "x"}, 160),
        ("enablediskencryption", {"passphrase": "x", "diskid": "NetworkShare"}, 100),
        ("enablediskencryption", {}, 20),
        ("disablediskencryption", {}, 160),
        ("changediskpassphrase", {"newpassphrase": "", "oldpassphrase": ""}, 120),
        ("setcleanupmaxage", {"maxage": 7001}, 20),
        ("setcleanupmaxage", {"maxage": "old"}, 20),
        ("setcleanuppolicy", {"cleanuppolicy": "lifo"}, 20),
        ("setdiskalertlevels", {"wear": -1}, 20),
        ("getdiskalertlevels", {"diskid": "NO_DISK"}, 50),
        ("getdiskalertlevels", {"schemaversion": 2}, 40),
    ],
)
async def test_what_is_refused_changes_nothing(start, client, name, arguments, code):
    camera = await start("companion-bullet-le")
    before = camera.device.dump()
    assert await ask(client(camera), name, **arguments) == code
    assert camera.device.dump() == before
