"""Bytes of an RTSP dialogue into messages and interleaved frames, piece by piece, within fixed bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camsim.wire.rtsp.interleave import HEAD_SIZE, LONGEST_PACKET, MARK, Frame, unpack_from
from camsim.wire.rtsp.message import Headers, Request, Response
from camsim.wire.rtsp.status import Status

LONGEST_LINE = 8192
"""Bytes of a request line or of one header."""
LONGEST_HEAD = 32768
"""Bytes of the request line and all headers."""
MOST_HEADERS = 100
LONGEST_BODY = 65536
MOST_KEPT = LONGEST_HEAD + LONGEST_BODY + HEAD_SIZE + LONGEST_PACKET
"""Bytes that a parser keeps at most while a message is not whole."""

_BLANK = re.compile(rb"[\r\n]*")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NAME = re.compile(r"[!#-'*+.0-9A-Z^_`a-z|~-]+")
_LENGTH = re.compile(r"[0-9]{1,9}")
_VERSION = re.compile(r"RTSP/[0-9]{1,3}\.[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class ParseError:
    """What could not be read, and the status for it. After a fatal one nothing more is read: the end of the message is not known."""

    status: Status
    reason: str
    fatal: bool
    cseq: str = ""
    """The sequence number of the bad message, where it could be read."""


Item = Request | Response | Frame | ParseError


class _BadError(Exception):
    def __init__(self, status: Status, reason: str, *, fatal: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.fatal = fatal


@dataclass(frozen=True, slots=True)
class _Head:
    """A head that was read, its body still to come."""

    first: str
    headers: Headers
    wrong: str
    length: int = 0


class Parser:
    """Takes bytes as they come and gives items one at a time; a bad message is skipped where its end is known."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0
        self._head: _Head | None = None
        self._dead = False

    @property
    def kept(self) -> int:
        """Bytes that wait for more."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Takes more bytes; after a fatal error they are dropped."""
        if not self._dead:
            self._buffer += data

    def stop(self) -> None:
        """Drops what is kept and reads nothing more."""
        self._dead = True
        self._buffer.clear()

    def next(self) -> Item | None:
        """The next item, or None to wait for more bytes."""
        if self._dead:
            return None
        try:
            return self._next()
        except _BadError as error:
            cseq = _cseq_of(self._head.headers) if self._head is not None else ""
            self._head = None
            if error.fatal:
                self.stop()
            return ParseError(error.status, str(error), error.fatal, cseq)

    def _next(self) -> Item | None:
        if self._head is None:
            self._skip_blank_lines()
            if not self._buffer:
                return None
            if self._buffer[0] == MARK:
                return self._frame()
            if not self._read_head():
                return None
        head = self._head
        assert head is not None
        if len(self._buffer) < head.length:
            return None
        body = bytes(self._buffer[: head.length])
        del self._buffer[: head.length]
        if head.wrong:
            raise _BadError(Status.BAD_REQUEST, head.wrong)
        message = _message(head.first, head.headers, body)
        self._head = None
        return message

    def _skip_blank_lines(self) -> None:
        blank = _BLANK.match(self._buffer)
        if blank is not None and blank.end():
            del self._buffer[: blank.end()]
            self._searched = 0

    def _frame(self) -> Frame | None:
        frame = unpack_from(self._buffer)
        if frame is not None:
            del self._buffer[: HEAD_SIZE + len(frame.data)]
        return frame

    def _read_head(self) -> bool:
        if len(self._buffer) >= LONGEST_LINE and self._buffer.find(b"\n", 0, LONGEST_LINE) < 0:
            raise _BadError(Status.URI_TOO_LONG, "the request line is too long", fatal=True)
        found = _HEAD_END.search(self._buffer, max(0, self._searched - 3), LONGEST_HEAD)
        if found is None:
            self._searched = len(self._buffer)
            if len(self._buffer) >= LONGEST_HEAD:
                raise _BadError(Status.ENTITY_TOO_LARGE, "the headers are too long", fatal=True)
            return False
        text = self._buffer[: found.start()].decode("latin-1")
        del self._buffer[: found.end()]
        self._searched = 0
        first, _, rest = text.partition("\n")
        headers, wrong = _headers(rest)
        self._head = _Head(first.rstrip("\r"), headers, wrong)
        self._head = _Head(first.rstrip("\r"), headers, wrong, _length(headers))
        return True


def _headers(text: str) -> tuple[Headers, str]:
    """The headers that could be read, and what was wrong with the others."""
    lines: list[tuple[str, str]] = []
    wrong = ""
    for raw in text.split("\n") if text else ():
        line = raw.rstrip("\r")
        if line[:1] in (" ", "\t") and lines and not _CONTROL.search(line):
            name, value = lines[-1]
            lines[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name.strip()) or _CONTROL.search(value):
            wrong = "a header has no name and value"
        elif len(line) > LONGEST_LINE:
            wrong = "a header is too long"
        elif len(lines) == MOST_HEADERS:
            wrong = "too many headers"
            break
        else:
            lines.append((name.strip(), value.strip()))
    return Headers(tuple(lines)), wrong


def _length(headers: Headers) -> int:
    given = set(headers.get_all("Content-Length"))
    if not given:
        return 0
    value = given.pop()
    if given or not _LENGTH.fullmatch(value):
        raise _BadError(Status.BAD_REQUEST, "Content-Length is not one number", fatal=True)
    if int(value) > LONGEST_BODY:
        raise _BadError(Status.ENTITY_TOO_LARGE, "the body is too long", fatal=True)
    return int(value)


def _message(first: str, headers: Headers, body: bytes) -> Request | Response:
    if _CONTROL.search(first):
        raise _BadError(Status.BAD_REQUEST, "the first line is not text")
    words = first.split()
    if len(words) >= 2 and _VERSION.fullmatch(words[0]) and words[1].isdecimal() and len(words[1]) == 3:
        return Response(int(words[1]), headers, body, phrase=" ".join(words[2:]), version=words[0])
    if len(words) < 3 or not _VERSION.fullmatch(words[-1]) or not _NAME.fullmatch(words[0]):
        raise _BadError(Status.BAD_REQUEST, "the first line is no request")
    uri = first.strip()[len(words[0]) : -len(words[-1])].strip()
    return Request(words[0], uri, headers, body, version=words[-1])


def _cseq_of(headers: Headers) -> str:
    return Request("", "", headers).cseq
