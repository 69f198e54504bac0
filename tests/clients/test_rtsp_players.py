"""Players that know nothing of us decode what the camera sends over RTSP: frames in a row, of the asked size, over each transport."""

from __future__ import annotations

import pytest

from camsim.media import stamp

av = pytest.importorskip("av")
FRAMES = 62


def url_of(camera, query: str, path: str = "/axis-media/media.amp") -> str:
    return camera.rtsp_url.replace("rtsp://", "rtsp://root:pass@") + f"{path}?{query}"


def stamps(url: str, count: int = FRAMES, **options: str) -> tuple[list[int], tuple[int, int], str]:
    """The frame numbers in the stamps of the first pictures, their size, and the codec's name."""
    with av.open(url, options={"rtsp_transport": "tcp", **options}, timeout=20) as container:
        found = []
        for frame in container.decode(video=0):
            found.append(stamp.read(frame.to_ndarray(format="gray")).frame)
            if len(found) == count:
                return found, (frame.width, frame.height), container.streams.video[0].codec_context.name
    raise AssertionError("the stream ended")


@pytest.mark.parametrize("codec", ["h264", "hevc", "mjpeg"])
def test_pyav_over_tcp(camsim_factory, codec):
    camera = camsim_factory(profile="p3245-lve")
    name = {"hevc": "h265", "mjpeg": "jpeg"}.get(codec, codec)
    numbers, size, decoder = stamps(url_of(camera, f"videocodec={name}&resolution=640x360&fps=25"))
    assert (size, decoder) == ((640, 360), codec)
    assert numbers[2:] == list(range(numbers[2], numbers[2] + FRAMES - 2))
