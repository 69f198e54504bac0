"""AV1: table of payloads, round trips of SVT-AV1's streams, the sequence header."""

from __future__ import annotations

import os

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import av1
from camsim.wire.rtsp import codecs, style
from tests.wire.rtp import bitstreams, receivers

SEQUENCE = bytes.fromhex("0a02 aabb")
DELIMITER = bytes.fromhex("1200")
FRAME = bytes.fromhex("3203 010203")


@pytest.fixture(scope="module")
def stream() -> list[bytes]:
    os.environ.setdefault("SVT_LOG", "1")
    return bitstreams.encode("libsvtav1", preset="12", qp="12", **{"svtav1-params": "lp=1:pred-struct=1:lookahead=0"})[0]


def payloads(fragments) -> list[bytes]:
    return [fragment.payload for fragment in fragments]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (DELIMITER + SEQUENCE + FRAME, "28 03 08aabb 30010203"),
        (DELIMITER + FRAME, "10 30010203"),
        (FRAME * 4, "00" + "04 30010203" * 4),
        (bytes.fromhex("30 010203"), "10 30010203"),
        (bytes.fromhex("3608 03 010203"), "10 3408010203"),
    ],
)
def test_payloads(unit, expected):
    (found,) = av1.packetise(unit, 192)
    assert (found.payload.hex(), found.marker) == (expected.replace(" ", ""), True)


def test_fragments_of_a_large_unit():
    found = av1.packetise(SEQUENCE + bytes.fromhex("32 9003") + bytes(400), 192)
    assert [payload[0] for payload in payloads(found)] == [0x40 | 0x20 | 0x08, 0x80 | 0x40 | 0x10, 0x80 | 0x10]
    assert [fragment.marker for fragment in found] == [False, False, True]
    assert receivers.av1(payloads(found)) == [b"\x08\xaa\xbb", b"\x30" + bytes(400)]


@pytest.mark.parametrize("unit", [b"", DELIMITER])
def test_nothing_to_send(unit):
    assert av1.packetise(unit, 1388) == ()


@pytest.mark.parametrize("unit", ["3204 010203", "32", "b200", "32 ffffffffffffffffff", "36", "34"])
def test_what_is_no_stream(unit):
    with pytest.raises(ValueError, match="cut short"):
        av1.packetise(bytes.fromhex(unit), 1388)


def test_too_small_a_limit():
    with pytest.raises(ValueError, match="less than"):
        av1.packetise(b"", 100)


UNITS = st.builds(lambda kind, size: bytes([kind << 3]) + b"\xab" * size, st.sampled_from([1, 3, 4, 5, 6, 7, 15]), st.integers(0, 900))


@settings(deadline=None)
@given(st.lists(UNITS, min_size=1, max_size=8), st.integers(192, 700))
def test_any_units_come_back_in_order_within_the_limit(units, limit):
    found = av1.packetise(receivers.obu_stream(units), limit)
    assert receivers.av1(payloads(found)) == units
    assert max(len(payload) for payload in payloads(found)) <= limit
    assert [fragment.marker for fragment in found] == [False] * (len(found) - 1) + [True]


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data):
    for read in (lambda: av1.packetise(data, 192), lambda: av1.parse_sequence(b"\x08" + data)):
        try:
            read()
        except ValueError:
            pass


@pytest.mark.parametrize("limit", [192, 1388, 64_000])
def test_a_real_stream_decodes_to_the_same_pictures(stream, limit):
    received = []
    for unit in stream:
        found = av1.packetise(unit, limit)
        assert all(len(fragment.payload) <= limit for fragment in found)
        received.append(receivers.obu_stream(receivers.av1(payloads(found))))
    assert len(stream[0]) > 10_000
    expected = bitstreams.decode("libdav1d", stream)
    decoded = bitstreams.decode("libdav1d", received)
    assert len(decoded) == len(stream) == len(expected)
    assert all(numpy.array_equal(one, other) for one, other in zip(decoded, expected, strict=True))


def test_the_sequence_header(stream):
    header = next(obu for obu in av1.obus(stream[0]) if obu[0] >> 3 == av1.Obu.SEQUENCE_HEADER)
    sequence = av1.parse_sequence(header)
    assert (sequence.profile, sequence.width, sequence.height, sequence.high_tier) == (0, 320, 192, False)
    assert codecs.av1(sequence).fmtp(style.C) == f"profile=0;level-idx={sequence.level};tier=0"


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("000 1 1 00100" + "0011 0010 1111 100", av1.Sequence(0, 4, False, 16, 5)),
        ("001 0 0 0 0 00000 000000000000 01001 1" + "0011 0010 1111 100", av1.Sequence(1, 9, True, 16, 5)),
        (
            "000 0 0 1"
            + "0" * 64
            + "1 00100 1 00001"
            + "0" * 42
            + "1 00001"
            + "000000000000 00100 1 00 00 0 1 0101" * 2
            + "0011 0010 1111 100",
            av1.Sequence(0, 4, False, 16, 5),
        ),
    ],
)
def test_sequence_headers_by_hand(bits, expected):
    bits = bits.replace(" ", "")
    bits += "0" * (-len(bits) % 8)
    assert av1.parse_sequence(b"\x08" + int(bits, 2).to_bytes(len(bits) // 8, "big")) == expected


@pytest.mark.parametrize("obu", [b"", b"\x10", b"\x08"])
def test_what_is_no_sequence_header(obu):
    with pytest.raises(ValueError):
        av1.parse_sequence(obu)
