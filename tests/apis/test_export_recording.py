"""Exports: a file that players open, whose stamps are the frames of the time span; archives; and what is refused."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess

import av
import defusedxml.ElementTree as ElementTree
import pytest

from camsim.media import stamp

SMALL = "resolution=320x180&fps=5&videokeyframeinterval=5"
PATH = "/axis-cgi/record/export/"


@pytest.fixture
async def taped(start, client):
    """A camera with a recording of 20 seconds in blocks of ten, a client, and the arguments that name the recording."""
    camera = await start(serial="ACCC8E012345")
    camera.drive_sensor("disk.SD_DISK", on=True)
    web = client(camera)
    await web.get("/axis-cgi/param.cgi?action=update&Recording.DefaultSplitDuration=10")
    answer = await web.get("/axis-cgi/record/record.cgi", params={"diskid": "SD_DISK", "options": SMALL})
    id = ElementTree.fromstring(answer.content).find("record").attrib["recordingid"]
    await camera.advance(20)
    await web.get("/axis-cgi/record/stop.cgi", params={"recordingid": id})
    return camera, web, {"schemaversion": "1", "recordingid": id, "diskid": "SD_DISK", "exportformat": "matroska"}


async def ask(web, name, arguments):
    answer = await web.get(f"{PATH}{name}.cgi", params=arguments)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    return ElementTree.fromstring(answer.content)


def stamps(content):
    with av.open(io.BytesIO(content)) as file:
        return [stamp.read(picture.to_ndarray(format="bgr24")) for picture in file.decode(video=0)]


def probe(file):
    """What ffprobe says of a file, which it must open without a complaint."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-count_frames", "-show_streams", str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert not told.stderr
    return json.loads(told.stdout)


async def test_a_whole_recording(taped, tmp_path):
    _, web, named = taped
    answer = await web.get(f"{PATH}exportrecording.cgi", params=named)
    assert answer.headers["Content-Type"] == "video/x-matroska"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="20260101_0000000000_20260101_0000202000.mkv"'
    found = stamps(answer.content)
    assert [one.frame for one in found] == list(range(found[0].frame, found[0].frame + 101))
    file = tmp_path / "a.mkv"
    file.write_bytes(answer.content)
    probed = await asyncio.to_thread(probe, file)
    assert probed["streams"][0]["codec_name"] == "h264" and probed["streams"][0]["nb_read_frames"] == "101"
    assert float(probed["format"]["duration"]) == pytest.approx(20.2, abs=0.01)
    assert probed["format"]["tags"]["creation_time"].startswith("2026-01-01T00:00:00")


async def test_a_span_begins_at_the_key_frame_before_it(taped):
    _, web, named = taped
    span = {**named, "starttime": "2026-01-01T00:00:09.500Z", "stoptime": "2026-01-01T00:00:12Z"}
    told = (await ask(web, "properties", span)).find("PropertiesSuccess/ExportProperties").attrib
    assert told["Starttime"] == "2026-01-01T00:00:09.000000Z" and told["Stoptime"] == "2026-01-01T00:00:12.200000Z"
    answer = await web.get(f"{PATH}exportrecording.cgi", params={**span, "filename": "clip/ä"})
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''clip_%C3%A4.mkv"
    found = stamps(answer.content)
    assert [round(one.time % 60, 3) for one in found] == [9.0 + number / 5 for number in range(16)]
    assert len(answer.content) / 1024 == pytest.approx(int(told["EstimatedFileSize"]), rel=0.05, abs=2)


async def test_times_outside_of_the_recording_are_moved_to_its_ends(taped):
    _, web, named = taped
    outside = {**named, "starttime": "2020-01-01T00:00:00Z", "stoptime": "2030-01-01T00:00:00Z"}
    assert len(stamps((await web.get(f"{PATH}exportrecording.cgi", params=outside)).content)) == 101


async def test_a_recording_that_goes_on_is_exported_up_to_now(taped):
    camera, web, named = taped
    answer = await web.get("/axis-cgi/record/record.cgi", params={"diskid": "SD_DISK", "options": SMALL})
    id = ElementTree.fromstring(answer.content).find("record").attrib["recordingid"]
    await camera.advance(3)
    found = stamps((await web.get(f"{PATH}exportrecording.cgi", params={**named, "recordingid": id})).content)
    assert len(found) == 16


async def test_an_archive_opens_with_its_password(taped, tmp_path):
    _, web, named = taped
    plain = (await web.get(f"{PATH}exportrecording.cgi", params=named)).content
    asked = {**named, "filename": "clip", "password": "s\u00e9cret", "encryptionformat": "zip-aes256"}
    answer = await web.get(f"{PATH}exportrecording.cgi", params=asked)
    assert answer.headers["Content-Type"] == "application/zip" and 'filename="clip.zip"' in answer.headers["Content-Disposition"]
    pyzipper = pytest.importorskip("pyzipper")
    with pyzipper.AESZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["clip.mkv"]
        assert archive.read("clip.mkv", pwd="s\u00e9cret".encode()) == plain
        with pytest.raises(RuntimeError):
            archive.read("clip.mkv", pwd=b"wrong")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"recordingid": "no"}, 110),
        ({"diskid": "NetworkShare"}, 110),
        ({"starttime": "soon"}, 120),
        ({"stoptime": "2026-99-99T00:00:00Z"}, 130),
        ({"starttime": "2026-01-01T00:00:10Z", "stoptime": "2026-01-01T00:00:05Z"}, 140),
        ({"starttime": "2027-01-01T00:00:00Z"}, 150),
        ({"stoptime": "2025-01-01T00:00:00Z"}, 160),
        ({"exportformat": "asf"}, 170),
        ({"encryptionformat": "rot13"}, 250),
        ({"schemaversion": "2"}, 40),
        ({"schemaversion": None}, 20),
        ({"recordingid": None}, 20),
    ],
)
async def test_what_has_no_properties(taped, changed, code):
    _, web, named = taped
    arguments = {name: value for name, value in {**named, **changed}.items() if value is not None}
    assert int((await ask(web, "properties", arguments)).findtext("GeneralError/ErrorCode")) == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"recordingid": "no"}, 110),
        ({"exportformat": None}, 20),
        ({"schemaversion": "x"}, 40),
        ({"encryptionformat": "zip-aes256"}, 260),
        ({"password": "x"}, 270),
        ({"password": "x" * 600, "encryptionformat": "zip-aes256"}, 240),
    ],
)
async def test_what_is_not_exported(taped, changed, code):
    _, web, named = taped
    arguments = {name: value for name, value in {**named, **changed}.items() if value is not None}
    assert int((await ask(web, "exportrecording", arguments)).findtext("GeneralError/ErrorCode")) == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, 200),
        ({"externaldiskid": "SD_DISK"}, 200),
        ({"recordingid": "no"}, 110),
        ({"filepath": "a/../b"}, 230),
        ({"password": "x"}, 270),
    ],
)
async def test_there_is_no_disk_to_export_to(taped, changed, code):
    _, web, named = taped
    error = await ask(web, "exporttoexternal", {"externaldiskid": "USB_DISK", **named, **changed})
    assert int(error.findtext("GeneralError/ErrorCode")) == code
    assert (await ask(web, "getjobstatus", {"schemaversion": "1", "jobid": "1"})).findtext("GeneralError/ErrorCode") == "190"


async def test_versions_by_os(start, client):
    for profile, newest in (("p3245-lve", "1.2"), ("companion-bullet-le", "1.1")):
        root = await ask(client(await start(profile)), "schemaversions", {})
        assert [one.text for one in root.iter("VersionNumber")][-1] == newest == root.attrib["SchemaVersion"]
