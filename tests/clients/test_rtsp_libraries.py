"""RTSP libraries of other people: Kane610's event session, aiortsp, aio-rtsp-toolkit, ax-devil-rtsp.

The clock is moved as they watch. What they give as packets or NAL units is decoded here, with parameter sets sent in the stream.
"""

from __future__ import annotations

import asyncio
import io

import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim.device.parameters import Parameters
from camsim.media import stamp
from camsim.profile.load import load, names
from tests.clients import pace
from tests.clients.axis_client import device_of
from tests.clients.conftest import port_of
from tests.wire.rtp import receivers

av = pytest.importorskip("av")

MEDIA = "/axis-media/media.amp"
FRAMES = 62
CODECS = {"h264": "h264", "h265": "hevc", "jpeg": "mjpeg"}
DEPACKETISERS = {
    "h264": lambda payloads: receivers.annex_b(receivers.h264(payloads)),
    "h265": lambda payloads: receivers.annex_b(receivers.h265(payloads)),
    "jpeg": receivers.jpeg,
}
SETS_IN_STREAM = "Image.I0.MPEG.H264.PSEnabled"


def with_value(name: str, word: str) -> list[str]:
    """The shipped profiles one of whose values of that parameter is the word."""
    told = {profile: {leaf.name: leaf.value for leaf in load(profile).leaves} for profile in names()}
    return [profile for profile, values in told.items() if word in values.get(name, "").split(",")]


each_with_metadata = pytest.mark.parametrize("profile", with_value("Properties.API.Metadata.Metadata", "yes"))
each_with_h264 = pytest.mark.parametrize("profile", with_value("Properties.Image.Format", "h264"))
each_codec = pytest.mark.parametrize("codec", list(CODECS))


def address(camera, query: str, scheme: str = "rtsp") -> str:
    return f"{scheme}://root:pass@127.0.0.1:{port_of(camera.rtsp_url)}{MEDIA}?{query}"


def size_of(profile: str) -> str:
    """A small size that the profile has."""
    return {"p5512": "CIF", "q1961-te": "384x288", "m4308-ple": "480x480"}.get(profile, "640x360")


def shown(codec: str, file: bytes) -> list[stamp.Stamp]:
    """The stamps of the pictures in a file of access units."""
    with av.open(io.BytesIO(file), format=CODECS[codec]) as container:
        return [stamp.read(picture.to_ndarray(format="gray")) for picture in container.decode(video=0)]


def in_a_row(numbers: list[int]) -> bool:
    """Whether they rise by one."""
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def panning(start):
    """A camera whose head turns all the time, and whose parameter sets go with the key frames."""
    camera = await start("q6135-le")
    camera.device.organ(Parameters).write(SETS_IN_STREAM, "yes")
    ask = {"continuouspantiltmove": "20,0"}
    url = f"{camera.url}/axis-cgi/com/ptz.cgi"
    answer = await asyncio.to_thread(requests.get, url, params=ask, auth=HTTPDigestAuth("root", "pass"), timeout=20)
    answer.raise_for_status()
    return camera


async def beside(camera, work):
    """What a client's work comes to, as the clock moves."""
    task = asyncio.ensure_future(work)
    try:
        await pace.move_until(camera, task.done)
        return await task
    finally:
        task.cancel()


async def until_idle(camera) -> None:
    """Nothing of RTSP is left, and no stream."""
    for _ in range(2000):
        state = camera.state()
        if not state["streams"] and not state["rtsp"]["sessions"]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(state["rtsp"])


@each_with_metadata
async def test_the_event_session_of_axis_plays(start, monkeypatch, profile):
    rtsp = pytest.importorskip("axis.rtsp")
    camera = await start(profile)
    monkeypatch.setattr(rtsp, "RTSP_PORT", port_of(camera.rtsp_url))
    signals = asyncio.Queue()
    url = f"rtsp://127.0.0.1{MEDIA}?video=0&audio=0&event=on"
    client = rtsp.RTSPClient(url, "127.0.0.1", "root", "pass", signals.put_nowait)
    await client.start()
    seen = [await asyncio.wait_for(signals.get(), 60) for _ in range(2)]
    assert set(seen) == {rtsp.Signal.PLAYING, rtsp.Signal.DATA}
    assert client.session.state is rtsp.State.PLAYING
    assert b"MetadataStream" in client.rtp.data
    state = camera.state()["rtsp"]
    assert (state["sessions"], state["playing"], state["udp"]) == (1, 1, 1)
    client.stop()
    await until_idle(camera)


async def test_the_stream_manager_of_axis_plays(start, monkeypatch):
    rtsp = pytest.importorskip("axis.rtsp")
    camera = await start()
    monkeypatch.setattr(rtsp, "RTSP_PORT", port_of(camera.rtsp_url))
    async with device_of(camera) as device:
        device.enable_events()
        playing = asyncio.Event()
        device.stream.connection_status_callback.append(lambda signal: signal is rtsp.Signal.PLAYING and playing.set())
        device.stream.start()
        await asyncio.wait_for(playing.wait(), 60)
        device.stream.stop()
        await until_idle(camera)


async def packets(reader, pictures: int) -> list:
    """RTP packets of so many pictures, the last one whole."""
    found = []
    async for packet in reader.iter_packets():
        found.append(packet)
        pictures -= packet.m
        if not pictures:
            break
    return found


@pytest.mark.parametrize("scheme", ["rtspt", "rtsp"])
@each_codec
async def test_aiortsp(start, codec, scheme):
    reader_of = pytest.importorskip("aiortsp.rtsp.reader").RTSPReader
    camera = await panning(start)
    query = f"resolution=640x360&fps=25&videocodec={codec}"
    async with reader_of(address(camera, query, scheme), timeout=60) as reader:
        found = await beside(camera, packets(reader, FRAMES))
    assert [packet.seq for packet in found] == [(found[0].seq + n) & 0xFFFF for n in range(len(found))]
    units: dict[int, list[bytes]] = {}
    for packet in found:
        units.setdefault(packet.ts, []).append(bytes(packet.data))
    stamps = shown(codec, b"".join(map(DEPACKETISERS[codec], units.values())))
    assert len(stamps) == FRAMES
    assert in_a_row([one.frame for one in stamps]) and len({one.pan for one in stamps}) == FRAMES


@each_with_h264
async def test_aiortsp_on_each_profile(start, profile):
    reader_of = pytest.importorskip("aiortsp.rtsp.reader").RTSPReader
    camera = await start(profile)
    async with reader_of(address(camera, f"resolution={size_of(profile)}&fps=25", "rtsp"), timeout=60) as reader:
        found = await beside(camera, packets(reader, 20))
    assert [packet.seq for packet in found] == [(found[0].seq + n) & 0xFFFF for n in range(len(found))]


@each_codec
async def test_aio_rtsp_toolkit(start, codec):
    toolkit = pytest.importorskip("aio_rtsp_toolkit")
    camera = await panning(start)
    found: list = []

    async def watch(session) -> None:
        """Packets of all pictures; of H.265, NAL units as the library makes them (of H.264 it does not open aggregates)."""
        pictures = 0
        async for event in session.iter_events(asyncio.Event()):
            if isinstance(event, toolkit.VideoFrameEvent) and codec == "h265":
                found.append(bytes(event.frame.data))
            elif isinstance(getattr(event, "rtp", None), toolkit.RTP):
                pictures += event.rtp.marker
                if codec != "h265":
                    found.append((event.rtp.timestamp, bytes(event.rtp.payload)))
            if pictures > FRAMES:
                break

    query = f"resolution=640x360&fps=25&videocodec={codec}"
    async with toolkit.open_session(address(camera, query), timeout=60, enable_audio=False) as session:
        await beside(camera, watch(session))
    if codec == "h265":
        file = b"".join(found)
    else:
        units: dict[int, list[bytes]] = {}
        for time, payload in found:
            units.setdefault(time, []).append(payload)
        file = b"".join(map(DEPACKETISERS[codec], units.values()))
    stamps = shown(codec, file)
    assert len(stamps) >= FRAMES
    assert in_a_row([one.frame for one in stamps]) and len({one.pan for one in stamps}) == len(stamps)


async def devil_watches(camera, size: str, codec: str, pictures: int):
    """What ax-devil-rtsp gives: pictures and documents."""
    devil = pytest.importorskip("ax_devil_rtsp")
    config = devil.StreamConfig(video=devil.VideoOutput.GRAY, metadata=True, timeout=60)
    url = devil.build_axis_rtsp_url("127.0.0.1", config, username="root", password="pass", port=port_of(camera.rtsp_url), resolution=size)
    shown, documents = [], []
    session = devil.StreamSession(f"{url}&fps=25&videocodec={codec}", config, on_video=shown.append, on_metadata=documents.append)
    await asyncio.to_thread(session.start)
    await pace.move_until(camera, lambda: len(shown) >= pictures)
    session.stop()
    await asyncio.to_thread(session.join, 20)
    assert session.failure is None and documents
    return shown


@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_ax_devil_rtsp(start, codec):
    pictures = await devil_watches(await panning(start), "640x360", codec, FRAMES)
    stamps = [stamp.read(picture.data) for picture in pictures]
    assert in_a_row([one.frame for one in stamps]) and len({one.pan for one in stamps}) == len(stamps)


@each_with_h264
async def test_ax_devil_rtsp_on_each_profile(start, profile):
    camera = await start(profile)
    pictures = await devil_watches(camera, size_of(profile), "h264", 30)
    assert in_a_row([stamp.read(picture.data).frame for picture in pictures])
    if camera.device.organ(Parameters).flag("Properties.API.RTP.OnvifReplayExt"):
        assert {round(picture.capture_time_ns / 1e9 - stamp.read(picture.data).time, 2) for picture in pictures} == {0.0}
