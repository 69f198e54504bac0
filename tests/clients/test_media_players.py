"""ffprobe and PyAV open media.cgi live, by login and anonymously, and find what was asked for."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess

import numpy as np
import pytest

from camsim.media import stamp
from tests.clients.conftest import host_of

av = pytest.importorskip("av")

ASKED = "resolution=640x360&fps=15&videokeyframeinterval=15"
FRAMES = 20


def address(camera, arguments, login="root:pass@"):
    return f"http://{login}{host_of(camera.url)}/axis-cgi/media.cgi?{ASKED}&{arguments}"


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="no ffprobe here")
@pytest.mark.parametrize("container", ["mp4", "matroska"])
@pytest.mark.parametrize(("codec", "name"), [("h264", "h264"), ("h265", "hevc")])
def test_ffprobe_finds_what_was_asked_for(threaded, container, codec, name):
    url = address(threaded(), f"container={container}&videocodec={codec}&audio=1&nbrofframes=40")
    asked = "stream=codec_name,width,height,avg_frame_rate,nb_read_frames:format=format_name"
    run = ["ffprobe", "-v", "warning", "-count_frames", "-show_entries", asked, "-of", "json", url]
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    told = json.loads(done.stdout)
    video, audio = told["streams"]
    assert container in told["format"]["format_name"] and audio["codec_name"] == "aac" and int(audio["nb_read_frames"]) > 20
    assert (video["codec_name"], video["width"], video["height"], video["avg_frame_rate"]) == (name, 640, 360, "15/1")
    assert int(video["nb_read_frames"]) == 40


@pytest.mark.parametrize("container", ["mp4", "matroska"])
def test_pyav_reads_rising_frames(threaded, container):
    camera = threaded()
    seen = []
    with av.open(address(camera, f"container={container}&audio=0"), timeout=60) as opened:
        for frame in itertools.islice(opened.decode(video=0), FRAMES):
            seen.append((float(frame.time), stamp.read(np.asarray(frame.to_ndarray())[: frame.height, : frame.width])))
    times, stamps = zip(*seen, strict=True)
    assert times[0] == 0.0 and list(times) == sorted(set(times))
    frames = [read.frame for read in stamps]
    assert frames == sorted(set(frames)) and {read.serial for read in stamps} == {camera.describe()["serial"]}
    spans = [round((later.time - stamps[0].time) - time, 2) for time, later in zip(times, stamps, strict=True)]
    assert set(spans) == {0.0}, "the times of the container are those of the camera"
