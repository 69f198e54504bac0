"""H.264: table of payloads, round trips of x264's streams."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import h264
from tests.wire.rtp import bitstreams, receivers

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
