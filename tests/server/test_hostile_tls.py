"""The HTTPS port under fire: plain HTTP, noise, handshakes that stop half-way; nothing hangs, leaks or is logged."""

from __future__ import annotations

import socket
import ssl
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.target import FEW, PATIENCE, Target, parse, read_all

HELLO = bytes.fromhex("16030100f1010000ed0303") + b"\x11" * 32


def plain(target: Target) -> socket.socket:
    """A connection to the HTTPS port without TLS."""
    return socket.create_connection(("127.0.0.1", target.tls_port), PATIENCE)


def undecided(target: Target) -> int:
    """Connections of the HTTPS port that nobody speaks on yet."""
    return target.do(lambda: len(target.camera._ports["https"].undecided))


def until_none_is_left(target: Target) -> None:
    end = time.monotonic() + 5
    while undecided(target) or target.do(lambda: len(target.camera._server.connections)):
        assert time.monotonic() < end, "connections are left"
        time.sleep(0.01)


def assert_secure(target: Target) -> None:
    """HTTPS still works."""
    with target.connect_tls() as connection:
        connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n")
        assert parse(read_all(connection))[0].status == 404


@pytest.fixture
def secure(target: Target) -> Target:
    """A camera with an HTTPS port."""
    if not target.tls_port:
        pytest.skip("no HTTPS port")
    return target


@pytest.mark.parametrize(
    "noise",
    [
        b"GET / HTTP/1.1\r\nHost: c\r\n\r\n",
        b"\0" * 100,
        b"\x16\x03\x01\xff\xff" + b"x" * 100,
        b"\x15\x03\x01\0\x02\x02\x28",
        HELLO * 3,
        b"\r\n",
    ],
)
def test_what_is_no_tls_is_ended(secure: Target, noise: bytes):
    with plain(secure) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        answer = read_all(connection)
    assert b"HTTP" not in answer
    until_none_is_left(secure)
    secure.assert_quiet()
    assert_secure(secure)


@FEW
@given(noise=st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda rest: HELLO[:11] + rest)))
def test_random_noise(secure: Target, noise: bytes):
    with plain(secure) as connection:
        try:
            connection.sendall(noise)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        read_all(connection)
    secure.assert_quiet()


def test_handshakes_that_stop_half_way_leave_nothing(secure: Target):
    for part in (b"", HELLO[:3], HELLO):
        connections = [plain(secure) for _ in range(30)]
        for connection in connections:
            connection.sendall(part)
        assert_secure(secure)
        for connection in connections:
            connection.close()
    until_none_is_left(secure)
    secure.assert_quiet()


def test_a_client_that_does_not_trust_the_certificate_leaves_no_trace(secure: Target):
    for _ in range(5):
        with pytest.raises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(plain(secure), server_hostname="camera")
    until_none_is_left(secure)
    secure.assert_quiet()


def test_a_client_that_leaves_right_after_the_handshake_leaves_nothing(secure: Target):
    for say_so in (True, False):
        for _ in range(10):
            connection = secure.connect_tls()
            if say_so:
                connection.setblocking(False)
                try:
                    connection.unwrap()
                except (ssl.SSLError, OSError):
                    pass
            connection.close()
    until_none_is_left(secure)
    secure.assert_quiet()
    assert_secure(secure)


def test_the_same_errors_over_tls(secure: Target):
    for request, statuses in ((b"nonsense\r\n\r\n", (400,)), (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: c\r\n\r\n", (400, 414))):
        with secure.connect_tls() as connection:
            connection.sendall(request)
            assert secure.assert_sane(read_all(connection))[0].status in statuses
    until_none_is_left(secure)


def test_a_stop_ends_what_is_open(target_c: Target):
    idle, half, shaking = target_c.connect(), target_c.connect(), plain(target_c)
    half.sendall(b"GET / HT")
    shaking.sendall(HELLO)
    secured = target_c.connect_tls()
    quiet = plain(target_c)
    target_c.run(target_c.camera.stop())
    for connection in (idle, half, shaking, secured, quiet):
        assert read_all(connection) == b""
        connection.close()
    assert target_c.do(lambda: len(target_c.camera._server.connections)) == 0
    target_c.assert_quiet()
