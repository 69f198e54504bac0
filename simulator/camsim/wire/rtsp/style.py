"""How each device generation spells its answers: header set and order, names of tracks, session ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from camsim.wire.rtsp.message import Headers

PUBLIC_A = "DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN"
PUBLIC = "OPTIONS, DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN"
PUBLIC_WITH_BACK_CHANNEL = "OPTIONS, DESCRIBE, ANNOUNCE, GET_PARAMETER, PAUSE, PLAY, RECORD, SETUP, SET_PARAMETER, TEARDOWN"
"""What devices announce that take audio from clients."""

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

_COMMON = ("CSeq", "Public", "WWW-Authenticate", "Unsupported", "Content-Type", "Content-Base", "Scale", "Speed", "Rate-Control")


class Naming(Enum):
    """How tracks are called in URLs."""

    TRACK_ID = "trackID"
    """From 1."""
    STREAM = "stream"
    """From 0."""


@dataclass(frozen=True, slots=True)
class Style:
    """The spelling of one generation. Take `A`, `B` or `C`, with `dataclasses.replace` for a device that differs."""

    public: str
    """Value of the Public header."""
    order: tuple[str, ...]
    """Order of the headers; Content-Length, which is not among them, is always the last."""
    server: str
    """Value of the Server header; empty: there is none."""
    naming: Naming
    timeout: str
    """What stands between the session's id and the seconds of its time-out."""
    timeout_always: bool
    """Whether the time-out is repeated after SETUP."""
    session_in_keep_alive: bool
    """Whether the answer to GET_PARAMETER or SET_PARAMETER without a body names the session."""
    id_length: int
    id_letters: str
    between_tracks: str
    """What stands between two entries of RTP-Info."""
    range: str
    """Range of a live stream where the owner names none."""
    onvif_tracks: bool = False
    """Whether descriptions tell SSRC, ONVIF track and direction."""

    @property
    def own_server(self) -> bool:
        """Whether it is the vendor's own server and not GStreamer's."""
        return self.naming is Naming.TRACK_ID

    def track(self, number: int) -> str:
        """`trackID=1` or `stream=0` for the first track, number 0."""
        return f"{self.naming.value}={number + self.own_server}"

    def session_id(self, random_bits: Callable[[int], int]) -> str:
        """A fresh id from a source of random numbers like `random.Random.getrandbits`."""
        if self.id_letters == _DIGITS:
            return str(10 ** (self.id_length - 1) + random_bits(64) % (9 * 10 ** (self.id_length - 1)))
        return "".join(self.id_letters[random_bits(6) % len(self.id_letters)] for _ in range(self.id_length))

    def session(self, session_id: str, timeout: int, *, first: bool) -> str:
        """Value of the Session header; `first`: in the answer to SETUP."""
        return f"{session_id}{self.timeout}{timeout}" if first or self.timeout_always else session_id

    def headers(self, values: Mapping[str, str | list[str]]) -> Headers:
        """Headers in this generation's order; several values of one name are several lines."""
        lines: list[tuple[str, str]] = []
        for name in self.order:
            given = values.get(name, [])
            lines += [(name, value) for value in ([given] if isinstance(given, str) else given)]
        return Headers(tuple(lines))


A = Style(
    public=PUBLIC_A,
    order=(*_COMMON, "Session", "Transport", "Range", "RTP-Info", "Date"),
    server="",
    naming=Naming.TRACK_ID,
    timeout="; timeout=",
    timeout_always=False,
    session_in_keep_alive=True,
    id_length=8,
    id_letters=_DIGITS,
    between_tracks=",",
    range="npt=0.000000-",
)
"""OS 5 and 6: a server of the vendor's own (page slug: rtsp, 2013 edition)."""

B = Style(
    public=PUBLIC,
    order=(*_COMMON, "Transport", "RTP-Info", "Range", "Server", "Session", "Connection", "Date"),
    server="GStreamer RTSP server",
    naming=Naming.STREAM,
    timeout=";timeout=",
    timeout_always=True,
    session_in_keep_alive=False,
    id_length=16,
    id_letters=_LETTERS,
    between_tracks=", ",
    range="npt=now-",
)
"""OS 7 to 10: GStreamer's server."""

C = replace(B, timeout="; timeout=", onvif_tracks=True)
"""OS 11 and 12: a newer server of GStreamer's."""
