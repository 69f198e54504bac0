"""RTSP libraries of other people: Kane610's event session, aiortsp, aio-rtsp-toolkit, ax-devil-rtsp."""

from __future__ import annotations

import asyncio

import pytest

from camsim.device.parameters import Parameters
from camsim.media import stamp
from tests.clients.axis_client import device_of
from tests.clients.conftest import port_of
from tests.conftest import PROFILES

MEDIA = "/axis-media/media.amp"


def address(camera, query: str, scheme: str = "rtsp") -> str:
    return f"{scheme}://root:pass@127.0.0.1:{port_of(camera.rtsp_url)}{MEDIA}?{query}"


def small(profile: str) -> str:
    return f"resolution={OTHER_SIZES.get(profile, '320x180')}&fps=25"


OTHER_SIZES = {"p5512": "CIF", "m4308-ple": "480x480"}
"""Where wide pictures are not offered."""

each_profile = pytest.mark.parametrize("profile", PROFILES)


@each_profile
async def test_the_event_session_of_axis_plays(start, monkeypatch, profile):
    rtsp = pytest.importorskip("axis.rtsp")
    camera = await start(profile, clock="system")
    monkeypatch.setattr(rtsp, "RTSP_PORT", port_of(camera.rtsp_url))
    signals = asyncio.Queue()
    url = f"rtsp://127.0.0.1{MEDIA}?video=0&audio=0&event=on"
    client = rtsp.RTSPClient(url, "127.0.0.1", "root", "pass", signals.put_nowait)
    await client.start()
    seen = [await asyncio.wait_for(signals.get(), 10) for _ in range(2)]
    assert set(seen) == {rtsp.Signal.PLAYING, rtsp.Signal.DATA}
    assert client.session.state is rtsp.State.PLAYING
    assert b"MetadataStream" in client.rtp.data
    state = camera.state()["rtsp"]
    assert (state["sessions"], state["playing"], state["udp"]) == (1, 1, 1)
    client.stop()
    for _ in range(100):
        if not camera.state()["rtsp"]["sessions"]:
            break
        await asyncio.sleep(0.02)
    assert camera.state()["rtsp"]["sessions"] == 0


async def test_the_stream_manager_of_axis_plays(start, monkeypatch):
    rtsp = pytest.importorskip("axis.rtsp")
    camera = await start(clock="system")
    monkeypatch.setattr(rtsp, "RTSP_PORT", port_of(camera.rtsp_url))
    async with device_of(camera) as device:
        device.enable_events()
        playing = asyncio.Event()
        device.stream.connection_status_callback.append(lambda signal: signal is rtsp.Signal.PLAYING and playing.set())
        device.stream.start()
        await asyncio.wait_for(playing.wait(), 10)
        device.stream.stop()
        await asyncio.sleep(0.1)


@each_profile
@pytest.mark.parametrize("scheme", ["rtspt", "rtsp"])
async def test_aiortsp(start, profile, scheme):
    reader_of = pytest.importorskip("aiortsp.rtsp.reader").RTSPReader
    camera = await start(profile, clock="system")
    numbers = []
    async with asyncio.timeout(20):
        async with reader_of(address(camera, small(profile), scheme)) as reader:
            async for packet in reader.iter_packets():
                numbers.append(packet.seq)
                if len(numbers) == 100:
                    break
    assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(100)]


@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_aio_rtsp_toolkit(start, codec):
    toolkit = pytest.importorskip("aio_rtsp_toolkit")
    camera = await start(clock="system")
    frames = []
    async with asyncio.timeout(30), toolkit.open_session(address(camera, f"{small('')}&videocodec={codec}"), timeout=5) as session:
        stop = asyncio.Event()
        async for event in session.iter_events(stop):
            if isinstance(event, toolkit.VideoFrameEvent):
                frames.append(event.frame)
                if len(frames) == 60:
                    stop.set()
                    break
    assert len(frames) == 60


@each_profile
async def test_ax_devil_rtsp_shows_pictures_and_metadata(start, profile):
    devil = pytest.importorskip("ax_devil_rtsp")
    camera = await start(profile)
    config = devil.StreamConfig(video=devil.VideoOutput.GRAY, metadata=True, timeout=10)
    size = OTHER_SIZES.get(profile, "640x360")
    url = devil.build_axis_rtsp_url("127.0.0.1", config, username="root", password="pass", port=port_of(camera.rtsp_url), resolution=size)
    url += "&fps=25"
    pictures, documents = [], []
    session = devil.StreamSession(url, config, on_video=pictures.append, on_metadata=documents.append)
    await asyncio.to_thread(session.start)
    async with asyncio.timeout(30):
        while len(pictures) < 62:
            await camera.advance(0.04)
            await asyncio.sleep(0.01)
    session.stop()
    await asyncio.to_thread(session.join, 5)
    assert session.failure is None and documents
    numbers = [stamp.read(picture.data).frame for picture in pictures]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if camera.device.organ(Parameters).flag("Properties.API.RTP.OnvifReplayExt"):
        told = {round(picture.capture_time_ns / 1e9 - stamp.read(picture.data).time, 2) for picture in pictures}
        assert told == {0.0}
