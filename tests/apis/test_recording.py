"""Recordings over HTTP: real media on the camera's clock, the list with its pages and filters, clean-up, and what survives."""

from __future__ import annotations

from pathlib import Path

import av
import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.parameters import Parameters
from camsim.device.storage.events import RecordingEvent, StorageAlertEvent, StorageDisruptionEvent
from camsim.device.storage.recordings import Recordings
from camsim.media import stamp

SMALL = "resolution=320x180&fps=5&videokeyframeinterval=5"
JPEG = "resolution=320x180&fps=5&videocodec=jpeg"


async def ask(web, name, **arguments):
    answer = await web.get(f"/axis-cgi/record/{name}.cgi", params=arguments)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    return ElementTree.fromstring(answer.content)


async def begin(web, options=SMALL, disk="SD_DISK"):
    return (await ask(web, "record", diskid=disk, options=options)).find("record").attrib["recordingid"]


async def listed(web, **arguments):
    root = await ask(web, "list", **{"recordingid": "all", **arguments})
    return [one.attrib for one in root.findall("recordings/recording")]


def frames(camera, id):
    """The stamps of the pictures in the files of a recording, in order."""
    found = []
    for block in camera.desk.recorder.archive.find(id).blocks:
        with av.open(str(block.path)) as file:
            found += [stamp.read(picture.to_ndarray(format="bgr24")) for picture in file.decode(video=0)]
    return found


@pytest.fixture
async def carded(start, client):
    """A camera with a card, and a client."""
    camera = await start(serial="ACCC8E012345")
    camera.drive_sensor("disk.SD_DISK", on=True)
    return camera, client(camera)


@pytest.mark.parametrize("options", [SMALL, JPEG, SMALL + "&videocodec=h265"])
async def test_every_frame_is_recorded_while_the_clock_is_moved(carded, options):
    camera, web = carded
    id = await begin(web, options)
    began = camera.clock.now()
    await camera.advance(12)
    root = await ask(web, "stop", recordingid=id)
    assert root.find("stop").attrib == {"recordingid": id, "result": "OK"}
    found = frames(camera, id)
    assert len(found) == 61 and [one.frame for one in found] == list(range(found[0].frame, found[0].frame + 61))
    assert found[0].time == pytest.approx(began, abs=0.2) and found[-1].time == pytest.approx(began + 12, abs=0.2)
    assert {one.serial for one in found} == {"ACCC8E012345"}


async def test_sound_is_recorded_beside_the_pictures(carded):
    camera, web = carded
    id = await begin(web, SMALL + "&audio=1")
    await camera.advance(4)
    await ask(web, "stop", recordingid=id)
    (one,) = (await ask(web, "list", recordingid=id)).findall("recordings/recording")
    assert one.find("audio").attrib["mimetype"] == "audio/mpeg4-generic"
    (block,) = camera.desk.recorder.archive.find(id).blocks
    with av.open(str(block.path)) as file:
        seconds = sum(sound.samples / sound.sample_rate for sound in file.decode(audio=0))
    assert seconds == pytest.approx(4, abs=0.2) and len(frames(camera, id)) == 21


async def test_what_the_list_tells(carded):
    camera, web = carded
    id = await begin(web)
    await camera.advance(2)
    (one,) = await listed(web)
    assert (one["recordingid"], one["diskid"], one["recordingstatus"], one["stoptime"]) == (id, "SD_DISK", "recording", "")
    assert id.startswith("20260101_") and id.endswith("_ACCC8E012345")
    await ask(web, "stop", recordingid=id)
    root = await ask(web, "list", recordingid=id)
    one = root.find("recordings/recording")
    assert one.attrib["starttime"] == "2026-01-01T00:00:00.000000Z" and one.attrib["stoptime"] == "2026-01-01T00:00:02.200000Z"
    assert one.attrib["recordingstatus"] == "completed" and one.attrib["locked"] == "No"
    video = one.find("video").attrib
    assert (video["mimetype"], video["width"], video["height"], video["framerate"]) == ("video/x-h264", "320", "180", "5:1")


async def test_pages_and_filters(carded):
    camera, web = carded
    ids = []
    for _ in range(4):
        ids.append(await begin(web, JPEG))
        await camera.advance(1)
        await ask(web, "stop", recordingid=ids[-1])
        await camera.advance(9)
    assert [one["recordingid"] for one in await listed(web)] == ids[::-1]
    assert [one["recordingid"] for one in await listed(web, sortorder="ascending", maxnumberofresults=2, startatresultnumber=2)] == ids[1:3]
    assert [one["recordingid"] for one in await listed(web, recordingid=",".join(ids[:2]))] == ids[1::-1]
    assert [one["recordingid"] for one in await listed(web, starttime="2026-01-01T00:00:15Z", stoptime="2026-01-01T01:00:25+01:00")] == [
        ids[2]
    ]
    assert await listed(web, diskid="NetworkShare") == [] and await listed(web, eventid="motion") == []
    root = await ask(web, "list", recordingid="all", maxnumberofresults=0)
    assert root.find("recordings").attrib == {"totalnumberofrecordings": "4", "numberofrecordings": "4"}
    assert (await ask(web, "list", listentity="source")).findtext("sources/source") == "1"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list", {}),
        ("list", {"recordingid": "all", "starttime": "yesterday"}),
        ("list", {"recordingid": "all", "starttime": "2026-13-01T00:00:00Z"}),
        ("list", {"recordingid": "all", "sortorder": "up"}),
        ("list", {"listentity": "frame"}),
        ("list", {"recordingid": "all", "maxnumberofresults": "many"}),
        ("record", {}),
        ("record", {"diskid": "NO_DISK"}),
        ("record", {"diskid": "NetworkShare"}),
        ("record", {"diskid": "SD_DISK", "options": "resolution=1x1"}),
        ("record", {"diskid": "SD_DISK", "options": "streamprofile=none"}),
        ("record", {"diskid": "SD_DISK", "options": "a" * 3000}),
        ("stop", {"recordingid": "no"}),
        ("remove", {"recordingid": "no"}),
        ("remove", {}),
        ("remove", {"recordingid": "no", "eventid": "x"}),
        ("remove", {"beforetime": "never"}),
        ("lock", {"recordingid": "no", "action": "lock"}),
        ("lock", {"recordingid": "no", "action": "keep"}),
        ("continuous/addconfiguration", {"diskid": "SD_DISK"}),
        ("continuous/addconfiguration", {"diskid": "NO_DISK", "options": ""}),
        ("continuous/removeconfiguration", {"profile": "1"}),
        ("continuous/listconfiguration", {"profile": "x"}),
    ],
)
async def test_what_is_refused_changes_nothing(carded, name, arguments):
    camera, web = carded
    before = camera.device.dump()
    root = await ask(web, name, **arguments)
    assert root[0].attrib["result"] == "ERROR" and root[0].attrib["errormsg"]
    assert camera.device.dump() == before


async def test_remove_and_lock(carded):
    camera, web = carded
    first, second = await begin(web, JPEG), await begin(web, JPEG)
    await camera.advance(1)
    folder = Path(camera.desk.recorder.archive.find(first).blocks[0].path).parent
    await ask(web, "lock", recordingid=first, action="lock")
    root = await ask(web, "remove", recordingid="all")
    assert {one.attrib["recordingid"]: one.attrib["result"] for one in root} == {first: "ERROR", second: "OK"}
    (left,) = await listed(web)
    assert (left["recordingid"], left["locked"], left["recordingstatus"]) == (first, "Yes", "recording")
    await ask(web, "lock", recordingid=first, action="unlock")
    root = await ask(web, "remove", beforetime="2030-01-01T00:00:00Z")
    assert root[0].attrib == {"recordingid": first, "result": "OK"} and await listed(web) == []
    assert not folder.exists() and not camera.gallery.streams


async def test_blocks_are_split_and_the_oldest_go_first(carded):
    camera, web = carded
    camera.device.organ(Parameters).write("Recording.DefaultSplitDuration", "10")
    kept = await begin(web, JPEG)
    await camera.advance(1)
    await ask(web, "stop", recordingid=kept)
    await ask(web, "lock", recordingid=kept, action="lock")
    id = await begin(web, JPEG)
    await camera.advance(21)
    tape = camera.desk.recorder.archive.find(id)
    assert len(tape.blocks) == 3
    used = camera.device.organ(Recordings).bytes_on("SD_DISK")
    camera.drive_sensor("disk.SD_DISK.capacity", value=used // 1024)
    await camera.advance(20)
    found = {one["recordingid"]: one for one in await listed(web)}
    assert set(found) == {kept, id} and found[id]["recordingstatus"] == "recording"
    assert found[id]["starttime"] > "2026-01-01T00:00:10" and len(tape.blocks) < 5
    assert camera.device.organ(Recordings).bytes_on("SD_DISK") <= used


async def test_a_full_disk_ends_recordings_where_nothing_may_go(carded):
    camera, web = carded
    camera.device.organ(Parameters).write("Storage.S0.CleanupPolicyActive", "none")
    camera.drive_sensor("disk.SD_DISK.capacity", value=100)
    id = await begin(web, JPEG)
    told = camera.broker.current
    await camera.advance(60)
    (one,) = await listed(web)
    assert (one["recordingid"], one["recordingstatus"]) == (id, "completed")
    assert [last.event.disruption for last in told() if isinstance(last.event, StorageDisruptionEvent)] == [True, True]
    assert [last.event.recording for last in told() if isinstance(last.event, RecordingEvent)] == [False]
    disk = ElementTree.fromstring((await web.get("/axis-cgi/disks/list.cgi?diskid=SD_DISK")).content).find("disks/disk").attrib
    assert (disk["full"], disk["freesize"]) == ("yes", "0") and not camera.gallery.streams


async def test_recordings_go_when_they_are_too_old(carded):
    camera, web = carded
    id = await begin(web, JPEG)
    await camera.advance(1)
    await ask(web, "stop", recordingid=id)
    await camera.advance(7 * 86400 - 10)
    assert len(await listed(web)) == 1
    await camera.advance(20)
    assert await listed(web) == []


async def test_a_card_that_is_taken_out_takes_its_recordings_along(carded):
    camera, web = carded
    id = await begin(web, JPEG)
    await camera.advance(1)
    camera.drive_sensor("disk.SD_DISK", on=False)
    assert await listed(web) == [] and not camera.gallery.streams
    camera.drive_sensor("disk.SD_DISK", on=True)
    (one,) = await listed(web)
    assert (one["recordingid"], one["recordingstatus"]) == (id, "completed")


async def test_continuous_recording_goes_on_whenever_it_can(carded):
    camera, web = carded
    root = await ask(web, "continuous/addconfiguration", diskid="SD_DISK", options=JPEG, eventid="always")
    assert root[0].attrib == {"profile": "1", "result": "OK"}
    again = await ask(web, "continuous/addconfiguration", diskid="SD_DISK", options=JPEG)
    assert again[0].attrib["result"] == "ERROR"
    await camera.advance(2)
    camera.drive_sensor("disk.SD_DISK", on=False)
    await camera.advance(2)
    camera.drive_sensor("disk.SD_DISK", on=True)
    await camera.advance(2)
    camera.reboot()
    await camera.advance(60)
    await camera.advance(10)
    found = await listed(web, eventid="always", sortorder="ascending")
    assert [one["recordingstatus"] for one in found] == ["completed", "completed", "recording"]
    assert {one["recordingtype"] for one in found} == {"continuous"}
    (profile,) = (await ask(web, "continuous/listconfiguration"))[0]
    assert profile.attrib == {"profile": "1", "diskid": "SD_DISK", "options": JPEG, "eventid": "always"}
    assert (await ask(web, "continuous/removeconfiguration", profile=1))[0].attrib["result"] == "OK"
    assert not camera.gallery.streams


async def test_formatting_throws_recordings_away(carded):
    camera, web = carded
    await begin(web, JPEG)
    await camera.advance(1)
    await web.get("/axis-cgi/disks/format.cgi?diskid=SD_DISK")
    await camera.advance(30)
    assert await listed(web) == [] and not list(camera.desk.recorder.archive._tapes)


async def test_recordings_survive_a_hard_default_and_the_reset_clears_them(carded):
    camera, web = carded
    id = await begin(web, JPEG)
    await camera.advance(1)
    folder = camera.desk.recorder.archive.find(id).blocks[0].path.parent
    camera.reboot("hard")
    await camera.advance(60)
    await camera.advance(60)
    assert [one.id for one in camera.device.organ(Recordings).all()] == [id] and folder.exists()
    camera.reset()
    assert not camera.device.organ(Recordings).state.recordings and not folder.exists()


async def test_the_folder_goes_with_the_camera_and_nothing_is_made_without_need(start, client):
    camera = await start()
    camera.drive_sensor("disk.SD_DISK", on=True)
    web = client(camera)
    assert await listed(web) == [] and "recorder" not in camera.desk.__dict__
    id = await begin(web, JPEG)
    await camera.advance(1)
    folder = camera.desk.recorder.archive.find(id).blocks[0].path.parent.parent
    await camera.stop()
    assert not folder.exists()


async def test_the_room_on_this_computer_is_bounded(start, client):
    camera = await start(recordings_size=1)
    camera.drive_sensor("disk.SD_DISK", on=True)
    web = client(camera)
    for _ in range(6):
        id = await begin(web, "resolution=1280x720&fps=5&videocodec=jpeg")
        await camera.advance(1)
        await ask(web, "stop", recordingid=id)
    assert camera.device.organ(Recordings).bytes_on("SD_DISK") <= 1_000_000
    assert id in [one["recordingid"] for one in await listed(web)]


@pytest.mark.parametrize("options", [SMALL, JPEG])
async def test_power_that_goes_leaves_what_was_written_so_far(carded, options):
    camera, web = carded
    id = await begin(web, options)
    await camera.advance(7)
    path = camera.desk.recorder.archive.find(id).blocks[0].path
    camera.power(False)
    assert not camera.gallery.streams
    camera.power(True)
    await camera.advance(60)
    (one,) = await listed(web)
    assert (one["recordingid"], one["recordingstatus"], one["stoptime"]) == (id, "completed", "2026-01-01T00:00:07.200000Z")
    found = frames(camera, id)
    assert [mark.frame for mark in found] == list(range(found[0].frame, found[0].frame + 36))
    assert path.stat().st_size == camera.device.organ(Recordings).bytes_on("SD_DISK")
    assert not [told.event.recording for told in camera.broker.current() if isinstance(told.event, RecordingEvent) and told.event.recording]


async def test_a_factory_default_keeps_recordings_and_forgets_what_was_to_be_recorded(carded):
    camera, web = carded
    await ask(web, "continuous/addconfiguration", diskid="SD_DISK", options=JPEG)
    await camera.advance(2)
    camera.reboot("soft")
    await camera.advance(60)
    await camera.advance(60)
    organ = camera.device.organ(Recordings)
    assert len(organ.all()) == 1 and not organ.state.active and not organ.state.profiles and not camera.gallery.streams


async def test_a_disk_that_breaks_while_recording_ends_it(carded):
    camera, web = carded
    id = await begin(web, JPEG)
    await camera.advance(2)
    told = camera.broker.current
    camera.drive_sensor("disk.SD_DISK.read-only", on=True)
    assert camera.device.organ(Recordings).state.active == [] and [one["recordingid"] for one in await listed(web)] == [id]
    assert {
        last.event.disruption for last in told() if isinstance(last.event, StorageDisruptionEvent) and last.event.disk == "SD_DISK"
    } == {True}
    camera.drive_sensor("disk.SD_DISK.failed", on=True)
    assert await listed(web) == []


async def test_a_worn_disk_is_told_and_goes_on(carded):
    camera, web = carded
    await begin(web, JPEG)
    camera.drive_sensor("disk.SD_DISK.wear", value=85)
    await camera.advance(1)
    alerts = [last.event for last in camera.broker.current() if isinstance(last.event, StorageAlertEvent) and last.event.disk == "SD_DISK"]
    assert [(alert.alert, alert.wear) for alert in alerts] == [(True, 85)]
    health = ElementTree.fromstring((await web.get("/axis-cgi/disks/gethealth.cgi")).content)
    assert [one.attrib["wear"] for one in health.iter("HealthStatus") if one.attrib["diskid"] == "SD_DISK"] == ["85"]
    assert len(camera.device.organ(Recordings).state.active) == 1
