"""The states of a session as a table (RFC 2326, appendix A.2).

Rules
1. A session begins with the first SETUP that is answered with 200 and ends with TEARDOWN, with its time-out or with its connection.
2. Only what the table holds is valid; anything else is answered with 455 and changes nothing.
3. OPTIONS, DESCRIBE, GET_PARAMETER and SET_PARAMETER are valid in every state and keep it; with the session's id they keep it alive.
4. A further SETUP adds a track and keeps the state: a track that is added while others play waits for the next PLAY.
   A track that is set up already is not set up again: that is 455 as well.
5. PAUSE needs a session that plays; PLAY in one that plays already is a new PLAY.
6. A refused request keeps the state, and so does a request that waits for its answer: the step is made with a 200.
"""

from __future__ import annotations

from enum import Enum, StrEnum


class Method(StrEnum):
    """What can be asked of a camera."""

    OPTIONS = "OPTIONS"
    DESCRIBE = "DESCRIBE"
    SETUP = "SETUP"
    PLAY = "PLAY"
    PAUSE = "PAUSE"
    TEARDOWN = "TEARDOWN"
    GET_PARAMETER = "GET_PARAMETER"
    SET_PARAMETER = "SET_PARAMETER"


NOT_ALLOWED = frozenset({"ANNOUNCE", "RECORD"})
"""Methods that exist and that no stream of a camera takes: 405. Any other name is 501."""


class State(Enum):
    """Where a session stands."""

    INIT = "init"
    READY = "ready"
    PLAYING = "playing"


ANYWHERE = (Method.OPTIONS, Method.DESCRIBE, Method.GET_PARAMETER, Method.SET_PARAMETER)

TABLE: dict[tuple[State, Method], State] = {
    (State.INIT, Method.SETUP): State.READY,
    (State.INIT, Method.TEARDOWN): State.INIT,
    (State.READY, Method.SETUP): State.READY,
    (State.READY, Method.PLAY): State.PLAYING,
    (State.READY, Method.TEARDOWN): State.INIT,
    (State.PLAYING, Method.SETUP): State.PLAYING,
    (State.PLAYING, Method.PLAY): State.PLAYING,
    (State.PLAYING, Method.PAUSE): State.READY,
    (State.PLAYING, Method.TEARDOWN): State.INIT,
    **{(state, method): state for state in State for method in ANYWHERE},
}


def step(state: State, method: Method) -> State | None:
    """The state after a method that succeeds; None where it is not valid."""
    return TABLE.get((state, method))
