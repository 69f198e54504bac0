"""What a request-URI points at: a presentation or one track of it, with the query to the letter (RFC 2326, section 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,15})://([^/?#]*)(.*)", re.DOTALL)
_TRACK = re.compile(r"/(stream|trackID)=([0-9]{1,3})/?$", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in parts. `path` has no track, no double and no last slash; it is not percent-decoded."""

    path: str
    query: str = ""
    """To the letter, without the question mark."""
    track: int | None = None
    """Number of the track, from 0; None for the whole presentation."""
    authority: str = ""
    """Host, with the port if one was named; without user and password."""
    scheme: str = "rtsp"

    @property
    def any(self) -> bool:
        """Whether it is `*`, the server itself."""
        return self.path == "*"

    @property
    def presentation(self) -> Target:
        """The same without a track."""
        return self if self.track is None else replace(self, track=None)

    @property
    def url(self) -> str:
        """The absolute URL of the presentation with its query."""
        return self._root + self.path + self._tail

    @property
    def base(self) -> str:
        """The URL for Content-Base: no query, a slash at the end."""
        return f"{self._root}{self.path.rstrip('/')}/"

    def track_url(self, name: str) -> str:
        """The absolute URL of a track, its name put before the query: `rtsp://host/path/stream=0?query`."""
        return self.base + name + self._tail

    def matches(self, other: Target) -> bool:
        """Whether both are the same presentation; a query that was lost on the way counts as the same."""
        return self.path == other.path and (self.query == other.query or not self.query)

    @property
    def _root(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def _tail(self) -> str:
        return f"?{self.query}" if self.query else ""


def parse(uri: str, authority: str) -> Target | None:
    """Reads a request-URI: absolute, a path only (then `authority` is the host), or `*`. None for anything else.

    Tracks are found as `stream=N` (from 0) and as `trackID=N` (from 1), before the query or, as careless clients put it, after it.
    """
    if uri == "*":
        return Target("*", authority=authority)
    scheme, rest = "rtsp", uri
    absolute = _ABSOLUTE.fullmatch(uri)
    if absolute:
        scheme = absolute[1].lower()
        authority = absolute[2].rpartition("@")[2] or authority
        rest = absolute[3] if absolute[3].startswith("/") else "/" + absolute[3]
        if not scheme.startswith("rtsp"):
            scheme = "rtsp"
    elif not uri.startswith("/"):
        return None
    path, _, query = rest.partition("#")[0].partition("?")
    path, track = _without_track(path)
    if track is None:
        query, track = _without_track(query)
    path = _SLASHES.sub("/", path)
    return Target(path.rstrip("/") or "/", query, track, authority, scheme)


def _without_track(text: str) -> tuple[str, int | None]:
    found = _TRACK.search(text)
    if found is None:
        return text, None
    first = 0 if found[1].lower() == "stream" else 1
    number = int(found[2]) - first
    return (text[: found.start()], number) if number >= 0 else (text, None)
