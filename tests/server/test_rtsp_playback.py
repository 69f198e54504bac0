"""Recordings over RTSP: the same stamps as were recorded, ranges in three units, pace, seeking, and what is refused."""

from __future__ import annotations

import itertools

import av
import defusedxml.ElementTree as ElementTree
import pytest

from camsim.media import stamp
from camsim.wire.rtp import rtcp
from tests.server.rtsp_client import MEDIA, RtspClient, timestamp

OPTIONS = "resolution=320x180&fps=5&videokeyframeinterval=5"
FRAMES = 51


def access_unit(frames):
    """The access unit of H.264 in some packets (RFC 6184: single, STAP-A and FU-A)."""
    found, part = [], b""
    for frame in frames:
        payload = frame.data[12:]
        kind = payload[0] & 31
        if kind == 24:
            at = 1
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2])
                found.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind == 28:
            part = bytes((payload[0] & 0xE0 | payload[1] & 31,)) + payload[2:] if payload[1] & 0x80 else part + payload[2:]
            if payload[1] & 0x40:
                found.append(part)
        else:
            found.append(payload)
    return b"".join(b"\0\0\0\1" + nal for nal in found)


def stamps(units):
    decoder = av.CodecContext.create("h264", "r")
    pictures = [picture for unit in units for picture in decoder.decode(av.Packet(access_unit(unit)))]
    pictures += decoder.decode(None)
    return [stamp.read(picture.to_ndarray(format="bgr24")) for picture in pictures]


@pytest.fixture
async def taped(start, client):
    """A camera with a recording of ten seconds, its id, and an RTSP client."""
    camera = await start(serial="ACCC8E012345")
    camera.drive_sensor("disk.SD_DISK", on=True)
    web = client(camera)
    answer = await web.get("/axis-cgi/record/record.cgi", params={"diskid": "SD_DISK", "options": OPTIONS})
    id = ElementTree.fromstring(answer.content).find("record").attrib["recordingid"]
    await camera.advance(10)
    await web.get("/axis-cgi/record/stop.cgi", params={"recordingid": id})
    await camera.advance(100)
    rtsp = await RtspClient.connect(camera)
    yield camera, id, rtsp
    await rtsp.close()


async def play(rtsp, id, **headers):
    return await rtsp.ask("PLAY", f"{MEDIA}?recordingid={id}", **headers)


async def test_what_was_recorded_is_what_is_played(taped):
    camera, id, rtsp = taped
    described, _ = await rtsp.set_up(f"recordingid={id}")
    assert b"a=range:clock=20260101T000000.000000Z-20260101T000010.200000Z\r\n" in described.body
    answer = await play(rtsp, id)
    assert answer.status == 200 and answer.headers.get("Range") == "npt=0.000000-"
    first = await rtsp.units(1)
    assert f"rtptime={timestamp(first[0][0])}" in answer.headers.get("RTP-Info")
    await camera.advance(5)
    assert len(await rtsp.units(26)) == 26
    await camera.advance(6)
    units = await rtsp.units(FRAMES)
    found = stamps(units)
    assert [round(one.time % 60, 3) for one in found] == [number / 5 for number in range(FRAMES)]
    assert {one.serial for one in found} == {"ACCC8E012345"}
    ticks = [timestamp(unit[0]) for unit in units]
    assert {(after - before) % 2**32 for before, after in itertools.pairwise(ticks)} == {18000}


async def test_the_end_is_told_and_the_session_stays(taped):
    _camera, id, rtsp = taped
    await rtsp.set_up(f"recordingid={id}")
    await play(rtsp, id, **{"Rate-Control": "no"})
    await rtsp.units(FRAMES)
    while not any(isinstance(report, rtcp.Bye) for report in rtsp.reports()):
        await rtsp.item()
    rtsp.frames.clear()
    answer = await play(rtsp, id, Range="clock=20260101T000008Z-", **{"Rate-Control": "no"})
    assert answer.headers.get("Range") == "clock=20260101T000008.000000Z-" and answer.headers.get("Rate-Control") == "no"
    assert [round(one.time % 60, 3) for one in stamps(await rtsp.units(11))] == [8 + number / 5 for number in range(11)]


@pytest.mark.parametrize(
    ("asked", "told", "begin", "count"),
    [
        ("npt=4-6", "npt=4.000000-6.000000", 4, 11),
        ("npt=0:00:04.5-", "npt=4.000000-", 4, 31),
        ("smpte=0:00:09-", "npt=9.000000-", 9, 6),
        ("clock=20260101T000002.500Z-20260101T000003Z", "clock=20260101T000002.000000Z-20260101T000003.000000Z", 2, 6),
        ("clock=20250101T000000Z-20260101T000001Z", "clock=20260101T000000.000000Z-20260101T000001.000000Z", 0, 6),
    ],
)
async def test_ranges(taped, asked, told, begin, count):
    _, id, rtsp = taped
    await rtsp.set_up(f"recordingid={id}&pull=1")
    answer = await play(rtsp, id, Range=asked)
    assert answer.headers.get("Range") == told
    units = await rtsp.units(count)
    while not any(isinstance(report, rtcp.Bye) for report in rtsp.reports()):
        await rtsp.item()
    assert len(await rtsp.units(count)) == count
    assert stamps(units)[0].time % 60 == pytest.approx(begin)


async def test_scale_sets_the_pace_and_the_times(taped):
    camera, id, rtsp = taped
    await rtsp.set_up(f"recordingid={id}")
    answer = await play(rtsp, id, Scale="2.0")
    assert answer.headers.get("Scale") == "2"
    await camera.advance(3)
    units = await rtsp.units(31)
    assert len(units) == 31 and (timestamp(units[1][0]) - timestamp(units[0][0])) % 2**32 == 9000


async def test_a_pause_goes_on_where_it_was(taped):
    camera, id, rtsp = taped
    await rtsp.set_up(f"recordingid={id}")
    await play(rtsp, id)
    await camera.advance(4)
    await rtsp.units(21)
    assert (await rtsp.ask("PAUSE", f"{MEDIA}?recordingid={id}")).status == 200
    await camera.advance(30)
    rtsp.frames.clear()
    answer = await play(rtsp, id)
    assert answer.headers.get("Range") == "npt=4.000000-"
    await camera.advance(1)
    assert [round(one.time % 60, 3) for one in stamps(await rtsp.units(6))] == [4 + number / 5 for number in range(6)]


async def test_a_recording_that_goes_on_is_played_up_to_now_and_on(taped, client):
    camera, _, rtsp = taped
    web = client(camera)
    answer = await web.get("/axis-cgi/record/record.cgi", params={"diskid": "SD_DISK", "options": OPTIONS})
    id = ElementTree.fromstring(answer.content).find("record").attrib["recordingid"]
    await camera.advance(2)
    described, _ = await rtsp.set_up(f'recordingid="{id}"&pull=1')
    assert b"a=range:clock=20260101T000150.000000Z-\r\n" in described.body
    assert (await rtsp.ask("PLAY", f'{MEDIA}?recordingid="{id}"&pull=1')).status == 200
    await rtsp.units(11)
    await camera.advance(2)
    assert len(await rtsp.units(20)) >= 20


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Range": "npt=20-"}, 457),
        ({"Range": "npt=6-4"}, 457),
        ({"Range": "clock=20200101T000000Z-20200102T000000Z"}, 457),
        ({"Range": "clock=yesterday-"}, 457),
        ({"Range": "bytes=0-1"}, 457),
        ({"Scale": "fast"}, 457),
        ({"Scale": "0"}, 400),
        ({"Scale": "nan"}, 400),
    ],
)
async def test_what_is_not_played(taped, headers, status):
    _, id, rtsp = taped
    await rtsp.set_up(f"recordingid={id}")
    assert (await play(rtsp, id, **headers)).status == status
    assert not [frame for frame in rtsp.frames if frame.channel == 0]
    assert (await play(rtsp, id)).status == 200


async def test_what_is_not_there(taped):
    camera, id, rtsp = taped
    assert (await rtsp.ask("DESCRIBE", f"{MEDIA}?recordingid=no")).status == 404
    assert (await rtsp.ask("DESCRIBE", f"{MEDIA}?recordingid={id}&pull=maybe")).status == 400
    camera.drive_sensor("disk.SD_DISK", on=False)
    assert (await rtsp.ask("DESCRIBE", f"{MEDIA}?recordingid={id}")).status == 404
