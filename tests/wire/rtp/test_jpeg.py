"""JPEG in RTP: headers, pictures that decode to the same pixels, what cannot be sent, hostile files."""

from __future__ import annotations

import numpy
import pytest
import simplejpeg
from hypothesis import example, given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import jpeg
from tests.wire.rtp import receivers

cv2 = pytest.importorskip("cv2")


def coded(width: int, height: int, quality: int = 68, *, color: bool = True) -> bytes:
    """A picture as the simulator's encoder makes it."""
    random = numpy.random.default_rng(3)
    y = random.integers(0, 256, (height, width), numpy.uint8)
    half = (height + 1) // 2, (width + 1) // 2
    u, v = (random.integers(0, 256, half, numpy.uint8) for _ in range(2)) if color else (None, None)
    return bytes(simplejpeg.encode_jpeg_yuv_planes(y, u, v, quality=quality))


def pixels(data: bytes) -> numpy.ndarray:
    return simplejpeg.decode_jpeg(data)


SMALL = coded(64, 48)


@pytest.mark.parametrize("limit", [192, 1388, 64_000])
@pytest.mark.parametrize(("width", "height"), [(16, 8), (320, 240), (640, 360), (1920, 1080), (2040, 2040)])
def test_a_picture_comes_back(limit, width, height):
    picture = coded(width, height)
    found = jpeg.packetise(picture, limit)
    assert all(len(fragment.payload) <= limit for fragment in found)
    assert all(len(fragment.payload) == limit for fragment in found[:-1])
    assert [fragment.marker for fragment in found] == [False] * (len(found) - 1) + [True]
    received = receivers.jpeg([fragment.payload for fragment in found])
    assert numpy.array_equal(pixels(received)[:height, :width], pixels(picture))


@pytest.mark.parametrize("quality", [1, 5, 50, 95, 100])
def test_quantisation_tables_of_any_quality(quality):
    picture = coded(64, 48, quality)
    assert numpy.array_equal(pixels(receivers.jpeg([fragment.payload for fragment in jpeg.packetise(picture, 1388)])), pixels(picture))


def test_a_side_that_is_no_multiple_of_eight_is_rounded_up():
    picture = coded(324, 182)
    received = pixels(receivers.jpeg([fragment.payload for fragment in jpeg.packetise(picture, 1388)]))
    assert received.shape == (184, 328, 3)
    assert numpy.array_equal(received[:181, :323], pixels(picture)[:181, :323])


def test_header_bytes():
    first, second = jpeg.packetise(coded(640, 360), 1388)[:2]
    assert first.payload[:12].hex() == "00000000" + "01" + "ff" + "50" + "2d" + "00000080"
    assert first.payload[12:76] == jpeg.parse(coded(640, 360)).tables[:64]
    assert second.payload[:8].hex() == f"00{1388 - 140:06x}" + "01" + "ff" + "50" + "2d"


@pytest.mark.parametrize("sampling", ["IMWRITE_JPEG_SAMPLING_FACTOR_420", "IMWRITE_JPEG_SAMPLING_FACTOR_422"])
@pytest.mark.parametrize("interval", [0, 3])
def test_restart_markers_and_both_samplings(sampling, interval):
    image = numpy.random.default_rng(5).integers(0, 256, (96, 160, 3), numpy.uint8)
    flags = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, getattr(cv2, sampling), cv2.IMWRITE_JPEG_RST_INTERVAL, interval]
    picture = cv2.imencode(".jpg", image, flags)[1].tobytes()
    found = jpeg.packetise(picture, 500)
    assert found[1].payload[4] == int(sampling.endswith("420")) + 64 * (interval > 0)
    if interval:
        assert found[1].payload[8:12].hex() == "0003ffff"
    received = receivers.jpeg([fragment.payload for fragment in found])
    assert numpy.array_equal(pixels(received), pixels(picture))


def test_nothing_to_send():
    assert jpeg.packetise(b"", 1388) == ()


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (coded(2048, 16), "2048x16 is beyond the 2040x2040"),
        (coded(16, 2041), "16x2041 is beyond"),
        (coded(64, 48, color=False), "halved chroma"),
        (b"BM", "no JPEG"),
        (b"\xff\xd8", "without a scan"),
        (SMALL[:100], "cut short"),
        (SMALL[:20] + SMALL[21:], "no marker"),
        (SMALL.replace(b"\xff\xc0", b"\xff\xc2"), "baseline"),
        (SMALL.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0c"), "eight bits"),
        (SMALL.replace(b"\xff\xdb\0\x43\0", b"\xff\xdb\0\x43\x10"), "eight bits"),
        (SMALL.replace(b"\xff\xdb\0\x43\1", b"\xff\xdb\0\x43\2"), "quantisation table"),
        (SMALL.replace(b"\xff\xc0\0\x11\x08\0\x30", b"\xff\xc0\0\x11\x08\0\0"), "without pixels"),
        (SMALL.replace(b"\xff\xda\0\x0c\x03", b"\xff\xda\0\x0c\x01"), "one scan"),
        (SMALL.replace(b"\xff\xc0", b"\xff\xe1"), "before its frame"),
    ],
)
def test_what_cannot_be_sent(picture, reason):
    with pytest.raises(ValueError, match=reason):
        jpeg.packetise(picture, 1388)


def test_other_huffman_tables():
    image = numpy.random.default_rng(5).integers(0, 256, (96, 160, 3), numpy.uint8)
    picture = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_OPTIMIZE, 1])[1].tobytes()
    with pytest.raises(ValueError, match="Huffman"):
        jpeg.packetise(picture, 1388)


def test_fill_bytes_before_markers_and_no_end_marker():
    picture = SMALL.replace(b"\xff\xc0", b"\xff\xff\xff\xc0")[:-2]
    assert jpeg.parse(picture) == jpeg.parse(SMALL)


def test_too_large_a_scan():
    with pytest.raises(ValueError, match="too large"):
        jpeg.packetise(SMALL + bytes(1 << 24), 60_000)


@settings(deadline=None)
@given(st.data())
def test_damaged_pictures_are_read_or_refused(data):
    picture = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 5))):
        picture[data.draw(st.integers(0, 640))] = data.draw(st.integers(0, 255))
    del picture[data.draw(st.integers(0, len(picture))) :]
    try:
        found = jpeg.packetise(bytes(picture), 300)
    except ValueError:
        return
    assert all(len(fragment.payload) <= 300 for fragment in found)


@settings(deadline=None)
@given(st.binary(max_size=200).map(lambda rest: b"\xff\xd8" + rest))
@example(b"\xff\xd8\xff\xda\0\2")
@example(b"\xff\xd8\xff\xc0\0\2")
@example(b"\xff\xd8\xff\xdd\0\2")
@example(b"\xff\xd8\xff\xdb\0\3\0")
@example(b"\xff\xd8\xff\xc4\0\3\0")
@example(b"\xff\xd8\xff\xff\xff\xff\xff\xff")
def test_anything_is_read_or_refused(data):
    try:
        jpeg.packetise(data, 300)
    except ValueError:
        pass
