"""RTSP as cameras speak it: the camera's side of the dialogue without sockets, loop or clock (RFC 2326).

A camera has one `Sessions`, one `Tunnels` and a `Style` (`style.A`, `B` or `C`); each byte pipe (a TCP connection, a tunnel, a
WebSocket) has one `Connection`. Bytes go in by `receive_data`; every call gives events to handle in their order:

- `Send`: write these bytes at once and in one piece. `Close`: close the pipe after that.
- a `Question`: answer it, now or later; the events of the answer are handled in turn. Nothing is read before that.
- `KeptAlive`, `Interleaved`, `SessionEnded`: news.

    def handle(events):
        queue = deque(events)
        while queue:
            event = queue.popleft()
            match event:
                case Send():
                    transport.write(event.data)
                case Close():
                    transport.close()
                case Authorize():
                    queue.extend(connection.admit() if may(event) else connection.challenge([digest, basic]))
                case DescribeAsked():
                    media = presentation(event.target)
                    text = describe(Description(event.target, address, number, media), style)
                    queue.extend(connection.answer_describe(text, len(media)))
                case TracksAsked():
                    queue.extend(connection.answer_tracks(len(presentation(event.target))))
                case SetupAsked():
                    chosen = choose(event.transports)
                    if chosen is None:
                        queue.extend(connection.refuse(Status.UNSUPPORTED_TRANSPORT))
                    else:
                        queue.extend(connection.answer_setup(replace(chosen, server_port=(50000, 50001), ssrc=ssrc)))
                case PlayAsked():
                    queue.extend(connection.answer_play([RtpInfo(track, seq, rtptime) for track in event.session.tracks]))
                    start(event.session)
                case PauseAsked() | TeardownAsked():
                    stop(event.session)
                    queue.extend(connection.answer())
                case GetParameterAsked() | SetParameterAsked():
                    queue.extend(connection.refuse(Status.PARAMETER_NOT_UNDERSTOOD))
                case Interleaved(rtcp=True):
                    receiver_report(event.session, event.track, event.data)
                case SessionEnded():
                    forget(event.session)

    handle(connection.receive_data(data, clock.now()))   # data_received
    handle(connection.closed())                          # connection_lost
    for session in sessions.expired(clock.now()):        # at sessions.next_deadline
        forget(session)

RTCP over UDP keeps a session alive by `session.touch(now)`. Packets to the client are framed by `pack` or `pack_all`. An owner that
answers after an `await` compares `connection.waiting` with its question first: the connection may be gone meanwhile.
"""

from camsim.wire.rtsp.connection import Connection, NoSuchQuestionError, RtpInfo
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
from camsim.wire.rtsp.interleave import Frame, pack, pack_all
from camsim.wire.rtsp.message import Headers, Request, Response, is_rtsp
from camsim.wire.rtsp.sdp import Description, Group, MediaDescription, describe
from camsim.wire.rtsp.session import Session, Sessions
from camsim.wire.rtsp.states import Method, State
from camsim.wire.rtsp.status import RefusedError, Status
from camsim.wire.rtsp.style import Style
from camsim.wire.rtsp.target import Target
from camsim.wire.rtsp.transport import Lower, Transport, choose
from camsim.wire.rtsp.tunnel import Tunnels

__all__ = [
    "Authorize",
    "Close",
    "Connection",
    "ControlAsked",
    "DescribeAsked",
    "Description",
    "Ending",
    "Event",
    "Frame",
    "GetParameterAsked",
    "Group",
    "Headers",
    "Interleaved",
    "KeptAlive",
    "Lower",
    "MediaDescription",
    "Method",
    "NoSuchQuestionError",
    "PauseAsked",
    "PlayAsked",
    "Question",
    "RefusedError",
    "Request",
    "Response",
    "RtpInfo",
    "Send",
    "Session",
    "SessionEnded",
    "Sessions",
    "SetParameterAsked",
    "SetupAsked",
    "State",
    "Status",
    "Style",
    "Target",
    "TeardownAsked",
    "TracksAsked",
    "Transport",
    "Tunnels",
    "choose",
    "describe",
    "is_rtsp",
    "pack",
    "pack_all",
]
