"""One RTSP dialogue: the owner of a wire connection over a pipe, which logs clients in and answers what they ask."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.contract.access import NOBODY, Caller
from camsim.device.errors import DeviceError
from camsim.device.parameters import Parameters
from camsim.server.rtsp import adjust, playback
from camsim.server.rtsp.lane import Lane
from camsim.server.rtsp.multicast import Member
from camsim.server.rtsp.pipe import Pipe
from camsim.server.rtsp.playback import Span
from camsim.server.rtsp.presentation import Presentation, present
from camsim.server.rtsp.setup import lane_for
from camsim.server.service_login import ONVIF_MEDIA
from camsim.wire.rtsp import (
    Authorize,
    Close,
    Connection,
    DescribeAsked,
    Event,
    GetParameterAsked,
    Interleaved,
    PauseAsked,
    PlayAsked,
    Question,
    RefusedError,
    Send,
    SessionEnded,
    SetParameterAsked,
    SetupAsked,
    Status,
    TeardownAsked,
    TracksAsked,
)

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station
    from camsim.server.rtsp.viewing import Viewing

MOST_WRONG = 10
"""Wrong logins in a row after which a client is sent away: some try again without end."""

Answer = Callable[[], list[Event]]


class Dialogue:
    """One client."""

    def __init__(self, station: Station, pipe: Pipe, *, trusted: bool = False) -> None:
        """`trusted`: the pipe was opened by somebody who may watch, so that nothing more is asked."""
        self.pipe = pipe
        self.user_agent = ""
        """As the client names itself."""
        self._station = station
        self._trusted = trusted
        host, port = pipe.local
        self.connection = Connection(
            station.sessions,
            station.style,
            authority=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            wall=station.wall,
        )
        self._presentation: tuple[str, Presentation, dict[int, int]] | None = None
        """Of the last DESCRIBE: URL, what it is, SSRC of each track."""
        self._unclaimed: Lane | Member | None = None
        """Made for a SETUP that is not answered yet."""
        self._wrong = 0
        self._task: asyncio.Task[None] | None = None
        station.dialogues.add(self)

    # ---- from the pipe

    def receive(self, data: bytes) -> None:
        """Takes bytes from the client."""
        self._handle(self.connection.receive_data(data, self._station.clock.now()))

    def lost(self) -> None:
        """The pipe is gone, and with it the sessions that were set up through it."""
        self._station.dialogues.discard(self)
        if self._task is not None:
            self._task.cancel()
        self._handle(self.connection.closed())

    # ---- events

    def _handle(self, events: Iterable[Event]) -> None:
        queue = deque(events)
        while queue:
            event = queue.popleft()
            match event:
                case Send():
                    self.pipe.write(event.data)
                case Close():
                    self.pipe.close()
                case Authorize():
                    queue.extend(self._authorize(event))
                case Interleaved(session=session, rtcp=True) if session is not None:
                    self._station.received(session, event.data)
                case SessionEnded():
                    self._station.forget(event.session)
                case PauseAsked():
                    self._station.viewing(event.session, self).pause()
                    queue.extend(self.connection.answer())
                case TeardownAsked():
                    self._station.forget(event.session)
                    queue.extend(self.connection.answer())
                case GetParameterAsked() | SetParameterAsked():
                    queue.extend(self._parameters(event))
                case Question():
                    self.pipe.hold(reading=False)
                    self._task = self._station.run(self._think(event), "camsim rtsp answer")

    def _parameters(self, asked: GetParameterAsked | SetParameterAsked) -> list[Event]:
        try:
            if isinstance(asked, GetParameterAsked):
                return self.connection.answer(adjust.told(self._station.device, asked.request.body))
            viewing = self._station.viewing(asked.session, self) if asked.session is not None else None
            adjust.set_parameters(self._station.device, viewing, self._station.gallery.stamp, asked.request.body)
        except RefusedError as error:
            return self.connection.refuse(error.status)
        return self.connection.answer()

    async def _think(self, question: Question) -> None:
        """Answers what takes time."""
        refuse = self.connection.refuse
        answer: Answer
        try:
            with self._station.clock.working():
                answer = await self._answer(question)
        except RefusedError as error:
            status = error.status
            answer = lambda: refuse(status)  # noqa: E731
        except DeviceError:
            answer = lambda: refuse(Status.BAD_REQUEST)  # noqa: E731
        except Exception as error:
            self._station.app.report(error)
            answer = lambda: refuse(Status.INTERNAL_ERROR)  # noqa: E731
        self._task = None
        if self.connection.waiting is question:
            self.pipe.hold(reading=True)
            self._handle(answer())
        if self._unclaimed is not None:
            self._unclaimed.close(goodbye=False)
            self._unclaimed = None

    async def _answer(self, question: Question) -> Answer:
        if not self._station.ready:
            raise RefusedError(Status.SERVICE_UNAVAILABLE)
        match question:
            case DescribeAsked():
                return await self._describe(question)
            case TracksAsked():
                tracks = len((await self._present(question)).tracks)
                return lambda: self.connection.answer_tracks(tracks)
            case SetupAsked():
                return await self._setup(question)
            case PlayAsked():
                return await self._play(question)
        raise TypeError(f"no answer to {question}")

    # ---- who may

    def _authorize(self, asked: Authorize) -> list[Event]:
        self.user_agent = asked.request.headers.get("User-Agent") or self.user_agent
        if not self._station.ready:
            return self.connection.refuse(Status.SERVICE_UNAVAILABLE)
        caller, stale = self._caller(asked)
        if self._trusted or self._station.admits(caller):
            self._wrong = 0
            return self.connection.admit()
        if asked.authorization and not stale:
            self._wrong += 1
        events = self.connection.challenge(self._station.app.auth.rtsp_challenges(stale))
        return [*events, Close("too many wrong logins")] if self._wrong >= MOST_WRONG else events

    def _caller(self, asked: Authorize) -> tuple[Caller, bool]:
        if not asked.authorization:
            return NOBODY, False
        app = self._station.app
        account_of = app.services.viewer if asked.target.path.startswith(ONVIF_MEDIA) else None
        login = app.auth.rtsp_login(asked.request.method, asked.authorization, account_of)
        return login.caller, login.stale

    # ---- what there is

    async def _present(self, question: Question) -> Presentation:
        target = question.target.presentation
        if self._presentation is not None and self._presentation[0] == target.url:
            return self._presentation[1]
        found = await present(self._station.device, self._station.gallery, target)
        self._presentation = target.url, found, {number: self._station.ssrc() for number in range(len(found.tracks))}
        return found

    async def _describe(self, question: DescribeAsked) -> Answer:
        self._presentation = None
        found = await self._present(question)
        assert self._presentation is not None
        text = self._station.described(question.target, found, self._presentation[2], self.pipe.local[0])
        return lambda: self.connection.answer_describe(text, len(found.tracks))

    async def _setup(self, question: SetupAsked) -> Answer:
        found = await self._present(question)
        assert self._presentation is not None
        ssrcs = self._presentation[2]
        lane = self._unclaimed = await lane_for(self._station, question, found, ssrcs.pop(question.track, None), self.pipe)
        transport = replace(lane.outlet.transport, ssrc=lane.sender.ssrc)

        def answer() -> list[Event]:
            self._station.sessions.timeout = self._station.device.organ(Parameters).number("Network.RTSP.Timeout", 60)
            events = self.connection.answer_setup(transport)
            session = next((one for one in self.connection.sessions if one.tracks.get(question.track) is transport), None)
            if session is not None:
                self._unclaimed = None
                self._station.viewing(session, self).add(question.track, lane)
                self._station.watch()
            return events

        return answer

    async def _span(self, question: PlayAsked, viewing: Viewing) -> Span | None:
        """What is to be played of a recording; None: it is live. Raises RefusedError."""
        found = await self._present(question)
        if not found.recording:
            return None
        headers = {name: question.request.headers.get(name) for name in playback.HEADERS}
        span = playback.span(self._station, found.recording, question.range, headers, viewing.span, pull=found.pull)
        if isinstance(span, Status):
            raise RefusedError(span)
        return span

    async def _play(self, question: PlayAsked) -> Answer:
        viewing = self._station.viewing(question.session, self)
        span = await self._span(question, viewing)
        infos = await viewing.open(span)

        def answer() -> list[Event]:
            question.session.touch(self._station.clock.now())
            events = self.connection.answer_play(infos, span.range, span.headers) if span else self.connection.answer_play(infos)
            if question.session in self._station.sessions:
                viewing.start()
            return events

        return answer
