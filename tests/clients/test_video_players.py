"""OpenCV and PyAV (FFmpeg): MJPEG over HTTP by login policy, anonymously, and sized by the URL; stamps tell the frames apart."""

from __future__ import annotations

import time

import cv2
import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim import ThreadedCamera
from camsim.media import stamp
from tests.clients.conftest import host_of
from tests.conftest import WITH_VIDEO

VIDEO = "/axis-cgi/mjpg/video.cgi"
PATIENCE = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 60_000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 60_000]
FRAMES = 5

SIZES = {"p5512": ("CIF", (352, 240)), "m4308-ple": ("480x480", (480, 480))}
"""A size by its name where the device has no others."""

each_profile = pytest.mark.parametrize("profile", WITH_VIDEO)
policies = pytest.mark.parametrize("policy", ["digest", "basic"])


@pytest.fixture
def update():
    """Sets a parameter of a camera: `update(camera, "Image.MaxViewers", "2")`."""

    def one(camera: ThreadedCamera, name: str, value: str) -> None:
        url = f"{camera.url}/axis-cgi/param.cgi"
        answer = requests.get(url, params={"action": "update", name: value}, auth=HTTPDigestAuth("root", "pass"), timeout=60)
        assert answer.text == "OK"

    return one


def size_of(profile: str) -> tuple[str, tuple[int, int]]:
    """Value of `resolution=` and the pixels that come."""
    return SIZES.get(profile, ("640x360", (640, 360)))


def address(camera: ThreadedCamera, arguments: str, login: str = "root:pass@") -> str:
    """The stream's URL as people type it into players."""
    return f"http://{login}{host_of(camera.url)}{VIDEO}?{arguments}"


def by_opencv(url: str) -> list[stamp.Stamp]:
    """Stamps of the first frames that OpenCV decodes."""
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, PATIENCE)
    try:
        assert capture.isOpened(), f"OpenCV does not open {url}"
        seen = []
        for _ in range(FRAMES):
            got, frame = capture.read()
            assert got
            seen.append(stamp.read(frame))
        return seen
    finally:
        capture.release()


def by_pyav(url: str, **options: str) -> list[stamp.Stamp]:
    """Stamps of the first frames that FFmpeg decodes."""
    av = pytest.importorskip("av", reason="PyAV is not installed")
    seen = []
    with av.open(url, timeout=60, options=options) as container:
        for frame in container.decode(video=0):
            seen.append(stamp.read(frame.to_ndarray(format="bgr24")))
            if len(seen) == FRAMES:
                break
    return seen


each_player = pytest.mark.parametrize("player", [by_opencv, by_pyav], ids=["opencv", "pyav"])


@each_player
@each_profile
@policies
def test_frames_come_with_rising_numbers(threaded, update, player, profile, policy):
    camera = threaded(profile)
    update(camera, "Network.HTTP.AuthenticationPolicy", policy)
    stamps = player(address(camera, f"resolution={size_of(profile)[0]}&fps=15"))
    assert {read.serial for read in stamps} == {camera.device.serial}
    numbers = [read.frame for read in stamps]
    assert len(numbers) == FRAMES and numbers == sorted(set(numbers))
    times = [read.time for read in stamps]
    assert times == sorted(set(times))


@each_player
@each_profile
def test_anonymous_viewing_needs_no_login(threaded, update, player, profile):
    camera = threaded(profile)
    update(camera, "System.BoaProtViewer", "anonymous")
    stamps = player(address(camera, f"resolution={size_of(profile)[0]}&fps=15", login=""))
    assert stamps[0].serial == camera.device.serial


def test_a_wrong_password_opens_nothing(threaded):
    camera = threaded()
    url = address(camera, "resolution=640x360", login="root:wrong@")
    assert not cv2.VideoCapture(url, cv2.CAP_FFMPEG, PATIENCE).isOpened()
    av = pytest.importorskip("av", reason="PyAV is not installed")
    with pytest.raises(av.HTTPUnauthorizedError):
        av.open(url, timeout=60)
    assert {entry.status for entry in camera.journal()} == {401}


@each_profile
def test_opencv_tells_the_size_that_was_asked_for(threaded, profile):
    wanted, pixels = size_of(profile)
    capture = cv2.VideoCapture(address(threaded(profile), f"resolution={wanted}&fps=15"), cv2.CAP_FFMPEG, PATIENCE)
    assert (capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) == pixels
    capture.release()


@each_player
def test_the_short_address_of_a_stream(threaded, player):
    camera = threaded()
    stamps = player(f"http://root:pass@{host_of(camera.url)}/mjpg/video.mjpg?resolution=640x360&fps=15")
    assert stamps[-1].frame > stamps[0].frame


def test_a_stream_over_https(threaded):
    camera = threaded("q6135-le")
    url = f"https://root:pass@{host_of(camera.https_url)}{VIDEO}?resolution=640x360&fps=15"
    stamps = by_pyav(url, tls_verify="0")  # from libavformat 63 on certificates are checked unless told otherwise
    assert stamps[0].serial == camera.device.serial


@each_profile
def test_opencv_reads_a_single_picture(threaded, profile):
    camera = threaded(profile)
    capture = cv2.VideoCapture(f"http://root:pass@{host_of(camera.url)}/axis-cgi/jpg/image.cgi", cv2.CAP_FFMPEG, PATIENCE)
    got, picture = capture.read()
    capture.release()
    assert got and stamp.read(picture).serial == camera.device.serial


def test_a_player_that_leaves_makes_room_for_the_next(threaded, update):
    camera = threaded()
    update(camera, "Image.MaxViewers", "1")
    for _ in range(3):
        assert by_opencv(address(camera, "resolution=320x180&fps=15"))
        while any(entry.in_flight for entry in camera.journal()):
            time.sleep(0.02)


def test_two_players_of_one_stream_see_the_same_frames(threaded):
    camera = threaded()
    url = address(camera, "resolution=640x360&fps=15")
    first, second = (cv2.VideoCapture(url, cv2.CAP_FFMPEG, PATIENCE) for _ in range(2))
    seen = []
    for capture in (first, second):
        frames = [stamp.read(capture.read()[1]) for _ in range(20)]
        seen.append({read.frame: read.time for read in frames})
    first.release()
    second.release()
    shared = set(seen[0]) & set(seen[1])
    assert shared and all(seen[0][number] == seen[1][number] for number in shared)
