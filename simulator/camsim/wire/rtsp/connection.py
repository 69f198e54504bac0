"""The camera's side of one RTSP dialogue over any byte pipe: bytes in, events out, answers in, bytes out (RFC 2326)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from camsim.wire.rtsp import target as targets
from camsim.wire.rtsp import transport as transports
from camsim.wire.rtsp.events import (
    Authorize,
    Close,
    ControlAsked,
    DescribeAsked,
    Ending,
    Event,
    GetParameterAsked,
    Interleaved,
    KeptAlive,
    PauseAsked,
    PlayAsked,
    Question,
    Send,
    SessionEnded,
    SetParameterAsked,
    SetupAsked,
    TeardownAsked,
    TracksAsked,
)
from camsim.wire.rtsp.interleave import Frame
from camsim.wire.rtsp.message import VERSION, Request, Response, date
from camsim.wire.rtsp.parser import MOST_KEPT, ParseError, Parser
from camsim.wire.rtsp.session import Session, Sessions
from camsim.wire.rtsp.states import NOT_ALLOWED, Method, step
from camsim.wire.rtsp.status import RefusedError, Status
from camsim.wire.rtsp.style import Style
from camsim.wire.rtsp.target import Target
from camsim.wire.rtsp.transport import Pair, Transport

_CONTROLS = (Method.PLAY, Method.PAUSE, Method.TEARDOWN)
_PARAMETERS = (Method.GET_PARAMETER, Method.SET_PARAMETER)

Values = Mapping[str, str | list[str]]
Q = TypeVar("Q", bound=Question)


class NoSuchQuestionError(Exception):
    """An answer that does not fit what is asked now; after an `await`, compare `Connection.waiting` with the question first."""


@dataclass(frozen=True, slots=True)
class RtpInfo:
    """Where the packets of a track begin: sequence number and RTP time of the first one after PLAY (section 12.33)."""

    track: int
    seq: int
    rtptime: int


class Connection:
    """One dialogue. Every call returns events to handle in order; `Send` and `Close` among them are to be carried out.

    After a `Question` nothing more is read until it is answered, so that answers keep the order of the requests; an owner that
    needs time for an answer stops reading its socket meanwhile. A refusal is always possible. An answer that does not fit the
    question raises NoSuchQuestionError.
    """

    def __init__(
        self,
        sessions: Sessions,
        style: Style,
        *,
        authority: str,
        wall: Callable[[], float],
        options: Collection[str] = (),
    ) -> None:
        """`authority`: our host (and port) for clients that send paths only; `wall`: seconds since 1970 for the Date header;
        `options`: what may stand in a Require header."""
        self._sessions = sessions
        self._style = style
        self._authority = authority
        self._wall = wall
        self._options = options
        self._parser = Parser()
        self._now = 0.0
        self._asked: Question | None = None
        self._described: tuple[Target, int] | None = None
        self._own: list[Session] = []
        self._over = False

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The living sessions that were set up through this connection."""
        self._own = [session for session in self._own if session in self._sessions]
        return tuple(self._own)

    @property
    def waiting(self) -> Question | None:
        """The question that is to be answered."""
        return self._asked

    # ---- from the socket

    def receive_data(self, data: bytes, now: float) -> list[Event]:
        """Takes bytes from the client; `now` in seconds on the clock of the sessions."""
        self._now = now
        self._parser.feed(data)
        return self._read()

    def closed(self) -> list[Event]:
        """The pipe is closed: ends the sessions that were set up through it."""
        self._stop()
        ended: list[Event] = []
        for session in self.sessions:
            self._sessions.end(session)
            ended.append(SessionEnded(session, Ending.CONNECTION))
        return ended

    # ---- answers

    def admit(self) -> list[Event]:
        """Answers `Authorize`: the client may."""
        asked = self._take(Authorize)
        return [*self._proceed(asked.request, asked.target), *self._read()]

    def challenge(self, challenges: Sequence[str]) -> list[Event]:
        """Answers any question with 401, one WWW-Authenticate line for each challenge. Digest goes first:
        some clients read one line only."""
        asked = self._take(Question)
        return [self._reply(asked.request, Status.UNAUTHORIZED, {"WWW-Authenticate": list(challenges)}), *self._read()]

    def refuse(self, status: Status) -> list[Event]:
        """Answers any question with an error."""
        asked = self._take(Question)
        return [self._reply(asked.request, status), *self._read()]

    def answer_describe(self, sdp: str, tracks: int) -> list[Event]:
        """Answers `DescribeAsked` with a session description (lines ended by CRLF) and the number of its tracks.

        It is sent as ISO 8859-1, as URIs are read, so that a client finds its own bytes in the control URLs.
        """
        asked = self._take(DescribeAsked)
        self._described = (asked.target, tracks)
        values = {"Content-Type": "application/sdp", "Content-Base": asked.target.base}
        return [self._reply(asked.request, Status.OK, values, body=sdp.encode("latin-1", "replace")), *self._read()]

    def answer_tracks(self, tracks: int) -> list[Event]:
        """Answers `TracksAsked`."""
        asked = self._take(TracksAsked)
        self._described = (asked.target.presentation, tracks)
        return [*self._proceed(asked.request, asked.target), *self._read()]

    def answer_setup(self, transport: Transport) -> list[Event]:
        """Answers `SetupAsked` with one of the offered transports, completed by what the camera adds."""
        asked = self._take(SetupAsked)
        session = asked.session
        if session is None:
            if self._sessions.full:
                return [self._reply(asked.request, Status.SERVICE_UNAVAILABLE), *self._read()]
            session = self._sessions.open(asked.target.presentation, self._now)
        elif session not in self._sessions:
            return [self._reply(asked.request, Status.SESSION_NOT_FOUND), *self._read()]
        if session not in self._own:
            self._own.append(session)
        session.tracks[asked.track] = transport
        self._step(session, Method.SETUP)
        values = {"Transport": transport.render(), "Session": self._style.session(session.id, session.timeout, first=True)}
        return [self._reply(asked.request, Status.OK, values), *self._read()]

    def answer_play(self, infos: Sequence[RtpInfo] = (), range_: str = "", more: Mapping[str, str] | None = None) -> list[Event]:
        """Answers `PlayAsked`; `range_` is what is played, the style's live range if empty; `more`: Scale and the like."""
        asked = self._take(PlayAsked)
        values: dict[str, str | list[str]] = {"Range": range_ or self._style.range, **(more or {})}
        if infos:
            values["RTP-Info"] = self._style.between_tracks.join(
                f"url={asked.session.target.track_url(self._style.track(info.track))};seq={info.seq};rtptime={info.rtptime}"
                for info in infos
            )
        return [*self._done(asked, asked.session, values), *self._read()]

    def answer(self, body: bytes = b"", content_type: str = "text/parameters") -> list[Event]:
        """Answers `PauseAsked`, `TeardownAsked`, `GetParameterAsked` or `SetParameterAsked` with 200."""
        asked = self._take(ControlAsked)
        values: Values = {"Content-Type": content_type} if body else {}
        return [*self._done(asked, asked.session, values, body), *self._read()]

    # ---- reading

    def _read(self) -> list[Event]:
        events: list[Event] = []
        while self._asked is None and not self._over and (item := self._parser.next()) is not None:
            if isinstance(item, Request):
                events += self._request(item)
            elif isinstance(item, Frame):
                events.append(self._frame(item))
            elif isinstance(item, ParseError):
                events.append(self._send(None, item.status, {"CSeq": item.cseq} if item.cseq else {}))
                if item.fatal:
                    events.append(self._close(item.reason))
        if self._parser.kept > MOST_KEPT:
            events.append(self._close("too much sent before an answer"))
        return events

    def _request(self, request: Request) -> list[Event]:
        """The checks that need no credentials, then `Authorize` for what needs them."""
        try:
            if request.version != VERSION:
                raise RefusedError(Status.VERSION_NOT_SUPPORTED)
            if not request.cseq:
                raise RefusedError(Status.BAD_REQUEST)
            if request.method not in Method.__members__:
                raise RefusedError(Status.METHOD_NOT_ALLOWED if request.method in NOT_ALLOWED else Status.NOT_IMPLEMENTED)
            target = targets.parse(request.uri, self._authority)
            if target is None:
                raise RefusedError(Status.BAD_REQUEST)
            session = self._session_of(request)
        except RefusedError as error:
            return [self._reply(request, error.status)]
        if session is not None:
            session.touch(self._now)
        if request.method == Method.OPTIONS or (request.method in _PARAMETERS and not request.body):
            return self._proceed(request, target)
        return [self._ask(Authorize(request, target))]

    def _proceed(self, request: Request, target: Target) -> list[Event]:
        """What follows once the client may."""
        unsupported = [
            name for line in request.headers.get_all("Require") for name in map(str.strip, line.split(",")) if name not in self._options
        ]
        if unsupported:
            return [self._reply(request, Status.OPTION_NOT_SUPPORTED, {"Unsupported": ", ".join(unsupported)})]
        try:
            return self._carry_out(request, Method(request.method), target, self._session_of(request))
        except RefusedError as error:
            return [self._reply(request, error.status)]

    def _carry_out(self, request: Request, method: Method, target: Target, session: Session | None) -> list[Event]:
        if method is Method.OPTIONS:
            return self._kept_alive(request, session, {"Public": self._style.public}, named=True)
        if method in _PARAMETERS:
            if not request.body:
                return self._kept_alive(request, session, {}, named=self._style.session_in_keep_alive)
            question = GetParameterAsked if method is Method.GET_PARAMETER else SetParameterAsked
            return [self._ask(question(request, target, session))]
        if target.any:
            raise RefusedError(Status.BAD_REQUEST)
        if method is Method.DESCRIBE:
            return [self._ask(DescribeAsked(request, target.presentation))]
        if method is Method.SETUP:
            return [self._ask(self._setup(request, target, session))]
        return [self._ask(self._control(request, method, target, session))]

    def _setup(self, request: Request, target: Target, session: Session | None) -> Question:
        offered = transports.parse(",".join(request.headers.get_all("Transport")))
        if not offered:
            raise RefusedError(Status.UNSUPPORTED_TRANSPORT)
        blocksize = transports.parse_blocksize(given) if (given := request.headers.get("Blocksize")) else None
        if given and blocksize is None:
            raise RefusedError(Status.BAD_REQUEST)
        known = session.target if session is not None else self._described[0] if self._described is not None else None
        if known is not None and target.matches(known):
            target = replace(known, track=target.track)
        elif session is not None:
            raise RefusedError(Status.AGGREGATE_NOT_ALLOWED)
        if self._described is None or self._described[0].url != target.url:
            return TracksAsked(request, target)
        track = self._track(target, self._described[1])
        if session is not None and track in session.tracks:
            raise RefusedError(Status.NOT_VALID_IN_THIS_STATE)
        return SetupAsked(request, target, track, self._with_channels(offered), session, blocksize)

    @staticmethod
    def _track(target: Target, tracks: int) -> int:
        """The track that a SETUP means: with one track the presentation's URL will do (section 10.4)."""
        if target.track is None:
            if tracks != 1:
                raise RefusedError(Status.AGGREGATE_NOT_ALLOWED)
            return 0
        if target.track >= tracks:
            raise RefusedError(Status.NOT_FOUND)
        return target.track

    def _control(self, request: Request, method: Method, target: Target, session: Session | None) -> Question:
        if session is None:
            raise RefusedError(Status.SESSION_NOT_FOUND)
        if target.path != session.target.path or (target.track is not None and target.track not in session.tracks):
            raise RefusedError(Status.NOT_FOUND)
        if target.track is not None and len(session.tracks) > 1:
            raise RefusedError(Status.ONLY_AGGREGATE_ALLOWED)
        if step(session.state, method) is None:
            raise RefusedError(Status.NOT_VALID_IN_THIS_STATE)
        if method is Method.PLAY:
            return PlayAsked(request, session.target, session, request.headers.get("Range"))
        question = PauseAsked if method is Method.PAUSE else TeardownAsked
        return question(request, session.target, session)

    def _session_of(self, request: Request) -> Session | None:
        """The session that a request names; what follows the id is ignored, since some clients repeat the whole header."""
        named = request.headers.get("Session").partition(";")[0].strip()
        session = self._sessions.find(named) if named else None
        if named and session is None:
            raise RefusedError(Status.SESSION_NOT_FOUND)
        return session

    # ---- channels

    def _frame(self, frame: Frame) -> Interleaved:
        for session in self.sessions:
            for track, transport in session.tracks.items():
                if transport.interleaved is not None and frame.channel in transport.interleaved:
                    rtcp = frame.channel == transport.interleaved[1]
                    if rtcp:
                        session.touch(self._now)
                    return Interleaved(frame.channel, frame.data, session, track, rtcp)
        return Interleaved(frame.channel, frame.data, None, None, False)

    def _with_channels(self, offered: tuple[Transport, ...]) -> tuple[Transport, ...]:
        """Gives channels to TCP transports that name none or taken ones."""
        taken = {channel for session in self.sessions for track in session.tracks.values() for channel in track.interleaved or ()}
        free: Pair = next(((first, first + 1) for first in range(0, 256, 2) if not {first, first + 1} & taken), (254, 255))
        return tuple(
            replace(transport, interleaved=free)
            if transport.lower.is_tcp and (transport.interleaved is None or taken & set(transport.interleaved))
            else transport
            for transport in offered
        )

    # ---- answering

    def _ask(self, question: Question) -> Question:
        self._asked = question
        return question

    def _take(self, kind: type[Q]) -> Q:
        asked = self._asked
        if not isinstance(asked, kind):
            raise NoSuchQuestionError(f"an answer to {kind.__name__}, and asked is {type(asked).__name__}")
        self._asked = None
        return asked

    def _kept_alive(self, request: Request, session: Session | None, values: Values, *, named: bool) -> list[Event]:
        if session is None:
            return [self._reply(request, Status.OK, values)]
        if named:
            values = {**values, "Session": self._style.session(session.id, session.timeout, first=False)}
        return [self._reply(request, Status.OK, values), KeptAlive(session)]

    def _done(self, asked: Question, session: Session | None, values: Values, body: bytes = b"") -> list[Event]:
        """A 200 that names the session, the step in the table, and its end after TEARDOWN."""
        if session is None:
            return [self._reply(asked.request, Status.OK, values, body=body)]
        if session not in self._sessions:
            return [self._reply(asked.request, Status.SESSION_NOT_FOUND)]
        method = Method(asked.request.method)
        self._step(session, method)
        values = {**values, "Session": self._style.session(session.id, session.timeout, first=False)}
        if method is Method.TEARDOWN and not self._style.own_server:
            # GStreamer's server says so and stays open all the same (seen of 1.22), and answers who asks again.
            values["Connection"] = "close"
        events: list[Event] = [self._reply(asked.request, Status.OK, values, body=body)]
        if method is Method.TEARDOWN:
            self._sessions.end(session)
            events.append(SessionEnded(session, Ending.TEARDOWN))
        return events

    @staticmethod
    def _step(session: Session, method: Method) -> None:
        following = step(session.state, method)
        assert following is not None
        session.state = following

    def _reply(self, request: Request, status: Status, values: Values | None = None, *, body: bytes = b"") -> Send:
        return self._send(request, status, {**({"CSeq": request.cseq} if request.cseq else {}), **(values or {})}, body)

    def _send(self, request: Request | None, status: Status, values: Values, body: bytes = b"") -> Send:
        common = {"Date": date(self._wall())} | ({"Server": self._style.server} if self._style.server else {})
        response = Response(status, self._style.headers({**common, **values}), body)
        return Send(response.render(), int(status), request)

    def _close(self, reason: str) -> Close:
        self._stop()
        return Close(reason)

    def _stop(self) -> None:
        self._over = True
        self._asked = None
        self._parser.stop()
