"""The station: everything of RTSP that a camera has once. Sessions, their viewings, time-outs, limits, counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from camsim.contract.access import Caller
from camsim.device.clock import Timer
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.device.time import Time
from camsim.device.users import Role
from camsim.media.gallery import Gallery
from camsim.media.unit import TICKS
from camsim.profile.model import Generation
from camsim.server.app import App
from camsim.server.rtsp.dialogue import Dialogue
from camsim.server.rtsp.lane import Feed, Lane, MediaFeed
from camsim.server.rtsp.metadata import MetadataFeed, Wanted
from camsim.server.rtsp.multicast import Member, SharedLane
from camsim.server.rtsp.outlet import Outlet
from camsim.server.rtsp.playback import RecordedFeed, Span
from camsim.server.rtsp.presentation import Presentation, has_back_channel
from camsim.server.rtsp.setup import group_of
from camsim.server.rtsp.status import LiveStreams
from camsim.server.rtsp.track import Packer, Track
from camsim.server.rtsp.tunnel import GetEnd
from camsim.server.rtsp.viewing import Viewing
from camsim.wire.rtsp import Description, Group, MediaDescription, Session, Sessions, Style, Target, Tunnels, describe, style
from camsim.wire.rtsp.sdp import IDENTITY
from camsim.wire.rtsp.style import PUBLIC_WITH_BACK_CHANNEL
from camsim.wire.rtsp.tunnel import Tunnel


@dataclass(slots=True)
class Counts:
    """What has happened since the start."""

    packets: int = 0
    """RTP packets sent."""
    receiver_reports: int = 0
    lost: int = 0
    """Frames that slow clients did not get, of streams that are closed."""


@dataclass(frozen=True, slots=True)
class RtspState:
    """RTSP as the tester sees it."""

    sessions: int
    playing: int
    dialogues: int
    """Open connections, of all kinds."""
    tcp: int
    """Tracks that are set up over TCP; so for the others."""
    udp: int
    multicast: int
    packets: int
    receiver_reports: int
    lost: int


class Station:
    """RTSP of one camera. Lives on the camera's loop."""

    def __init__(self, app: App, gallery: Callable[[], Gallery], host: str) -> None:
        """`host`: where the camera listens."""
        self.app = app
        self.device: Device = app.device
        self.clock = app.device.clock
        self.host = host
        self.counts = Counts()
        self.dialogues: set[Dialogue] = set()
        self.tunnels = Tunnels()
        self.tunnel_ends: dict[Tunnel, GetEnd] = {}
        self.shared: dict[tuple[Track, Group], SharedLane] = {}
        """What goes to groups now."""
        self.style = _style(self.device)
        self._gallery = gallery
        self._tasks: set[asyncio.Task[None]] = set()
        self._viewings: dict[Session, Viewing] = {}
        self._deadline: Timer | None = None
        self._begin()

    def _begin(self) -> None:
        """What is chance here, and numbers that are given away; the same after each reset."""
        self.rng = self.device.rng("rtsp")
        self.sessions = Sessions(self.style, self.rng.getrandbits)
        self.offset = self.rng.getrandbits(32)
        self.app.live = LiveStreams(self)
        self.cname = f"user{self.rng.getrandbits(32)}@host-{self.rng.getrandbits(32):08x}"

    # ---- life

    def run(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Runs work that ends with the station at the latest."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def restart(self, *, goodbye: bool = True) -> None:
        """Ends all sessions and connections, as a reboot does."""
        for viewing in tuple(self._viewings.values()):
            self.sessions.end(viewing.session)
            self._close(viewing, goodbye=goodbye)
        for dialogue in tuple(self.dialogues):
            dialogue.pipe.abort()
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def reset(self) -> None:
        """Begins anew: the same session ids and numbers as after the start."""
        self.restart()
        self.counts = Counts()
        self._begin()

    async def close(self) -> None:
        """Ends everything and waits until nothing runs."""
        self.restart()
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    # ---- facts

    @property
    def ready(self) -> bool:
        """Whether the device has booted and RTSP is on."""
        return self.device.organ(Power).ready and self.device.organ(Parameters).flag("Network.RTSP.Enabled", True)

    @property
    def gallery(self) -> Gallery:
        """The running streams."""
        return self._gallery()

    def wall(self) -> float:
        """The device's own idea of now as a POSIX time stamp."""
        return self.device.organ(Time).stamp()

    def ticks(self) -> int:
        """Now in ticks of 1/90000 s since boot."""
        return round((self.clock.now() - self.device.organ(Power).state.booted_at) * TICKS)

    def ssrc(self) -> int:
        """A fresh SSRC."""
        return self.rng.getrandbits(32)

    def admits(self, caller: Caller) -> bool:
        """Whether a caller may watch."""
        if caller.role >= Role.VIEWER or self.device.organ(Power).preview_left > 0:
            return True
        return self.device.organ(Parameters).text("Network.RTSP.ProtViewer") == "anonymous"

    @property
    def state(self) -> RtspState:
        """What runs now, and what has happened."""
        viewings = self._viewings.values()
        lanes = self.lanes
        kinds = [lane.outlet.kind for lane in lanes]
        return RtspState(
            sessions=len(self.sessions),
            playing=sum(any(lane.playing for lane in viewing.lanes.values()) for viewing in viewings),
            dialogues=len(self.dialogues),
            tcp=kinds.count("tcp"),
            udp=kinds.count("udp"),
            multicast=kinds.count("multicast"),
            packets=self.counts.packets,
            receiver_reports=self.counts.receiver_reports,
            lost=self.counts.lost + sum(lane.dropped for lane in lanes),
        )

    @property
    def viewings(self) -> list[Viewing]:
        """What runs for the sessions that have something set up."""
        return list(self._viewings.values())

    @property
    def lanes(self) -> list[Lane | Member]:
        """All tracks that are set up."""
        return [lane for viewing in self._viewings.values() for lane in viewing.lanes.values()]

    # ---- sessions

    def viewing(self, session: Session, dialogue: Dialogue) -> Viewing:
        """What runs for a session; made at its first SETUP, in that dialogue."""
        found = self._viewings.get(session)
        if found is None:
            found = self._viewings[session] = Viewing(self, session, dialogue)
        return found

    def received(self, session: Session, data: bytes) -> None:
        """RTCP that came in a dialogue."""
        if session in self._viewings:
            self._viewings[session].received(data)

    def forget(self, session: Session) -> None:
        """A session is over."""
        viewing = self._viewings.get(session)
        if viewing is not None:
            self._close(viewing)

    def forget_shared(self, track: Track, group: Group) -> None:
        """Nobody has that group any more."""
        self.shared.pop((track, group), None)

    def end(self, viewing: Viewing) -> None:
        """Ends a session from this side; the connection goes with its last one."""
        self.sessions.end(viewing.session)
        self._close(viewing)
        if not viewing.dialogue.connection.sessions:
            viewing.dialogue.pipe.close()

    def watch(self) -> None:
        """Ends sessions when their time is over."""
        due = self.sessions.next_deadline
        if due is not None and self._deadline is None:
            self._deadline = self.device.life.call_at(due, self._expire)

    def _expire(self) -> None:
        self._deadline = None
        for session in self.sessions.expired(self.clock.now()):
            viewing = self._viewings.get(session)
            if viewing is not None:
                self.end(viewing)
        self.watch()

    def _close(self, viewing: Viewing, *, goodbye: bool = True) -> None:
        self._viewings.pop(viewing.session, None)
        viewing.close(goodbye=goodbye)

    # ---- streams

    def described(self, target: Target, found: Presentation, ssrcs: dict[int, int], address: str) -> str:
        """The session description of a presentation; `address` is ours as the client sees it."""
        numbers: dict[str, int] = {}
        media = []
        for number, track in enumerate(found.tracks):
            kind = track.codec.kind
            numbers[kind] = numbers.get(kind, -1) + 1
            group = group_of(self, track, found.channel) if found.source_specific else None
            media.append(
                MediaDescription(
                    track.codec,
                    framerate=track.framerate,
                    transform=track.transform,
                    sensor_transform=IDENTITY if track.is_video and self.style.onvif_tracks else None,
                    size=track.size,
                    ssrc=ssrcs.get(number),
                    cname=self.cname,
                    group=group,
                    onvif_number=numbers[kind],
                )
            )
        number = int(self.wall() * 1e6) if self.style.own_server else self.rng.getrandbits(64)
        told = Description(target, address, number, tuple(media), range=found.range, source_filter=found.source_specific)
        return describe(told, self.style)

    def feed(self, track: Track, packing: Packer, outlet: Outlet, span: Span | None = None) -> Feed:
        """Opens the stream of a track for what carries it to a client; `span` of a recording. Raises NotSupportedError, NotThereError."""
        if span is not None:
            return RecordedFeed(self, track, packing, span)
        if track.key is None:
            return MetadataFeed(self, packing, track.metadata or Wanted(), outlet)
        return MediaFeed(self.gallery.open(track.key), packing)


def _style(device: Device) -> Style:
    found = {Generation.A: style.A, Generation.B: style.B, Generation.C: style.C}[device.profile.generation]
    return replace(found, public=PUBLIC_WITH_BACK_CHANNEL) if has_back_channel(device) else found
