"""Packets shared by sessions: header bytes, extension, own numbers, wraps, bounds."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp.burst import MOST_PACKETS, Burst
from camsim.wire.rtp.header import ntp_time, replay_extension
from camsim.wire.rtp.payload import LEAST_LIMIT, Fragment, split
from tests.wire.rtp import receivers

SSRC = 0xDEADBEEF


@pytest.mark.parametrize(
    ("fragment", "payload_type", "timestamp", "ssrc", "sequence", "expected"),
    [
        (Fragment(b"ab", True), 96, 0x01020304, 0x0A0B0C0D, 0x1122, "24 00 000e 80 e0 1122 01020304 0a0b0c0d 6162"),
        (Fragment(b"", False), 0, 0, 0, 0, "24 00 000c 80 00 0000 00000000 00000000"),
        (Fragment(b"a", False), 26, 1 << 32, 1, 0x1_0000, "24 00 000d 80 1a 0000 00000000 00000001 61"),
        (Fragment(b"a", True, 2), 127, 0xFFFFFFFF, 1, 0xFFFF, "24 00 000d 80 ff ffff 00000001 00000001 61"),
    ],
)
def test_bytes_of_a_packet(fragment, payload_type, timestamp, ssrc, sequence, expected):
    assert Burst([fragment], payload_type, timestamp, 0.0).interleaved(0, ssrc, sequence).hex() == expected.replace(" ", "")


def test_the_replay_extension_on_the_first_packet():
    extension = replay_extension(1_700_000_000.5, clean=True, discontinuity=True, cseq=0x105)
    assert extension.hex() == "abac0003" + f"{1_700_000_000 + 2_208_988_800:08x}" + "80000000" + "a0" + "05" + "0000"
    packets = [receivers.rtp(packet) for packet in Burst(split(bytes(500), 200), 96, 9, 0.0, extension=extension).datagrams(SSRC, 0)]
    assert [packet.extension for packet in packets] == [(0xABAC, extension[4:]), None, None]
    assert b"".join(packet.payload for packet in packets) == bytes(500)


@pytest.mark.parametrize(("flags", "byte"), [("clean", 0x80), ("end", 0x40), ("discontinuity", 0x20), ("terminal", 0x10)])
def test_flags_of_the_replay_extension(flags, byte):
    assert replay_extension(0.0, **{"clean": False, flags: True})[12] == byte


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, 2_208_988_800 << 32),
        (0.25, 2_208_988_800 << 32 | 1 << 30),
        (-2_208_988_800.0, 0),
        (-0.5, 2_208_988_799 << 32 | 1 << 31),
        (2_085_978_496.0, 0),
        (1_700_000_000.125, 3_908_988_800 << 32 | 1 << 29),
    ],
)
def test_ntp_times(seconds, expected):
    assert ntp_time(seconds) == expected


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 40) | st.just(20), max_size=60),
    sequence=st.integers(0, 0xFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    channel=st.integers(0, 255),
    timestamp=st.integers(0, 1 << 40),
    extension=st.sampled_from([b"", replay_extension(0.0, clean=True)]),
)
def test_any_burst_reads_back_with_the_numbers_of_its_session(sizes, sequence, ssrc, channel, timestamp, extension):
    fragments = [Fragment(bytes([index]) * size, index % 3 == 0, index) for index, size in enumerate(sizes)]
    burst = Burst(fragments, 97, timestamp, 1.0, extension=extension)
    assert (burst.packets, burst.octets) == (len(sizes), sum(sizes))
    framed = receivers.interleaved(burst.interleaved(channel, ssrc, sequence))
    datagrams = [bytes(packet) for packet in burst.datagrams(ssrc, sequence)]
    assert [packet for _, packet in framed] == datagrams
    assert {number for number, _ in framed} <= {channel}
    for index, (fragment, packet) in enumerate(zip(fragments, map(receivers.rtp, datagrams), strict=True)):
        assert (packet.payload, packet.marker, packet.payload_type) == (fragment.payload, fragment.marker, 97)
        assert packet.timestamp == (timestamp + index) % (1 << 32)
        assert packet.sequence == (sequence + index) % (1 << 16)
        assert packet.ssrc == ssrc


@pytest.mark.parametrize("sequence", [0, 255, 256, 0xFE00, 0xFF00, 0xFFFF])
def test_a_long_run_wraps_its_sequence_numbers(sequence):
    burst = Burst(split(bytes(700 * LEAST_LIMIT + 1), LEAST_LIMIT), 96, 0, 0.0)
    found = [receivers.rtp(packet) for packet in burst.datagrams(SSRC, sequence)]
    assert [packet.sequence for packet in found] == [(sequence + index) % 0x10000 for index in range(701)]
    assert {packet.ssrc for packet in found} == {SSRC}
    assert [packet.marker for packet in found] == [False] * 700 + [True]


def test_sessions_do_not_touch_one_another():
    burst = Burst(split(bytes(9000), 300), 96, 0, 0.0)
    first, second = burst.interleaved(0, 1, 10), burst.interleaved(4, 2, 20)
    assert [receivers.rtp(packet).ssrc for _, packet in receivers.interleaved(first)] == [1] * 30
    assert [(channel, receivers.rtp(packet).sequence) for channel, packet in receivers.interleaved(second)] == [
        (4, 20 + i) for i in range(30)
    ]
    assert burst.interleaved(0, 1, 10) == first


def test_an_empty_burst():
    burst = Burst([], 96, 0, 0.0, extension=replay_extension(0.0, clean=True))
    assert (burst.packets, burst.octets, burst.interleaved(0, 1, 1), burst.datagrams(1, 1)) == (0, 0, b"", [])


@pytest.mark.parametrize(
    ("fragments", "payload_type", "extension", "reason"),
    [
        ([Fragment(bytes(0xFFFF - 11), True)], 96, b"", "65536 bytes"),
        ([Fragment(bytes(0xFFFF - 12), True)], 96, bytes.fromhex("abac0000"), "cannot be framed"),
        ([Fragment(b"", False)] * (MOST_PACKETS + 1), 96, b"", "65537 packets"),
        ([], 128, b"", "payload type"),
        ([], 96, bytes(3), "length"),
        ([], 96, bytes(16), "length"),
    ],
)
def test_what_cannot_be_sent(fragments, payload_type, extension, reason):
    with pytest.raises(ValueError, match=reason):
        Burst(fragments, payload_type, 0, 0.0, extension=extension)


def test_the_largest_packet():
    data = Burst([Fragment(bytes(0xFFFF - 12), True)], 96, 0, 0.0).interleaved(0, SSRC, 0)
    assert struct.unpack(">H", data[2:4]) == (0xFFFF,)


@settings(deadline=None)
@given(st.binary(max_size=2000), st.integers(LEAST_LIMIT, 700))
def test_split(data, limit):
    found = split(data, limit)
    assert b"".join(part.payload for part in found) == data
    assert all(0 < len(part.payload) <= limit for part in found)
    assert [part.marker for part in found] == [False] * (len(found) - 1) + [True] * bool(data)


def test_a_limit_without_room_for_headers():
    with pytest.raises(ValueError, match="less than"):
        split(b"a", LEAST_LIMIT - 1)
