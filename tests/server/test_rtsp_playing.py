"""RTSP over real sockets: what is played, from its first packet on, and how it changes as it plays."""

from __future__ import annotations

import itertools

import pytest

from camsim.device.clock import STEPPED_START
from camsim.wire.rtp import rtcp
from camsim.wire.rtsp import Frame
from tests.server.rtsp_client import MEDIA, SMALL, sequence, timestamp

PROFILES = ("p3245-lve", "companion-bullet-le", "p5512")


def query_for(profile: str) -> str:
    return "resolution=CIF&fps=10" if profile == "p5512" else SMALL


def starts_key(frame: Frame) -> bool:
    """Whether a packet begins a key picture of H.264, whole or as its first fragment."""
    kind = frame.data[12] & 31
    return kind == 5 or (kind == 28 and frame.data[13] & 0x9F == 0x85)


@pytest.mark.parametrize("profile", PROFILES)
async def test_packets_begin_where_play_says_and_follow_one_another(start, connect, profile):
    camera = await start(profile)
    client = await connect(camera)
    *_, setup, play = await client.play(query_for(profile))
    ssrc = setup.headers.get("Transport").partition("ssrc=")[2][:8]
    first = play.headers.get("RTP-Info")
    await camera.advance(1.0)
    found = await client.packets(11)
    assert f"seq={sequence(found[0])};rtptime={timestamp(found[0])}" in first
    assert {frame.data[8:12].hex().upper() for frame in found} == {ssrc}
    assert [sequence(frame) for frame in found] == [(sequence(found[0]) + n) & 0xFFFF for n in range(len(found))]
    assert {(timestamp(frame) - timestamp(found[0])) % 9000 for frame in found} == {0}


async def test_a_frozen_clock_gives_one_picture_and_no_more(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    await client.packets(1)
    other = await connect(await start(seed=1, clock="system"))
    await other.play(SMALL)
    await other.packets(30)  # as much as a clock that runs gives meanwhile
    await client.ask("OPTIONS")
    assert {timestamp(frame) for frame in client.frames if frame.channel == 0} == {timestamp(client.frames[0])}


async def test_sender_reports_tell_the_time_of_the_frames(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    await camera.advance(11.0)
    await client.packets(100)
    await client.ask("OPTIONS")
    reports = [packet for packet in client.reports() if isinstance(packet, rtcp.SenderReport)]
    assert len(reports) == 3
    origin = timestamp(client.frames[0])
    for report in reports:
        told = report.ntp / 2**32 - 2208988800
        ticks = ((report.timestamp - origin + 2**31) & 0xFFFFFFFF) - 2**31
        assert told == pytest.approx(STEPPED_START + ticks / 90000, abs=0.11)
    apart = [(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in itertools.pairwise(reports)]
    clock = [(b.ntp - a.ntp) / 2**32 * 90000 for a, b in itertools.pairwise(reports)]
    assert apart == pytest.approx(clock, abs=1)


async def test_video_sound_and_metadata_in_one_session(start, connect):
    camera = await start()
    client = await connect(camera)
    channels = [f"RTP/AVP/TCP;unicast;interleaved={n}-{n + 1}" for n in (0, 2, 4)]
    play = (await client.play(f"{SMALL}&audio=1&audiocodec=g711&event=on", *channels))[-1]
    assert play.headers.get("RTP-Info").count("url=") == 3
    await camera.advance(1.0)
    await client.packets(11)
    sound = await client.packets(51, channel=2)
    assert {len(frame.data) for frame in sound} == {172}
    document = (await client.packets(1, channel=4))[0].data[12:]
    assert document.startswith(b"<?xml") and b"MetadataStream" in document
    assert camera.state()["rtsp"]["tcp"] == 3


async def test_pause_stops_at_once_and_play_goes_on_with_the_newest_frame(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    await client.packets(1)
    assert (await client.ask("PAUSE")).status == 200
    assert not camera.state()["streams"]
    before = await client.packets(1)
    await camera.advance(2.0)
    await client.ask("OPTIONS")
    assert await client.packets(1) == before
    play = await client.ask("PLAY")
    first = (await client.packets(len(before) + 1))[len(before)]
    assert f"seq={sequence(before[-1]) + 1 & 0xFFFF};rtptime={timestamp(first)}" in play.headers.get("RTP-Info")
    assert (timestamp(first) - timestamp(before[0])) & 0xFFFFFFFF >= 180000


async def test_equal_requests_share_one_encode_and_a_late_one_starts_at_once(start, connect):
    camera = await start()
    first, second = await connect(camera), await connect(camera)
    await first.play(SMALL)
    await camera.advance(0.5)
    await second.play(SMALL)
    await second.packets(1)
    streams = camera.state()["streams"]
    assert [stream["readers"] for stream in streams] == [2]
    assert any(starts_key(frame) for frame in (await second.units(1))[0])


async def test_a_key_frame_on_request(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(f"{SMALL}&videokeyframeinterval=300&videocodec=h264")
    await camera.advance(0.5)
    answer = await client.ask("SET_PARAMETER", body=b"Renew-Stream: yes\r\n", Content_Type="text/parameters")
    assert answer.status == 200
    await camera.advance(0.3)
    assert [any(starts_key(frame) for frame in unit) for unit in await client.units(9)] == [n in (0, 6) for n in range(9)]
    assert (await client.ask("SET_PARAMETER", body=b"Unknown: 1\r\n", Content_Type="text/parameters")).status == 451


async def test_a_stream_that_is_adjusted_as_it_plays(start, connect):
    camera = await start()
    client = await connect(camera)
    query = f"{SMALL}&adjustablelivestream=1"
    answer = await client.ask("GET_PARAMETER", f"{MEDIA}?{query}", b"Adjustable-Stream-Settings\r\n", Content_Type="text/parameters")
    assert answer.body.startswith(b"Adjustable-Stream-Settings: compression,fps")
    await client.play(query)
    await client.packets(1)
    for body, status in ((b"fps=5,compression=60", 200), (b"fps=5,resolution=1x1", 400), (b"compression=101", 400)):
        answer = await client.ask("SET_PARAMETER", body=b"Adjustable-Stream-Configuration: " + body, Content_Type="text/parameters")
        assert answer.status == status
    assert [stream["rate"] for stream in camera.state()["streams"]] == [5.0]
    await camera.advance(1.0)
    times = [timestamp(unit[0]) for unit in await client.units(6)]
    assert {b - a & 0xFFFFFFFF for a, b in itertools.pairwise(times[1:])} == {18000}
