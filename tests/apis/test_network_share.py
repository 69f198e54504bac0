"""Network shares: what binds, mounts and frees the disk, tests on the clock, hosts that go away, and what survives a default."""

from __future__ import annotations

import re

import pytest

from camsim.device.state import Survives
from camsim.device.storage.disks import Disks
from camsim.device.storage.medium import DiskStatus
from camsim.device.storage.shares import MOST_JOBS, MOST_SHARES, TEST_SECONDS, NetworkShares

PATH = "/axis-cgi/disks/networkshare"


def asker(web):
    async def ask(cgi, **arguments):
        answer = await web.get(f"{PATH}/{cgi}.cgi", params={"schemaversion": "1", **arguments})
        assert answer.status_code == 200
        code = re.search(r"<ErrorCode>(\d+)<", answer.text)
        return int(code[1]) if code else answer.text

    return ask


async def added(ask, **given):
    text = await ask("add", **{"nicename": "My Share", "address": "mynas", "share": "s", "user": "u", "pass": "secret", **given})
    return re.search(r'ShareId="([^"]+)"', text)[1]


def status(camera):
    return camera.device.organ(Disks).status("NetworkShare")


async def test_a_share_is_added_bound_unmounted_freed_and_removed(start, client):
    camera = await start()
    web = client(camera)
    ask = asker(web)
    share = await added(ask)
    assert "secret" not in await ask("list") and "secret" not in (await web.get("/axis-cgi/param.cgi?action=list&group=NetworkShare")).text
    assert status(camera) is DiskStatus.DISCONNECTED
    assert 'DiskID="NetworkShare"' in await ask("bind", shareid=share)
    assert status(camera) is DiskStatus.OK
    other = await added(ask, nicename="Second")
    assert await ask("bind", shareid=other) == 300
    assert await ask("unbind", shareid=share) == 400
    await web.get("/axis-cgi/disks/mount.cgi?action=unmount&diskid=NetworkShare")
    await camera.advance(2)
    assert "GeneralSuccess" in await ask("unbind", shareid=share)
    assert status(camera) is DiskStatus.DISCONNECTED
    assert "GeneralSuccess" in await ask("modify", shareid=share, address="nas2", user="v", **{"pass": ""})
    assert camera.device.organ(NetworkShares).get(share).address == "nas2"
    assert "GeneralSuccess" in await ask("remove", shareid=f"{share},{other}")
    assert 'NumberOfShares="0"' in await ask("list")
    assert "root.NetworkShare.N" not in (await web.get("/axis-cgi/param.cgi?action=list")).text


async def test_without_automatic_mount_the_disk_waits(start, client):
    camera = await start()
    ask = asker(client(camera))
    await ask("bind", shareid=await added(ask), automaticmount="no")
    assert status(camera) is DiskStatus.CONNECTED
    camera.reboot()
    await camera.advance(20)
    assert status(camera) is DiskStatus.CONNECTED
    assert await ask("bind", shareid="x", automaticmount="maybe") == 20


async def test_a_server_that_goes_away_takes_the_disk_with_it(start, client):
    camera = await start()
    ask = asker(client(camera))
    await ask("bind", shareid=await added(ask))
    camera.set_host("MyNas", answers=False)
    assert status(camera) is DiskStatus.DISCONNECTED
    assert camera.read_events("tnsaxis:Storage/Disruption").entries[-1].data == {"disruption": "1"}
    camera.set_host("mynas")
    assert status(camera) is DiskStatus.OK


@pytest.mark.parametrize(
    ("arguments", "lever", "code"),
    [
        ({"address": "mynas"}, None, None),
        ({"address": "gone.example.org"}, None, 700),
        ({"address": "192.0.2.9"}, None, 760),
        ({"address": "mynas"}, "disk.NetworkShare.read-only", 740),
        ({"address": "mynas"}, "disk.NetworkShare.failed", 750),
    ],
)
async def test_a_test_takes_its_time_and_tells_what_it_found(start, client, arguments, lever, code):
    camera = await start()
    ask = asker(client(camera))
    camera.set_host("gone.example.org", answers=False)
    camera.set_host("192.0.2.9", answers=False)
    if lever:
        camera.drive_sensor(lever, on=True)
    assert 'JobId="1"' in await ask("test", share="s", **arguments)
    await camera.advance(TEST_SECONDS / 2)
    assert "<Progress>50</Progress>" in await ask("job", jobid="1")
    await camera.advance(TEST_SECONDS)
    found = await ask("job", jobid="1")
    assert found == code if code else "<GeneralSuccess/>" in found
    assert 'NumberOfShares="0"' in await ask("list"), "a test keeps nothing"


async def test_bounds(start, client):
    camera = await start()
    ask = asker(client(camera))
    for number in range(MOST_SHARES):
        await added(ask, nicename=f"{number}")
    assert await ask("add", nicename="more", address="a", share="b") == 230
    for number in range(MOST_JOBS):
        assert f'JobId="{number + 1}"' in await ask("test", address="a", share="b")
    assert await ask("test", address="a", share="b") == 730
    await camera.advance(TEST_SECONDS)
    assert 'JobId="6"' in await ask("test", address="a", share="b")
    before = camera.device.organ(NetworkShares).dump()
    for arguments in ({"nicename": "a\n"}, {"address": ""}, {"share": "s" * 256}, {"user": "\x7f"}):
        assert await ask("modify", shareid=camera.device.organ(NetworkShares).all()[0].id, **arguments) == 20, arguments
    assert await ask("remove", shareid="none") == 20
    assert camera.device.organ(NetworkShares).dump() == before


async def test_a_restart_keeps_the_share_and_a_default_forgets_it(start, client):
    camera = await start()
    ask = asker(client(camera))
    await ask("bind", shareid=await added(ask))
    camera.reboot()
    await camera.advance(20)
    assert status(camera) is DiskStatus.OK and "DiskId" in await ask("list")
    dumped = camera.device.dump()
    camera.device.renew(Survives.HARD_DEFAULT)
    assert status(camera) is DiskStatus.DISCONNECTED and camera.device.organ(NetworkShares).all() == []
    camera.device.restore(dumped)
    assert status(camera) is DiskStatus.OK and 'NumberOfShares="1"' in await ask("list")


async def test_a_device_that_comes_with_a_share_says_so(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    assert 'DiskId="NetworkShare"' in await asker(web)("list")
    assert "root.NetworkShare.N0.ShareId=10000" in (await web.get("/axis-cgi/param.cgi?action=list&group=NetworkShare")).text
    assert re.fullmatch(r"\d{5}", await added(asker(web)))
