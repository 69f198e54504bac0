"""A receiver that is not ours: FFmpeg's library reads the packets from UDP by a session description and decodes what was encoded."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy
import pytest
import simplejpeg

from camsim.wire.rtp import audio, av1, h264, h265, jpeg
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.header import replay_extension
from camsim.wire.rtp.nal import nal_units
from camsim.wire.rtp.payload import Fragment
from camsim.wire.rtp.sender import Sender
from camsim.wire.rtsp import codecs, style
from tests.ports import free_ports
from tests.wire.rtp import bitstreams, receivers

av = pytest.importorskip("av")

NOON = 1_767_268_800.0
LIMIT = 1388
START = 0xFFFF_8000
"""RTP time of the first unit: it wraps under way."""

Packetise = Callable[[bytes, int], Sequence[Fragment]]


@contextmanager
def sending(bursts: Sequence[Burst], port: int, clock_rate: int) -> Iterator[None]:
    """Sends the bursts over and over, a report before each round, until the receiver has enough."""
    enough = threading.Event()

    def run() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            sender = Sender(0x1234_5678, 0xFFF0, "user@host", clock_rate)
            while not enough.is_set():
                out.sendto(sender.report(NOON), ("127.0.0.1", port + 1))
                for burst in bursts:
                    for packet in sender.datagrams(burst):
                        out.sendto(packet, ("127.0.0.1", port))
                    enough.wait(0.01)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def received(folder: Path, medium: str, lines: Sequence[str], port: int, count: int) -> list[numpy.ndarray]:
    """The first frames that come after decoding begins."""
    file = folder / "stream.sdp"
    head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=test", "c=IN IP4 127.0.0.1", "t=0 0", f"m={medium.format(port=port)}"]
    file.write_text("\r\n".join([*head, *lines, ""]))
    options = {"protocol_whitelist": "file,udp,rtp", "buffer_size": "4000000", "analyzeduration": "200000", "fflags": "nobuffer"}
    frames: list[numpy.ndarray] = []
    with av.open(str(file), format="sdp", options=options, timeout=20) as container:
        for frame in container.decode(container.streams[0]):
            frames.append(frame.to_ndarray(format="yuv420p") if isinstance(frame, av.VideoFrame) else frame.to_ndarray())
            if len(frames) == count:
                return frames
    raise AssertionError(f"the stream ended after {len(frames)} frames")


def video(units: Sequence[bytes], packetise: Packetise, payload_type: int, *, extended: bool = False) -> list[Burst]:
    found = []
    for index, unit in enumerate(units):
        extension = replay_extension(NOON + index / 25, clean=index % 4 == 0) if extended else b""
        room = LIMIT - len(extension)
        found.append(Burst(packetise(unit, room), payload_type, START + 3600 * index, NOON + index / 25, extension=extension))
    return found


def told(codec: codecs.Codec) -> str:
    return "a=fmtp:96 " + codec.fmtp(style.C)


def known(frame: numpy.ndarray, pictures: Sequence[numpy.ndarray]) -> bool:
    return any(numpy.array_equal(frame, picture) for picture in pictures)


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("in_band", [False, True])
def test_h264(tmp_path, extended, in_band):
    options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": f"repeat-headers={int(in_band)}:sliced-threads=0", "qp": "20"}
    if not in_band:
        options["flags"] = "+global_header"
    units, extradata = bitstreams.encode("libx264", **options)
    sets = [bytes(unit) for unit in nal_units(units[0] if in_band else extradata) if unit[0] & 31 in (7, 8)]
    port = free_ports()
    with sending(video(units, h264.packetise, 96, extended=extended), port, 90_000):
        lines = ["a=rtpmap:96 H264/90000", told(codecs.H264(*sets))]
        frames = received(tmp_path, "video {port} RTP/AVP 96", lines, port, 12)
    whole = [receivers.annex_b(sets) + units[0], *units[1:]]
    pictures = bitstreams.decode("h264", whole)
    assert sum(known(frame, pictures) for frame in frames) >= 8


def test_h265(tmp_path):
    params = "log-level=none:repeat-headers=1:pools=none:frame-threads=1:qp=20"
    units, _ = bitstreams.encode("libx265", preset="ultrafast", tune="zerolatency", **{"x265-params": params})
    sets = [bytes(unit) for unit in nal_units(units[0]) if 32 <= h265.kind_of(unit) <= 34]
    port = free_ports()
    with sending(video(units, h265.packetise, 96), port, 90_000):
        lines = ["a=rtpmap:96 H265/90000", told(codecs.H265(*sets))]
        frames = received(tmp_path, "video {port} RTP/AVP 96", lines, port, 12)
    pictures = bitstreams.decode("hevc", units)
    assert sum(known(frame, pictures) for frame in frames) >= 8


def test_av1(tmp_path, monkeypatch):
    monkeypatch.setenv("SVT_LOG", "1")
    units, _ = bitstreams.encode("libsvtav1", preset="12", qp="12", **{"svtav1-params": "lp=1:pred-struct=1:lookahead=0"})
    sequence = av1.parse_sequence(next(obu for obu in av1.obus(units[0]) if obu[0] >> 3 == av1.Obu.SEQUENCE_HEADER))
    port = free_ports()
    with sending(video(units, av1.packetise, 96), port, 90_000):
        lines = ["a=rtpmap:96 AV1/90000", told(codecs.av1(sequence))]
        frames = received(tmp_path, "video {port} RTP/AVP 96", lines, port, 12)
    pictures = bitstreams.decode("libdav1d", units)
    assert sum(known(frame, pictures) for frame in frames) >= 8


@pytest.mark.parametrize(("width", "height"), [(320, 192), (2040, 1144)])
def test_jpeg(tmp_path, width, height):
    planes = bitstreams.pictures(3, width, height)
    quarter = width * height // 4
    pictures = []
    for picture in planes:
        y, rest = picture[:height], picture[height:].reshape(-1)
        u, v = (rest[start : start + quarter].reshape(height // 2, width // 2) for start in (0, quarter))
        pictures.append(bytes(simplejpeg.encode_jpeg_yuv_planes(*map(numpy.ascontiguousarray, (y, u, v)), quality=60)))
    port = free_ports()
    with sending(video(pictures, jpeg.packetise, 26), port, 90_000):
        frames = received(tmp_path, "video {port} RTP/AVP 26", [], port, 9)
    assert sum(known(frame, bitstreams.decode("mjpeg", pictures)) for frame in frames) >= 6


SOUND = [
    ("pcm_mulaw", 8000, {"size": 800}, lambda unit: audio.packetise_pcm(unit, 300), 0, []),
    ("pcm_alaw", 8000, {"size": 800}, lambda unit: audio.packetise_pcm(unit, 300), 8, []),
    ("pcm_s16be", 16_000, {"size": 1600}, lambda unit: audio.packetise_pcm(unit, LIMIT, frame_size=2), 97, ["a=rtpmap:97 L16/16000"]),
    ("g726le", 8000, {"size": 800, "bitrate": 32_000}, lambda unit: audio.packetise_g726(unit, 200), 97, ["a=rtpmap:97 G726-32/8000"]),
    ("libopus", 48_000, {"bitrate": 32_000}, lambda unit: audio.packetise_opus(unit, LIMIT), 97, ["a=rtpmap:97 opus/48000/2"]),
    (
        "aac",
        16_000,
        {"sample_format": "fltp", "bitrate": 32_000},
        lambda unit: audio.packetise_aac(unit, 200),
        97,
        [
            "a=rtpmap:97 MPEG4-GENERIC/16000/1",
            "a=fmtp:97 streamtype=5;profile-level-id=2;mode=AAC-hbr;config=1408;sizeLength=13;indexlength=3;indexdeltalength=3",
        ],
    ),
]


@pytest.mark.parametrize(("codec", "rate", "options", "packetise", "payload_type", "lines"), SOUND, ids=[sound[0] for sound in SOUND])
def test_sound(tmp_path, codec, rate, options, packetise, payload_type, lines):
    units, _ = bitstreams.encode_audio(codec, rate, **options)
    samples = options.get("size") or (1024 if codec == "aac" else 960)
    bursts = [Burst(packetise(unit), payload_type, START + index * samples, NOON) for index, unit in enumerate(units)]
    port = free_ports()
    with sending(bursts, port, rate):
        frames = received(tmp_path, f"audio {{port}} RTP/AVP {payload_type}", lines, port, 12)
    sound = numpy.concatenate([frame.reshape(-1) for frame in frames]).astype(numpy.float64)
    sound /= 1.0 if frames[0].dtype.kind == "f" else 32_768.0
    assert 0.4 < numpy.quantile(numpy.abs(sound), 0.9) < 0.6, "a tone of half the full scale"
