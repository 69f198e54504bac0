"""Request lines, headers and framing that are no HTTP, or only just: each generation answers in its own words, and stays as it was."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.profile.model import Generation
from tests.server.target import FEW, Target

HOST = b"Host: camera\r\n"
LOW = b"/axis-cgi/usergroup.cgi"

# name: request, status of generation A, status of the Apache generations (None: the connection ends without an answer)
CASES: dict[str, tuple[bytes, int | None, int | None]] = {
    "nothing": (b"", None, None),
    "an empty line": (b"\r\n\r\n", None, None),
    "no method": (b" / HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "no target": (b"GET HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "half a request line": (b"GET / HT", None, None),
    "half a head": (b"GET / HTTP/1.1\r\n" + HOST, None, None),
    "HTTP/0.9": (b"GET /nowhere\r\n\r\n", 404, 404),
    "HTTP/1.0 without Host": (b"GET /nowhere HTTP/1.0\r\n\r\n", 404, 404),
    "HTTP/1.2": (b"GET / HTTP/1.2\r\n" + HOST + b"\r\n", 400, 400),
    "HTTP/9.9": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400, 400),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 400),
    "a lower-case method": (b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 501, 501),
    "an unknown method": (b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 501, 501),
    "PUT to nowhere": (b"PUT /nowhere HTTP/1.1\r\n" + HOST + b"\r\n", 501, 404),
    "PUT to a CGI": (b"PUT " + LOW + b" HTTP/1.1\r\n" + HOST + b"\r\n", 501, 401),
    "CONNECT": (b"CONNECT camera:443 HTTP/1.1\r\n" + HOST + b"\r\n", 501, 400),
    "OPTIONS *": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 501, 400),
    "GET *": (b"GET * HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "a target in absolute form": (b"GET http://camera" + LOW + b"?x HTTP/1.1\r\n" + HOST + b"\r\n", 401, 401),
    "an absolute form without a path": (b"GET http://camera HTTP/1.1\r\n" + HOST + b"\r\n", 404, 404),
    "an absolute form inside a path": (b"GET /a/http://camera" + LOW + b" HTTP/1.1\r\n" + HOST + b"\r\n", 404, 404),
    "a relative target": (b"GET axis-cgi/usergroup.cgi HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "a broken IPv6 address": (b"GET http://[::1/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "a port beyond all ports": (b"GET http://camera:99999/ HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "another scheme": (b"OPTIONS rtsp://camera/x RTSP/1.0\r\nCSeq: 1\r\n\r\n", 501, 404),
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", 400, 400),
    "two Hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, 400),
    "a Host that is none": (b"GET " + LOW + b" HTTP/1.1\r\nHost: a b/[c\r\n\r\n", 401, 401),
    "a header without a colon": (b"GET / HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", 400, 400),
    "a space in a header's name": (b"GET / HTTP/1.1\r\n" + HOST + b"X Y: 1\r\n\r\n", 400, 400),
    "a space before the colon": (b"GET / HTTP/1.1\r\n" + HOST + b"X : 1\r\n\r\n", 400, 400),
    "NUL in a header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n", 400, 400),
    "NUL in the target": (b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "a folded header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n", 400, 400),
    "bare line feeds": (b"GET / HTTP/1.1\n" + HOST + b"\n", 400, 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)), 400, 400),
    "a long target": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, 414),
    "a long query": (b"GET /?" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, 414),
    "a target that just fits": (b"GET /?" + b"a" * 8174 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 404, 404),
    "a long header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 9000 + b"\r\n\r\n", 400, 400),
    "a long header name": (b"GET / HTTP/1.1\r\n" + HOST + b"a" * 9000 + b": 1\r\n\r\n", 400, 400),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 101 + b"\r\n", 400, 400),
    "an old websocket": (b"GET / HTTP/1.1\r\n" + HOST + b"Sec-WebSocket-Key1: a\r\n\r\n", 400, 400),
    "an upgrade that nobody offers": (b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 404, 404),
    "length and chunks": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, 400),
    "two lengths": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, 400),
    "a negative length": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -3\r\n\r\nabc", 400, 400),
    "a signed length": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: +3\r\n\r\nabc", 400, 400),
    "a length in words": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: three\r\n\r\nabc", 400, 400),
    "a length beyond all bounds": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999\r\n\r\n", 400, 400),
    "chunks": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n", 404, 404),
    "a chunk size in words": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", 400, 400),
    "a chunk that is longer than its size": (
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n",
        400,
        400,
    ),
    "a huge chunk size": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\nabc", 400, 400),
    "another transfer encoding": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", 400, 400),
    "a body that is no gzip": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 404, 404),
    "another expectation": (b"POST / HTTP/1.1\r\n" + HOST + b"Expect: nothing\r\nContent-Length: 3\r\n\r\nabc", 404, 404),
}


@pytest.mark.parametrize("case", CASES)
def test_each_generation_answers_in_its_own_words(target: Target, case: str):
    request, old, new = CASES[case]
    expected = old if target.generation is Generation.A else new
    before = target.dump()
    answers = target.assert_sane(target.send(request))
    assert [answer.status for answer in answers] == ([] if expected is None else [expected])
    assert target.dump() == before
    target.assert_alive()


@pytest.mark.parametrize(
    ("request_line", "reason"),
    [(b"GET /" + b"a" * 9000 + b" HTTP/1.1", "Request-URI Too Long"), (b"BREW / HTTP/1.1", "Not Implemented"), (b"GET", "Bad Request")],
)
def test_the_last_answer_says_that_it_is_the_last(target: Target, request_line: bytes, reason: str):
    raw = target.send(request_line + b"\r\n" + HOST + b"\r\n")
    (answer,) = target.assert_sane(raw)
    if target.generation is Generation.A:
        assert answer.version == "1.0"
    else:
        assert answer.version == "1.1" and answer.header("Connection") == "close"
        assert raw.split(b"\r\n")[0].decode().endswith(reason)
    assert [name for name, _ in answer.headers][:2] == ["Date", "Server"]


# ---- at random

_tokens = st.sampled_from([b"GET", b"POST", b"HEAD", b"get", b"G\xc9T", b"", b"OPTIONS", b"DELETE", b"M-SEARCH", b"A" * 300, b"\x00"])
_targets = st.one_of(
    st.sampled_from(
        [LOW, b"/", b"*", b"//", b"/%", b"/%zz", b"http://", b"http://a@b:c/", b"?", b"#", b"/#a", b"/\\..\\", b"/;x", b"/\xff"]
    ),
    st.binary(max_size=60),
)
_versions = st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.", b"HTTP/0.9", b"HTTP/11", b"http/1.1", b"", b"HTTP/1.1 x", b"RTSP/1.0"])
_ends = st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r", b"", b"\r\n\r\n"])
_names = st.one_of(
    st.sampled_from([b"Host", b"Content-Length", b"Transfer-Encoding", b"Connection", b"Expect", b"Upgrade", b"Cookie", b"Authorization"]),
    st.binary(max_size=12),
)
_values = st.one_of(
    st.sampled_from(
        [b"camera", b"0", b"5", b"chunked", b"close", b"keep-alive", b"100-continue", b"websocket", b"gzip, chunked", b"identity"]
    ),
    st.binary(max_size=40),
)
_headers = st.lists(st.tuples(_names, st.sampled_from([b": ", b":", b" : ", b""]), _values, _ends).map(b"".join), max_size=6).map(b"".join)
_heads = st.tuples(_tokens, st.sampled_from([b" ", b"  ", b"\t"]), _targets, st.just(b" "), _versions, _ends, _headers, _ends).map(b"".join)


@FEW
@given(head=_heads, body=st.binary(max_size=40))
def test_random_requests(target: Target, head: bytes, body: bytes):
    target.assert_sane(target.send(head + body), head=head.startswith(b"HEAD"))


@FEW
@given(noise=st.binary(max_size=600))
def test_noise(target: Target, noise: bytes):
    target.assert_sane(target.send(noise))


_GOOD = (
    b'POST /axis-cgi/param.cgi?action=list&group=Brand HTTP/1.1\r\nHost: camera\r\nAuthorization: Digest username="root"\r\n'
    b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n"
)


@FEW
@given(data=st.data())
def test_a_good_request_with_a_few_wrong_bytes(target: Target, data: st.DataObject):
    mutated = bytearray(_GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mutated) - 1))
        what = data.draw(st.sampled_from(["replace", "insert", "delete", "repeat"]))
        byte = data.draw(st.integers(0, 255))
        if what == "replace":
            mutated[place] = byte
        elif what == "insert":
            mutated.insert(place, byte)
        elif what == "delete":
            del mutated[place]
        else:
            mutated[place:place] = mutated[place : place + 20]
    target.assert_sane(target.send(bytes(mutated)))


@FEW
@given(cuts=st.lists(st.integers(1, len(_GOOD) - 1), min_size=1, max_size=5))
def test_a_request_in_pieces_is_the_same_request(target: Target, cuts: list[int]):
    places = [0, *sorted(set(cuts)), len(_GOOD)]
    pieces = [_GOOD[start:end] for start, end in itertools.pairwise(places)]
    (answer,) = target.assert_sane(target.send(*pieces))
    assert answer.status == 401


def test_the_cameras_are_as_they_were(target: Target):
    target.assert_alive()
    assert target.do(lambda: len(target.camera.app.bugs)) == 0
