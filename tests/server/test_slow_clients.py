"""Clients that dawdle, pipeline, leave early or never read: bounded waits, answers in order, nothing left behind."""

from __future__ import annotations

import re
import socket
import struct
import time

import pytest

from camsim.server import body, front, protocol
from tests.server.target import Answer, Target, parse, read_all

WHERE = b"/axis-cgi/usergroup.cgi"
GET = b"GET " + WHERE + b" HTTP/1.1\r\nHost: c\r\n\r\n"


def connections(target: Target) -> int:
    """Connections that the camera knows of."""
    return target.do(lambda: len(target.camera._server.connections))


def until(target: Target, wanted: int) -> None:
    """Waits until no more connections than wanted are left."""
    end = time.monotonic() + 5
    while connections(target) > wanted:
        assert time.monotonic() < end, "connections are left"
        time.sleep(0.01)


def head_of(connection: socket.socket) -> Answer:
    """The next answer with a length."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += connection.recv(1)
    length = int(re.search(rb"Content-Length: (\d+)", raw)[1]) if b"Content-Length" in raw else 0
    while length:
        chunk = connection.recv(length)
        raw, length = raw + chunk, length - len(chunk)
    return parse(raw)[0]


def test_pipelined_requests_are_answered_in_order(target: Target):
    many = b"".join(b"GET /nowhere/%d HTTP/1.1\r\nHost: c\r\n\r\n" % number for number in range(100))
    answers = target.assert_sane(target.send(many))
    assert [answer.status for answer in answers] == [404] * 100


def test_what_follows_a_request_that_does_not_parse_is_dropped(target: Target):
    answers = target.assert_sane(target.send(GET + b"nonsense\r\n\r\n" + GET + GET))
    assert [answer.status for answer in answers][-1:] == [400] and len(answers) <= 2


def test_a_connection_is_kept_after_errors_of_every_kind(target: Target):
    with target.connect() as connection:
        for path, status in ((WHERE, 401), (b"/nowhere", 404), (WHERE, 401)):
            connection.sendall(b"POST " + path + b" HTTP/1.1\r\nHost: c\r\nContent-Length: 3\r\n\r\na=b")
            assert head_of(connection).status == status


def test_close_is_obeyed(target: Target):
    with target.connect() as connection:
        connection.sendall(GET.replace(b"Host", b"Connection: close\r\nHost"))
        (answer,) = parse(read_all(connection))
    assert answer.header("Connection") == "close"
    with target.connect() as connection:
        connection.sendall(GET.replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert parse(read_all(connection))[0].version == "1.0"


def test_a_client_that_waits_for_the_word_gets_it(target: Target):
    with target.connect() as connection:
        connection.sendall(b"POST " + WHERE + b" HTTP/1.1\r\nHost: c\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"a=b")
        assert head_of(connection).status == 401


def test_a_request_byte_by_byte(target: Target):
    with target.connect() as connection:
        for byte in GET:
            connection.sendall(bytes([byte]))
        assert head_of(connection).status == 401


def test_a_body_that_turns_into_nonsense_later_is_answered_at_once(target: Target):
    with target.connect() as connection:
        connection.sendall(b"POST " + WHERE + b" HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        time.sleep(0.05)
        connection.sendall(b"nonsense\r\n")
        connection.shutdown(socket.SHUT_WR)
        begun = time.monotonic()
        (answer,) = target.assert_sane(read_all(connection))
    assert answer.status == 400 and time.monotonic() - begun < 1


def test_a_body_that_breaks_off_ends_the_connection(target: Target):
    for framing in (b"Content-Length: 10\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"):
        assert target.assert_sane(target.send(b"POST " + WHERE + b" HTTP/1.1\r\nHost: c\r\n" + framing)) == []
    until(target, 0)


def test_a_length_that_is_too_large_is_refused_before_the_body_comes(target: Target):
    with target.connect() as connection:
        connection.sendall(b"POST " + WHERE + b" HTTP/1.1\r\nHost: c\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n")
        assert head_of(connection).status == 413
    target.assert_quiet()


def test_a_body_that_does_not_come_is_given_up(target: Target, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(body.reading.__wrapped__, "__defaults__", (body.LARGEST_DRAIN, 0.1))
    with target.connect() as connection:
        connection.sendall(b"POST " + WHERE + b" HTTP/1.1\r\nHost: c\r\nContent-Length: 10\r\n\r\nabc")
        (answer,) = target.assert_sane(read_all(connection))
    assert answer.status == 408


def test_a_head_that_does_not_end_is_given_up(target: Target, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "LONGEST_SILENCE", 0.1)
    target.do(lambda: target.camera._server._kwargs.update(keepalive_timeout=0.1))
    try:
        for beginning in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: c\r\n", GET[:-2]):
            with target.connect() as connection:
                connection.sendall(beginning)
                assert read_all(connection) == b""
        with target.connect() as connection:
            connection.sendall(GET)
            assert head_of(connection).status == 401
            connection.sendall(b"GET / HT")
            assert read_all(connection) == b""
    finally:
        target.do(lambda: target.camera._server._kwargs.update(keepalive_timeout=protocol.LONGEST_IDLE))
    target.assert_quiet()


def test_a_client_that_never_stops_sending_is_cut_off(target: Target, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(protocol, "LONGEST_LINGER", 1_000_000)
    with target.connect() as connection, pytest.raises((ConnectionResetError, BrokenPipeError)):
        for _ in range(1000):
            connection.sendall(b"x" * 1_000_000)
    target.assert_quiet()
    target.assert_alive()


def test_lingering_ends(target: Target, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(protocol, "LINGER", 0.1)
    with target.connect() as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        read_all(connection)
        until(target, 0)


@pytest.mark.parametrize("kind", ["idle", "half a head", "half a body", "a request", "many requests"])
def test_clients_that_vanish_leave_nothing(target: Target, kind: str):
    sent = {
        "idle": b"",
        "half a head": b"GET / HT",
        "half a body": GET[:-2] + b"Content-Length: 9\r\n\r\nab",
        "a request": GET,
        "many requests": GET * 500,
    }
    for reset in (False, True):
        for _ in range(5):
            connection = target.connect()
            connection.sendall(sent[kind])
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
    until(target, 0)
    target.assert_quiet()
    target.assert_alive()


def test_a_stream_is_not_kept_open_for_a_client_that_has_ended_its_side(target: Target):
    login = target.authorization("GET", "/axis-cgi/mjpg/video.cgi").encode()
    with target.connect() as connection:
        connection.sendall(b"GET /axis-cgi/mjpg/video.cgi HTTP/1.1\r\nHost: c\r\nAuthorization: " + login + b"\r\n\r\n")
        assert connection.recv(10) == b"HTTP/1.1 2"
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)
    until(target, 0)
    assert target.do(lambda: sum(stream.readers for stream in target.camera.gallery.streams)) == 0


@pytest.mark.parametrize("path", ["/axis-cgi/mjpg/video.cgi", "/axis-cgi/jpg/image.cgi", "/axis-cgi/usergroup.cgi"])
def test_head_has_headers_alone(target: Target, path: str):
    answer = target.ask("HEAD", path)
    assert answer.status == 200 and answer.body == b""
    until(target, 0)


def test_a_long_answer_to_a_client_that_reads_late_is_whole(target: Target):
    with target.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
        login = target.authorization("GET", "/axis-cgi/param.cgi").encode()
        request = b"GET /axis-cgi/param.cgi?action=list HTTP/1.1\r\nHost: c\r\nAuthorization: " + login + b"\r\n\r\n"
        connection.sendall(request * 2)
        time.sleep(0.1)
        answers = [head_of(connection) for _ in range(2)]
    assert len({answer.body for answer in answers}) == 1 and answers[0].status == 200 and len(answers[0].body) > 10_000


def test_a_hundred_connections_at_once(target: Target):
    connections_ = [target.connect() for _ in range(100)]
    for connection in connections_:
        connection.sendall(GET)
    assert [head_of(connection).status for connection in connections_] == [401] * 100
    for connection in connections_:
        connection.close()
    until(target, 0)
