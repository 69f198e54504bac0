"""Recording groups over HTTP: made, changed, deleted; one recording for several rules; their own retention time; what is refused."""

from __future__ import annotations

import re

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.actions import Actions, EventFilter, Rule, Setup
from camsim.device.errors import DeviceError
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.storage.disks import Disks
from camsim.device.storage.groups import RecordingGroups
from camsim.device.storage.recordings import Recordings

OPTIONS = "resolution=320x180&fps=5&videocodec=jpeg"
TOPIC = "tns1:Device/tnsaxis:IO/VirtualInput"


async def ask(web, name, **arguments):
    answer = await web.get(f"/axis-cgi/record/recording_group/{name}.cgi", params={"schemaversion": "1", **arguments})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "RecordingGroupResponse" and root.attrib["schemaversion"] == "1.0"
    return root[0]


async def listed(web, **arguments):
    return {one.attrib["RecordingGroupId"]: one.attrib for one in await ask(web, "list", **arguments)}


def rule(camera, group, port):
    """A rule that records to a group while a virtual input is on; returns its id."""
    held = f'boolean(//SimpleItem[@Name="port" and @Value="{port}"]) and boolean(//SimpleItem[@Name="active" and @Value="1"])'
    actions = camera.device.organ(Actions)
    action = actions.add_action(
        Setup("com.axis.action.unlimited.recording_group.storage", parameters={"recording_group_id": group}),
    )
    return actions.add_rule(Rule(action, name=f"Gate {port}", conditions=(EventFilter(TOPIC, content=held),)))


@pytest.fixture
async def carded(start, client):
    camera = await start()
    camera.drive_sensor("disk.SD_DISK", on=True)
    return camera, client(camera)


async def test_a_group_is_made_changed_and_deleted(carded):
    _, web = carded
    made = await ask(web, "create", diskid="SD_DISK", retentiontime=168, streamoptions=OPTIONS, nicename="Süd & Nord", preduration=500)
    id = made.attrib["RecordingGroupId"]
    assert made.tag == "CreateSuccess" and re.fullmatch(r"SD_DISK_20260101_000000_[0-9A-F]{8}", id)
    assert (await ask(web, "update", recordinggroupid=id, retentiontime=336, postduration=2000, description="d")).tag == "GeneralSuccess"
    assert (await listed(web, recordinggroupid=id))[id] == {
        "RecordingGroupId": id, "NiceName": "Süd & Nord", "Description": "d", "RetentionTime": "336", "DiskId": "SD_DISK",
        "StreamOptions": OPTIONS, "PreDuration": "500", "PostDuration": "2000",
    }  # fmt: skip
    assert (await ask(web, "create", diskid="SD_DISK", recordinggroupid="gate_1")).attrib == {"RecordingGroupId": "gate_1"}
    assert set(await listed(web)) == {id, "gate_1"}
    assert (await ask(web, "delete", recordinggroupid=id)).tag == "GeneralSuccess"
    assert set(await listed(web)) == {"gate_1"}


async def test_two_rules_make_one_recording(carded):
    camera, web = carded
    await ask(web, "create", diskid="SD_DISK", recordinggroupid="g", streamoptions=OPTIONS, postduration=3000)
    rule(camera, "g", 1), rule(camera, "g", 2)
    organ, inputs = camera.device.organ(Recordings), camera.device.organ(VirtualInputs)
    inputs.activate(1)
    await camera.advance(2)
    inputs.activate(2)
    await camera.advance(2)
    inputs.deactivate(1)
    await camera.advance(10)
    assert len(organ.state.active) == 1
    inputs.deactivate(2)
    await camera.advance(2)
    inputs.activate(1)
    await camera.advance(4)
    inputs.deactivate(1)
    await camera.advance(4)
    (one,) = organ.all()
    assert not organ.state.active and one.group == "g" and one.until - one.started == pytest.approx(23.2, abs=0.3)


async def test_other_stream_options_begin_a_new_recording(carded):
    camera, web = carded
    await ask(web, "create", diskid="SD_DISK", recordinggroupid="g", streamoptions=OPTIONS)
    rule(camera, "g", 1)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(2)
    await ask(web, "update", recordinggroupid="g", streamoptions=OPTIONS.replace("320x180", "640x360"))
    await camera.advance(2)
    organ = camera.device.organ(Recordings)
    assert [(one.content.pictures.width, one.id in organ.state.active) for one in organ.all()] == [(320, False), (640, True)]


async def test_recordings_of_a_group_are_kept_as_long_as_it_says(carded):
    camera, web = carded
    await ask(web, "create", diskid="SD_DISK", recordinggroupid="g", streamoptions=OPTIONS, retentiontime=2)
    organ, groups = camera.device.organ(Recordings), camera.device.organ(RecordingGroups)
    for _ in range(2):
        groups.begin("g", "test")
        await camera.advance(1)
        groups.leave("g", "test")
        await camera.advance(1)
    other = organ.start("SD_DISK", OPTIONS)
    await camera.advance(1)
    organ.stop(other)
    await camera.advance(7100)
    assert len(organ.all()) == 3
    await camera.advance(200)
    assert [one.id for one in organ.all()] == [other]
    groups.begin("g", "test")
    await camera.advance(1)
    groups.leave("g", "test")
    await camera.advance(3600 * 1.5)
    assert len(organ.all()) == 2
    await ask(web, "update", recordinggroupid="g", retentiontime=1)
    assert [one.id for one in organ.all()] == [other]


async def test_a_group_comes_and_goes_with_its_disk(carded):
    camera, web = carded
    await ask(web, "create", diskid="SD_DISK", recordinggroupid="g")
    camera.drive_sensor("disk.SD_DISK", on=False)
    assert await listed(web) == {} and (await ask(web, "update", recordinggroupid="g")).findtext("ErrorCode") == "110"
    camera.drive_sensor("disk.SD_DISK", on=True)
    camera.reboot("hard")
    await camera.advance(60)
    await camera.advance(60)
    assert [one.id for one in camera.device.organ(RecordingGroups).all()] == ["g"]
    camera.device.organ(Disks).format("SD_DISK")
    await camera.advance(30)
    assert camera.device.organ(RecordingGroups).all() == []


async def test_deleting_takes_recordings_along_but_not_from_under_an_action(carded):
    camera, web = carded
    await ask(web, "create", diskid="SD_DISK", recordinggroupid="g", streamoptions=OPTIONS)
    id = rule(camera, "g", 1)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(2)
    assert (await ask(web, "delete", recordinggroupid="g")).findtext("ErrorCode") == "140"
    actions = camera.device.organ(Actions)
    actions.remove_rule(id)
    await camera.advance(1)
    assert not camera.device.organ(Recordings).state.active and camera.device.organ(Recordings).all()
    actions.remove_action(actions.actions[-1].id)
    assert (await ask(web, "delete", recordinggroupid="g")).tag == "GeneralSuccess"
    assert not camera.device.organ(Recordings).all() and not camera.gallery.streams


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("create", {}, 20),
        ("create", {"diskid": "NO_DISK"}, 20),
        ("create", {"diskid": "NetworkShare"}, 20),
        ("create", {"diskid": "SD_DISK", "recordinggroupid": "a b"}, 20),
        ("create", {"diskid": "SD_DISK", "recordinggroupid": "x" * 51}, 20),
        ("create", {"diskid": "SD_DISK", "recordinggroupid": "taken"}, 20),
        ("create", {"diskid": "SD_DISK", "retentiontime": "-1"}, 20),
        ("create", {"diskid": "SD_DISK", "retentiontime": "long"}, 20),
        ("create", {"diskid": "SD_DISK", "preduration": "99999999999"}, 20),
        ("create", {"diskid": "SD_DISK", "nicename": "x" * 2000}, 20),
        ("create", {"diskid": "SD_DISK", "streamoptions": "resolution=1x1"}, 130),
        ("create", {"diskid": "SD_DISK", "streamoptions": "a" * 3000}, 130),
        ("create", {"diskid": "SD_DISK", "schemaversion": "2"}, 40),
        ("update", {"recordinggroupid": "taken", "streamoptions": "fps=x"}, 130),
        ("update", {"recordinggroupid": "no"}, 110),
        ("update", {}, 20),
        ("delete", {"recordinggroupid": "no"}, 110),
        ("list", {"recordinggroupid": "no"}, 110),
    ],
)
async def test_what_is_refused_changes_nothing(carded, name, arguments, code):
    camera, web = carded
    await ask(web, "create", diskid="SD_DISK", recordinggroupid="taken", streamoptions=OPTIONS)
    before = camera.device.dump()
    error = await ask(web, name, **arguments)
    assert error.tag == "GeneralError" and error.findtext("ErrorCode") == str(code) and error.findtext("ErrorDescription")
    assert camera.device.dump() == before


async def test_there_may_be_only_so_many(carded, monkeypatch):
    camera, web = carded
    monkeypatch.setattr("camsim.device.storage.groups.MOST", 2)
    for _ in range(2):
        assert (await ask(web, "create", diskid="SD_DISK")).tag == "CreateSuccess"
    assert (await ask(web, "create", diskid="SD_DISK")).findtext("ErrorCode") == "120"
    with pytest.raises(DeviceError):
        camera.device.organ(RecordingGroups).begin("none", "test")
