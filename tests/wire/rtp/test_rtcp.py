"""RTCP: bytes, round trips, hostile packets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import rtcp

WORD = st.integers(0, 0xFFFFFFFF)
BLOCKS = st.builds(rtcp.ReportBlock, WORD, st.integers(0, 255), st.integers(-0x800000, 0x7FFFFF), WORD, WORD, WORD, WORD)
TEXT = st.text(max_size=60)
PACKETS = st.one_of(
    st.builds(rtcp.SenderReport, WORD, st.integers(0, (1 << 64) - 1), WORD, WORD, WORD, st.lists(BLOCKS, max_size=31).map(tuple)),
    st.builds(rtcp.ReceiverReport, WORD, st.lists(BLOCKS, max_size=31).map(tuple)),
    st.builds(rtcp.SourceDescription, st.lists(st.tuples(WORD, TEXT), max_size=31).map(tuple)),
    st.builds(rtcp.Bye, st.lists(WORD, max_size=31).map(tuple), TEXT),
    st.builds(rtcp.Other, st.sampled_from([204, 205, 206, 207]), st.integers(0, 31), st.integers(0, 9).map(lambda words: bytes(4 * words))),
)


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (
            rtcp.SenderReport(0x01020304, 0x1111111122222222, 0x33333333, 4, 5),
            "80 c8 0006 01020304 11111111 22222222 33333333 00000004 00000005",
        ),
        (
            rtcp.ReceiverReport(1, (rtcp.ReportBlock(2, 128, -1, 0x10005, 6, 7, 8),)),
            "81 c9 0007 00000001 00000002 80ffffff 00010005 00000006 00000007 00000008",
        ),
        (rtcp.SourceDescription(((1, "ab"),)), "81 ca 0003 00000001 01 02 6162 00 000000"),
        (rtcp.SourceDescription(((1, "a"),)), "81 ca 0002 00000001 01 01 61 00"),
        (rtcp.Bye((1, 2)), "82 cb 0002 00000001 00000002"),
        (rtcp.Bye((1,), "end"), "81 cb 0002 00000001 03 656e64"),
    ],
)
def test_bytes(packet, expected):
    data = bytes.fromhex(expected)
    assert packet.encode() == data
    assert rtcp.parse(data) == (packet,)


@settings(deadline=None)
@given(st.lists(PACKETS, min_size=1, max_size=6))
def test_round_trip(packets):
    assert rtcp.parse(rtcp.compound(packets)) == tuple(packets)


def test_counters_of_a_sender_report_wrap():
    packet = rtcp.SenderReport(1, 0, 1 << 32, (1 << 32) + 1, (1 << 32) + 2)
    assert rtcp.parse(packet.encode()) == (rtcp.SenderReport(1, 0, 0, 1, 2),)


def test_losses_are_clipped_to_24_bits():
    assert rtcp.ReportBlock(1, lost=1 << 30).encode()[5:8] == b"\x7f\xff\xff"
    assert rtcp.ReportBlock(1, lost=-(1 << 30)).encode()[5:8] == b"\x80\0\0"


def test_padding_of_the_last_packet_and_items_beside_the_name():
    assert rtcp.parse(bytes.fromhex("a0c90002 00000001 00000004")) == (rtcp.ReceiverReport(1),)
    items = bytes.fromhex("81ca0005 00000001 0602 7878 0103 616263 0801 00 00000000")
    assert rtcp.parse(items) == (rtcp.SourceDescription(((1, "abc"),)),)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "80c9",
        "80c90001",
        "40c9000100000001",
        "80600001 00000001",
        "81c9000100000001",
        "80c80001 00000001",
        "82ca0002 00000001 01016100",
        "81ca0002 00000001 01ff6161",
        "82cb000100000001",
        "a0c9000100000001",
        "a0c9000100000000",
        "a0c90002 00000001 00000004 80c9000100000001",
        "a0cc0000",
    ],
)
def test_what_is_no_rtcp(data):
    with pytest.raises(ValueError):
        rtcp.parse(bytes.fromhex(data))


def test_bounds():
    report = rtcp.ReceiverReport(1)
    assert len(rtcp.parse(report.encode() * rtcp.MOST_PACKETS)) == rtcp.MOST_PACKETS
    with pytest.raises(ValueError, match="too many"):
        rtcp.parse(report.encode() * (rtcp.MOST_PACKETS + 1))
    with pytest.raises(ValueError, match="too many"):
        rtcp.parse(bytes(rtcp.LARGEST + 1))
    for packet in (rtcp.ReceiverReport(1, (rtcp.ReportBlock(2),) * 32), rtcp.Bye((1,) * 32), rtcp.SourceDescription(((1, "a"),) * 32)):
        with pytest.raises(ValueError, match="32 do not fit"):
            packet.encode()
    for packet in (rtcp.Bye((1,), "a" * 256), rtcp.SourceDescription(((1, "ä" * 128),))):
        with pytest.raises(ValueError, match="256 bytes"):
            packet.encode()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_anything_is_read_or_refused(data):
    try:
        assert rtcp.parse(data)
    except ValueError:
        pass


@settings(deadline=None)
@given(st.lists(PACKETS, min_size=1, max_size=3), st.data())
def test_damaged_packets_are_read_or_refused(packets, data):
    raw = bytearray(rtcp.compound(packets))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    del raw[data.draw(st.integers(0, len(raw))) :]
    try:
        assert rtcp.parse(raw)
    except ValueError:
        pass
