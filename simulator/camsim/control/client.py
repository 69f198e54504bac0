"""A client of the control port with the verbs of `Camera` and `ThreadedCamera`, so that a test does not care where its camera runs.

camera = ControlClient("http://127.0.0.1:8081")
camera.reset()
camera.fault("drop", count=2)
"""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from camsim.control.blocking import BlockingHand
from camsim.control.errors import UNAVAILABLE, HandError
from camsim.control.verbs import Verb


class SimulatorBug(Exception):
    """An exception inside the simulator that no client was to blame for."""


class ControlClient(BlockingHand):
    """The tester's hand over HTTP. Every call is one connection. Raises HandError, OSError where nobody answers."""

    def __init__(self, url: str, *, timeout: float = 60.0) -> None:
        """`url` of the control port; `timeout` in real seconds, for long advances too. Raises ValueError for no such URL."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"expected http://host:port, got {url!r}")
        self.control_url = url.rstrip("/")
        self._address = (parts.hostname, parts.port or 80)
        self._timeout = timeout

    def raise_bugs(self) -> None:
        """Raises SimulatorBug where the simulator has run into one since its start."""
        if bugs := self.state()["bugs"]:
            raise SimulatorBug(bugs[0])

    def _do(self, verb: Verb, arguments: dict[str, Any]) -> Any:
        given = dict(arguments)
        path = verb.path.format(**{name: quote(str(given.pop(name)), safe="") for name in verb.in_path})
        body = None
        if verb.in_query:
            path += "?" + urlencode({name: _text(value) for name, value in given.items()}) if given else ""
        elif given:
            body = json.dumps(given[verb.body] if verb.body else given)
        connection = http.client.HTTPConnection(*self._address, timeout=self._timeout)
        try:
            connection.request(verb.method, path, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        document: Any = json.loads(content) if content else None
        if answer.status < 400 or (answer.status == UNAVAILABLE and verb.available is not None):
            return document
        error = document["error"]
        raise HandError(error["message"], field=error["field"], status=answer.status)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
