"""Players that know nothing of us open what was recorded: by RTSP and as an exported file, with the stamps of the same frames."""

from __future__ import annotations

import io
import subprocess

import defusedxml.ElementTree as ElementTree
import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim.media import stamp
from tests.clients.conftest import port_of

av = pytest.importorskip("av")

LOGIN = HTTPDigestAuth("root", "pass")
OPTIONS = "resolution=320x180&fps=5&videokeyframeinterval=5"
FRAMES = 31


@pytest.fixture
def taped(threaded):
    """A camera with a recording of six seconds, the recording's id, and what asks the camera."""
    camera = threaded("p3245-lve", clock="stepped")
    camera.drive_sensor("disk.SD_DISK", on=True)

    def ask(path: str, **arguments: str) -> requests.Response:
        answer = requests.get(f"{camera.url}/axis-cgi/record/{path}.cgi", params=arguments, auth=LOGIN, timeout=20)
        answer.raise_for_status()
        return answer

    id = ElementTree.fromstring(ask("record", diskid="SD_DISK", options=OPTIONS).content)[0].attrib["recordingid"]
    camera.advance(6)
    ask("stop", recordingid=id)
    url = f"rtsp://root:pass@127.0.0.1:{port_of(camera.rtsp_url)}/axis-media/media.amp?recordingid={id}&pull=1"
    return id, url, ask


def stamps(container) -> list[stamp.Stamp]:
    found = []
    for picture in container.decode(video=0):
        found.append(stamp.read(picture.to_ndarray(format="bgr24")))
        if len(found) == FRAMES:
            break
    return found


def exported(taped) -> list[stamp.Stamp]:
    id, _, ask = taped
    named = {"schemaversion": "1", "recordingid": id, "diskid": "SD_DISK", "exportformat": "matroska"}
    with av.open(io.BytesIO(ask("export/exportrecording", **named).content)) as file:
        return stamps(file)


def test_pyav_plays_what_it_opens_as_a_file(taped):
    with av.open(taped[1], options={"rtsp_transport": "tcp"}, timeout=60) as container:
        played = stamps(container)
    assert len(played) == FRAMES and played == exported(taped)


def test_ffmpeg_plays_a_recording(taped):
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-rtsp_transport",
        "tcp",
        "-i",
        taped[1],
        "-frames:v",
        str(FRAMES - 6),
        "-f",
        "matroska",
        "-c",
        "copy",
        "-",
    ]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    with av.open(io.BytesIO(done.stdout)) as file:
        played = stamps(file)
    assert played and played == exported(taped)[: len(played)]
