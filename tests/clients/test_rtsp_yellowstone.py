"""The Node library yellowstone plays over TCP and, from version 3 on, UDP; what it gives is decoded.

npm has nothing later than 2.1.0, which cannot log in by Digest and knows TCP alone: it plays from a camera that lets everybody watch.
Version 3 is had from its repository, where that can be reached. An HTTP tunnel no version has.
"""

from __future__ import annotations

import io
import itertools
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim.media import stamp
from tests.clients import pace
from tests.ports import free_ports
from tests.wire.rtp import receivers

av = pytest.importorskip("av")

FRAMES = 62
DRIVER = Path(__file__).with_name("yellowstone.js")
SOURCES = ("https://codeload.github.com/mbullington/yellowstone/tar.gz/248bffde6a7417212490c2f58d61a13efd3035d6", "yellowstone@2.1.0")
"""Version 3.0.8, and the newest that the registry has."""
VERSION_3 = [(codec, connection) for codec in ("h264", "h265") for connection in ("tcp", "udp")]
BEFORE_3 = [("h264", "tcp")]
SPS = 7
ARRIVED = 5
"""Pictures between two key frames for clients that may lose the first one."""


@pytest.fixture(scope="session")
def library(tmp_path_factory) -> Path:
    """The folder `node_modules` with the library: that of CAMSIM_YELLOWSTONE, or one that npm fills."""
    named = os.environ.get("CAMSIM_YELLOWSTONE")
    if named:
        return Path(named)
    if shutil.which("npm") is None and "CI" not in os.environ:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("yellowstone")
    words = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--fetch-retries=0", "--fetch-timeout=20000", "--prefix", str(folder)]
    for source in SOURCES:
        done = subprocess.run([*words, source], capture_output=True, timeout=100, check=False)
        if done.returncode == 0:
            break
    if done.returncode and "CI" not in os.environ:
        pytest.skip("npm cannot install yellowstone")
    assert done.returncode == 0, done.stderr.decode()
    return folder / "node_modules"


@pytest.fixture(scope="session")
def modern(library) -> bool:
    """Whether it is of version 3 or later: one that logs in by Digest, joins absolute control URLs, and knows UDP."""
    return (library / "yellowstone" / "dist").is_dir()


def played(library: Path, url: str, codec: str, connection: str, pictures: int = FRAMES) -> bytes:
    """What the driver wrote. A chunk that holds an answer and packets may cost versions before 3 their place: once more then."""
    words = ["node", str(DRIVER), url, "root", "pass", codec, connection, str(pictures), str(free_ports())]
    for _ in range(5):
        done = subprocess.run(words, capture_output=True, timeout=60, check=False, env={**os.environ, "NODE_PATH": str(library)})
        if done.returncode == 0:
            return done.stdout
    raise AssertionError(done.stderr.decode())


def access_units(data: bytes) -> list[bytes]:
    """What packets, as the driver writes them, bring."""
    found, payloads = [], []
    while data:
        size = int.from_bytes(data[:4], "big")
        payloads.append(data[5 : 5 + size])
        if data[4]:
            found.append(receivers.annex_b(receivers.h264(payloads)))
            payloads = []
        data = data[5 + size :]
    return found


def numbers(data: bytes, codec: str) -> list[int]:
    """The frame numbers in the stamps of a file of NAL units."""
    with av.open(io.BytesIO(data), format={"h265": "hevc"}.get(codec, codec)) as container:
        return [stamp.read(picture.to_ndarray(format="gray")).frame for picture in container.decode(video=0)]


def update(camera, **values: str) -> None:
    """Sets parameters."""
    ask = {"action": "update", **{name.replace("__", "."): value for name, value in values.items()}}
    answer = requests.get(f"{camera.url}/axis-cgi/param.cgi", params=ask, auth=HTTPDigestAuth("root", "pass"), timeout=20)
    assert answer.text.strip() == "OK"


def arrived(library: Path, modern: bool, url: str, codec: str, connection: str) -> list[int]:
    """The numbers of the frames that came; without the first ones from a version that may lose the first key frame."""
    data = played(library, url, codec, connection, FRAMES if modern else FRAMES + ARRIVED)
    return numbers(data if modern else decodable(access_units(data)), codec)


def decodable(units: list[bytes]) -> bytes:
    """From the first access unit on that brings its parameter sets."""
    return b"".join(itertools.dropwhile(lambda unit: unit[4] & 0x1F != SPS, units))


def test_pictures_of_a_new_camera(threaded, library, modern):
    camera = threaded("p3245-lve", clock="stepped")
    if not modern:
        update(camera, Network__RTSP__ProtViewer="anonymous", Image__I0__MPEG__H264__PSEnabled="yes")
    for codec, connection in VERSION_3 if modern else BEFORE_3:
        url = f"{camera.rtsp_url}/axis-media/media.amp?videocodec={codec}&resolution=640x360&fps=25&videokeyframeinterval={ARRIVED}"
        with pace.moving(camera):
            found = arrived(library, modern, url, codec, connection)
        assert len(found) >= FRAMES - 1, (codec, connection)
        assert found == list(range(found[0], found[0] + len(found))), (codec, connection)


def test_pictures_of_an_old_camera(threaded, library, modern):
    camera = threaded("p5512", clock="stepped")
    update(camera, Network__RTSP__ProtViewer="anonymous", Image__I0__MPEG__H264__PSEnabled="yes")
    url = f"{camera.rtsp_url}/axis-media/media.amp?videocodec=h264&resolution=CIF&fps=25&videokeyframeinterval={ARRIVED}"
    with pace.moving(camera):
        found = arrived(library, modern, url, "h264", "tcp")
    assert len(found) >= FRAMES - 1
    assert found == list(range(found[0], found[0] + len(found)))
