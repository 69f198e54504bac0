"""Messages and frames: rendering, reading piece by piece, bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire.rtsp import Frame, Headers, Request, Response, is_rtsp, pack, pack_all
from camsim.wire.rtsp.message import date
from camsim.wire.rtsp.parser import LONGEST_BODY, LONGEST_HEAD, LONGEST_LINE, MOST_HEADERS, Item, ParseError, Parser
from camsim.wire.rtsp.status import Status


def read(*pieces: bytes) -> list[Item]:
    """The items in some pieces."""
    parser = Parser()
    items: list[Item] = []
    for piece in pieces:
        parser.feed(piece)
        items += iter(parser.next, None)
    return items


def singly(data: bytes) -> list[bytes]:
    """Each byte for itself."""
    return [data[i : i + 1] for i in range(len(data))]


REQUEST = Request("SETUP", "/media.amp/stream=0?eventtopic=onvif:Device//.|x", Headers((("CSeq", "7"), ("X-a", "1"), ("x-A", "2"))))


def test_render():
    assert REQUEST.render() == b"SETUP /media.amp/stream=0?eventtopic=onvif:Device//.|x RTSP/1.0\r\nCSeq: 7\r\nX-a: 1\r\nx-A: 2\r\n\r\n"
    assert Response(454, Headers((("CSeq", "1"),))).render() == b"RTSP/1.0 454 Session Not Found\r\nCSeq: 1\r\n\r\n"
    assert Response(299, body=b"ab").render() == b"RTSP/1.0 299\r\nContent-Length: 2\r\n\r\nab"


def test_headers():
    assert REQUEST.headers.get("x-a") == "1"
    assert REQUEST.headers.get_all("X-A") == ["1", "2"]
    assert "cseq" in REQUEST.headers and "Session" not in REQUEST.headers
    assert REQUEST.headers.get("Session", "none") == "none"


def test_frames_between_messages():
    data = pack(0, b"\r\n\r\n") + b"\r\n" + REQUEST.render() + pack_all(3, [b"", b"$"]) + b"\n" + REQUEST.render()
    expected = [Frame(0, b"\r\n\r\n"), REQUEST, Frame(3, b""), Frame(3, b"$"), REQUEST]
    assert read(data) == expected
    assert read(*singly(data)) == expected


def test_lines_without_carriage_return_and_folded_headers():
    (request,) = read(b"PLAY  rtsp://h/a b \t RTSP/1.0\nCSeq:1\nRange: npt\n =now-\n\n")
    assert isinstance(request, Request)
    assert (request.uri, request.cseq, request.headers.get("range")) == ("rtsp://h/a b", "1", "npt =now-")


@pytest.mark.parametrize(
    ("data", "status", "fatal"),
    [
        (b"x" * LONGEST_LINE, Status.URI_TOO_LONG, True),
        (b"PLAY /" + b"x" * LONGEST_LINE + b" RTSP/1.0\r\n\r\n", Status.URI_TOO_LONG, True),
        (b"PLAY / RTSP/1.0\r\n" + b"a: b\r\n" * LONGEST_HEAD, Status.ENTITY_TOO_LARGE, True),
        (b"PLAY / RTSP/1.0\r\n" + b"a: b\r\n" * (MOST_HEADERS + 1) + b"\r\n", Status.BAD_REQUEST, False),
        (b"PLAY / RTSP/1.0\r\na: " + b"b" * LONGEST_LINE + b"\r\n\r\n", Status.BAD_REQUEST, False),
        (b"PLAY / RTSP/1.0\r\nContent-Length: %d\r\n\r\n" % (LONGEST_BODY + 1), Status.ENTITY_TOO_LARGE, True),
        (b"PLAY / RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", Status.BAD_REQUEST, True),
        (b"PLAY / RTSP/1.0\r\nContent-Length: 0x10\r\n\r\n", Status.BAD_REQUEST, True),
        (b"PLAY /\0 RTSP/1.0\r\n\r\n", Status.BAD_REQUEST, False),
        (b"PLAY / RTSP/1.0\r\na: \0\r\n\r\n", Status.BAD_REQUEST, False),
        (b"PLAY / RTSP/1.0\r\n: a\r\n\r\n", Status.BAD_REQUEST, False),
        (b"PLAY / RTSP/1.0\r\na: b\rc\r\n\r\n", Status.BAD_REQUEST, False),
        (b"hello\r\n\r\n", Status.BAD_REQUEST, False),
    ],
)
def test_hostile(data: bytes, status: Status, fatal: bool):
    items = read(data, REQUEST.render())
    assert isinstance(items[0], ParseError)
    assert (items[0].status, items[0].fatal) == (status, fatal)
    assert items[1:] == ([] if fatal else [REQUEST])
    assert read(*singly(data[:20000]))[:1] in ([], items[:1])


def test_after_a_fatal_error_nothing_is_kept():
    parser = Parser()
    parser.feed(b"x" * LONGEST_LINE)
    parser.next()
    parser.feed(b"x" * LONGEST_LINE)
    assert (parser.kept, parser.next()) == (0, None)


text = st.text(st.characters(codec="latin-1", exclude_categories=["Cc", "Zs"]), max_size=40)
headers = st.lists(
    st.tuples(st.from_regex(r"[A-Za-z-]{1,12}", fullmatch=True).filter(lambda n: n.lower() != "content-length"), text), max_size=8
)
requests = st.builds(
    lambda method, uri, lines, body: Request(method, "/" + uri, Headers(tuple(lines)), body),
    st.sampled_from(["PLAY", "SET_PARAMETER"]),
    text,
    headers,
    st.binary(max_size=200),
)
frames = st.builds(Frame, st.integers(0, 255), st.binary(max_size=300))


@given(st.lists(requests | frames, max_size=6), st.data())
def test_what_is_rendered_is_read_in_any_pieces(items: list[Request | Frame], data: st.DataObject):
    wire = b"".join(item.render() if isinstance(item, Request) else pack(item.channel, item.data) for item in items)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=5)))
    pieces = [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
    got = read(*pieces)
    assert len(got) == len(items)
    for item, expected in zip(got, items, strict=True):
        if isinstance(item, Request) and isinstance(expected, Request):
            assert (item.method, item.uri, item.body) == (expected.method, expected.uri, expected.body)
            assert [line for line in item.headers if line[0] != "Content-Length"] == list(expected.headers)
        else:
            assert item == expected


def test_frames_that_do_not_fit():
    with pytest.raises(ValueError, match="no frame"):
        pack(256, b"")
    with pytest.raises(ValueError, match="no frame"):
        pack(0, bytes(65536))


@pytest.mark.parametrize(
    ("start", "verdict"),
    [
        (b"", None),
        (b"\r\n", None),
        (b"O", None),
        (b"OPTIONS rtsp://h/ RTS", None),
        (b"OPTIONS rtsp://h/ RTSP/1.0\r\n", True),
        (b"OPTIONS * RTSP/1.0\nCSeq", True),
        (b"OPTIONS * HTTP/1.1\r\n", False),
        (b"GET ", False),
        (b"GET_P", None),
        (b"POST / HTTP/1.1\r\n", False),
        (b"\x16\x03\x01", False),
        (b"options", False),
    ],
)
def test_is_rtsp(start: bytes, verdict: bool | None):
    assert is_rtsp(start) is verdict


def test_date():
    assert date(1607769865.9) == "Sat, 12 Dec 2020 10:44:25 GMT"
