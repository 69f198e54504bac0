"""RTSP over real sockets: who may, what is there, what is played, and what is left behind."""

from __future__ import annotations

import asyncio
import gc
import itertools

import pytest

from camsim.device.clock import STEPPED_START
from camsim.device.log import Log
from camsim.device.parameters import Parameters
from camsim.wire.rtp import rtcp
from camsim.wire.rtsp import Frame
from tests.patience import until
from tests.server.rtsp_client import MEDIA, RtspClient, sequence, timestamp

SMALL = "resolution=320x180&fps=10"
PROFILES = ("p3245-lve", "companion-bullet-le", "p5512")


@pytest.fixture
async def connect():
    """Connects clients to cameras and closes them after the test."""
    made = []

    async def one(camera, **options):
        made.append(await RtspClient.connect(camera, **options))
        return made[-1]

    yield one
    for client in made:
        await client.close()


def query_for(profile: str) -> str:
    return "resolution=CIF&fps=10" if profile == "p5512" else SMALL


def starts_key(frame: Frame) -> bool:
    """Whether a packet begins a key picture of H.264, whole or as its first fragment."""
    kind = frame.data[12] & 31
    return kind == 5 or (kind == 28 and frame.data[13] & 0x9F == 0x85)


async def until_idle(camera, **but: int) -> None:
    """Nothing of RTSP is left, and no stream."""
    for _ in range(200):
        state = camera.state()
        live = {name: state["rtsp"][name] for name in ("sessions", "playing", "dialogues", "tcp", "udp", "multicast")}
        if live == {**dict.fromkeys(live, 0), **but} and not state["streams"]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError((live, state["streams"]))


# ---- who may


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_stranger_is_challenged_in_the_dialect_of_rtsp(start, connect, profile):
    camera = await start(profile)
    client = await connect(camera, user=None)
    options = await client.ask("OPTIONS")
    assert options.status == 200 and "SETUP" in options.headers.get("Public")
    answer = await client.ask("DESCRIBE")
    assert answer.status == 401
    lines = answer.headers.get_all("WWW-Authenticate")
    assert lines[0].startswith(f'Digest realm="AXIS_{camera.device.serial}", nonce="') and lines[0].endswith(", stale=FALSE")
    assert len(lines[0].split('"')[3]) == 48
    assert lines[1:] == ([f'Basic realm="AXIS_{camera.device.serial}"'] if profile == "p5512" else [])


async def test_any_url_may_be_signed_and_wrong_passwords_are_refused(start, connect):
    camera = await start()
    client = await connect(camera)
    assert (await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")).status == 200
    signed = client.authorization("DESCRIBE", "rtsp://elsewhere/axis-media/media.amp")
    assert (await client.ask_once("DESCRIBE", Authorization=signed)).status == 200
    stranger = await connect(camera, password="wrong")
    assert (await stranger.ask("DESCRIBE")).status == 401


async def test_a_client_that_tries_again_without_end_is_sent_away(start, connect):
    client = await connect(await start(), password="wrong")
    for _ in range(4):
        assert (await client.ask("DESCRIBE")).status == 401
    with pytest.raises((EOFError, ConnectionError)):
        for _ in range(10):
            await client.ask("DESCRIBE")
    assert client.responses < 20


async def test_an_old_nonce_is_stale_and_counts_as_no_wrong_login(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")
    for _ in range(12):
        await camera.advance(301)
        answer = await client.ask_once("DESCRIBE", f"{MEDIA}?{SMALL}")
        assert answer.status == 401 and answer.headers.get("WWW-Authenticate").endswith("stale=TRUE")
        assert (await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")).status == 200


async def test_anonymous_viewing(start, connect):
    camera = await start()
    camera.device.organ(Parameters).write("Network.RTSP.ProtViewer", "anonymous")
    client = await connect(camera, user=None)
    assert (await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")).status == 200


async def test_basic_where_the_policy_has_it(start, connect):
    basic = "Basic cm9vdDpwYXNz"
    client = await connect(await start("p5512"), user=None)
    assert (await client.ask("DESCRIBE", f"{MEDIA}?resolution=CIF", Authorization=basic)).status == 200
    client = await connect(await start("p3245-lve"), user=None)
    assert (await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}", Authorization=basic)).status == 401


# ---- what is there


@pytest.mark.parametrize(
    ("profile", "path", "status"),
    [
        ("p3245-lve", "/axis-media/media.amp?resolution=320x180", 200),
        ("p3245-lve", "/onvif-media/media.amp?profile=profile_1_h264&resolution=320x180", 200),
        ("p3245-lve", "/axis-media/ssm/media.amp?resolution=320x180", 200),
        ("p3245-lve", "/mpeg4/media.amp", 404),
        ("companion-bullet-le", "/mpeg4/1/media.amp?resolution=320x180", 200),
        ("p5512", "/mpeg4/media.amp?resolution=CIF", 200),
        ("p3245-lve", "/axis-media/media.amp/other", 404),
        ("p3245-lve", "/", 404),
        ("p3245-lve", "/axis-media/media.amp?resolution=1x1", 400),
        ("p3245-lve", "/axis-media/media.amp?videocodec=av1", 400),
        ("p3245-lve", "/axis-media/media.amp?videocodec=mpeg4", 400),
        ("p3245-lve", "/axis-media/media.amp?camera=99", 400),
        ("p3245-lve", "/axis-media/media.amp?streamprofile=nobody", 400),
        ("p3245-lve", "/axis-media/media.amp?event=perhaps", 400),
        ("p3245-lve", "/axis-media/media.amp?analytics=cubes", 400),
        ("p3245-lve", "/axis-media/media.amp?video=0", 400),
        ("p3245-lve", "/axis-media/media.amp?resolution=320x180&unknown=1&html=no", 200),
    ],
)
async def test_paths_and_arguments(start, connect, profile, path, status):
    client = await connect(await start(profile))
    assert (await client.ask("DESCRIBE", path)).status == status


@pytest.mark.parametrize(
    ("profile", "query", "lines"),
    [
        ("p3245-lve", "resolution=320x180&fps=10&audio=0", [b"m=video 0 RTP/AVP 96", b"a=rtpmap:96 H264/90000", b"a=framerate:10"]),
        ("p3245-lve", "videocodec=h265&resolution=320x180", [b"a=rtpmap:96 H265/90000", b"b=AS:20000"]),
        ("p3245-lve", "videocodec=jpeg&resolution=320x180", [b"m=video 0 RTP/AVP 26"]),
        ("p3245-lve", "resolution=320x180&audio=1", [b"m=audio 0 RTP/AVP 97", b"a=rtpmap:97 MPEG4-GENERIC/48000/1"]),
        ("p3245-lve", "video=0&audio=1&audiocodec=g711", [b"m=audio 0 RTP/AVP 0", b"a=rtpmap:0 PCMU/8000"]),
        ("p3245-lve", "video=0&audio=1&audiocodec=opus", [b"a=rtpmap:97 OPUS/48000/2"]),
        ("p3245-lve", "video=0&event=on", [b"m=application 0 RTP/AVP 98", b"a=x-onvif-track:APPLICATION000"]),
        ("p3245-lve", "video=0&analytics=polygon", [b"m=application 0 RTP/AVP 98"]),
        ("companion-bullet-le", SMALL, [b"a=framerate:10.000000", b"a=range:npt=now-"]),
        ("p5512", "resolution=CIF&fps=10", [b"s=Media Presentation", b"a=framerate:10.0"]),
    ],
)
async def test_descriptions(start, connect, profile, query, lines):
    camera = await start(profile)
    client = await connect(camera)
    answer = await client.ask("DESCRIBE", f"{MEDIA}?{query}")
    told = answer.body.split(b"\r\n")
    assert set(lines) <= set(told)
    number = "trackID=1" if profile == "p5512" else "stream=0"
    assert f"a=control:{camera.rtsp_url}{MEDIA}/{number}?{query}".encode() in told
    assert answer.headers.get("Content-Base") == f"{camera.rtsp_url}{MEDIA}/"


async def test_a_stream_profile_is_what_its_parameters_say(start, connect):
    camera = await start()
    values = {"Name": "small", "Parameters": "resolution=320x180&fps=7&videocodec=h265"}
    camera.device.organ(Parameters).add_group("streamprofile", "StreamProfile", values)
    client = await connect(camera)
    told = (await client.ask("DESCRIBE", f"{MEDIA}?streamprofile=small")).body
    assert b"H265/90000" in told and b"a=framerate:7" in told


# ---- what is played


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


# ---- limits


async def test_no_more_viewers_than_the_camera_takes(start, connect):
    camera = await start()
    camera.device.organ(Parameters).write("Image.MaxViewers", "2")
    for _ in range(2):
        await (await connect(camera)).play(SMALL)
    client = await connect(camera)
    control = f"{MEDIA}/stream=0?{SMALL}"
    await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")
    assert (await client.ask("SETUP", control, Transport="RTP/AVP/TCP;unicast;interleaved=0-1")).status == 503


async def test_no_more_encoders_than_the_camera_has_but_any_number_of_equal_ones(start, connect):
    camera = await start()
    for number in range(camera.profile.video.encoders):
        await (await connect(camera)).set_up(f"resolution=320x180&fps={number + 1}")
    await (await connect(camera)).set_up("resolution=320x180&fps=1")
    client = await connect(camera)
    query = "resolution=320x180&fps=50"
    await client.ask("DESCRIBE", f"{MEDIA}?{query}")
    assert (await client.ask("SETUP", f"{MEDIA}/stream=0?{query}", Transport="RTP/AVP/TCP;unicast")).status == 503


async def test_transports_that_are_not_there(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")
    for transport in ("RTP/SAVP;unicast;client_port=5000-5001", "RTP/XYZ;unicast", "RAW/RAW/UDP"):
        assert (await client.ask("SETUP", f"{MEDIA}/stream=0?{SMALL}", Transport=transport)).status == 461
    await client.ask("DESCRIBE", f"/axis-media/ssm/media.amp?{SMALL}")
    answer = await client.ask("SETUP", f"/axis-media/ssm/media.amp/stream=0?{SMALL}", Transport="RTP/AVP/TCP;unicast;interleaved=0-1")
    assert answer.status == 461


# ---- ends


async def test_teardown_says_goodbye_and_leaves_nothing(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    await client.packets(1)
    answer = await client.ask("TEARDOWN")
    assert (answer.status, answer.headers.get("Connection")) == (200, "close")
    assert any(isinstance(packet, rtcp.Bye) for packet in client.reports())
    await until_idle(camera, dialogues=1)
    client.session = ""
    await client.play(SMALL)  # it says so and stays open, as GStreamer's server does


async def test_a_session_without_a_sign_of_life_ends_with_its_time(start, connect):
    camera = await start()
    silent, alive = await connect(camera), await connect(camera)
    await silent.play(SMALL)
    await alive.play(SMALL)
    for _ in range(3):
        await camera.advance(25.0)
        await alive.ask_once("OPTIONS")
    await silent.ends()
    assert any(isinstance(packet, rtcp.Bye) for packet in silent.reports())
    assert camera.state()["rtsp"]["sessions"] == 1
    await camera.advance(61.0)
    await alive.ends()
    await until_idle(camera)


@pytest.mark.parametrize("keep", ["OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "rtcp"])
async def test_everything_that_keeps_a_session_alive(start, connect, keep):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    report = rtcp.compound((rtcp.ReceiverReport(1),))
    for _ in range(4):
        await camera.advance(40.0)
        if keep == "rtcp":
            client.writer.write(b"$\x01" + len(report).to_bytes(2, "big") + report)
        else:
            assert (await client.ask_once(keep, Authorization="")).status == 200
        await client.ask_once("OPTIONS", Session="")
    assert camera.state()["rtsp"]["sessions"] == 1
    assert camera.state()["rtsp"]["receiver_reports"] == (4 if keep == "rtcp" else 0)


async def test_a_reboot_ends_all_streams_and_the_camera_serves_again(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    camera.reboot()
    await camera.advance(1.0)
    await client.ends()
    await until_idle(camera)
    await camera.advance(10.0)
    again = await connect(camera)
    await again.play(SMALL)
    await again.packets(1)


async def test_a_reset_ends_all_streams(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    camera.reset()
    await client.ends()
    await until_idle(camera)
    assert camera.state()["rtsp"]["packets"] == 0


async def test_while_it_starts_a_camera_shows_nothing(start, connect):
    camera = await start()
    camera.reboot()
    await camera.advance(camera.profile.boot.linger + camera.profile.boot.down + 0.5)
    client = await connect(camera)
    assert (await client.ask("DESCRIBE")).status == 503


async def test_a_client_that_does_not_read_loses_frames_and_is_dropped_by_its_time_out(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play("resolution=1920x1080&fps=25&compression=0&videocodec=jpeg")
    client.writer.transport.pause_reading()
    for _ in range(3):
        await camera.advance(1.0)
    state = camera.state()
    assert state["rtsp"]["sessions"] == 1 and state["rtsp"]["lost"] > 0
    await camera.advance(120.0)
    await until_idle(camera)


async def test_50_clients_come_and_go(start):
    camera = await start(clock="system")
    gc.collect()
    tasks = asyncio.all_tasks()
    camera.device.organ(Parameters).write("Image.MaxViewers", "20")

    async def one(number: int) -> None:
        client = await RtspClient.connect(camera)
        await client.play(SMALL)
        await client.packets(3)
        if number % 2:
            await client.ask("TEARDOWN")
        await client.close()

    for batch in range(5):
        await asyncio.gather(*(one(batch * 10 + n) for n in range(10)))
    await until_idle(camera)
    await until(lambda: asyncio.all_tasks() <= tasks | {asyncio.current_task()})


async def test_a_camera_that_stops_leaves_nothing(start):
    camera = await start(clock="system")
    clients = [await RtspClient.connect(camera) for _ in range(3)]
    for client, transport in zip(clients, ("RTP/AVP/TCP;unicast", "RTP/AVP;unicast;client_port=45000-45001"), strict=False):
        await client.play(SMALL, transport)
    await camera.stop()
    await until(lambda: not [task for task in asyncio.all_tasks() if task.get_name().startswith("camsim")])
    for client in clients:
        await client.close()


async def test_wrong_passwords_over_rtsp_stand_in_the_log_and_shut_the_client_out(start, connect):
    camera = await start("q6135-le")
    camera.device.organ(Parameters).write("System.PreventDoSAttack.DoSPageCount", "3")
    for _ in range(3):
        assert (await (await connect(camera, password="wrong")).ask("DESCRIBE")).status == 401
    assert [line.text for line in camera.device.organ(Log).state.system][-2:] == [
        "Login failed from 127.0.0.1: /axis-media/media.amp",
        "Blocked 127.0.0.1: too many failed logins",
    ]
    assert (await (await connect(camera)).ask("DESCRIBE")).status == 403
    assert [one.address for one in camera.blocked_clients()] == ["127.0.0.1"]
    camera.unblock_client("127.0.0.1")
    assert (await (await connect(camera)).ask("DESCRIBE", f"{MEDIA}?{SMALL}")).status == 200
