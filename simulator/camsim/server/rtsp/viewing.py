"""A viewing: the lanes of one session, from its first SETUP to its end."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.server.rtsp.lane import ENCODED, FIRST, REPORT_EVERY, Lane
from camsim.server.rtsp.multicast import Member
from camsim.wire.rtp import rtcp
from camsim.wire.rtsp import RtpInfo, Session

if TYPE_CHECKING:
    from camsim.server.rtsp.dialogue import Dialogue
    from camsim.server.rtsp.playback import Span
    from camsim.server.rtsp.station import Station


class Viewing:
    """What the station runs for a session."""

    def __init__(self, station: Station, session: Session, dialogue: Dialogue) -> None:
        self.session = session
        self.dialogue = dialogue
        """The dialogue in which it was set up."""
        self.lanes: dict[int, Lane | Member] = {}
        self.adjusted: dict[str, str] = {}
        """Arguments that were changed as it played."""
        self._station = station
        self._reports: Timer | None = None
        self.span: Span | None = None
        """What is played of a recording; where it is paused, from where it stands."""

    def add(self, number: int, lane: Lane | Member) -> None:
        """A track was set up."""
        self.lanes[number] = lane
        if lane.outlet.kind == "udp":
            lane.outlet.received = self.received

    async def open(self, span: Span | None = None) -> list[RtpInfo]:
        """Opens the streams of all lanes; returns where their packets begin. Raises NotSupportedError for what is not there.

        `span`: what to play of a recording.
        """
        self.span = span
        for lane in self.lanes.values():
            if isinstance(lane, Lane):
                lane.open(self._over, span)
            else:
                lane.open(self._over)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(ENCODED, FIRST / max(1.0, self._station.clock.speed))):
                for lane in tuple(self.lanes.values()):
                    await lane.first()
        return [lane.info(number) for number, lane in sorted(self.lanes.items())]

    def start(self) -> None:
        """Lets the packets out, and a report every few seconds."""
        for lane in self.lanes.values():
            lane.start()
        if self._reports is None:
            self._await_report()

    def pause(self) -> None:
        """Stops sending."""
        if self.span is not None:
            now = self._station.clock.now()
            self.span = replace(self.span, since=self.span.position(now), paced=False)
        for lane in self.lanes.values():
            lane.pause()
        self._stop_reports()

    def close(self, *, goodbye: bool = True) -> None:
        """Ends all lanes."""
        self._stop_reports()
        for lane in self.lanes.values():
            lane.close(goodbye=goodbye)
        self.lanes.clear()

    def received(self, data: bytes) -> None:
        """RTCP from the client."""
        self.session.touch(self._station.clock.now())
        try:
            packets = rtcp.parse(data)
        except ValueError:
            return
        self._station.counts.receiver_reports += sum(isinstance(packet, rtcp.ReceiverReport) for packet in packets)

    def _over(self, lane: object) -> None:
        """A stream ended by itself, as all do when the device restarts: so does the session."""
        self._station.end(self)

    def _await_report(self) -> None:
        self._reports = self._station.device.life.call_later(REPORT_EVERY, self._report)

    def _report(self) -> None:
        for lane in self.lanes.values():
            lane.report()
        self._await_report()

    def _stop_reports(self) -> None:
        if self._reports is not None:
            self._reports.cancel()
            self._reports = None
