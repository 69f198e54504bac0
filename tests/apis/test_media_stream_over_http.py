"""media.cgi: live Matroska and MP4 of the stream's own units; arguments, refusals, and nothing left when the client has gone."""

from __future__ import annotations

import asyncio
import io

import numpy as np
import pytest

from camsim.media import stamp

av = pytest.importorskip("av")

PATH = "/axis-cgi/media.cgi"
SMALL = {"resolution": "320x180", "fps": "10", "audio": "0"}


class Watching:
    """A client that reads while the clock is moved."""

    def __init__(self, camera, web, **arguments):
        self.camera = camera
        self.body = b""
        self.answer = None
        self.headed = asyncio.Event()
        self.task = asyncio.create_task(self._read(web, arguments))

    async def _read(self, web, arguments):
        async with web.stream("GET", PATH, params={**SMALL, **arguments}) as self.answer:
            self.headed.set()
            async for chunk in self.answer.aiter_raw():
                self.body += chunk

    async def watch(self, seconds):
        await asyncio.wait_for(self.headed.wait(), 20)
        await self.camera.advance(seconds)


async def taken(start, client, profile="p3245-lve", seconds=3, frames=20, **arguments):
    """Headers and body of a stream that ends by itself."""
    camera = await start(profile)
    watching = Watching(camera, client(camera), nbrofframes=str(frames), **arguments)
    await watching.watch(seconds)
    await asyncio.wait_for(watching.task, 20)
    assert not camera.gallery.streams
    return watching.answer.headers, watching.body


def pictures(body, kind):
    with av.open(io.BytesIO(body), format=kind) as container:
        return [(frame, stamp.read(np.asarray(frame.to_ndarray())[: frame.height, : frame.width])) for frame in container.decode(video=0)]


@pytest.mark.parametrize("codec", ["h264", "h265"])
@pytest.mark.parametrize(("container", "kind"), [("mp4", "mp4"), ("matroska", "matroska")])
async def test_a_stream_decodes_and_its_stamps_rise_by_one(start, client, codec, container, kind):
    headers, body = await taken(start, client, container=container, videocodec=codec)
    told = {"mp4": "video/mp4", "matroska": "video/x-matroska"}[container]
    name = {"h264": "avc1.64000B", "h265": "hvc1.1.6.L60.90"}[codec]
    assert headers["Content-Type"] == f'{told}; codecs="{name}"'
    assert headers["Video-Metadata-Transform"] == headers["Video-Sensor-Transform"] == "1,0,0;0,1,0;0,0,1"
    assert headers["Transfer-Encoding"] == "chunked" and "Content-Length" not in headers
    found = pictures(body, kind)
    assert [read.frame for _, read in found] == list(range(20))
    assert [round(float(frame.time), 3) for frame, _ in found] == [round(n / 10, 3) for n in range(20)]
    assert {(frame.width, frame.height) for frame, _ in found} == {(320, 180)}


async def test_matroska_and_h264_are_the_defaults(start, client):
    headers, body = await taken(start, client, frames=2)
    assert headers["Content-Type"].startswith('video/x-matroska; codecs="avc1.') and body[:4] == bytes.fromhex("1a45dfa3")


@pytest.mark.parametrize(("codec", "name", "rate"), [("aac", "mp4a.40.2", 16000), ("opus", "opus", 48000)])
@pytest.mark.parametrize("container", ["mp4", "matroska"])
async def test_sound_goes_with_the_pictures(start, client, container, codec, name, rate):
    asked = {"audio": "1", "audiocodec": codec, "audiosamplerate": "16000"}
    headers, body = await taken(start, client, container=container, frames=30, seconds=4, **asked)
    assert headers["Content-Type"].endswith(f',{name}"')
    with av.open(io.BytesIO(body), format=container) as opened:
        video, audio = opened.streams.video[0], opened.streams.audio[0]
        packets = [packet for packet in opened.demux() if packet.size]
        heard = [float(packet.pts * packet.time_base) for packet in packets if packet.stream is audio]
        seen = [float(packet.pts * packet.time_base) for packet in packets if packet.stream is video]
    assert audio.codec_context.sample_rate == rate
    assert seen[0] == 0.0 and heard[0] < 0.1 and abs(heard[-1] - seen[-1]) < 0.3


async def test_sound_alone(start, client):
    camera = await start()
    watching = Watching(camera, client(camera), video="0", audio="1", container="mp4", nbrofframes="0")
    await watching.watch(2)
    watching.task.cancel()
    assert watching.answer.headers["Content-Type"] == 'audio/mp4; codecs="mp4a.40.2"'
    assert "Video-Metadata-Transform" not in watching.answer.headers
    with av.open(io.BytesIO(watching.body), format="mp4") as opened:
        assert sum(frame.samples for frame in opened.decode(audio=0)) > 16000


async def test_the_arguments_are_those_of_rtsp(start, client):
    headers, body = await taken(
        start, client, container="mp4", mirror="1", h264profile="baseline", videozgopmode="fixed", duration="1", frames=0
    )
    assert 'codecs="avc1.42' in headers["Content-Type"]
    assert headers["Video-Metadata-Transform"] == "-1,0,0;0,1,0;0,0,1" and headers["Video-Sensor-Transform"] == "1,0,0;0,1,0;0,0,1"
    assert len(pictures(body, "mp4")) == 11


@pytest.mark.parametrize(
    "query",
    [
        "container=avi",
        "videocodec=jpeg",
        "videocodec=av1",
        "audio=1&audiocodec=g711",
        "video=0&audio=0",
        "video=maybe",
        "resolution=1x1",
        "camera=99",
        "streamprofile=none",
        "videozstrength=15",
        "audio=1&audiochannel=1&audiodeviceid=0",
    ],
)
async def test_what_cannot_be_met_is_a_bad_request(start, client, query):
    camera = await start()
    answer = await client(camera).get(f"{PATH}?{query}")
    assert answer.status_code == 400 and answer.headers["Content-Type"].startswith("text/html")
    assert not camera.gallery.streams


async def test_as_many_streams_as_the_device_codes(start, client):
    camera = await start()
    web = client(camera)
    watching = []
    for fps in range(1, camera.profile.video.encoders + 1):
        watching.append(Watching(camera, client(camera), fps=str(fps)))
        await asyncio.wait_for(watching[-1].headed.wait(), 20)
        assert watching[-1].answer.status_code == 200
    assert (await web.get(f"{PATH}?resolution=320x180&fps=29")).status_code == 503
    again = Watching(camera, client(camera), fps="1")
    await again.watch(1.1)
    assert again.answer.status_code == 200, "a stream that is coded already costs nothing"
    for one in (*watching, again):
        one.task.cancel()
    for _ in range(100):
        if not camera.gallery.streams:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("streams outlive their clients")


async def test_a_stream_that_begins_late_begins_with_a_key_frame(start, client):
    camera = await start()
    first = Watching(camera, client(camera), container="mp4", videokeyframeinterval="100")
    await first.watch(1)
    second = Watching(camera, client(camera), container="mp4", videokeyframeinterval="100", nbrofframes="5")
    await second.watch(2)
    await asyncio.wait_for(second.task, 20)
    first.task.cancel()
    found = pictures(second.body, "mp4")
    assert len(found) == 5 and found[0][0].key_frame and found[0][1].frame >= 10 and found[0][0].pts == 0


async def test_devices_that_do_not_list_it_do_not_have_it(start, client):
    assert (await client(await start("companion-bullet-le")).get(PATH)).status_code == 404
