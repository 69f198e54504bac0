"""Stream status: what is really being sent over RTSP, by whichever way, and nothing that has ended."""

from __future__ import annotations

import pytest

from tests.server.rtsp_client import MEDIA, RtspClient

PATH = "/axis-cgi/streamstatus.cgi"
SMALL = "resolution=320x180&fps=10&videocodec=h264&audio=0"


async def streams(web):
    answer = await web.post(PATH, json={"apiVersion": "1.0", "context": "x", "method": "getAllStreams"})
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/json")
    return answer.json()["data"]["streams"]


@pytest.fixture
async def connect():
    made = []

    async def one(camera):
        made.append(await RtspClient.connect(camera))
        return made[-1]

    yield one
    for one in made:
        await one.close()


async def test_a_stream_from_its_first_packet_to_its_end(start, client, connect):
    camera = await start()
    web = client(camera)
    assert await streams(web) == []
    viewer = await connect(camera)
    await viewer.ask("OPTIONS", User_Agent="probe/1.0")
    await viewer.ask("DESCRIBE", f"{MEDIA}?{SMALL}", User_Agent="probe/1.0")
    await viewer.play(SMALL)
    local, remote = viewer.writer.get_extra_info("sockname"), viewer.writer.get_extra_info("peername")
    (told,) = await streams(web)
    assert list(told) == [
        "destination_address", "destination_port", "direction", "encrypted", "id", "media", "mime", "multicast", "options", "path",
        "source_address", "source_port", "state", "stream_protocol", "transport_protocol", "user_agent",
    ]  # fmt: skip
    assert told == {
        "destination_address": local[0],
        "destination_port": local[1],
        "source_address": remote[0],
        "source_port": remote[1],
        "direction": "outgoing",
        "encrypted": False,
        "id": 1,
        "media": "video",
        "mime": "video/x-h264",
        "multicast": False,
        "options": {"resolution": "320x180", "fps": "10", "videocodec": "h264", "audio": "0"},
        "path": "/axis-media/media.amp",
        "state": "playing",
        "stream_protocol": "RTP",
        "transport_protocol": "TCP",
        "user_agent": "probe/1.0",
    }
    await viewer.ask("PAUSE", f"{MEDIA}?{SMALL}")
    assert [one["state"] for one in await streams(web)] == ["paused"]
    await viewer.ask("TEARDOWN", f"{MEDIA}?{SMALL}")
    assert await streams(web) == []


async def test_each_medium_and_each_client_is_a_stream(start, client, connect):
    camera = await start()
    web = client(camera)
    first, second = await connect(camera), await connect(camera)
    tcp = [f"RTP/AVP/TCP;unicast;interleaved={n}-{n + 1}" for n in (0, 2, 4)]
    await first.play("resolution=320x180&videocodec=jpeg&audio=1&audiocodec=opus&event=on", *tcp)
    await second.play(SMALL, "RTP/AVP;unicast;client_port=45000-45001")
    told = await streams(web)
    assert [(one["id"], one["media"], one["mime"]) for one in told] == [
        (1, "video", "image/jpeg"), (2, "audio", "audio/x-opus"), (3, "metadata", "application/x-onvif-metadata+xml"),
        (4, "video", "video/x-h264"),
    ]  # fmt: skip
    udp = told[3]
    assert (udp["transport_protocol"], udp["destination_port"]) == ("UDP", 45000) and udp["source_port"] >= 50000
    camera.reset()
    assert await streams(web) == []


async def test_operators_may_not(start, client):
    camera = await start(users="root:pass:admin,op:op:operator")
    answer = await client(camera, "op", "op").post(PATH, json={"apiVersion": "1.0", "method": "getAllStreams"})
    assert answer.status_code == 403


async def test_a_stream_over_http_is_none_of_these(start, client):
    camera = await start()
    web = client(camera)
    async with web.stream("GET", "/axis-cgi/mjpg/video.cgi?resolution=320x180"):
        assert camera.gallery.streams and await streams(web) == []
