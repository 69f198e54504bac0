"""RTSP requests and responses as values: headers in their order, found in any case, rendered as one piece (RFC 2326, sections 4 to 7)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from camsim.wire.rtsp.status import Status

VERSION = "RTSP/1.0"
_DIGITS = re.compile(r"[0-9]{1,10}")
_METHOD_START = re.compile(rb"(?!GET |POST |HEAD |PUT )[A-Z_]{0,20}(?: |$)")
_PHRASES = {int(status): status.phrase for status in Status}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header lines in the order in which they were sent; look-up ignores case."""

    lines: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The first value of a header."""
        wanted = name.lower()
        return next((value for key, value in self.lines if key.lower() == wanted), default)

    def get_all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        wanted = name.lower()
        return [value for key, value in self.lines if key.lower() == wanted]

    def __contains__(self, name: str) -> bool:
        return any(key.lower() == name.lower() for key, _ in self.lines)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.lines)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks. `uri` is kept to the letter, absolute or a path, as ISO 8859-1 text."""

    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    version: str = VERSION

    @property
    def cseq(self) -> str:
        """The sequence number as it was sent; empty where there is none or it is no number."""
        value = self.headers.get("CSeq")
        return value if _DIGITS.fullmatch(value) else ""

    def render(self) -> bytes:
        """The bytes on the wire; Content-Length is added for a body."""
        return _render(f"{self.method} {self.uri} {self.version}", self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """What a camera answers. `status` is a number, since what is read may be one that `Status` does not know."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    phrase: str = ""
    version: str = VERSION

    def render(self) -> bytes:
        """The whole answer as one object, so that it is one write; Content-Length comes last and only with a body."""
        phrase = self.phrase or _PHRASES.get(self.status, "")
        return _render(f"{self.version} {int(self.status)} {phrase}".rstrip(), self.headers, self.body)


def _render(first: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def date(wall: float) -> str:
    """`Sat, 12 Dec 2020 10:44:25 GMT` for seconds since 1970 (RFC 9110, section 5.6.7)."""
    t = time.gmtime(wall)
    month = _MONTHS[t.tm_mon - 1]
    return f"{_DAYS[t.tm_wday]}, {t.tm_mday:02} {month} {t.tm_year:04} {t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} GMT"


def is_rtsp(start: bytes) -> bool | None:
    """Whether the first bytes of a connection begin an RTSP dialogue: yes, no, or None to see more of the request line."""
    line, newline, _ = start.lstrip(b"\r\n").partition(b"\n")
    if not _METHOD_START.match(line):
        return False
    return line.rstrip().rpartition(b" ")[2].startswith(b"RTSP/") if newline else None
