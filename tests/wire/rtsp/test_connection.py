"""What the connection checks itself, what it asks, and how sessions live and end."""

from __future__ import annotations

import pytest

from camsim.wire.rtsp import (
    Authorize,
    Close,
    Ending,
    Interleaved,
    KeptAlive,
    NoSuchQuestionError,
    SessionEnded,
    SetParameterAsked,
    SetupAsked,
    State,
    Status,
    TracksAsked,
    pack,
    style,
)
from camsim.wire.rtsp.message import Headers, Request
from camsim.wire.rtsp.parser import MOST_KEPT
from tests.wire.rtsp.client import AUDIO, METADATA, URL, VIDEO, Client, Owner

TCP = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}
FIRST = URL.replace("media.amp?", "media.amp/stream=0?")
SECOND = URL.replace("media.amp?", "media.amp/stream=1?")


def status(client: Client, text: str) -> int:
    """The status of the answer to a request that is written out."""
    (answer,) = client.raw(text.replace("\n", "\r\n").encode("latin-1"))
    return answer.status


# ---- checks that come before credentials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OPTIONS * RTSP/1.0\nCSeq: 1\n\n", 200),
        ("OPTIONS * RTSP/1.0\ncseq:1\n\n", 200),
        ("OPTIONS * RTSP/1.0\n\n", 400),
        ("OPTIONS * RTSP/1.0\nCSeq: one\n\n", 400),
        ("OPTIONS * RTSP/2.0\nCSeq: 1\n\n", 505),
        ("OPTIONS * HTTP/1.1\nCSeq: 1\n\n", 400),
        ("options * RTSP/1.0\nCSeq: 1\n\n", 501),
        ("OPTIONS ftp RTSP/1.0\nCSeq: 1\n\n", 400),
        ("OPTIONS *\nCSeq: 1\n\n", 400),
        ("OPTIONS * RTSP/1.0\nCSeq: 1\nno colon\n\n", 400),
        ("OPTIONS * RTSP/1.0\nCSeq: 1\nSession: nobody\n\n", 454),
        ("GET_PARAMETER * RTSP/1.0\nCSeq: 1\nSession: nobody\n\n", 454),
        ("PLAY * RTSP/1.0\nCSeq: 1\n\n", 401),
        ("DESCRIBE rtsp://192.0.2.10/axis-media/media.amp RTSP/1.0\nCSeq: 1\n\n", 401),
        ("SETUP rtsp://192.0.2.10/axis-media/media.amp RTSP/1.0\nCSeq: 1\n\n", 401),
        ("TEARDOWN rtsp://192.0.2.10/axis-media/media.amp RTSP/1.0\nCSeq: 1\n\n", 401),
        ("SET_PARAMETER * RTSP/1.0\nCSeq: 1\nContent-Length: 2\n\nab", 401),
        ("SET_PARAMETER * RTSP/1.0\nCSeq: 1\nContent-Length: 0\n\n", 200),
        ("GET_PARAMETER * RTSP/1.0\nCSeq: 1\n\n", 200),
        ("ANNOUNCE * RTSP/1.0\nCSeq: 1\n\n", 405),
    ],
)
def test_before_credentials(text: str, expected: int):
    client = Client(Owner(password="pass"))
    assert status(client, text) == expected
    assert client.ask("OPTIONS").status == 200


@pytest.mark.parametrize(
    ("method", "uri", "headers", "expected"),
    [
        ("PLAY", "*", {}, 400),
        ("DESCRIBE", "*", {}, 400),
        ("DESCRIBE", "rtsp://192.0.2.10/nothing", {}, 404),
        ("SETUP", "rtsp://192.0.2.10/nothing/stream=0", TCP, 404),
        ("SETUP", FIRST, {}, 461),
        ("SETUP", FIRST, {"Transport": "RAW/RAW/UDP;unicast"}, 461),
        ("SETUP", FIRST, {"Transport": "RTP/SAVP;unicast;client_port=1000-1001"}, 461),
        ("SETUP", FIRST, {"Transport": "RTP/AVP;unicast"}, 461),
        ("SETUP", FIRST, TCP | {"Blocksize": "many"}, 400),
        ("SETUP", FIRST, TCP | {"Blocksize": "64000"}, 200),
        ("SETUP", FIRST, {"Transport": "RAW/RAW,RTP/AVP/TCP;interleaved=4-5"}, 200),
        ("SETUP", URL, TCP, 459),
        ("SETUP", URL.replace("media.amp?", "media.amp/stream=2?"), TCP, 404),
        ("SETUP", URL + "/stream=1", TCP, 200),
        ("GET_PARAMETER", URL, {}, 200),
        ("DESCRIBE", URL, {"Require": "x"}, 551),
    ],
)
@pytest.mark.parametrize("described", [True, False])
def test_checks(described: bool, method: str, uri: str, headers: dict[str, str], expected: int):
    owner = Owner()
    client = Client(owner)
    if described:
        client.ask("DESCRIBE")
    assert client.ask(method, uri, headers).status == expected
    assert len(owner.sessions) == (method == "SETUP" and expected == 200)


def test_what_needs_credentials_is_asked_with_the_header():
    owner = Owner(password="pass")
    client = Client(owner, password="pass")
    assert client.play().status == 200
    asked = owner.told(Authorize)
    assert [(event.request.method, bool(event.authorization)) for event in asked] == [
        (method, credentials) for method in ("DESCRIBE", "SETUP", "SETUP", "PLAY") for credentials in (False, True)
    ]
    client.password = None
    assert client.ask("OPTIONS").status == 200
    assert client.ask("GET_PARAMETER").status == 200
    assert client.ask("TEARDOWN").status == 401


def test_wrong_password_is_challenged_again():
    client = Client(Owner(password="pass"), password="wrong")
    assert client.ask("DESCRIBE").status == 401
    assert client.ask("DESCRIBE").status == 401


# ---- control of tracks and presentations


def test_one_track_takes_the_url_of_the_presentation():
    client = Client(Owner(media=(VIDEO,)))
    assert client.ask("SETUP", URL, TCP).status == 200
    assert client.ask("PLAY", FIRST).status == 200


def test_several_tracks_are_controlled_together():
    owner = Owner()
    client = Client(owner)
    client.play()
    assert client.ask("PAUSE", SECOND).status == 460
    assert client.ask("PAUSE", URL + "/").status == 200
    assert client.ask("PLAY", URL.partition("?")[0] + "/").status == 200
    assert client.ask("TEARDOWN", "rtsp://192.0.2.10/other").status == 404
    assert client.ask("TEARDOWN", URL.replace("media.amp?", "media.amp/stream=7?")).status == 404


def test_a_track_is_set_up_once():
    client = Client(Owner())
    assert client.ask("SETUP", FIRST, TCP).status == 200
    assert client.ask("SETUP", FIRST, TCP).status == 455


def test_another_presentation_is_no_part_of_a_session():
    client = Client(Owner())
    client.ask("SETUP", FIRST, TCP)
    other = "rtsp://192.0.2.10/axis-media/media.amp/stream=1?camera=2"
    assert client.ask("SETUP", other, TCP).status == 459
    assert client.ask("SETUP", other, TCP, session=False).status == 200


def test_a_lost_query_is_found_again():
    """Relative control URLs joined to Content-Base lose it."""
    owner = Owner()
    client = Client(owner)
    client.ask("DESCRIBE")
    assert client.ask("SETUP", "rtsp://192.0.2.10/axis-media/media.amp/stream=0", TCP).status == 200
    assert owner.told(SetupAsked)[0].target.query == "videocodec=h264&audio=1"
    assert not owner.told(TracksAsked)


def test_track_names_of_the_other_generation_are_understood():
    client = Client(Owner())
    assert client.ask("SETUP", URL.replace("media.amp?", "media.amp/trackID=2?"), TCP).status == 200


# ---- channels


def test_channels_of_the_client_are_kept_or_given():
    owner = Owner(media=(VIDEO, AUDIO, METADATA))
    client = Client(owner)
    tracks = [URL.replace("media.amp?", f"media.amp/stream={n}?") for n in range(3)]
    asked = ["RTP/AVP/TCP;unicast;interleaved=6-7", "RTP/AVP/TCP", "RTP/AVP/TCP;interleaved=6-7"]
    got = [client.ask("SETUP", url, {"Transport": t}).headers.get("Transport") for url, t in zip(tracks, asked, strict=True)]
    assert [text.split(";")[2] for text in got] == ["interleaved=6-7", "interleaved=0-1", "interleaved=2-3"]


def test_packets_of_the_client():
    owner = Owner()
    client = Client(owner)
    client.play()
    session = next(iter(owner.sessions))
    owner.now += 50
    client.raw(pack(2, b"hole punch") + pack(3, b"report") + pack(9, b"nobody's"))
    assert owner.events[-3:] == [
        Interleaved(2, b"hole punch", session, 1, False),
        Interleaved(3, b"report", session, 1, True),
        Interleaved(9, b"nobody's", None, None, False),
    ]
    assert session.touched == owner.now


# ---- sessions


@pytest.mark.parametrize("method", ["OPTIONS", "GET_PARAMETER", "SET_PARAMETER"])
def test_keep_alive_without_credentials(method: str):
    owner = Owner(password="pass")
    client = Client(owner, password="pass")
    client.play()
    client.password = None
    for _ in range(5):
        owner.now += 55
        assert owner.sessions.expired(owner.now) == []
        assert client.ask(method).status == 200
    session = next(iter(owner.sessions))
    assert owner.events[-1] == KeptAlive(session)
    assert owner.sessions.next_deadline == owner.now + 60
    owner.now += 60
    assert owner.sessions.expired(owner.now) == [session]
    assert client.ask(method).status == 454
    assert client.ask("PLAY").status == 454
    assert owner.sessions.next_deadline is None


def test_whole_session_header_repeated():
    client = Client(Owner(media=(VIDEO,)))
    client.ask("SETUP", URL, TCP)
    client.session += ";timeout=60"
    assert client.ask("PLAY").status == 200


@pytest.mark.parametrize(("generation", "told"), [(style.A, ""), (style.B, "close"), (style.C, "close")])
def test_teardown_ends_the_session(generation: style.Style, told: str):
    owner = Owner(generation)
    client = Client(owner)
    client.play()
    (session,) = owner.sessions
    answer = client.ask("TEARDOWN")
    assert (answer.status, answer.headers.get("Connection")) == (200, told)
    assert owner.events[-1] == SessionEnded(session, Ending.TEARDOWN)
    assert len(owner.sessions) == 0
    assert client.ask("TEARDOWN").status == 454


def test_a_lost_connection_ends_its_sessions_only():
    owner = Owner()
    Client(owner).play()
    (first,) = owner.sessions
    lost, owner.connection = owner.connection, owner.connect()
    other = Client(owner)
    other._read = len(owner.sent)
    other.play()
    assert lost.closed() == [SessionEnded(first, Ending.CONNECTION)]
    assert lost.closed() == []
    assert lost.receive_data(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 0) == []
    assert [session.state for session in owner.sessions] == [State.PLAYING]


def test_a_session_goes_on_over_another_connection():
    owner = Owner(media=(VIDEO,))
    client = Client(owner)
    client.ask("SETUP", URL, {"Transport": "RTP/AVP;unicast;client_port=7001"})
    owner.connection = owner.connect()
    assert client.ask("PLAY").status == 200


def test_too_many_sessions():
    owner = Owner(media=(VIDEO,))
    owner.sessions._most = 2
    client = Client(owner)
    assert [client.ask("SETUP", URL, {"Transport": "RTP/AVP/TCP"}, session=False).status for _ in range(3)] == [200, 200, 503]


def test_ids_are_as_random_as_told():
    ids = {Owner(style.B).sessions.open(None, 0.0).id for _ in range(2)}  # type: ignore[arg-type]
    assert len(ids) == 1


# ---- questions


def test_parameters():
    client = Client(Owner())
    client.play()
    assert client.ask("SET_PARAMETER", body=b"Renew-Stream: yes").status == 200
    answer = client.ask("GET_PARAMETER", body=b"Adjustable-Stream-Settings")
    assert (answer.headers.get("Content-Type"), answer.body) == ("text/parameters", b"Adjustable-Stream-Settings: compression,fps\r\n")
    assert client.ask("GET_PARAMETER", body=b"position").status == 451


def test_nothing_is_read_before_the_answer():
    owner = Owner()
    connection = owner.connection
    two = b"DESCRIBE /a RTSP/1.0\r\nCSeq: 1\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n"
    (asked,) = connection.receive_data(two, 0)
    assert connection.waiting is asked
    assert connection.receive_data(b"OPTIONS * RTSP/1.0\r\nCSeq: 3\r\n\r\n", 0) == []
    (described,) = connection.admit()
    with pytest.raises(NoSuchQuestionError):
        connection.answer_play()
    assert connection.waiting is described
    sent = connection.refuse(Status.NOT_FOUND)
    assert [(event.status, event.request.cseq) for event in sent] == [(404, "1"), (200, "2"), (200, "3")]
    with pytest.raises(NoSuchQuestionError):
        connection.admit()


def test_too_much_before_an_answer_closes():
    connection = Owner().connection
    connection.receive_data(b"DESCRIBE /a RTSP/1.0\r\nCSeq: 1\r\n\r\n", 0)
    events = connection.receive_data(b"x" * (MOST_KEPT + 1), 0)
    assert events == [Close("too much sent before an answer")]
    with pytest.raises(NoSuchQuestionError):
        connection.admit()


def test_a_session_that_ends_while_a_question_waits():
    owner = Owner(media=(VIDEO,))
    client = Client(owner)
    client.play()
    (session,) = owner.sessions
    connection = owner.connection
    pause = Request("PAUSE", URL, Headers((("CSeq", "9"), ("Session", session.id)))).render()
    connection.receive_data(pause, owner.now)
    connection.admit()
    owner.sessions.end(session)
    assert [event.status for event in connection.answer()] == [454]


def test_an_unreadable_end_closes():
    owner = Owner()
    client = Client(owner)
    assert status(client, "SET_PARAMETER * RTSP/1.0\nCSeq: 3\nContent-Length: -1\n\n") == 400
    assert not owner.open
    assert owner.sent[0].startswith(b"RTSP/1.0 400 Bad Request\r\nCSeq: 3\r\nServer: ")


def test_a_bad_message_is_skipped():
    owner = Owner()
    client = Client(owner)
    bad = b"SET_PARAMETER * RTSP/1.0\r\nCSeq: 1\r\nbad\r\nContent-Length: 4\r\n\r\nabcd"
    answers = client.raw(bad + b"OPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n")
    assert [(answer.status, answer.headers.get("CSeq")) for answer in answers] == [(400, "1"), (200, "2")]
    assert owner.open


def test_answers_of_the_client_are_ignored():
    owner = Owner()
    assert Client(owner).raw(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n") == []
    assert owner.events == []


def test_set_parameter_outside_a_session():
    owner = Owner()
    Client(owner).ask("SET_PARAMETER", body=b"Renew-Stream: yes")
    assert owner.told(SetParameterAsked)[0].session is None
