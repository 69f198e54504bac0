"""Every state with every method, in the table and through a connection."""

from __future__ import annotations

import pytest

from camsim.wire.rtsp import Method, State
from camsim.wire.rtsp.states import TABLE, step
from tests.wire.rtsp.client import URL, Client, Owner

SECOND = URL.replace("media.amp?", "media.amp/stream=1?")

AFTER = [
    # state, method, status, state after
    (State.INIT, "OPTIONS", 200, None),
    (State.INIT, "DESCRIBE", 200, None),
    (State.INIT, "SETUP", 200, State.READY),
    (State.INIT, "PLAY", 454, None),
    (State.INIT, "PAUSE", 454, None),
    (State.INIT, "TEARDOWN", 454, None),
    (State.INIT, "GET_PARAMETER", 200, None),
    (State.INIT, "SET_PARAMETER", 200, None),
    (State.INIT, "ANNOUNCE", 405, None),
    (State.INIT, "RECORD", 405, None),
    (State.INIT, "REDIRECT", 501, None),
    (State.INIT, "DANCE", 501, None),
    (State.READY, "OPTIONS", 200, State.READY),
    (State.READY, "DESCRIBE", 200, State.READY),
    (State.READY, "SETUP", 200, State.READY),
    (State.READY, "PLAY", 200, State.PLAYING),
    (State.READY, "PAUSE", 455, State.READY),
    (State.READY, "TEARDOWN", 200, None),
    (State.READY, "GET_PARAMETER", 200, State.READY),
    (State.READY, "SET_PARAMETER", 200, State.READY),
    (State.READY, "RECORD", 405, State.READY),
    (State.PLAYING, "OPTIONS", 200, State.PLAYING),
    (State.PLAYING, "DESCRIBE", 200, State.PLAYING),
    (State.PLAYING, "SETUP", 200, State.PLAYING),
    (State.PLAYING, "PLAY", 200, State.PLAYING),
    (State.PLAYING, "PAUSE", 200, State.READY),
    (State.PLAYING, "TEARDOWN", 200, None),
    (State.PLAYING, "GET_PARAMETER", 200, State.PLAYING),
    (State.PLAYING, "SET_PARAMETER", 200, State.PLAYING),
    (State.PLAYING, "RECORD", 405, State.PLAYING),
]


@pytest.mark.parametrize(("state", "method", "status", "after"), AFTER)
def test_every_method_in_every_state(state: State, method: str, status: int, after: State | None):
    owner = Owner()
    client = Client(owner)
    if state is not State.INIT:
        client.ask("SETUP", URL.replace("media.amp?", "media.amp/stream=0?"), {"Transport": "RTP/AVP/TCP;interleaved=0-1"})
    if state is State.PLAYING:
        client.ask("PLAY")
    setup = {"Transport": "RTP/AVP/TCP;unicast;interleaved=2-3"} if method == "SETUP" else {}
    assert client.ask(method, SECOND if method == "SETUP" else URL, setup).status == status
    assert [session.state for session in owner.sessions] == ([] if after is None else [after])


def test_the_table_holds_nothing_else():
    valid = {(state, method) for state in State for method in Method if step(state, method) is not None}
    assert valid == set(TABLE)
    assert len(TABLE) == 9 + 3 * 4
    assert step(State.INIT, Method.PLAY) is None
    assert step(State.READY, Method.PAUSE) is None
