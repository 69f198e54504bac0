"""RTSP inside HTTP: a GET that stays open for what the camera sends, POSTs with base64 for what the client sends.

Rules (QuickTime's "Tunnelling RTSP and RTP through HTTP"; page slug: rtsp, tunnelling)
1. Both legs carry the same `x-sessioncookie`. The GET comes first and is answered at once; a POST is never answered.
2. The tunnel lives as long as its GET. A POST may end, at its length or before, and another one of the same cookie goes on where
   it stopped; a new POST takes the place of one that is still open, and what the old one still sends is dropped.
3. The Content-Length of a POST (32767 by custom) is no end: clients send more through it.
4. The base64 comes in pieces of any size, each with its own padding, with line breaks anywhere.
5. A second GET for a cookie in use is refused with 503, and so is a POST without its GET.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from enum import Enum

from camsim.wire.rtsp.message import date

MEDIA_TYPE = "application/x-rtsp-tunnelled"
LONGEST_HEAD = 16384
"""Bytes of a leg's request line and headers."""
LONGEST_COOKIE = 128

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BEGINNING = re.compile(rb"GET |POST |(?:G|GE|GET|P|PO|POS|POST|)\Z")
_REQUEST_LINE = re.compile(rb"(GET|POST) ([^\s]+) HTTP/1\.[01]")
_SPACE = re.compile(rb"[\s\0]+")
_QUADS = re.compile(rb"(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)*")
_PHRASES = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable"}


class BadBase64Error(ValueError):
    """What a POST carries is no base64: the tunnel is to be closed."""


class Side(Enum):
    """Which leg of a tunnel a request opens."""

    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True)
class Leg:
    """The request that opens a leg."""

    side: Side
    uri: str
    """To the letter."""
    cookie: str
    authorization: str
    headers: tuple[tuple[str, str], ...]
    size: int
    """Bytes of the head; what follows belongs to the leg."""


def recognize(start: bytes) -> bool | None:
    """Whether the first bytes of a connection open a leg: yes, no, or None to see more of the head."""
    if _BEGINNING.match(start) is None:
        return False
    if _HEAD_END.search(start) is None:
        return None if len(start) < LONGEST_HEAD else False
    return parse_leg(start) is not None


def parse_leg(start: bytes) -> Leg | None:
    """Reads the head of a leg; None while it is not whole, and for requests that open none.

    The cookie alone tells a leg, as GStreamer has it: nothing else sends that header, and not every client sends the media type.
    """
    end = _HEAD_END.search(start, 0, LONGEST_HEAD)
    if end is None:
        return None
    first, _, rest = start[: end.start()].partition(b"\n")
    line = _REQUEST_LINE.fullmatch(first.rstrip(b"\r"))
    if line is None:
        return None
    headers = tuple(
        (name.strip(), value.strip()) for name, _, value in (text.partition(":") for text in rest.decode("latin-1").splitlines())
    )
    found = {name.lower(): value for name, value in reversed(headers)}
    cookie = found.get("x-sessioncookie", "")
    if not 0 < len(cookie) <= LONGEST_COOKIE:
        return None
    return Leg(Side(line[1].decode()), line[2].decode("latin-1"), cookie, found.get("authorization", ""), headers, end.end())


def reply(status: int, wall: float, *, server: str = "GStreamer RTSP Server", challenges: tuple[str, ...] = ()) -> bytes:
    """The head that answers a GET: 200 keeps it open; `wall` in seconds since 1970, `challenges` for a 401."""
    lines = [f"HTTP/1.0 {status} {_PHRASES.get(status, '')}".rstrip()]
    if server:
        lines.append(f"Server: {server}")
    lines += [f"Date: {date(wall)}", "Connection: close", "Cache-Control: no-store", "Pragma: no-cache"]
    lines += [f"WWW-Authenticate: {challenge}" for challenge in challenges]
    lines.append(f"Content-Type: {MEDIA_TYPE}" if status == 200 else "Content-Length: 0")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


class Pieces:
    """Decodes base64 that comes in pieces; keeps at most three letters of an unfinished group."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """The bytes that are whole. Raises BadBase64Error."""
        text = self._rest + _SPACE.sub(b"", data)
        whole = len(text) & ~3
        if _QUADS.fullmatch(text, 0, whole) is None:
            raise BadBase64Error("a tunnel carries what is no base64")
        self._rest = text[whole:]
        if b"=" not in text:
            return base64.b64decode(text[:whole])
        return b"".join(base64.b64decode(piece) for piece in _padded(text[:whole]))


def _padded(text: bytes) -> list[bytes]:
    """Cuts behind each padding: one call of b64decode stops at the first."""
    return re.findall(rb"[A-Za-z0-9+/]+={0,2}", text)


class Tunnel:
    """One pair of legs. What `Upstream.feed` gives goes into a `Connection`; what that sends goes out on the GET."""

    def __init__(self, cookie: str) -> None:
        self.cookie = cookie
        self._latest: Upstream | None = None

    def post(self) -> Upstream:
        """A POST of this tunnel's cookie has come: it is the one that counts from now on."""
        self._latest = Upstream(self)
        return self._latest

    def counts(self, upstream: Upstream) -> bool:
        """Whether a POST is the latest one."""
        return self._latest is upstream


class Upstream:
    """One POST leg."""

    def __init__(self, tunnel: Tunnel) -> None:
        self.tunnel = tunnel
        self._pieces = Pieces()

    def feed(self, data: bytes) -> bytes:
        """RTSP bytes out of a part of the body; none if another POST took over. Raises BadBase64Error."""
        return self._pieces.feed(data) if self.tunnel.counts(self) else b""


class Tunnels:
    """The open tunnels of a camera by cookie."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._by_cookie: dict[str, Tunnel] = {}

    def __len__(self) -> int:
        return len(self._by_cookie)

    def open(self, cookie: str) -> Tunnel | None:
        """A GET has come; None: the cookie is in use or there are too many tunnels, to be answered with 503."""
        if cookie in self._by_cookie or len(self._by_cookie) >= self._most:
            return None
        tunnel = self._by_cookie[cookie] = Tunnel(cookie)
        return tunnel

    def post(self, cookie: str) -> Upstream | None:
        """A POST has come; None: there is no GET for it, to be answered with 503."""
        tunnel = self._by_cookie.get(cookie)
        return tunnel.post() if tunnel is not None else None

    def close(self, tunnel: Tunnel) -> None:
        """The GET is closed, and so is the tunnel; its POSTs are to be closed too."""
        if self._by_cookie.get(tunnel.cookie) is tunnel:
            del self._by_cookie[tunnel.cookie]
