"""RTSP inside HTTP: heads of the legs, base64 in pieces, legs that come and go."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire.rtsp import Tunnels
from camsim.wire.rtsp.tunnel import LONGEST_HEAD, BadBase64Error, Leg, Pieces, Side, parse_leg, recognize, reply
from tests.wire.rtsp.client import WALL, Client, Owner

GET = (
    b"GET /axis-media/media.amp?videocodec=h264 HTTP/1.0\r\nHost: h\r\nX-SessionCookie: c1\r\n"
    b"Accept: application/x-rtsp-tunnelled\r\nAuthorization: Basic cm9vdDpwYXNz\r\n\r\n"
)
POST = (
    b"POST /axis-media/media.amp HTTP/1.1\r\nx-sessioncookie: c1\r\nContent-Type: application/x-rtsp-tunnelled\r\n"
    b"Content-Length: 32767\r\n\r\n"
)
OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"


def test_heads():
    leg = parse_leg(GET + b"rest")
    assert leg is not None
    assert (leg.side, leg.uri, leg.cookie, leg.size) == (Side.GET, "/axis-media/media.amp?videocodec=h264", "c1", len(GET))
    assert leg.authorization == "Basic cm9vdDpwYXNz"
    post = parse_leg(POST + b"T1BU")
    assert isinstance(post, Leg)
    assert (post.side, post.size, dict(post.headers)["Content-Length"]) == (Side.POST, len(POST), "32767")


@pytest.mark.parametrize(
    ("start", "verdict"),
    [
        (b"", None),
        (b"P", None),
        (b"GET /axis-cgi/", None),
        (GET, True),
        (GET[:-2], None),
        (POST, True),
        (b"PUT / HTTP/1.1\r\n\r\n", False),
        (b"POSTS", False),
        (b"GETS", False),
        (GET.replace(b"Accept", b"X"), True),
        (GET.replace(b"X-Session", b"X"), False),
        (GET.replace(b": c1", b": " + b"c" * 200), False),
        (GET.replace(b"HTTP/1.0", b"RTSP/1.0"), False),
        (GET[:-2] + b"a: b\r\n" * LONGEST_HEAD, False),
        (b"\x16\x03", False),
    ],
)
def test_recognize(start: bytes, verdict: bool | None):
    assert recognize(start) is verdict
    assert (parse_leg(start) is not None) == (verdict is True)


def test_reply():
    assert reply(200, WALL) == (
        b"HTTP/1.0 200 OK\r\nServer: GStreamer RTSP Server\r\nDate: Sat, 12 Dec 2020 10:44:25 GMT\r\nConnection: close\r\n"
        b"Cache-Control: no-store\r\nPragma: no-cache\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n"
    )
    refused = reply(401, WALL, server="", challenges=('Digest realm="r"', 'Basic realm="r"'))
    assert refused.startswith(b"HTTP/1.0 401 Unauthorized\r\nDate: ")
    assert b'WWW-Authenticate: Digest realm="r"\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n' in refused


def test_a_dialogue_through_a_tunnel():
    """Two POSTs, the first closed in the middle of a request; the answers come as if there were no tunnel."""
    tunnels = Tunnels()
    tunnel = tunnels.open("c1")
    assert tunnel is not None
    client = Client(Owner())
    first = tunnels.post("c1")
    assert first is not None
    assert [answer.status for answer in client.raw(first.feed(base64.b64encode(OPTIONS + OPTIONS[:10])))] == [200]
    second = tunnels.post("c1")
    assert second is not None
    assert first.feed(base64.b64encode(OPTIONS)) == b""
    assert [answer.status for answer in client.raw(second.feed(base64.encodebytes(OPTIONS[10:])))] == [200]
    tunnels.close(tunnel)
    assert tunnels.post("c1") is None and len(tunnels) == 0


def test_legs_that_do_not_pair():
    tunnels = Tunnels(most=2)
    assert tunnels.post("c1") is None
    first = tunnels.open("c1")
    assert first is not None and tunnels.open("c1") is None
    assert tunnels.open("c2") is not None and tunnels.open("c3") is None
    tunnels.close(first)
    again = tunnels.open("c1")
    tunnels.close(first)
    assert again is not None and len(tunnels) == 2


@given(st.lists(st.binary(max_size=40), max_size=8), st.lists(st.integers(0, 600), max_size=8), st.booleans())
def test_pieces_each_padded_cut_anywhere(parts: list[bytes], cuts: list[int], broken: bool):
    text = b"".join((base64.encodebytes if broken else base64.b64encode)(part) for part in parts)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = Pieces()
    assert b"".join(pieces.feed(text[a:b]) for a, b in itertools.pairwise(edges)) == b"".join(parts)


@pytest.mark.parametrize("text", [b"QUJ?", b"Q===", b"====", b"QQ=Q", b"\xff\xff\xff\xff", b"QUJD$$$$"])
def test_what_is_no_base64(text: bytes):
    with pytest.raises(BadBase64Error):
        Pieces().feed(text)


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_any_bytes_are_decoded_or_bad(parts: list[bytes]):
    pieces = Pieces()
    try:
        for part in parts:
            pieces.feed(part)
            assert len(pieces._rest) < 4
    except BadBase64Error:
        pass
