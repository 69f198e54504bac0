"""A session's own numbers over several bursts, and its reports."""

from __future__ import annotations

from camsim.wire.rtp import rtcp
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.header import ntp_time
from camsim.wire.rtp.payload import split
from camsim.wire.rtp.sender import Sender
from tests.wire.rtp import receivers

BOOT = 1_700_000_000.0


def burst(frame: int, size: int = 1000) -> Burst:
    return Burst(split(bytes(size), 300), 96, 0xFFFF_F000 + frame * 3600, BOOT + frame / 25)


def test_numbers_go_on_from_burst_to_burst_and_wrap():
    sender = Sender(7, 0xFFFD, "user@host")
    found = [receivers.rtp(packet) for frame in range(3) for packet in sender.datagrams(burst(frame))]
    assert [packet.sequence for packet in found] == [(0xFFFD + index) % 0x10000 for index in range(12)]
    assert [packet.timestamp for packet in found][::4] == [0xFFFF_F000, 0xFFFF_FE10, 0x0C20]
    assert (sender.sequence, sender.packets, sender.octets) == (9, 12, 3000)


def test_interleaved_and_datagrams_count_alike():
    one, other = Sender(7, 5, "user@host"), Sender(7, 5, "user@host")
    framed = receivers.interleaved(one.interleaved(burst(0), 2))
    assert [packet for _, packet in framed] == [bytes(packet) for packet in other.datagrams(burst(0))]
    assert (one.sequence, one.packets, one.octets) == (other.sequence, other.packets, other.octets)


def test_a_report_tells_one_instant_in_both_times():
    sender = Sender(7, 0, "user@host")
    sender.interleaved(burst(0), 0)
    sender.interleaved(burst(1), 0)
    report, names = rtcp.parse(sender.report(BOOT + 1.5))
    assert report == rtcp.SenderReport(7, ntp_time(BOOT + 1.5), (0xFFFF_F000 + 135_000) % (1 << 32), 8, 2000)
    assert names == rtcp.SourceDescription(((7, "user@host"),))


def test_other_clock_rates():
    sender = Sender(7, 0, "a", clock_rate=8000)
    sender.interleaved(Burst(split(bytes(160), 300), 0, 100, BOOT), 0)
    assert rtcp.parse(sender.report(BOOT + 0.5))[0].timestamp == 4100


def test_before_the_first_packet_there_is_an_empty_receiver_report():
    sender = Sender(7, 0, "user@host")
    sender.interleaved(Burst([], 96, 0, BOOT), 0)
    assert rtcp.parse(sender.report(BOOT)) == (rtcp.ReceiverReport(7), rtcp.SourceDescription(((7, "user@host"),)))


def test_goodbye():
    assert rtcp.parse(Sender(7, 0, "a").goodbye(BOOT, "reboot"))[-1] == rtcp.Bye((7,), "reboot")


def test_counters_wrap():
    sender = Sender(7, 0, "a")
    sender.octets = 0xFFFF_FFFF
    sender.packets = 0xFFFF_FFFF
    sender.datagrams(burst(0))
    assert (sender.packets, sender.octets) == (3, 999)
