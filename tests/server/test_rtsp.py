"""RTSP over real sockets: who may, and what is there."""

from __future__ import annotations

import pytest

from camsim.device.parameters import Parameters
from tests.server.rtsp_client import MEDIA, SMALL

PROFILES = ("p3245-lve", "companion-bullet-le", "p5512")


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
