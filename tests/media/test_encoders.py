"""Predicting encoders, decoded back: size, profile, level, rate, key frames, stamps, bit rate, the same bytes again."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest

from camsim.media import stamp
from camsim.media.coding import Coding, FrameSkip, H264Profile, Mode, Priority, RateControl, RateMode, Zipstream
from camsim.media.encode import Encoded, annexb, av1, open_encoder
from camsim.media.encode.jpeg import JpegEncoder
from camsim.media.eye import Pose
from camsim.media.paint.planes import Planes
from camsim.media.picture import planes_of
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec
from camsim.server.rtsp.track import video_track
from camsim.wire.rtsp import style
from tests.media.bench import NOON, WIDE, moment

HAS_AV1 = pytest.mark.skipif("libsvtav1" not in av.codecs_available, reason="this build of the library codes no AV1")
CODECS = [Codec.H264, Codec.H265, pytest.param(Codec.AV1, marks=HAS_AV1)]
ANNEX_B = [Codec.H264, Codec.H265]
DECODERS = {Codec.H264: "h264", Codec.H265: "hevc", Codec.AV1: "libdav1d"}
RATE = 25.0


@cache
def scene(width: int = 320, height: int = 180, count: int = 50, pan: float = 0.0) -> tuple[Planes, ...]:
    """Pictures one frame apart; `pan` degrees between them."""
    key = StreamKey(width=width, height=height)
    return tuple(
        planes_of(moment(key, replace(WIDE, pan=number * pan % 360), NOON + number / RATE, frame=number)) for number in range(count)
    )  # fmt: skip


def key_of(codec: Codec, size: tuple[int, int] = (320, 180), compression: int = 30, coding: Coding = Coding(), **more) -> StreamKey:  # noqa: B008
    return StreamKey(width=size[0], height=size[1], codec=codec, compression=compression, coding=coding, **more)


def coded(key: StreamKey, pictures, forced=(), rate: float = RATE) -> tuple[tuple[bytes, ...], list[Encoded | None]]:
    """Parameter sets and what became of each picture."""
    encoder = open_encoder(key, rate)
    found = [encoder.encode(picture, number in forced) for number, picture in enumerate(pictures)]
    encoder.close()
    return encoder.parameter_sets, found


def decoded(codec: Codec, sets: tuple[bytes, ...], payloads) -> list[av.VideoFrame]:
    context = av.CodecContext.create(DECODERS[codec], "r")
    context.thread_count = 1
    if codec in ANNEX_B:
        context.extradata = annexb.joined(sets)
    frames = [frame for payload in payloads for frame in context.decode(av.Packet(payload))]
    return frames + context.decode(None)


def luma(frame: av.VideoFrame) -> np.ndarray:
    return np.asarray(frame.to_ndarray())[: frame.height, : frame.width]


def kilobits(found: list[Encoded | None], seconds: float) -> float:
    return sum(len(one.payload) for one in found if one) * 8 / 1000 / seconds


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("compression", [0, 30, 70])
def test_every_picture_comes_back_with_its_stamp(codec, compression):
    sets, found = coded(key_of(codec, compression=compression), scene())
    frames = decoded(codec, sets, [one.payload for one in found])
    assert [stamp.read(luma(frame)).frame for frame in frames] == list(range(50))
    assert {(frame.width, frame.height, frame.color_range, frame.colorspace) for frame in frames} == {(320, 180, 2, 6)}


@pytest.mark.parametrize("codec", CODECS)
def test_compression_makes_streams_smaller_and_pictures_worse(codec):
    sizes, errors = [], []
    for compression in (0, 30, 70, 100):
        sets, found = coded(key_of(codec, compression=compression), scene(count=12))
        sizes.append(kilobits(found, 1.0))
        frames = decoded(codec, sets, [one.payload for one in found])
        errors.append(float(np.mean(np.abs(luma(frames[-1]).astype(int) - scene(count=12)[-1].y))))
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > 3 * sizes[-1]
    assert errors == sorted(errors) and errors[0] < 1.5


@pytest.mark.parametrize("codec", CODECS)
def test_the_same_pictures_give_the_same_bytes(codec):
    key = key_of(codec, coding=Coding(rate=RateControl(RateMode.MBR, 400)))
    assert coded(key, scene(count=30), {9}) == coded(key, scene(count=30), {9})


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("gop", [1, 8, 300])
def test_key_frames_stand_as_far_apart_as_asked(codec, gop):
    _, found = coded(key_of(codec, coding=Coding(gop_length=gop)), scene())
    assert [number for number, one in enumerate(found) if one.key] == list(range(0, 50, gop))


@pytest.mark.parametrize("codec", CODECS)
def test_a_forced_key_frame_begins_the_count_anew_and_decodes_alone(codec):
    sets, found = coded(key_of(codec, coding=Coding(gop_length=20)), scene(), {7})
    assert [number for number, one in enumerate(found) if one.key] == [0, 7, 27, 47]
    late = decoded(codec, sets, [one.payload for one in found[7:]])
    assert [stamp.read(luma(frame)).frame for frame in late] == list(range(7, 50))


@pytest.mark.parametrize(("profile", "idc", "flags"), [("baseline", 66, 0xC0), ("main", 77, 0x40), ("high", 100, 0x00)])
def test_the_profile_stands_in_the_sps(profile, idc, flags):
    sets, found = coded(key_of(Codec.H264, coding=Coding(H264Profile(profile))), scene(count=2))
    sps, pps = sets
    assert (sps[0] & 31, pps[0] & 31) == (7, 8)
    assert (sps[1], sps[2]) == (idc, flags)
    assert len(decoded(Codec.H264, sets, [one.payload for one in found])) == 2
    context = av.CodecContext.create("h264", "r")
    context.extradata = annexb.joined(sets)
    context.decode(av.Packet(found[0].payload))
    assert context.profile.split()[-1].lower() == profile


@pytest.mark.parametrize(
    ("size", "rate", "level"), [((320, 180), 25.0, 12), ((640, 360), 30.0, 30), ((1280, 720), 30.0, 31), ((1920, 1080), 30.0, 40)]
)
def test_the_level_fits(size, rate, level):
    encoder = open_encoder(key_of(Codec.H264, size), rate)
    assert encoder.parameter_sets[0][3] == level
    encoder.close()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [(480, 270), (1280, 720), (704, 480), (160, 90), (642, 362)])
def test_sizes_are_exact(codec, size):
    sets, found = coded(key_of(codec, size), [Planes.gray(*size)])
    frame = decoded(codec, sets, [found[0].payload])[0]
    assert (frame.width, frame.height) == size


def test_an_odd_size_loses_its_last_row_and_column():
    sets, found = coded(key_of(Codec.H264, (321, 181)), [Planes.gray(321, 181)])
    frame = decoded(Codec.H264, sets, [found[0].payload])[0]
    assert (frame.width, frame.height) == (320, 180)


def test_a_turned_picture_is_coded_as_seen():
    key = key_of(Codec.H264, (320, 180), rotation=90)
    sets, found = coded(key, [planes_of(moment(key))])
    frame = decoded(Codec.H264, sets, [found[0].payload])[0]
    assert (frame.width, frame.height) == (180, 320)


@pytest.mark.parametrize("codec", ANNEX_B)
@pytest.mark.parametrize("rate", [25.0, 7.5, 0.5, 30000 / 1001])
def test_the_rate_stands_in_the_stream(codec, rate):
    sets, found = coded(key_of(codec), scene(count=3), rate=rate)
    context = av.CodecContext.create(DECODERS[codec], "r")
    context.extradata = annexb.joined(sets)
    for one in found:
        context.decode(av.Packet(one.payload))
    assert context.framerate == Fraction(rate).limit_denominator(1001)


@pytest.mark.parametrize(("codec", "kinds"), [(Codec.H264, {7, 8}), (Codec.H265, {32, 33, 34})])
def test_parameter_sets_travel_in_band_only_when_asked(codec, kinds):
    def inside(found):
        shift, mask = (0, 31) if codec is Codec.H264 else (1, 63)
        return [{unit[0] >> shift & mask for unit in annexb.split(one.payload)} & kinds for one in found]

    _, apart = coded(key_of(codec, coding=Coding(gop_length=2)), scene(count=4))
    assert inside(apart) == [set()] * 4
    sets, within = coded(key_of(codec, coding=Coding(gop_length=2, sets_in_band=True)), scene(count=4))
    assert inside(within) == [kinds, set()] * 2
    assert [len(unit) for unit in annexb.split(within[0].payload)[: len(sets)]] == [len(unit) for unit in sets]
    assert within[0].payload.startswith(annexb.joined(sets))
    assert len(decoded(codec, (), [one.payload for one in within])) == 4


def test_h264_carries_slices_and_nothing_else():
    _, found = coded(key_of(Codec.H264, coding=Coding(gop_length=2)), scene(count=4))
    assert [[unit[0] & 31 for unit in annexb.split(one.payload)] for one in found] == [[5], [1]] * 2


@HAS_AV1
def test_av1_key_frames_carry_the_sequence_header_that_is_told_before():
    sets, found = coded(key_of(Codec.AV1, coding=Coding(gop_length=2)), scene(count=4))
    headers = [[unit for kind, unit in av1.units(one.payload) if kind == 1] for one in found]
    assert headers == [list(sets), [], list(sets), []]
    told = video_track(key_of(Codec.AV1), sets, 25.0, replay=False).codec.fmtp(style.C)
    assert re.fullmatch(r"profile=0;level-idx=\d+;tier=0", told)


@pytest.mark.parametrize("codec", CODECS)
def test_without_colour_chroma_is_neutral(codec):
    sets, found = coded(key_of(codec, color=False), scene(count=2))
    image = np.asarray(decoded(codec, sets, [found[0].payload])[0].to_ndarray())
    assert abs(int(image[180:].mean()) - 128) <= 1 and image[180:].std() < 1.5


# ---- bit rate


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("limit", [200, 400])
def test_a_maximum_is_held(codec, limit):
    pictures = scene(count=150, pan=1.5)
    free = coded(key_of(codec, compression=0), pictures)[1]
    assert kilobits(free, 6.0) > 2 * limit
    _, found = coded(key_of(codec, compression=0, coding=Coding(rate=RateControl(RateMode.MBR, limit))), pictures)
    assert None not in found
    assert kilobits(found, 6.0) < 1.25 * limit


def test_a_maximum_that_is_not_reached_changes_little():
    free = coded(key_of(Codec.H264), scene())[1]
    bound = coded(key_of(Codec.H264, coding=Coding(rate=RateControl(RateMode.MBR, 50000))), scene())[1]
    assert kilobits(bound, 2.0) == pytest.approx(kilobits(free, 2.0), rel=0.1)


@pytest.mark.parametrize("mode", [RateMode.ABR, RateMode.CBR])
@pytest.mark.parametrize("codec", CODECS)
def test_an_average_is_met(codec, mode):
    control = RateControl(mode, target=400).settled()
    _, found = coded(key_of(codec, coding=Coding(gop_length=50, rate=control)), scene(count=150, pan=1.5))
    assert kilobits(found, 6.0) == pytest.approx(400, rel=0.35)


@pytest.mark.parametrize("codec", ANNEX_B)
def test_with_priority_on_quality_frames_are_left_out(codec):
    pictures = scene(count=150, pan=1.5)
    control = RateControl(RateMode.MBR, 150, priority=Priority.QUALITY)
    sets, found = coded(key_of(codec, compression=0, coding=Coding(rate=control)), pictures)
    kept = [number for number, one in enumerate(found) if one]
    assert 10 < len(kept) < 140
    assert kilobits(found, 6.0) < 1.35 * 150
    frames = decoded(codec, sets, [one.payload for one in found if one])
    assert [stamp.read(luma(frame)).frame for frame in frames] == kept


def test_left_out_frames_may_be_empty_ones():
    control = RateControl(RateMode.MBR, 150, priority=Priority.QUALITY)
    coding = Coding(rate=control, skip=FrameSkip.EMPTY, gop_length=500)
    sets, found = coded(key_of(Codec.H264, compression=0, coding=coding), scene(count=150, pan=1.5))
    assert None not in found
    frames = decoded(Codec.H264, sets, [one.payload for one in found])
    numbers = [stamp.read(luma(frame)).frame for frame in frames]
    assert len(numbers) == 150 and numbers == sorted(numbers) and len(set(numbers)) < 140


# ---- Zipstream


def test_strength_saves_bits():
    sizes = [
        kilobits(coded(key_of(Codec.H264, coding=Coding(zipstream=Zipstream(strength))), scene())[1], 2.0) for strength in (0, 10, 30, 50)
    ]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < 0.75 * sizes[0]


def test_a_dynamic_gop_grows_while_the_picture_is_still():
    zipstream = Zipstream(gop_mode=Mode.DYNAMIC, max_gop_length=40)
    coding = Coding(gop_length=10, zipstream=zipstream)
    _, still = coded(key_of(Codec.H264, coding=coding), scene())
    assert [number for number, one in enumerate(still) if one.key] == [0, 40]
    _, moving = coded(key_of(Codec.H264, coding=coding), scene(pan=1.5))
    assert [number for number, one in enumerate(moving) if one.key] == [0, 10, 20, 30, 40]


def test_a_dynamic_rate_falls_while_the_picture_is_still():
    zipstream = Zipstream(fps_mode=Mode.DYNAMIC, min_fps=Fraction(5))
    _, still = coded(key_of(Codec.H264, coding=Coding(zipstream=zipstream)), scene(), {13})
    assert [number for number, one in enumerate(still) if one] == [0, 5, 10, 13, 18, 23, 28, 33, 38, 43, 48]
    _, moving = coded(key_of(Codec.H264, coding=Coding(zipstream=zipstream)), scene(pan=1.5))
    assert None not in moving


# ---- others


def test_a_jpeg_is_kept_under_its_size():
    picture = scene(640, 360, 1)[0]
    free = JpegEncoder(0).encode(picture).payload
    bound = JpegEncoder(0, largest=len(free) // 2).encode(picture).payload
    assert len(bound) <= len(free) // 2
    assert JpegEncoder(0, largest=len(free)).encode(picture).payload == free
    assert JpegEncoder(0, largest=10).encode(picture).payload == JpegEncoder(100).encode(picture).payload


def test_what_cannot_be_coded_is_refused():
    with pytest.raises(ValueError, match="codes no pictures"):
        open_encoder(StreamKey(codec=Codec.AAC), RATE)
    with pytest.raises(ValueError, match="libx264 refuses"):
        open_encoder(key_of(Codec.H264, (0, 0)), RATE)


def test_moves_are_seen():
    pose = Pose(40.0, -10.0, 1, 62.3)
    key = key_of(Codec.H264)
    sets, found = coded(key, [planes_of(moment(key)), planes_of(moment(key, pose))])
    frames = decoded(Codec.H264, sets, [one.payload for one in found])
    assert [stamp.read(luma(frame)).pan for frame in frames] == [0.0, 40.0]


def test_the_library_is_imported_with_the_first_predicting_stream():
    script = """
import sys
from camsim.media import feed, gallery, request, request_audio, stream
assert not {"av", "numpy", "cv2"} & set(sys.modules), "too early"
from camsim.media.encode import open_encoder
open_encoder(stream.StreamKey(), 1.0)
assert "av" not in sys.modules, "for a JPEG"
"""
    subprocess.run([sys.executable, "-c", script], check=True)
