"""Containers: bytes as the standards have them; what a demuxer that knows nothing of us reads out of them."""

from __future__ import annotations

import io

import pytest

from camsim.wire.container import H264, H265, Aac, MatroskaMuxer, Mp4Muxer, Opus, Sample, Track, length_prefixed

av = pytest.importorskip("av")

SPS = bytes.fromhex("6764001eacb40a0cfcf3702020400000030040000003000a3c50aa80")
PPS = bytes.fromhex("68ce3cb0")
VIDEO = H264(SPS, PPS, 640, 360)
VPS_265 = bytes.fromhex("40010c01ffff016000000300900000030000030 03f959809".replace(" ", ""))
SPS_265 = bytes.fromhex("420101016000000300900000030000030 03fa00a080b9f796566924caf01000003000100000300 1408".replace(" ", ""))
PPS_265 = bytes.fromhex("4401c172b46240")
AUDIO = Aac(bytes.fromhex("1408"), 16000, 1)
TRACKS = (Track(VIDEO, 25.0), Track(AUDIO, 15.625))
SAMPLES = [
    Sample(0, 0, True, b"\0\0\0\x02\x65\x88"),
    Sample(1, 0, True, b"sound"),
    Sample(0, 3600, False, b"\0\0\0\x02\x41\x9a"),
    Sample(1, 5760, True, b"more sound"),
    Sample(0, 3_600_000, True, b"\0\0\0\x02\x65\x88"),
]


def boxes(data: bytes) -> list[tuple[str, bytes]]:
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        assert 8 <= size <= len(data)
        found.append((data[4:8].decode(), data[8:size]))
        data = data[size:]
    return found


def packets(body: bytes, kind: str):
    with av.open(io.BytesIO(body), format=kind) as container:
        streams = container.streams
        seen = [
            (packet.stream.index, round(float(packet.pts * packet.time_base), 3), packet.is_keyframe, bytes(packet))
            for packet in container.demux()
            if packet.size
        ]
        return [stream.codec_context.name for stream in streams], [stream.codec_context.extradata for stream in streams], seen


def test_mp4_is_a_head_and_a_fragment_for_each_sample():
    muxer = Mp4Muxer(TRACKS)
    head = boxes(muxer.head())
    assert [name for name, _ in head] == ["ftyp", "moov"] and head[0][1][:4] == b"isom"
    assert [name for name, _ in boxes(head[1][1])] == ["mvhd", "trak", "trak", "mvex"]
    for count, sample in enumerate(SAMPLES, 1):
        chunk = muxer.add(sample)
        (moof, fragment), (mdat, data) = boxes(chunk)
        assert (moof, mdat, data) == ("moof", "mdat", sample.data)
        (mfhd, number), (traf, parts) = boxes(fragment)
        assert (mfhd, traf, int.from_bytes(number[4:], "big")) == ("mfhd", "traf", count)
        told = dict(boxes(parts))
        assert int.from_bytes(told["tfhd"][4:8], "big") == sample.track + 1
        assert int.from_bytes(told["tfdt"][4:], "big") == sample.time
        offset, size = int.from_bytes(told["trun"][8:12], "big"), int.from_bytes(told["trun"][16:20], "big")
        assert chunk[offset : offset + size] == sample.data


@pytest.mark.parametrize(("kind", "make"), [("mp4", Mp4Muxer), ("matroska", lambda tracks: MatroskaMuxer(tracks, "test"))])
def test_a_demuxer_reads_what_was_put_in(kind, make):
    muxer = make(TRACKS)
    codecs, extra, seen = packets(muxer.head() + b"".join(muxer.add(sample) for sample in SAMPLES), kind)
    assert codecs == ["h264", "aac"] and extra == [VIDEO.record, AUDIO.record]
    assert sorted(seen) == sorted((sample.track, round(sample.time / 90000, 3), sample.key, sample.data) for sample in SAMPLES)


def test_a_cluster_begins_at_key_frames_and_when_time_runs_out():
    muxer = MatroskaMuxer(TRACKS, "test")
    begins = [muxer.add(sample).startswith(bytes.fromhex("1f43b675")) for sample in SAMPLES]
    assert begins == [True, False, False, False, True]
    assert muxer.add(Sample(1, 6_400_000, True, b"x")).startswith(bytes.fromhex("1f43b675"))


def test_sound_alone_and_opus():
    for kind, muxer in (("mp4", Mp4Muxer([Track(Opus(48000, 2), 50.0)])), ("matroska", MatroskaMuxer([Track(Opus(48000, 2), 50.0)], "t"))):
        codecs, _, seen = packets(muxer.head() + muxer.add(Sample(0, 0, True, b"\xfc\xff\xfe")), kind)
        assert codecs[0] in ("opus", "libopus") and [one[3] for one in seen] == [b"\xfc\xff\xfe"]


def test_names_and_records_of_h264():
    assert VIDEO.name == "avc1.64001E"
    assert VIDEO.record == bytes.fromhex("0164001effe1001c") + SPS + bytes.fromhex("010004") + PPS + bytes.fromhex("fdf8f800")
    assert H264(b"\x67\x42\xc0\x1e", PPS, 2, 2).record.endswith(PPS), "the baseline profile tells nothing more"


def test_names_and_records_of_h265():
    codec = H265(VPS_265, SPS_265, PPS_265, 640, 360)
    assert codec.name == "hvc1.1.6.L63.90"
    record = codec.record
    assert record[:2] == b"\x01\x01" and record[12] == 63 and record[21:23] == b"\x0f\x03"
    assert [record.count(unit) for unit in (VPS_265, SPS_265, PPS_265)] == [1, 1, 1]
    with pytest.raises(ValueError, match="not a sequence"):
        _ = H265(b"", b"\x42\x01", b"", 2, 2).record


def test_parameter_sets_stay_in_the_head():
    unit = b"\0\0\0\1" + SPS + b"\0\0\0\1" + PPS + b"\0\0\1\x06\x05\x80\0\0\0\1\x65\x88\x84"
    assert length_prefixed(unit, hevc=False) == b"\0\0\0\3\x06\x05\x80\0\0\0\3\x65\x88\x84"
    unit = b"\0\0\0\1" + VPS_265 + b"\0\0\0\1" + SPS_265 + b"\0\0\0\1\x26\x01\xaf"
    assert length_prefixed(unit, hevc=True) == b"\0\0\0\3\x26\x01\xaf"
