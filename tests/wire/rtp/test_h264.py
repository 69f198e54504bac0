"""H.264: table of payloads, round trips of x264's streams, parameter sets."""

from __future__ import annotations

import base64
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import h264
from camsim.wire.rtp.nal import nal_units
from tests.wire.rtp import bitstreams, receivers
from tests.wire.rtp.writer import Writer

BASELINE = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "annexb=1:repeat-headers=1:sliced-threads=0", "qp": "18"}


def payloads(fragments) -> list[bytes]:
    return [fragment.payload for fragment in fragments]


def test_parameter_sets_share_a_packet_and_a_slice_stands_alone():
    unit = bytes.fromhex("00000001 6742 00000001 28ce 000001 0605 000001 6588")
    found = h264.packetise(unit, 192)
    assert [(payload.hex(), marker) for payload, marker, _ in found] == [
        ("78000267420002 28ce0002 0605".replace(" ", ""), False),
        ("6588", True),
    ]


def test_a_single_parameter_set_is_no_aggregate():
    assert [payload.hex() for payload in payloads(h264.packetise(bytes.fromhex("000001 6742 000001 6588"), 192))] == ["6742", "6588"]


def test_units_that_do_not_fit_together_are_not_aggregated():
    units = [b"\x67" + b"\1" * 99, b"\x68" + b"\1" * 99, b"\x06" + b"\1" * 20]
    found = payloads(h264.packetise(receivers.annex_b(units), 192))
    assert [len(payload) for payload in found] == [100, 1 + 2 + 100 + 2 + 21]
    assert receivers.h264(found) == units


def test_fragments_of_a_large_unit():
    found = h264.packetise(b"\0\0\1\x65" + b"\7" * 400, 192)
    assert [payload[:2].hex() for payload in payloads(found)] == ["7c85", "7c05", "7c45"]
    assert [len(payload) for payload in payloads(found)] == [192, 192, 22]
    assert [fragment.marker for fragment in found] == [False, False, True]


@pytest.mark.parametrize(("size", "count"), [(191, 1), (192, 1), (193, 2), (381, 2), (382, 3)])
def test_bounds_of_fragments(size, count):
    unit = b"\x65" + b"\7" * (size - 1)
    found = payloads(h264.packetise(b"\0\0\1" + unit, 192))
    assert len(found) == count
    assert receivers.h264(found) == [unit]


@pytest.mark.parametrize("data", [b"", b"\0\0\1", b"no start code"])
def test_nothing_to_send(data):
    assert h264.packetise(data, 1400) == ()


def test_lengths_instead_of_start_codes():
    assert payloads(h264.packetise(bytes.fromhex("00000002 6588 00000001 61"), 1400, length_size=4)) == [b"\x65\x88", b"\x61"]
    with pytest.raises(ValueError, match="longer than"):
        h264.packetise(bytes.fromhex("00000003 6588"), 1400, length_size=4)


def test_too_small_a_limit():
    with pytest.raises(ValueError, match="less than"):
        h264.packetise(b"", 100)


UNITS = st.builds(
    lambda kind, ref, size: bytes([ref << 5 | kind]) + b"\xab" * size, st.integers(1, 23), st.integers(0, 3), st.integers(0, 900)
)


@settings(deadline=None)
@given(st.lists(UNITS, min_size=1, max_size=8), st.integers(192, 700))
def test_any_units_come_back_in_order_within_the_limit(units, limit):
    found = h264.packetise(receivers.annex_b(units), limit)
    assert receivers.h264(payloads(found)) == units
    assert max(len(payload) for payload in payloads(found)) <= limit
    assert [fragment.marker for fragment in found] == [False] * (len(found) - 1) + [True]


@pytest.mark.parametrize("limit", [192, 1388, 64_000])
@pytest.mark.parametrize("slices", ["1", "4"])
def test_a_real_stream_decodes_to_the_same_pictures(limit, slices):
    units, _ = bitstreams.encode("libx264", slices=slices, **BASELINE)
    received = []
    for unit in units:
        found = h264.packetise(unit, limit)
        assert all(len(fragment.payload) <= limit for fragment in found)
        assert [fragment.marker for fragment in found] == [False] * (len(found) - 1) + [True]
        received.append(receivers.annex_b(receivers.h264(payloads(found))))
    assert len(units[0]) > 10_000
    expected = bitstreams.decode("h264", units)
    decoded = bitstreams.decode("h264", received)
    assert len(decoded) == len(units) == len(expected)
    assert all(numpy.array_equal(one, other) for one, other in zip(decoded, expected, strict=True))


@pytest.mark.parametrize(
    ("profile", "width", "height", "rate", "number"),
    [
        ("baseline", 320, 240, 25, 66),
        ("main", 640, 360, 30, 77),
        ("high", 1920, 1080, 15, 100),
        ("high", 322, 182, 10, 100),
    ],
)
def test_what_a_sequence_parameter_set_says(profile, width, height, rate, number):
    options = {"preset": "medium", "profile": profile, "qp": "30", "x264-params": "force-cfr=1"}
    units, _ = bitstreams.encode("libx264", 1, width, height, rate, **options)
    sets = [unit for unit in nal_units(units[0]) if unit[0] & 31 in (7, 8)]
    sps = h264.parse_sps(bytes(sets[0]))
    assert (sps.profile, sps.width, sps.height, sps.rate) == (number, width, height, Fraction(rate))
    assert sps.level in (10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42)
    found = h264.format_parameters(sets)
    assert found["packetization-mode"] == "1"
    assert [base64.b64decode(text) for text in found["sprop-parameter-sets"].split(",")] == sets
    assert bytes.fromhex(found["profile-level-id"]) == bytes(sets[0][1:4])
    assert found["profile-level-id"] == f"{sps.profile:02x}{sps.constraints:02x}{sps.level:02x}"


def test_interlaced_pictures():
    options = {"preset": "fast", "x264-params": "interlaced=1:force-cfr=1:cqm=jvt"}
    units, _ = bitstreams.encode("libx264", 1, 704, 576, 25, **options)
    sps = h264.parse_sps(next(bytes(unit) for unit in nal_units(units[0]) if unit[0] & 31 == 7))
    assert (sps.width, sps.height, sps.rate) == (704, 576, 25)


def test_rare_syntax_of_a_sequence_parameter_set():
    """4:4:4 with scaling lists of which one ends early, order count type 1, all of the usability information before the timing."""
    bits = Writer().u(8, 244).u(8, 0x10).u(8, 51).ue(0).ue(3).u(1).ue(0, 0).u(1).u(1, 1)
    bits.u(1, 1).se(*[1] * 16).u(1, 1).se(-8)
    bits.u(4).u(1, 1).se(*[0] * 64).u(5)
    bits.ue(0, 1).u(1).se(-1, 2).ue(2).se(3, -4).ue(4).u(1).ue(9, 6).u(1, 1).u(1, 1).u(1, 1).ue(1, 2, 3, 4)
    bits.u(1, 1).u(1, 1).u(8, 255).u(16, 4).u(16, 3).u(1, 1).u(1).u(1, 1).u(4, 5).u(1, 1).u(24, 0x010101).u(1, 1).ue(0, 1)
    assert h264.parse_sps(bits.u(1, 1).u(32, 1001).u(32, 60_000).u(1, 1).nal(b"\x67")) == h264.Sps(
        244, 0x10, 51, 160 - 3, 112 - 7, Fraction(30_000, 1001)
    )


@pytest.mark.parametrize(("timing", "rate"), [(Writer().u(1), None), (Writer().u(1, 1).u(5, 1).u(32, 0).u(32, 9).u(1), None)])
def test_no_rate(timing, rate):
    bits = Writer().u(8, 66).u(8).u(8, 30).ue(0).ue(0, 0, 0).ue(1).u(1).ue(9, 6).u(1, 1).u(1, 1).u(1)
    bits.then(timing)
    sps = h264.parse_sps(bits.nal(b"\x27"))
    assert (sps.width, sps.height, sps.rate) == (160, 112, rate)


def test_a_picture_that_is_cropped_away():
    bits = Writer().u(8, 66).u(8).u(8, 30).ue(0).ue(0, 0, 0).ue(1).u(1).ue(0, 0).u(1, 1).u(1, 1).u(1, 1).ue(4, 4, 0, 0)
    with pytest.raises(ValueError, match="without pixels"):
        h264.parse_sps(bits.nal(b"\x67"))


def test_a_number_beyond_32_bits():
    with pytest.raises(ValueError, match="beyond 32 bits"):
        h264.parse_sps(Writer().u(8, 66).u(8).u(8, 30).u(40).nal(b"\x67"))


def test_a_parameter_set_of_a_real_camera():
    sps = h264.parse_sps(base64.b64decode("Z2QAKa0AxSAoC/5ZuAgIDSgApMuADN/mAHhAIVA="))
    assert (sps.profile, sps.level, sps.width, sps.height, sps.rate) == (100, 41, 640, 360, Fraction(10))


@pytest.mark.parametrize("nal", [b"", b"\x67", b"\x68\xce", b"\x67\x64\0\x29", b"\x67" + bytes(200)])
def test_what_is_no_sequence_parameter_set(nal):
    with pytest.raises(ValueError):
        h264.parse_sps(nal)


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data):
    try:
        h264.parse_sps(b"\x67" + data)
    except ValueError:
        pass


@pytest.mark.parametrize("units", [[], [b"\x67\x42\0\x1e"], [b"\x68\xce"], [b"", b"\x67\x42", b"\x68\xce"]])
def test_missing_parameter_sets(units):
    with pytest.raises(ValueError, match="no parameter sets"):
        h264.format_parameters(units)
