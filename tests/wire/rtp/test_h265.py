"""H.265: table of payloads, round trips of x265's streams, parameter sets."""

from __future__ import annotations

import base64
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import h265
from camsim.wire.rtp.h265_sps import Sps, parse_sps
from camsim.wire.rtp.nal import nal_units
from tests.wire.rtp import bitstreams, receivers
from tests.wire.rtp.writer import Writer

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
    ("width", "height", "rate", "more", "tier"),
    [
        (320, 192, 25, "", "0"),
        (640, 360, 30, ":scaling-list=default:level-idc=5.1:high-tier=1", "1"),
        (1920, 1080, 15, ":vbv-maxrate=4000:vbv-bufsize=4000:hrd=1:sar=2", "0"),
        (328, 184, 10, ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=full:chromaloc=1", "0"),
    ],
)
def test_what_a_sequence_parameter_set_says(width, height, rate, more, tier):
    units, _ = bitstreams.encode("libx265", 1, width, height, rate, **FAST, **{"x265-params": QUIET + more})
    sets = [bytes(unit) for unit in nal_units(units[0]) if 32 <= h265.kind_of(unit) <= 34]
    sps = parse_sps(next(unit for unit in sets if h265.kind_of(unit) == 33))
    assert (sps.profile, sps.width, sps.height, sps.rate) == (1, width, height, Fraction(rate))
    found = h265.format_parameters(sets)
    assert list(found) == ["sprop-vps", "sprop-sps", "sprop-pps", "profile-id", "tier-flag", "level-id"]
    assert [base64.b64decode(found[name]) for name in list(found)[:3]] == sets
    assert (found["profile-id"], found["tier-flag"], found["level-id"]) == ("1", tier, str(sps.level))
    assert sps.level % 3 == 0 and 30 <= sps.level <= 186


def head(sub_layers: int = 0) -> Writer:
    """Up to the level: main profile."""
    return Writer().u(4).u(3, sub_layers).u(1, 1).u(2).u(1).u(5, 1).u(80).u(8, 90)


def test_rare_syntax_of_a_sequence_parameter_set():
    """Sub-layers, 4:4:4, scaling lists, PCM, reference picture sets with prediction, long-term pictures, all before the timing."""
    bits = head(2).u(2, 3).u(2, 2).u(12).u(96, 5).u(88, 5)
    bits.ue(0, 3).u(1).ue(160, 112).u(1, 1).ue(1, 2, 3, 4).ue(0, 0, 4).u(1, 1).ue(*[1] * 9).ue(*[0] * 6)
    bits.u(1, 1).u(1, 1)
    bits.u(1, 1).se(*[1] * 16).u(1).ue(1)
    for _ in range(4):
        bits.u(1).ue(0)
    for _ in range(6):
        bits.u(1, 1).se(*[-1] * 64)
    for _ in range(8):
        bits.u(1, 1).se(*[2] * 65)
    bits.u(2).u(1, 1).u(8).ue(0, 0).u(1)
    bits.ue(3).ue(2, 1).ue(0).u(1, 1).ue(1).u(1).ue(0).u(1, 1)
    bits.u(1, 1).u(1).ue(0).u(1, 1).u(2, 0).u(2, 1).u(1, 1)
    bits.u(1, 1).u(1).ue(0).u(4, 15)
    bits.u(1, 1).ue(2).u(8 + 1).u(8 + 1).u(2)
    bits.u(1, 1).u(1, 1).u(8, 1).u(1, 1).u(1).u(1, 1).u(4).u(1).u(1, 1).ue(0, 0).u(3).u(1, 1).ue(0, 0, 0, 0)
    assert parse_sps(bits.u(1, 1).u(32, 1001).u(32, 30_000).u(1).nal(b"\x42\x01")) == Sps(1, False, 90, 157, 105, Fraction(30_000, 1001))


@pytest.mark.parametrize("usability", [Writer().u(1), Writer().u(1, 1).u(4).u(3).u(1).u(1), Writer().u(1, 1).u(4).u(3).u(1).u(1, 1).u(64)])
def test_no_rate(usability):
    bits = head().ue(0, 1).ue(160, 112).u(1).ue(0, 0, 4).u(1).ue(1, 1, 1).ue(*[0] * 6).u(1).u(2).u(1).ue(0).u(1).u(2)
    bits.then(usability)
    assert parse_sps(bits.nal(b"\x42\x01")) == Sps(1, False, 90, 160, 112, None)


@pytest.mark.parametrize(("sets", "reason"), [(Writer().ue(65), "65 short-term"), (Writer().ue(1).ue(9, 8), "17 pictures")])
def test_too_many_references(sets, reason):
    bits = head().ue(0, 1).ue(160, 112).u(1).ue(0, 0, 4).u(1).ue(1, 1, 1).ue(*[0] * 6).u(1).u(2).u(1)
    bits.then(sets)
    with pytest.raises(ValueError, match=reason):
        parse_sps(bits.nal(b"\x42\x01"))


@pytest.mark.parametrize("nal", [b"", b"\x42\x01", b"\x44\x01\xc0", b"\x42\x01" + bytes(300), b"\x42\x01" + b"\xff" * 300])
def test_what_is_no_sequence_parameter_set(nal):
    with pytest.raises(ValueError):
        parse_sps(nal)


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data):
    try:
        parse_sps(b"\x42\x01" + data)
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("units", "missing"), [([], "VPS"), ([b"\x40\x01\x01", b"\x44\x01\x01"], "SPS"), ([b"\x40\x01\x01", b"\x42\x01\x01"], "PPS")]
)
def test_missing_parameter_sets(units, missing):
    with pytest.raises(ValueError, match=f"no {missing}"):
        h265.format_parameters(units)
