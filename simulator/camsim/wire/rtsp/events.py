"""What a connection tells its owner: questions that want an answer, bytes to write, and news."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from camsim.wire.rtsp.message import Request
from camsim.wire.rtsp.session import Session
from camsim.wire.rtsp.target import Target
from camsim.wire.rtsp.transport import Transport


class Ending(Enum):
    """Why a session ended."""

    TEARDOWN = "teardown"
    CONNECTION = "connection closed"


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes of one answer, to be written in one piece."""

    data: bytes
    status: int
    request: Request | None
    """What is answered; None where it could not be read."""


@dataclass(frozen=True, slots=True)
class Close:
    """The connection is to be closed after what was sent; nothing more is read."""

    reason: str


@dataclass(frozen=True, slots=True)
class KeptAlive:
    """A request that came for nothing but this kept a session alive; its answer stands before."""

    session: Session


@dataclass(frozen=True, slots=True)
class Interleaved:
    """A packet from the client on a channel of this connection."""

    channel: int
    data: bytes
    session: Session | None
    """The session that has the channel; it was touched if this is RTCP. None: nobody's."""
    track: int | None
    rtcp: bool


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session is over; whatever the owner runs for it is to stop."""

    session: Session
    ending: Ending


@dataclass(frozen=True, slots=True)
class Question:
    """A request that waits for an answer. Until then the connection reads no further."""

    request: Request
    target: Target


@dataclass(frozen=True, slots=True)
class Authorize(Question):
    """May this client do this? `admit`, `challenge` or `refuse`.

    It is asked for everything but OPTIONS and parameter requests without a body, which keep sessions alive without credentials.
    """

    @property
    def authorization(self) -> str:
        """The Authorization header; empty where there is none. Clients put any URL of the presentation into its `uri`."""
        return self.request.headers.get("Authorization")


@dataclass(frozen=True, slots=True)
class DescribeAsked(Question):
    """What is there? `answer_describe` or `refuse`: 400 for bad arguments, 404, 503."""


@dataclass(frozen=True, slots=True)
class TracksAsked(Question):
    """How many tracks has this presentation? Asked before a SETUP without a DESCRIBE. `answer_tracks` or `refuse`."""


@dataclass(frozen=True, slots=True)
class SetupAsked(Question):
    """How is this track to be carried? `answer_setup` or `refuse`: 453, 461, 503."""

    track: int
    transports: tuple[Transport, ...]
    """What the client offers, best first; TCP has its channels, the client's own where they are free."""
    session: Session | None
    """The session that this adds to; None: it begins one."""
    blocksize: int | None
    """Bytes of the packets that the client wants."""


@dataclass(frozen=True, slots=True)
class PlayAsked(Question):
    """Start the tracks of a session. `answer_play` or `refuse`. Packets begin after the answer."""

    session: Session
    range: str
    """The Range header to the letter; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ControlAsked(Question):
    """A request that is answered by `answer`."""

    session: Session | None


@dataclass(frozen=True, slots=True)
class PauseAsked(ControlAsked):
    """Stop sending and keep the session. `answer` or `refuse`."""

    session: Session


@dataclass(frozen=True, slots=True)
class TeardownAsked(ControlAsked):
    """Stop sending for good. `answer` or `refuse`; after the answer `SessionEnded` follows."""

    session: Session


@dataclass(frozen=True, slots=True)
class GetParameterAsked(ControlAsked):
    """Tell the parameters that the body names. `answer` with a body, or `refuse` with 451."""


@dataclass(frozen=True, slots=True)
class SetParameterAsked(ControlAsked):
    """Set the parameters of the body. `answer`, or `refuse` with 400 or 451."""


Event = Send | Close | KeptAlive | Interleaved | SessionEnded | Question
