"""Both ends of an RTSP dialogue in memory: a client that asks, and an owner that answers for a camera with some tracks."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from camsim.wire import digest
from camsim.wire.rtsp import (
    Authorize,
    Close,
    Connection,
    ControlAsked,
    DescribeAsked,
    Description,
    Event,
    Frame,
    Headers,
    MediaDescription,
    PauseAsked,
    PlayAsked,
    Request,
    Response,
    RtpInfo,
    Send,
    Sessions,
    SetupAsked,
    Status,
    Style,
    TeardownAsked,
    TracksAsked,
    choose,
    codecs,
    describe,
    style,
)
from camsim.wire.rtsp.parser import Parser

URL = "rtsp://192.0.2.10/axis-media/media.amp?videocodec=h264&audio=1"
WALL = 1607769865.0
"""Sat, 12 Dec 2020 10:44:25 GMT."""
REALM = "AXIS_ACCC8E012345"
NONCE = "0000a1b2Y3141592a0b1c2d3e4f5061728394a5b6c7d8e9f"
VIDEO = MediaDescription(
    codecs.H264(bytes.fromhex("67640029ad00c52028"), bytes.fromhex("68ee3cb0")),
    framerate=10,
    transform=(1, 0, 0, 0, 1, 0, 0, 0, 1),
    ssrc=3000000001,
    cname="user4000000001@host-0a1b2c3d",
)
AUDIO = MediaDescription(codecs.Aac(16000, 32000), ssrc=3000000002, cname="user4000000001@host-0a1b2c3d")
METADATA = MediaDescription(codecs.METADATA, ssrc=3000000003, cname="user4000000001@host-0a1b2c3d")


@dataclass
class Owner:
    """A camera at the other end. Everything that a connection tells is kept in `events`; what it writes is in `sent`."""

    style: Style = style.B
    media: tuple[MediaDescription, ...] = (VIDEO, AUDIO)
    password: str | None = None
    """With None anybody may."""
    path: str = "/axis-media/media.amp"
    timeout: int = 60
    events: list[Event] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    open: bool = True
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.style, random.Random(4).getrandbits, timeout=self.timeout)
        self.connection = self.connect()

    def connect(self) -> Connection:
        """A further connection to the same camera."""
        return Connection(self.sessions, self.style, authority="192.0.2.10", wall=lambda: WALL, options=("com.example.known",))

    def take(self, data: bytes) -> None:
        """Bytes of the client."""
        self.handle(self.connection.receive_data(data, self.now))

    def handle(self, events: Iterable[Event]) -> None:
        """Does what a camera does with the events."""
        queue = deque(events)
        while queue:
            event = queue.popleft()
            self.events.append(event)
            if isinstance(event, Send):
                self.sent.append(event.data)
            elif isinstance(event, Close):
                self.open = False
            else:
                queue.extend(self.answer(event))

    def answer(self, event: Event) -> list[Event]:
        """The answer to a question; nothing for news."""
        connection = self.connection
        match event:
            case Authorize():
                return connection.admit() if self.may(event) else connection.challenge(self.challenges())
            case DescribeAsked() | TracksAsked() if event.target.path != self.path:
                return connection.refuse(Status.NOT_FOUND)
            case DescribeAsked():
                description = Description(event.target, "192.0.2.10", 12345678901234567890, self.media)
                return connection.answer_describe(describe(description, self.style), len(self.media))
            case TracksAsked():
                return connection.answer_tracks(len(self.media))
            case SetupAsked():
                chosen = choose(event.transports)
                if chosen is None:
                    return connection.refuse(Status.UNSUPPORTED_TRANSPORT)
                if chosen.multicast:
                    return connection.answer_setup(replace(chosen, destination="239.192.0.1", ttl=5, port=(50000, 50001)))
                ports = None if chosen.lower.is_tcp else (50000 + 2 * event.track, 50001 + 2 * event.track)
                return connection.answer_setup(replace(chosen, server_port=ports, ssrc=0x31546000 + event.track))
            case PlayAsked():
                return connection.answer_play([RtpInfo(track, 13000 + track, 3800000000) for track in event.session.tracks])
            case PauseAsked() | TeardownAsked():
                return connection.answer()
            case ControlAsked():
                if event.request.body == b"Renew-Stream: yes":
                    return connection.answer()
                if event.request.body == b"Adjustable-Stream-Settings":
                    return connection.answer(b"Adjustable-Stream-Settings: compression,fps\r\n")
                return connection.refuse(Status.PARAMETER_NOT_UNDERSTOOD)
        return []

    def may(self, event: Authorize) -> bool:
        """Digest without regard to the uri."""
        if self.password is None:
            return True
        answer = digest.parse_digest(event.authorization)
        ha1 = digest.md5("root", REALM, self.password)
        return answer is not None and answer.nonce == NONCE and answer.expected(ha1, event.request.method) == answer.response

    @staticmethod
    def challenges() -> list[str]:
        """The challenge of RTSP."""
        return [digest.old_digest_challenge(REALM, NONCE, False)]

    def told(self, kind: type[Event]) -> list[Event]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


class Client:
    """Asks an owner; repeats itself with credentials after a challenge, with the same CSeq, as some clients do."""

    def __init__(self, owner: Owner, url: str = URL, password: str | None = None) -> None:
        self.owner = owner
        self.url = url
        self.password = password
        self.session = ""
        self.frames: list[Frame] = []
        self._parser = Parser()
        self._cseq = -1
        self._read = 0

    def ask(
        self, method: str, url: str | None = None, headers: dict[str, str] | None = None, body: bytes = b"", *, session: bool = True
    ) -> Response:
        """Sends one request and reads one answer."""
        self._cseq += 1
        lines = [("CSeq", str(self._cseq)), *(headers or {}).items()]
        if session and self.session:
            lines.append(("Session", self.session))
        request = Request(method, url or self.url, Headers(tuple(lines)), body)
        response = self.exchange(request)
        if response.status == 401 and self.password is not None:
            response = self.exchange(replace(request, headers=Headers((*lines, ("Authorization", self._authorization(method))))))
        if "Session" in response.headers:
            self.session = response.headers.get("Session").partition(";")[0]
        return response

    def exchange(self, request: Request) -> Response:
        """One request as it is."""
        answers = self.raw(request.render())
        assert len(answers) == 1, answers
        return answers[0]

    def raw(self, data: bytes) -> list[Response]:
        """Bytes as they are, and what comes back."""
        self.owner.take(data)
        for sent in self.owner.sent[self._read :]:
            self._parser.feed(sent)
        self._read = len(self.owner.sent)
        items = list(iter(self._parser.next, None))
        return [item for item in items if isinstance(item, Response)]

    def play(self, transport: str = "RTP/AVP/TCP;unicast;interleaved={}-{}", tracks: int | None = None) -> Response:
        """Everything from OPTIONS to PLAY."""
        assert self.ask("OPTIONS").status == 200
        description = self.ask("DESCRIBE", headers={"Accept": "application/sdp"})
        assert description.status == 200
        controls = [line[10:] for line in description.body.decode().splitlines() if line.startswith("a=control:")][1:]
        for number, control in enumerate(controls[:tracks]):
            asked = transport.format(2 * number, 2 * number + 1)
            assert self.ask("SETUP", control, {"Transport": asked}).status == 200
        return self.ask("PLAY")

    def _authorization(self, method: str) -> str:
        answer = digest.DigestAnswer("root", REALM, NONCE, self.url, "")
        response = answer.expected(digest.md5("root", REALM, self.password or ""), method)
        return f'Digest username="root", realm="{REALM}", nonce="{NONCE}", uri="{self.url}", response="{response}"'
