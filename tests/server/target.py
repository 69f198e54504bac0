"""A running camera under fire: raw bytes to it, its answers in parts, and what must hold whatever was sent."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings

from camsim import Camera
from camsim.device.parameters import Parameters
from camsim.device.throttling import GROUP
from camsim.profile.model import Generation
from camsim.wire import digest

PATIENCE = 10.0
"""Real seconds after which an answer that has not come counts as a hang."""

FEW = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
"""How hypothesis works here: a fixed budget, the same examples in each run."""

_PAGES = {
    Generation.A: rb"<HTML><HEAD><TITLE>%d [A-Za-z -]+</TITLE></HEAD>\n<BODY><H1>%d ",
    Generation.B: rb'<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>%d [A-Za-z -]+</title>\n</head><body>\n<h1>',
}
_PAGES[Generation.C] = _PAGES[Generation.B]

_TEXT_ERRORS = re.compile(rb"\A(# Error|# Request failed|Error|<!-- |<HTML>.*Error: |<html>.*Error: )", re.S)
_OTHER_ERRORS = re.compile(rb'"error": \{|<Error>')


@dataclass
class Answer:
    """One HTTP answer."""

    status: int
    version: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)

    @property
    def is_error(self) -> bool:
        """Whether the device refused, by its status or by the words of a 200."""
        return self.status >= 400 or bool(_TEXT_ERRORS.match(self.body) or _OTHER_ERRORS.search(self.body))


class Target:
    """A camera on a loop of its own thread, on a clock that stands."""

    def __init__(self, profile: str, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.troubles: list[str] = []
        """Errors that the loop or a logger told of."""
        self._loop.set_exception_handler(lambda loop, context: self.troubles.append(str(context)))
        self._ear = _Ear(self.troubles)
        logging.getLogger().addHandler(self._ear)
        self.camera = Camera(profile=profile, **{"clock": "stepped", **options})
        self.run(self.camera.start())
        self.camera.device.organ(Parameters).store(f"{GROUP}.ActivatePasswordThrottling", "Off")  # or hostile logins are soon not looked at
        self.port = int(self.camera.url.rpartition(":")[2])
        self.tls_port = int(self.camera.https_url.rpartition(":")[2]) if self.camera.https_url else 0
        self._ha1 = digest.md5("root", f"AXIS_{self.camera.device.serial}", "pass")
        self._nonce = ""
        self._known: dict[str, Any] = {}

    @property
    def generation(self) -> Generation:
        """The device generation."""
        return self.camera.profile.generation

    def stop(self) -> None:
        """Ends the camera and its loop."""
        self.run(self.camera.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
        logging.getLogger().removeHandler(self._ear)

    def run(self, work: Any) -> Any:
        """Runs a coroutine on the camera's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def do(self, work: Any) -> Any:
        """Runs a function on the camera's loop."""

        async def once() -> Any:
            return work()

        return self.run(once())

    def dump(self) -> dict[str, Any]:
        """The state of the device, but for its log, in which refused logins stand."""
        return self.do(self._look)

    def _look(self) -> dict[str, Any]:
        for organ in self.camera.device.organs.values():
            if organ.touched and organ.name != "log":
                self._known[organ.name] = organ.dump()
                organ.touched = False
        return dict(self._known)

    # ---- asking

    def connect(self) -> socket.socket:
        """A connection to the HTTP port."""
        made = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def connect_tls(self) -> ssl.SSLSocket:
        """A connection to the HTTPS port, hands shaken."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.tls_port), PATIENCE))

    def send(self, *pieces: bytes) -> bytes:
        """Sends bytes, ends the own side, and returns what came until the device ended its side. Raises TimeoutError for a hang."""
        with self.connect() as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass
            except OSError as error:
                if error.errno != 107:
                    raise
            return read_all(connection)

    def ask(self, method: str, target: str, body: bytes = b"", *headers: str, login: bool = True) -> Answer:
        """One request by the administrator, or by nobody."""
        lines = [f"{method} {target} HTTP/1.1", "Host: camera", *headers]
        if login:
            lines.append("Authorization: " + self.authorization(method, target.partition("?")[0]))
        if body:
            lines.append(f"Content-Length: {len(body)}")
        raw = self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        answers = parse(raw, head=method == "HEAD")
        assert len(answers) == 1, raw[:500]
        return answers[0]

    def authorization(self, method: str, uri: str, cnonce: str = "c0ffee") -> str:
        """The administrator's answer to a challenge."""
        if not self._nonce:
            raw = self.send(b"GET /axis-cgi/usergroup.cgi HTTP/1.1\r\nHost: c\r\n\r\n")
            self._nonce = re.search(rb'nonce="([^"]+)"', raw)[1].decode()  # type: ignore[index]
        realm = f"AXIS_{self.camera.device.serial}"
        old = self.generation is Generation.A
        answer = digest.DigestAnswer("root", realm, self._nonce, uri, "", *(() if old else ("auth", "00000001", cnonce)))
        text = (
            f'Digest username="root", realm="{realm}", nonce="{self._nonce}", uri="{uri}", response="{answer.expected(self._ha1, method)}"'
        )
        return text if old else text + f', qop=auth, nc=00000001, cnonce="{cnonce}"'

    # ---- what must hold

    def assert_sane(self, raw: bytes, *, head: bool = False) -> list[Answer]:
        """Answers are HTTP in the device's own words, none is a 500, and nothing was logged as an error."""
        assert b"aiohttp" not in raw.lower() and b"python/" not in raw.lower(), raw[:500]
        answers = parse(raw, head=head)
        for answer in answers:
            assert answer.status != 500, raw[:500]
            if answer.status >= 400 and answer.body and not _is_api_error(answer):
                assert re.match(_PAGES[self.generation].replace(b"%d", b"%d" % answer.status), answer.body), answer.body[:500]
            if answer.header("Content-Type") == "text/plain":
                assert not re.match(rb"\d\d\d ", answer.body), answer.body[:100]
        self.assert_quiet()
        return answers

    def assert_quiet(self) -> None:
        """No bug was noted, no error logged, and nothing went wrong on the loop."""
        assert self.camera.app is not None
        bugs, self.camera.app.bugs[:] = list(self.camera.app.bugs), []
        troubles, self.troubles[:] = list(self.troubles), []
        assert not bugs, bugs
        assert not troubles, troubles

    def assert_alive(self) -> None:
        """The camera still answers."""
        assert self.ask("GET", "/axis-cgi/usergroup.cgi").status == 200


def _is_api_error(answer: Answer) -> bool:
    """Whether an API words its errors itself: JSON, or a text of its own."""
    kind = answer.header("Content-Type") or ""
    return "json" in kind or kind.startswith("text/plain") or b"User accounts" in answer.body


class _Ear(logging.Handler):
    """Hears warnings and errors of all loggers."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(f"{record.name}: {record.getMessage()}")


def read_all(connection: socket.socket) -> bytes:
    """Everything until the device ends the connection. Raises TimeoutError."""
    found = bytearray()
    try:
        while chunk := connection.recv(262_144):
            found += chunk
    except ConnectionResetError:
        pass
    return bytes(found)


def parse(raw: bytes, *, head: bool = False) -> list[Answer]:
    """The answers in a stream of bytes.

    `head`: to HEAD requests, which have a body only when they could not be read. Raises AssertionError for what is no HTTP.
    """
    found = []
    while raw:
        begin, separator, rest = raw.partition(b"\r\n\r\n")
        first, *lines = begin.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/(1\.[01]) (\d{3}) ([A-Za-z -]+)", first)
        assert match and separator, raw[:200]
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        answer = Answer(int(match[2]), match[1], headers)
        length = answer.header("Content-Length")
        if answer.status == 100:
            raw = rest
            continue
        if answer.status == 204 or (head and (not rest or rest.startswith(b"HTTP/"))):
            raw = rest
        elif length is not None:
            assert len(rest) >= int(length), "the answer breaks off"
            answer.body, raw = rest[: int(length)], rest[int(length) :]
        elif answer.header("Transfer-Encoding") == "chunked":
            answer.body, raw = _unchunked(rest)
        else:
            answer.body, raw = rest, b""
        found.append(answer)
    return found


def _unchunked(raw: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        size, _, raw = raw.partition(b"\r\n")
        length = int(size, 16)
        body, raw = body + raw[:length], raw[length + 2 :]
        if length == 0:
            return body, raw
