"""H.265: table of payloads, round trips of x265's streams, what is told of them."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import h265
from camsim.wire.rtp.nal import nal_units
from camsim.wire.rtsp import codecs, style
from tests.wire.rtp import bitstreams, receivers

FAST = {"preset": "ultrafast", "tune": "zerolatency"}
QUIET = "log-level=none:repeat-headers=1:pools=none:frame-threads=1"


def payloads(fragments) -> list[bytes]:
    return [fragment.payload for fragment in fragments]


def test_parameter_sets_share_a_packet_and_a_slice_stands_alone():
    unit = bytes.fromhex("00000001 4001ff 00000001 4201ee 000001 4402dd 000001 2601aa")
    found = h265.packetise(unit, 192)
    assert [(payload.hex(), marker) for payload, marker, _ in found] == [
        ("60010003 4001ff 0003 4201ee 0003 4402dd".replace(" ", ""), False),
        ("2601aa", True),
    ]


def test_layers_and_temporal_ids_of_an_aggregate_are_the_lowest():
    units = [bytes([0x40 | 1, 0x0B, 1]), bytes([0x42, 0x1A, 2])]
    assert h265.packetise(receivers.annex_b(units), 192)[0].payload[:2] == bytes([0x60, 0x1A])


def test_fragments_of_a_large_unit():
    found = h265.packetise(b"\0\0\1\x26\x01" + b"\7" * 400, 192)
    assert [payload[:3].hex() for payload in payloads(found)] == ["620193", "620113", "620153"]
    assert [len(payload) for payload in payloads(found)] == [192, 192, 25]
    assert [fragment.marker for fragment in found] == [False, False, True]


@pytest.mark.parametrize(("size", "count"), [(192, 1), (193, 2), (380, 2), (381, 3)])
def test_bounds_of_fragments(size, count):
    unit = b"\x26\x01" + b"\7" * (size - 2)
    found = payloads(h265.packetise(b"\0\0\1" + unit, 192))
    assert len(found) == count
    assert receivers.h265(found) == [unit]


@pytest.mark.parametrize("data", [b"", b"\0\0\1\x40\x01", b"no start code"])
def test_nothing_to_send(data):
    assert h265.packetise(data, 1400) == ()


def test_too_small_a_limit():
    with pytest.raises(ValueError, match="less than"):
        h265.packetise(b"", 100)


UNITS = st.builds(
    lambda kind, temporal, size: bytes([kind << 1, temporal]) + b"\xab" * size, st.integers(0, 47), st.integers(1, 7), st.integers(1, 900)
)


@settings(deadline=None)
@given(st.lists(UNITS, min_size=1, max_size=8), st.integers(192, 700), st.booleans())
def test_any_units_come_back_in_order_within_the_limit(units, limit, lengths):
    data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units) if lengths else receivers.annex_b(units)
    found = h265.packetise(data, limit, length_size=4 * lengths)
    assert receivers.h265(payloads(found)) == units
    assert max(len(payload) for payload in payloads(found)) <= limit
    assert [fragment.marker for fragment in found] == [False] * (len(found) - 1) + [True]


@pytest.mark.parametrize("limit", [192, 1388, 64_000])
def test_a_real_stream_decodes_to_the_same_pictures(limit):
    units, _ = bitstreams.encode("libx265", **FAST, **{"x265-params": QUIET + ":qp=18"})
    received = []
    for unit in units:
        found = h265.packetise(unit, limit)
        assert all(len(fragment.payload) <= limit for fragment in found)
        received.append(receivers.annex_b(receivers.h265(payloads(found))))
    assert len(units[0]) > 10_000
    expected = bitstreams.decode("hevc", units)
    decoded = bitstreams.decode("hevc", received)
    assert len(decoded) == len(units) == len(expected)
    assert all(numpy.array_equal(one, other) for one, other in zip(decoded, expected, strict=True))


@pytest.mark.parametrize(
    ("more", "told"),
    [(":level-idc=4:high-tier=0", "tier-flag=0;level-id=120"), (":level-idc=5.1:high-tier=1", "tier-flag=1;level-id=153")],
)
def test_profile_tier_and_level_of_a_real_stream(more, told):
    units, _ = bitstreams.encode("libx265", 1, 640, 360, 30, **FAST, **{"x265-params": QUIET + more})
    sets = [bytes(unit) for unit in nal_units(units[0]) if 32 <= h265.kind_of(unit) <= 34]
    assert codecs.H265(*sets).fmtp(style.B).endswith(f";profile-id=1;{told}")
