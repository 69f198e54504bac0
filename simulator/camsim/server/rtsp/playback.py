"""Playing recordings: `recordingid=` in a URL, Range, Scale and Rate-Control (page slug: edge-storage-api, play recording using RTSP).

Guesses: RTP times follow the pace of playing; at the end a BYE is sent and the session stays, so that a client can seek; playing
backwards is answered with forwards; `Speed` counts as `Scale`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camsim.contract.recorder import tape_of
from camsim.device.device import Device
from camsim.device.errors import NotThereError
from camsim.device.parameters import Parameters
from camsim.device.storage.recording import RecordingStatus
from camsim.device.storage.recordings import Recordings
from camsim.media.archive import Tape
from camsim.media.block import Kept
from camsim.media.stream import AudioKey
from camsim.media.unit import TICKS
from camsim.server.rtsp.track import Packer, Track, audio_track, video_track
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtsp import Status, ranges

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station

HEADERS = ("Scale", "Speed", "Rate-Control")
"""Of a PLAY, beside Range."""
SLOWEST, FASTEST = 0.01, 100.0
"""Least and largest scale."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is played of a recording, and how. Times are the device's own."""

    since: float
    until: float
    """Infinite: to the end, and on while it is still being made."""
    scale: float
    paced: bool
    """Whether the clock says when; otherwise the client."""
    at: float
    """Camera time of PLAY."""
    ticks: int
    """The same in ticks of 1/90000 s since boot."""
    range: str
    """As PLAY is answered."""
    headers: Mapping[str, str]
    """Further headers of the answer."""

    def due(self, time: float) -> float:
        """Camera time at which what was recorded at `time` is sent."""
        return self.at + (time - self.since) / self.scale

    def position(self, now: float) -> float:
        """What is played at a camera time."""
        return min(self.until, self.since + (now - self.at) * self.scale) if self.paced else self.since


def tracks(device: Device, id: str, given: Mapping[str, str]) -> tuple[tuple[Track, ...], str]:
    """The tracks of a recording, and what of it can be played. Raises NotThereError."""
    if not device.has(Recordings):
        raise NotThereError("no recordings")
    tape = tape_of(device, id)
    can_replay = device.organ(Parameters).flag("Properties.API.RTP.OnvifReplayExt")
    replay = can_replay and given.get("onvifreplayext", "").lower() in ("1", "yes", "on", "true")
    found = []
    for number, key in enumerate(tape.keys):
        made = audio_track(key) if isinstance(key, AudioKey) else video_track(key, tape.sets[number], tape.rates[number], replay)
        found.append(replace(made, recording=id, number=number))
    recording = device.organ(Recordings).get(id)
    goes_on = device.organ(Recordings).status(id) is RecordingStatus.RECORDING
    return tuple(found), ranges.clock(tape.begins, None if goes_on else recording.until)


def span(station: Station, id: str, asked: str, headers: Mapping[str, str], before: Span | None, *, pull: bool) -> Span | Status:
    """What a PLAY means, or the status that refuses it. `before`: what was played until now, where PLAY goes on without a Range."""
    device, now = station.device, station.clock.now()
    try:
        tape = tape_of(device, id)
    except NotThereError:
        return Status.NOT_FOUND
    ends = device.organ(Recordings).get(id).until
    begin = tape.begins
    try:
        wanted = ranges.parse(asked) if asked else None
        factor = float(headers.get("Scale") or headers.get("Speed") or 1)
    except (ValueError, OverflowError):
        return Status.INVALID_RANGE
    if not 0 < abs(factor) < float("inf"):
        return Status.BAD_REQUEST
    scale = min(FASTEST, max(SLOWEST, abs(factor)))
    zero = 0.0 if wanted is not None and wanted.unit == "clock" else begin
    since, until = (before.position(now), before.until) if before is not None and wanted is None else (begin, float("inf"))
    if wanted is not None:
        since = since if wanted.since is None else wanted.since + zero
        until = until if wanted.until is None else wanted.until + zero
    if since > ends or until < begin or until < since:
        return Status.INVALID_RANGE
    since = tape.time_before(max(since, begin))
    paced = not pull and headers.get("Rate-Control", "").strip().lower() != "no"
    told = (since, None if until == float("inf") else until)
    shown = ranges.clock(*told) if not zero else ranges.npt(since - zero, None if told[1] is None else told[1] - zero)
    extra = {name: f"{scale:g}" for name in ("Scale", "Speed") if headers.get(name)}
    if not paced and not pull:
        extra["Rate-Control"] = "no"
    return Span(since, until, scale, paced, now, station.ticks(), shown, extra)


class RecordedFeed:
    """The packets of one track of a recording."""

    dropped = 0

    def __init__(self, station: Station, track: Track, packer: Packer, span: Span) -> None:
        self._station = station
        self._id = track.recording
        self._number = track.number
        self._packer = packer
        self._span = span
        self._tape: Tape = tape_of(station.device, track.recording)
        self._units = self._tape.units(span.since, span.until)
        self._last: tuple[float, int] = (span.since, -1)
        self._closed = False

    def __aiter__(self) -> RecordedFeed:
        return self

    async def __anext__(self) -> Burst:
        clock = self._station.clock
        while not self._closed:
            kept = next(self._units, None)
            if kept is None:
                if not self._goes_on():
                    break
                await clock.sleep(1 / self._tape.rate)
                self._units = self._tape.units(self._last[0], self._span.until)
            elif kept.track == self._number and kept.pts > self._last[1] and kept.time >= self._span.since:
                self._last = kept.time, kept.pts
                if self._span.paced and self._span.due(kept.time) > clock.now():
                    await clock.wait_until(self._span.due(kept.time))
                if (burst := self._burst(kept)) is not None:
                    return burst
        raise StopAsyncIteration

    def close(self) -> None:
        """Ends it."""
        self._closed = True

    def renew(self) -> None:
        """What is recorded has its key frames."""

    def _goes_on(self) -> bool:
        """Whether more is still being recorded."""
        organ = self._station.device.organ(Recordings)
        return organ.status(self._id) is RecordingStatus.RECORDING and self._last[0] < self._span.until

    def _burst(self, kept: Kept) -> Burst | None:
        """The packets of a unit; None where its block was thrown away meanwhile."""
        try:
            unit = self._tape.unit(kept)
        except OSError:
            return None
        return self._packer(replace(unit, pts=self._span.ticks + round((kept.time - self._span.since) * TICKS / self._span.scale)))
