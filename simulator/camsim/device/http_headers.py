"""Headers of one's own in every answer of the web server (page slug: custom-http-header-api)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from camsim.device.errors import FullError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile

RELOAD = 1.0
"""Seconds until the web server has read its settings anew (a guess)."""
MOST_HEADERS = 50
LONGEST_NAME = 128
LONGEST_VALUE = 4096
FORBIDDEN = frozenset({
    "authentication-info", "connection", "content-encoding", "content-length", "content-range", "content-type", "date", "keep-alive",
    "proxy-authenticate", "server", "status", "te", "trailer", "transfer-encoding", "upgrade", "www-authenticate",
})  # fmt: skip
"""What the web server itself says, in lower case: a second one would break the answers (a guess: devices do not document it)."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")


@dataclass
class HttpHeadersState:
    """What was set against what the device came with, and what the web server has read of it."""

    added: dict[str, str] = kept(factory=dict)
    removed: list[str] = kept(factory=list)
    """Names in lower case."""
    read: dict[str, str] = volatile(factory=dict)
    """Another object after each change."""


class HttpHeaders(Organ[HttpHeadersState]):
    """What stands in every answer beside the web server's own headers."""

    name = "http_headers"

    def factory_state(self) -> HttpHeadersState:
        return HttpHeadersState(read=dict(self.profile.http.security_headers))

    def power_on(self) -> None:
        self._reload()

    @property
    def all(self) -> dict[str, str]:
        """All headers by name, those that the device came with first."""
        replaced = {name.lower() for name in self.state.added}.union(self.state.removed)
        delivered = {name: value for name, value in self.profile.http.security_headers if name.lower() not in replaced}
        return delivered | self.state.added

    def set(self, headers: Mapping[str, str]) -> None:
        """Adds or changes headers, all or none; the web server then reads its settings anew.

        Raises OutOfRangeError for a name or value that cannot stand in an answer, FullError.
        """
        for name, value in headers.items():
            if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or name.lower() in FORBIDDEN:
                raise OutOfRangeError("Invalid header name", subject="name", value=name)
            if not _VALUE.fullmatch(value) or len(value) > LONGEST_VALUE:
                raise OutOfRangeError("Invalid header value", subject="value", value=value)
        lower = {name.lower() for name in headers}
        if len(lower) != len(headers):
            raise OutOfRangeError("Header named twice", subject="name")
        if len(lower.union(name.lower() for name in self.all)) > MOST_HEADERS:
            raise FullError("Too many headers", subject="name")
        self.state.added = _without(self.state.added, lower) | dict(headers)
        self.later(RELOAD, self._reload)

    def remove(self, names: Iterable[str]) -> None:
        """Takes headers away, whatever the case of their names; without effect for one that is not there."""
        lower = {name.lower() for name in names}
        delivered = lower.intersection(name.lower() for name, _ in self.profile.http.security_headers)
        self.state.added = _without(self.state.added, lower)
        self.state.removed = sorted(delivered.union(self.state.removed))
        self.later(RELOAD, self._reload)

    def _reload(self) -> None:
        self.state.read = self.all


def _without(headers: Mapping[str, str], lower: set[str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in lower}
