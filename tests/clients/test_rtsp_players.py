"""Players that know nothing of us decode what the camera sends over RTSP: frames in a row, of the asked size, by each transport.

The head pans as they watch, and the clock moves frame by frame, so that every stamp tells another frame and another pan.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from contextlib import ExitStack

import cv2
import numpy as np
import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim import ThreadedCamera
from camsim.media import sound_mark, stamp
from camsim.media.sound import SECONDS
from camsim.media.stamp import Stamp
from tests.clients import pace
from tests.clients.conftest import port_of

av = pytest.importorskip("av")

FRAMES = 62
PANNING = "q6135-le"
MEDIA = "/axis-media/media.amp"
CODECS = {"h264": "h264", "h265": "hevc", "jpeg": "mjpeg"}
TRANSPORTS = ("tcp", "udp", "http")

each_codec = pytest.mark.parametrize("codec", list(CODECS))
each_transport = pytest.mark.parametrize("transport", TRANSPORTS)


def url_of(camera: ThreadedCamera, query: str, transport: str = "tcp", login: str = "root:pass@") -> str:
    """The address as people type it; tunnels go to the HTTP port."""
    port = port_of(camera.url if transport == "http" else camera.rtsp_url)
    return f"rtsp://{login}127.0.0.1:{port}{MEDIA}?{query}"


def asked(codec: str, size: str = "640x360") -> str:
    return f"videocodec={codec}&resolution={size}&fps=25"


@pytest.fixture
def moving(threaded):
    """Starts cameras whose clock is moved at the pace of who watches; a head that can turns all the time."""
    with ExitStack() as stack:

        def one(profile: str = PANNING) -> ThreadedCamera:
            camera = threaded(profile, clock="stepped")
            if profile == PANNING:
                ask = {"continuouspantiltmove": "20,0"}
                login = HTTPDigestAuth("root", "pass")
                requests.get(f"{camera.url}/axis-cgi/com/ptz.cgi", params=ask, auth=login, timeout=20).raise_for_status()
            stack.enter_context(pace.moving(camera))
            return camera

        yield one


def in_a_row(stamps: list[Stamp]) -> bool:
    """Whether the frame numbers rise by one."""
    return [one.frame for one in stamps] == list(range(stamps[0].frame, stamps[0].frame + len(stamps)))


def pans(stamps: list[Stamp]) -> bool:
    """Whether the head goes on a little from each frame to the next."""
    return all(0 < (b.pan - a.pan) % 360 < 5 for a, b in itertools.pairwise(stamps))


def seen(container: av.container.InputContainer, count: int = FRAMES) -> list[Stamp]:
    """The stamps of the next pictures."""
    return [stamp.read(picture.to_ndarray(format="gray")) for picture in itertools.islice(container.decode(video=0), count)]


@each_transport
@each_codec
def test_pyav(moving, codec, transport):
    camera = moving()
    with av.open(url_of(camera, asked(codec), transport), options={"rtsp_transport": transport}, timeout=60) as container:
        context = container.streams.video[0].codec_context
        stamps = seen(container)
        assert (context.name, context.width, context.height) == (CODECS[codec], 640, 360)
    assert in_a_row(stamps) and pans(stamps)
    assert {one.serial for one in stamps} == {camera.device.serial}
    pace.until_idle(camera)


@pytest.mark.parametrize("profile", ["companion-bullet-le", "p5512", "p3245-lve"])
def test_pyav_on_each_generation(moving, profile):
    camera = moving(profile)
    wanted = "CIF" if profile == "p5512" else "640x360"
    with av.open(url_of(camera, f"resolution={wanted}&fps=25"), options={"rtsp_transport": "tcp"}, timeout=60) as container:
        assert in_a_row(seen(container, 30))


def test_times_of_packets_are_camera_time_on_a_fast_clock(threaded):
    camera = threaded(clock="scaled", speed=20.0)
    with av.open(url_of(camera, asked("h264", "320x180")), options={"rtsp_transport": "tcp"}, timeout=60) as container:
        pictures = list(itertools.islice(container.decode(video=0), FRAMES))
    told = [(picture.time, stamp.read(picture.to_ndarray(format="gray"))) for picture in pictures]
    assert all(a.frame < b.frame for (_, a), (_, b) in itertools.pairwise(told))
    first = told[0][1].time
    late = [stamped.time - first - time for time, stamped in told if time is not None]
    assert len(late) >= FRAMES - 1 and max(map(abs, late)) < 0.02, "times count from the first picture, in camera time"


def test_sound_and_picture_tell_the_same_time(moving):
    camera = moving("p3245-lve")
    url = url_of(camera, "resolution=320x180&fps=25&audio=1")
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=60) as container:
        begins: dict[str, float] = {}
        for packet in container.demux():
            if packet.pts is not None:
                begins.setdefault(packet.stream.type, float(packet.pts * packet.time_base))
            if len(begins) == 2:
                break
    assert abs(begins["video"] - begins["audio"]) < 0.1


SOUNDS = {"aac": "aac", "g711": "pcm_mulaw", "g726": "g726le", "opus": "opus", "lpcm": "pcm_s16be"}


@pytest.mark.parametrize("name", list(SOUNDS))
def test_sound_of_each_codec_beeps_the_second_that_the_stamps_tell(moving, name):
    camera = moving("p3245-lve")
    url = url_of(camera, f"resolution=320x180&fps=25&audio=1&audiocodec={name}")
    waves, begin, ahead = [], None, None
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=60) as container:
        sound = container.streams.audio[0]
        assert sound.codec_context.name.startswith(SOUNDS[name])
        for frame in itertools.chain.from_iterable(packet.decode() for packet in container.demux()):
            if frame.time is None:
                continue
            if isinstance(frame, av.VideoFrame):
                ahead = stamp.read(frame.to_ndarray(format="gray")).time - frame.time
                continue
            begin = frame.time if begin is None else begin
            first = frame.to_ndarray()[0]
            waves.append(first * 32768 if first.dtype == np.float32 else first)
            if sum(map(len, waves)) > 4.5 * frame.sample_rate:
                break
    marks = sound_mark.read(np.concatenate(waves), frame.sample_rate)
    assert len(marks) >= 3
    for mark in marks:
        told = ahead + begin + mark.offset
        assert abs(told - round(told)) < 0.05 and round(told) % SECONDS == mark.second


def test_a_wrong_password_opens_nothing(threaded):
    camera = threaded()
    with pytest.raises(av.HTTPUnauthorizedError):
        av.open(url_of(camera, "resolution=320x180", login="root:wrong@"), timeout=60)
    pace.until_idle(camera)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@each_codec
def test_opencv(moving, monkeypatch, codec, transport):
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", f"rtsp_transport;{transport}")
    camera = moving()
    capture = cv2.VideoCapture(url_of(camera, asked(codec)), cv2.CAP_FFMPEG)
    try:
        assert capture.isOpened()
        stamps = [stamp.read(capture.read()[1]) for _ in range(FRAMES)]
    finally:
        capture.release()
    assert in_a_row(stamps) and pans(stamps)
    pace.until_idle(camera)


# ---- programs


def run(*words: str) -> subprocess.CompletedProcess:
    """Runs a program that CI has installed."""
    if shutil.which(words[0]) is None and "CI" not in os.environ:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run(words, capture_output=True, timeout=100, check=False)


def stamps_of(raw: bytes, width: int = 640, height: int = 360) -> list[Stamp]:
    """The stamps of pictures of grey bytes; a cut off last one is left out."""
    size = width * height
    return [stamp.read(picture) for picture in np.frombuffer(raw[: len(raw) // size * size], np.uint8).reshape(-1, height, width)]


@each_transport
def test_ffprobe_tells_what_was_asked_for(moving, transport):
    camera = moving("p3245-lve")
    query = "resolution=1280x720&fps=25&videokeyframeinterval=10&h264profile=main&audio=1"
    words = ["-v", "error", "-rtsp_transport", transport, "-show_streams", "-show_packets", "-read_intervals", "%+2", "-of", "json"]
    told = json.loads(run("ffprobe", *words, url_of(camera, query, transport)).stdout)
    picture, sound = told["streams"]
    assert (picture["codec_name"], picture["profile"], picture["width"], picture["height"]) == ("h264", "Main", 1280, 720)
    assert (sound["codec_name"], sound["sample_rate"], sound["channels"]) == ("aac", "48000", 1)
    assert picture["avg_frame_rate"] == "25/1"
    packets = [packet for packet in told["packets"] if packet["codec_type"] == "video"]
    keys = [number for number, packet in enumerate(packets) if "K" in packet["flags"]]
    assert len(keys) > 3 and {b - a for a, b in itertools.pairwise(keys[1:])} == {10}


@each_codec
@each_transport
def test_ffmpeg(moving, codec, transport):
    camera = moving()
    url = url_of(camera, asked(codec), transport)
    options = f"-v error -rtsp_transport {transport} -i {url} -frames:v {FRAMES} -vsync 0 -f rawvideo -pix_fmt gray -"
    done = run("ffmpeg", *options.split())
    stamps = stamps_of(done.stdout)
    assert len(stamps) == FRAMES, done.stderr.decode()
    assert in_a_row(stamps) and pans(stamps)


DECODERS = {"h264": "rtph264depay ! avdec_h264", "h265": "rtph265depay ! avdec_h265", "jpeg": "rtpjpegdepay ! jpegdec"}


@each_codec
@pytest.mark.parametrize("how", ["rtspt", "rtspu", "rtsph"])
def test_gstreamer(moving, tmp_path, how, codec):
    camera = moving()
    url = url_of(camera, asked(codec), "http" if how == "rtsph" else "tcp", login="").replace("rtsp", how, 1)
    out = tmp_path / "gray"
    pipeline = f"rtspsrc location={url} user-id=root user-pw=pass latency=100 ! {DECODERS[codec]} ! videoconvert"
    pipeline += f" ! video/x-raw,format=GRAY8 ! identity eos-after={FRAMES} ! filesink location={out}"
    done = run("gst-launch-1.0", "-q", *pipeline.split())
    stamps = stamps_of(out.read_bytes() if out.exists() else b"")
    assert len(stamps) >= FRAMES - 2, done.stderr.decode()
    assert in_a_row(stamps) and pans(stamps)
    pace.until_idle(camera)


@pytest.mark.parametrize(("channel", "number"), [("1", 1), ("3", 3), ("quad", 5)])
def test_a_player_sees_the_channel_that_it_asked_for(moving, channel, number):
    camera = moving("p3719-ple")
    with av.open(url_of(camera, f"camera={channel}&resolution=640x360&videocodec=h264"), options={"rtsp_transport": "tcp"}) as container:
        pictures = [picture.to_ndarray(format="gray") for picture in itertools.islice(container.decode(video=0), 5)]
    assert {stamp.read(picture).channel for picture in pictures} == {number}
    assert pictures[0].shape == (360, 640)
