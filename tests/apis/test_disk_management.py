"""Disks over HTTP: the list, jobs on the clock, lock on both roads, and what is refused."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.storage.disks import Disks
from camsim.device.storage.medium import DiskStatus

PATH = "/axis-cgi/disks/"


async def ask(web, name, **arguments):
    answer = await web.get(f"{PATH}{name}.cgi", params=arguments)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    return ElementTree.fromstring(answer.content)


async def disk(web, name="SD_DISK"):
    return (await ask(web, "list", diskid=name)).find("disks/disk").attrib


async def test_a_card_that_the_tester_puts_in_is_listed(start, client):
    camera = await start()
    web = client(camera)
    assert (await disk(web))["status"] == "disconnected"
    camera.drive_sensor("disk.SD_DISK", on=True)
    camera.drive_sensor("disk.SD_DISK.capacity", value=2_000_000)
    camera.drive_sensor("disk.SD_DISK.fill", value=10)
    found = await disk(web)
    assert (found["status"], found["totalsize"], found["freesize"]) == ("OK", "2000000", "1800000")


async def test_some_of_the_drives(start, client):
    web = client(await start())
    for asked, there in (("all", 2), ("SD_DISK", 1), ("NetworkShare,SD_DISK", 2), ("NO_DISK", 0), ("", 0)):
        root = await ask(web, "list", diskid=asked)
        assert int(root.find("disks").attrib["numberofdisks"]) == len(root.findall("disks/disk")) == there


async def test_clients_post_the_form(start, client):
    answer = await client(await start("companion-bullet-le")).post(f"{PATH}list.cgi", data={"diskid": "SD_DISK"})
    assert ElementTree.fromstring(answer.content).find("disks/disk").attrib["status"] == "OK"


async def test_a_job_follows_the_clock(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    number = (await ask(web, "format", diskid="SD_DISK", filesystem="vfat")).find("job").attrib["jobid"]
    assert (await disk(web))["status"] == "connected"
    await camera.clock.advance(5)
    job = (await ask(web, "job", jobid=number, diskid="SD_DISK")).find("job").attrib
    assert (job["progress"], job["result"], job["action"]) == ("25", "OK", "format")
    await camera.clock.advance(15)
    without_prefix = await web.get("/disks/job.cgi", params={"jobid": number, "diskid": "SD_DISK"})
    assert ElementTree.fromstring(without_prefix.content).find("job").attrib["progress"] == "100"
    found = await disk(web)
    assert (found["status"], found["filesystem"]) == ("OK", "vfat")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("format", {"diskid": "NO_DISK"}),
        ("format", {}),
        ("format", {"diskid": "SD_DISK", "filesystem": "<ntfs>"}),
        ("checkdisk", {"diskid": "SD_DISK"}),
        ("repair", {"diskid": "NetworkShare"}),
        ("mount", {"action": "mount", "diskid": "SD_DISK"}),
        ("mount", {"action": "remount", "diskid": "SD_DISK"}),
        ("mount", {"diskid": "SD_DISK"}),
        ("lock", {"action": "lock", "diskid": "NO_DISK"}),
        ("lock", {"action": "", "diskid": "SD_DISK"}),
        ("job", {"jobid": "one", "diskid": "SD_DISK"}),
        ("job", {"jobid": "9" * 30, "diskid": "SD_DISK"}),
    ],
)
async def test_what_is_refused_changes_nothing(start, client, name, arguments):
    camera = await start("companion-bullet-le")
    before = camera.device.dump()
    root = await ask(client(camera), name, **arguments)
    assert root[0].attrib["result"] == "ERROR" and root[0].attrib["description"]
    assert camera.device.dump() == before


async def test_both_roads_lock_the_same_disk(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    await ask(web, "lock", action="lock", diskid="SD_DISK")
    listed = await web.get("/axis-cgi/param.cgi", params={"action": "list", "group": "Storage.S0.Locked"})
    assert listed.text.strip() == "Storage.S0.Locked=yes" and (await disk(web))["locked"] == "yes"
    await web.get("/axis-cgi/param.cgi", params={"action": "update", "Storage.S0.Locked": "no", "Storage.S0.FriendlyName": "My <card>"})
    found = await disk(web)
    assert (found["locked"], found["name"]) == ("no", "My <card>") and camera.device.organ(Disks).usable("SD_DISK")


async def test_a_card_survives_a_hard_factory_default_and_not_the_reset(start, client):
    camera = await start()
    camera.drive_sensor("disk.SD_DISK", on=True)
    await client(camera).get("/axis-cgi/hardfactorydefault.cgi")
    await camera.clock.advance(120)
    assert camera.device.organ(Disks).status("SD_DISK") is DiskStatus.OK
    camera.reset()
    assert camera.device.organ(Disks).status("SD_DISK") is DiskStatus.DISCONNECTED


async def test_old_versions_tell_less(start, client):
    camera = await start("p5512")
    found = await disk(client(camera))
    assert "encryptionenabled" not in found and found["filesystem"] == "vfat"
