"""Real bitstreams by PyAV, and their pictures again; a module is skipped where an encoder is missing."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy
import pytest

av = pytest.importorskip("av")


def pictures(count: int, width: int, height: int) -> list[numpy.ndarray]:
    """Noisy moving pictures as rows of YUV 4:2:0 planes, large when coded."""
    random = numpy.random.default_rng(7)
    base = random.integers(0, 256, (height * 3 // 2, width + 16 * count), numpy.uint8)
    return [numpy.ascontiguousarray(base[:, 16 * index : 16 * index + width]) for index in range(count)]


def encode(codec: str, count: int = 6, width: int = 320, height: int = 192, rate: int = 25, **options: str) -> tuple[list[bytes], bytes]:
    """Access units and extra data of some pictures."""
    try:
        context = av.CodecContext.create(codec, "w")
    except av.codec.codec.UnknownCodecError:
        pytest.skip(f"PyAV has no {codec}")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, rate), Fraction(rate, 1)
    context.gop_size, context.max_b_frames, context.thread_count = 4, 0, 1
    context.options = options
    packets = []
    for index, picture in enumerate(pictures(count, width, height)):
        frame = av.VideoFrame.from_ndarray(picture, "yuv420p")
        frame.pts = index
        packets += context.encode(frame)
    packets += context.encode(None)
    return [bytes(packet) for packet in packets], bytes(context.extradata or b"")


def decode(codec: str, units: list[bytes]) -> list[numpy.ndarray]:
    """The pictures of access units, by a decoder that stops at errors."""
    context = av.CodecContext.create(codec, "r")
    context.thread_count = 1
    context.options = {"err_detect": "explode"}
    frames = []
    for unit in units:
        frames += context.decode(av.Packet(unit))
    frames += context.decode(None)
    return [frame.to_ndarray(format="yuv420p") for frame in frames]


def encode_audio(
    codec: str, rate: int, *, channels: int = 1, sample_format: str = "s16", frames: int = 10, size: int = 0, bitrate: int = 0
):
    """Packets and extra data of a tone."""
    try:
        context = av.CodecContext.create(codec, "w")
    except av.codec.codec.UnknownCodecError:
        pytest.skip(f"PyAV has no {codec}")
    context.sample_rate, context.format = rate, sample_format
    context.layout = "mono" if channels == 1 else "stereo"
    if bitrate:
        context.bit_rate = bitrate
    context.time_base = Fraction(1, rate)
    context.open()
    size = size or context.frame_size or 320
    packets = []
    for index in range(frames):
        times = (numpy.arange(size) + index * size) / rate
        tone = numpy.sin(2 * numpy.pi * 440 * times) * 0.5
        samples = numpy.stack([tone] * channels)
        if sample_format.startswith("s16"):
            samples = (samples * 32767).astype(numpy.int16)
        else:
            samples = samples.astype(numpy.float32)
        if not sample_format.endswith("p"):
            samples = numpy.ascontiguousarray(samples.T.reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(samples, format=sample_format, layout=context.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = rate, index * size, Fraction(1, rate)
        packets += context.encode(frame)
    packets += context.encode(None)
    return [bytes(packet) for packet in packets], bytes(context.extradata or b"")


def decode_audio(codec: str, packets: list[bytes], rate: int, *, channels: int = 1, extradata: bytes = b"") -> numpy.ndarray:
    """Samples of packets, one row per channel or interleaved as the decoder gives them."""
    context = av.CodecContext.create(codec, "r")
    context.sample_rate, context.layout = rate, "mono" if channels == 1 else "stereo"
    if extradata:
        context.extradata = extradata
    frames = []
    for packet in packets:
        frames += context.decode(av.Packet(packet))
    return numpy.concatenate([frame.to_ndarray() for frame in frames], axis=1)


def decode_file(name: str, data: bytes, **options: str) -> numpy.ndarray:
    """Samples of a file without head, by the name of its format."""
    with av.open(io.BytesIO(data), format=name, options=options) as container:
        return numpy.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
