"""Players that know nothing of us decode what the camera sends over RTSP: frames in a row, of the asked size, by each transport."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import threading
import time

import cv2
import numpy as np
import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim import ThreadedCamera
from camsim.media import stamp
from tests.clients.conftest import port_of

av = pytest.importorskip("av")

FRAMES = 62
STEP = 0.04
"""Seconds of camera time between two frames."""
MEDIA = "/axis-media/media.amp"
CODECS = {"h264": "h264", "h265": "hevc", "jpeg": "mjpeg"}
TRANSPORTS = ("tcp", "udp", "http")

each_codec = pytest.mark.parametrize("codec", list(CODECS))
each_transport = pytest.mark.parametrize("transport", TRANSPORTS)


def url_of(camera: ThreadedCamera, query: str, transport: str = "tcp", login: str = "root:pass@") -> str:
    """The address as people type it; tunnels go to the HTTP port."""
    port = port_of(camera.url if transport == "http" else camera.rtsp_url)
    return f"rtsp://{login}127.0.0.1:{port}{MEDIA}?{query}"


def in_a_row(numbers: list[int]) -> bool:
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@pytest.fixture
def moving(threaded):
    """Starts cameras whose clock is moved frame by frame, so that none is left out however busy the machine is."""
    over = threading.Event()
    movers = []

    def one(profile: str = "p3245-lve") -> ThreadedCamera:
        camera = threaded(profile, clock="stepped")

        def move() -> None:
            while not over.is_set():
                camera.advance(STEP)
                time.sleep(STEP / 4)

        movers.append(threading.Thread(target=move))
        movers[-1].start()
        return camera

    yield one
    over.set()
    for mover in movers:
        mover.join()


def numbers_of(container, count: int) -> list[int]:
    """The frame numbers in the stamps of the next pictures."""
    pictures = itertools.islice(container.decode(video=0), count)
    return [stamp.read(picture.to_ndarray(format="gray")).frame for picture in pictures]


def until_idle(camera: ThreadedCamera) -> None:
    end = time.monotonic() + 5
    while (state := camera.state())["streams"] or state["rtsp"]["sessions"] or state["rtsp"]["dialogues"]:
        assert time.monotonic() < end, state["rtsp"]
        time.sleep(0.02)


@each_transport
@each_codec
def test_pyav(moving, codec, transport):
    camera = moving()
    url = url_of(camera, f"videocodec={codec}&resolution=640x360&fps=25", transport)
    seen = []
    with av.open(url, options={"rtsp_transport": transport}, timeout=20) as container:
        assert container.streams.video[0].codec_context.name == CODECS[codec]
        for frame in container.decode(video=0):
            seen.append(stamp.read(frame.to_ndarray(format="gray")))
            if len(seen) == FRAMES:
                break
    assert (frame.width, frame.height) == (640, 360)
    assert in_a_row([one.frame for one in seen])
    assert {one.serial for one in seen} == {camera.device.serial}
    until_idle(camera)


@pytest.mark.parametrize("profile", ["companion-bullet-le", "p5512", "q6135-le"])
def test_pyav_on_each_generation(moving, profile):
    camera = moving(profile)
    wanted = "CIF" if profile == "p5512" else "640x360"
    with av.open(url_of(camera, f"resolution={wanted}&fps=25"), options={"rtsp_transport": "tcp"}, timeout=20) as container:
        numbers = [
            stamp.read(frame.to_ndarray(format="gray")).frame for frame, _ in zip(container.decode(video=0), range(30), strict=False)
        ]
    assert in_a_row(numbers)


def test_a_scaled_clock_sends_its_frames_as_fast(threaded):
    camera = threaded(clock="scaled", speed=4.0)
    began = time.monotonic()
    with av.open(url_of(camera, "resolution=320x180&fps=10"), options={"rtsp_transport": "tcp"}, timeout=20) as container:
        numbers = [
            stamp.read(frame.to_ndarray(format="gray")).frame for frame, _ in zip(container.decode(video=0), range(FRAMES), strict=False)
        ]
    assert numbers == sorted(set(numbers)) and numbers[-1] - numbers[0] >= FRAMES - 1
    assert time.monotonic() - began < 6


def test_sound_and_picture_tell_the_same_time(threaded):
    camera = threaded()
    url = url_of(camera, "resolution=320x180&fps=25&audio=1")
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=20) as container:
        begins: dict[str, float] = {}
        for packet in container.demux():
            if packet.pts is not None:
                begins.setdefault(packet.stream.type, float(packet.pts * packet.time_base))
            if len(begins) == 2:
                break
    assert abs(begins["video"] - begins["audio"]) < 0.3


def test_a_move_of_the_head_is_seen_in_the_stamps(threaded):
    camera = threaded("q6135-le")
    pans = []
    with av.open(url_of(camera, "resolution=640x360&fps=25"), options={"rtsp_transport": "tcp"}, timeout=20) as container:
        for frame, number in zip(container.decode(video=0), range(100), strict=False):
            pans.append(stamp.read(frame.to_ndarray(format="gray")).pan)
            if number == 5:
                ask = {"pan": "90", "speed": "100"}
                requests.get(f"{camera.url}/axis-cgi/com/ptz.cgi", params=ask, auth=HTTPDigestAuth("root", "pass"), timeout=20)
    assert len(set(pans)) > 3 and abs(pans[-1] - 90) < 1 and abs(pans[0]) < 1


def test_a_wrong_password_opens_nothing(threaded):
    camera = threaded()
    with pytest.raises(av.HTTPUnauthorizedError):
        av.open(url_of(camera, "resolution=320x180", login="root:wrong@"), timeout=20)
    until_idle(camera)


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_opencv(moving, codec):
    camera = moving()
    capture = cv2.VideoCapture(url_of(camera, f"videocodec={codec}&resolution=640x360&fps=25"), cv2.CAP_FFMPEG)
    try:
        assert capture.isOpened()
        numbers = [stamp.read(capture.read()[1]).frame for _ in range(FRAMES)]
    finally:
        capture.release()
    assert in_a_row(numbers)
    until_idle(camera)


# ---- programs


def run(*words: str, **options: object) -> subprocess.CompletedProcess:
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run(words, capture_output=True, timeout=60, check=False, **options)


@each_transport
def test_ffprobe_tells_what_was_asked_for(threaded, transport):
    camera = threaded()
    query = "resolution=1280x720&fps=25&videokeyframeinterval=10&h264profile=main&audio=1"
    words = ["-v", "error", "-rtsp_transport", transport, "-show_streams", "-show_packets", "-read_intervals", "%+2", "-of", "json"]
    told = json.loads(run("ffprobe", *words, url_of(camera, query, transport)).stdout)
    picture, sound = told["streams"]
    assert (picture["codec_name"], picture["profile"], picture["width"], picture["height"]) == ("h264", "Main", 1280, 720)
    assert (sound["codec_name"], sound["sample_rate"], sound["channels"]) == ("aac", "48000", 1)
    assert picture["avg_frame_rate"] == "25/1"
    packets = [packet for packet in told["packets"] if packet["codec_type"] == "video"]
    keys = [number for number, packet in enumerate(packets) if "K" in packet["flags"]]
    assert {b - a for a, b in itertools.pairwise(keys[1:])} == {10}


@each_codec
@each_transport
def test_ffmpeg(moving, codec, transport):
    camera = moving()
    url = url_of(camera, f"videocodec={codec}&resolution=640x360&fps=25", transport)
    words = [
        "-v",
        "error",
        "-rtsp_transport",
        transport,
        "-i",
        url,
        "-frames:v",
        str(FRAMES),
        "-vsync",
        "0",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
        "-",
    ]
    raw = run("ffmpeg", *words).stdout
    pictures = np.frombuffer(raw, np.uint8).reshape(-1, 360, 640)
    assert len(pictures) == FRAMES
    assert in_a_row([stamp.read(picture).frame for picture in pictures])


@pytest.mark.parametrize("codec", ["h264", "h265"])
@pytest.mark.parametrize("how", ["rtspt", "rtspu", "rtsph"])
def test_gstreamer(moving, tmp_path, how, codec):
    camera = moving()
    url = url_of(camera, f"videocodec={codec}&resolution=640x360&fps=25", "http" if how == "rtsph" else "tcp", login="").replace(
        "rtsp", how, 1
    )
    out = tmp_path / "gray"
    pipeline = f"rtspsrc location={url} user-id=root user-pw=pass latency=100 ! rtp{codec}depay ! avdec_{codec} ! videoconvert"
    pipeline += f" ! video/x-raw,format=GRAY8 ! identity eos-after={FRAMES} ! filesink location={out}"
    done = run("gst-launch-1.0", "-q", *pipeline.split())
    raw = out.read_bytes() if out.exists() else b""
    pictures = np.frombuffer(raw, np.uint8)[: len(raw) // (640 * 360) * 640 * 360].reshape(-1, 360, 640)
    assert len(pictures) >= FRAMES - 2, done.stderr.decode()
    assert in_a_row([stamp.read(picture).frame for picture in pictures])
    until_idle(camera)


@pytest.mark.parametrize(("channel", "number"), [("1", 1), ("3", 3), ("quad", 5)])
def test_a_player_sees_the_channel_that_it_asked_for(moving, channel, number):
    camera = moving("p3719-ple")
    with av.open(url_of(camera, f"camera={channel}&resolution=640x360&videocodec=h264"), options={"rtsp_transport": "tcp"}) as container:
        pictures = [picture.to_ndarray(format="gray") for picture in itertools.islice(container.decode(video=0), 5)]
    assert {stamp.read(picture).channel for picture in pictures} == {number}
    assert pictures[0].shape == (360, 640)
