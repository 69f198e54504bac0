"""Live streams and connections: what goes to clients just now, as whoever has the sockets tells the APIs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from camsim.media.unit import Codec


@dataclass(frozen=True, slots=True)
class LiveStream:
    """One medium on its way to one client."""

    number: int
    """From 1; never used again."""
    codec: Codec | None
    """None for metadata."""
    path: str
    """Of the URL that was asked for."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Arguments of that URL, as the client spelled them."""
    source: tuple[str, int] = ("", 0)
    """Our address and port."""
    destination: tuple[str, int] = ("", 0)
    """The client's, or the group's."""
    udp: bool = False
    multicast: bool = False
    encrypted: bool = False
    playing: bool = True
    """False: paused."""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A client's connection to one of our ports."""

    protocol: str
    """tcp."""
    remote: str
    """The client's address."""
    port: int
    """Ours."""
    service: str
    """Who listens: http, https, rtsp or rtsps."""
    number: int
    """Of the process that listens."""
