"""Sender: one stream as one session gets it, with its own SSRC, sequence numbers, counters and reports."""

from __future__ import annotations

from camsim.wire.rtp import rtcp
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.header import ntp_time


class Sender:
    """Numbers the bursts of a stream for one session and reports on them. Knows no clock: times are told."""

    __slots__ = ("_last", "clock_rate", "cname", "octets", "packets", "sequence", "ssrc")

    def __init__(self, ssrc: int, sequence: int, cname: str, clock_rate: int = 90_000) -> None:
        """`sequence` is that of the first packet (as RTP-Info tells it), `clock_rate` the ticks per second of the time stamps."""
        self.ssrc = ssrc
        self.sequence = sequence & 0xFFFF
        """Of the next packet."""
        self.cname = cname
        self.clock_rate = clock_rate
        self.packets = 0
        self.octets = 0
        self._last: tuple[int, float] | None = None

    def interleaved(self, burst: Burst, channel: int) -> bytearray:
        """The packets for a TCP connection, in one piece (RFC 2326, section 10.12)."""
        data = burst.interleaved(channel, self.ssrc, self.sequence)
        self._sent(burst)
        return data

    def datagrams(self, burst: Burst) -> list[memoryview]:
        """The packets for UDP, one by one."""
        packets = burst.datagrams(self.ssrc, self.sequence)
        self._sent(burst)
        return packets

    def report(self, now: float) -> bytes:
        """Sender report and name at POSIX time `now`; an empty receiver report instead where nothing was sent (RFC 3550, section 6.4).

        The RTP time stamp is that of the last burst, carried on to `now`, so that both times mean one instant.
        """
        report: rtcp.Packet = rtcp.ReceiverReport(self.ssrc)
        if self._last is not None:
            timestamp, time = self._last
            mapped = timestamp + round((now - time) * self.clock_rate)
            report = rtcp.SenderReport(self.ssrc, ntp_time(now), mapped & 0xFFFF_FFFF, self.packets, self.octets)
        return rtcp.compound((report, self._name()))

    def goodbye(self, now: float, reason: str = "") -> bytes:
        """A last report with BYE."""
        return self.report(now) + rtcp.Bye((self.ssrc,), reason).encode()

    def _name(self) -> rtcp.SourceDescription:
        return rtcp.SourceDescription(((self.ssrc, self.cname),))

    def _sent(self, burst: Burst) -> None:
        self.sequence = (self.sequence + burst.packets) & 0xFFFF
        self.packets = (self.packets + burst.packets) & 0xFFFF_FFFF
        self.octets = (self.octets + burst.octets) & 0xFFFF_FFFF
        if burst.packets:
            self._last = burst.timestamp, burst.time
