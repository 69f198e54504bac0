"""Sessions of a camera: what is set up, in which state, and until when without a sign of life (RFC 2326, sections 3.4 and 12.37)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from camsim.wire.rtsp.states import State
from camsim.wire.rtsp.style import Style
from camsim.wire.rtsp.target import Target
from camsim.wire.rtsp.transport import Transport

DEFAULT_TIMEOUT = 60
"""Seconds, as Network.RTSP.Timeout has them."""


@dataclass(slots=True, eq=False)
class Session:
    """One session. Only `Connection` and `Sessions` change it; an owner reads it and calls `touch`."""

    id: str
    target: Target
    """The presentation that it plays."""
    timeout: int
    """Seconds without a sign of life after which it ends."""
    touched: float
    """Time of the last sign of life, in seconds."""
    state: State = State.INIT
    tracks: dict[int, Transport] = field(default_factory=dict)
    """What is set up, by number of the track."""

    @property
    def deadline(self) -> float:
        """When it ends unless it is touched."""
        return self.touched + self.timeout

    def touch(self, now: float) -> None:
        """Keeps it alive: a request with its id, or RTCP from the client. `now` in seconds."""
        self.touched = max(self.touched, now)


class Sessions:
    """All sessions of a camera, shared by its connections."""

    def __init__(self, style: Style, random_bits: Callable[[int], int], *, timeout: int = DEFAULT_TIMEOUT, most: int = 1000) -> None:
        """`random_bits` makes the ids, like `random.Random.getrandbits`; beyond `most` sessions a SETUP is answered with 503."""
        self.timeout = timeout
        self._style = style
        self._random_bits = random_bits
        self._most = most
        self._by_id: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._by_id.values()))

    def __contains__(self, session: Session) -> bool:
        return self._by_id.get(session.id) is session

    @property
    def full(self) -> bool:
        """Whether no further session fits."""
        return len(self._by_id) >= self._most

    def find(self, session_id: str) -> Session | None:
        """The session with an id, or None."""
        return self._by_id.get(session_id)

    def open(self, target: Target, now: float) -> Session:
        """A new session for a presentation; `now` in seconds."""
        session_id = self._style.session_id(self._random_bits)
        while session_id in self._by_id:
            session_id = self._style.session_id(self._random_bits)
        session = self._by_id[session_id] = Session(session_id, target, self.timeout, now)
        return session

    def end(self, session: Session) -> None:
        """Forgets a session; its id is answered with 454 from now on."""
        self._by_id.pop(session.id, None)
        session.state = State.INIT

    def expired(self, now: float) -> list[Session]:
        """Ends the sessions whose time is over and returns them; `now` in seconds."""
        over = [session for session in self if session.deadline <= now]
        for session in over:
            self.end(session)
        return over

    @property
    def next_deadline(self) -> float | None:
        """When `expired` is to be asked next; None without sessions."""
        return min((session.deadline for session in self), default=None)
