"""RTSP inside HTTP: a GET that carries what the camera sends, POSTs that carry what the client sends (page slug: rtsp, tunnelling).

Who must log in where: the old server of generation A asks by HTTP, and inside too with Network.RTSP.AuthenticateOverHTTP. Later ones ask
inside with Network.RTSP.AuthenticateRTSPOverHTTP, and by HTTP with System.HTTPAuthRTSPOverHTTP or where they do not ask inside.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from camsim.contract.call import Request
from camsim.device.parameters import Parameters
from camsim.server.rtsp.dialogue import Dialogue
from camsim.server.rtsp.pipe import TransportPipe
from camsim.wire import form
from camsim.wire.rtsp import tunnel
from camsim.wire.rtsp.tunnel import Leg, Side, Tunnel, Upstream

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station

_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


class TunnelProtocol(asyncio.Protocol):
    """A connection whose first request opens a leg of a tunnel."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._end: GetEnd | None = None
        self._upstream: Upstream | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Waits for the head."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Reads the head, then what a POST carries; on a GET nothing more is expected."""
        if self._upstream is not None:
            self._feed(data)
        elif self._end is None:
            self._head += data
            self._read_head()

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        if self._end is not None:
            self._end.pipe.pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        if self._end is not None:
            self._end.pipe.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        """A tunnel ends with its GET; a POST may be followed by another."""
        if self._end is not None:
            self._end.lost()
        elif self._upstream is not None:
            end = self._station.tunnel_ends.get(self._upstream.tunnel)
            if end is not None and self._transport is not None:
                end.left(self._transport)

    # ---- heads

    def _read_head(self) -> None:
        assert self._transport is not None
        leg = tunnel.parse_leg(self._head)
        if leg is None:
            if len(self._head) > tunnel.LONGEST_HEAD or tunnel.recognize(self._head) is False:
                self._transport.close()
            return
        rest, self._head = self._head[leg.size :], b""
        trusted = False
        if _asks_by_http(self._station):
            scheme = "https" if self._transport.get_extra_info("ssl_object") else "http"
            target = _AUTHORITY.sub("", leg.uri, count=1) or "/"
            path, _, query = target.partition("?")
            request = Request(leg.side.value, form.path(path), query, {"Authorization": leg.authorization}, scheme=scheme)
            login = self._station.app.auth.login(request, target)
            trusted = self._station.admits(login.caller)
            if not trusted:
                self._answer(401, tuple(self._station.app.auth.challenges(scheme, login.stale)))
                return
        if leg.side is Side.GET:
            self._open(leg, trusted and not _asks_inside(self._station))
        else:
            self._post(leg, rest)

    def _open(self, leg: Leg, trusted: bool) -> None:
        assert self._transport is not None
        opened = self._station.tunnels.open(leg.cookie) if self._station.ready else None
        if opened is None:
            self._answer(503)
            return
        self._answer(200)
        self._end = GetEnd(self._station, opened, self._transport, trusted)

    def _post(self, leg: Leg, rest: bytes) -> None:
        assert self._transport is not None
        upstream = self._station.tunnels.post(leg.cookie)
        if upstream is None:
            self._answer(503)
            return
        self._upstream = upstream
        self._station.tunnel_ends[upstream.tunnel].read_from(self._transport)
        self._feed(rest)

    def _feed(self, data: bytes) -> None:
        assert self._upstream is not None
        end = self._station.tunnel_ends.get(self._upstream.tunnel)
        if end is None:
            return
        try:
            plain = self._upstream.feed(data)
        except tunnel.BadBase64Error:
            end.pipe.abort()
            return
        if plain:
            end.dialogue.receive(plain)

    def _answer(self, status: int, challenges: tuple[str, ...] = ()) -> None:
        assert self._transport is not None
        server = self._station.device.profile.http.server if status != 200 else "GStreamer RTSP Server"
        self._transport.write(tunnel.reply(status, self._station.wall(), server=server, challenges=challenges))
        if status != 200:
            self._transport.close()


class GetEnd:
    """An open tunnel: its dialogue writes to the GET and reads from the latest POST."""

    def __init__(self, station: Station, opened: Tunnel, transport: asyncio.Transport, trusted: bool) -> None:
        self.tunnel = opened
        self.pipe = TransportPipe(transport)
        self.pipe.source = None
        self.dialogue = Dialogue(station, self.pipe, trusted=trusted)
        self._station = station
        self._posts: set[asyncio.Transport] = set()
        station.tunnel_ends[opened] = self

    def read_from(self, post: asyncio.Transport) -> None:
        """A POST has come."""
        self._posts.add(post)
        self.pipe.read_from(post)

    def left(self, post: asyncio.Transport) -> None:
        """A POST is over."""
        self._posts.discard(post)
        if self.pipe.source is post:
            self.pipe.source = None

    def lost(self) -> None:
        """The GET is gone: so are dialogue and POSTs."""
        self._station.tunnels.close(self.tunnel)
        del self._station.tunnel_ends[self.tunnel]
        self.pipe.lost()
        self.dialogue.lost()
        for post in tuple(self._posts):
            post.abort()


def _asks_inside(station: Station) -> bool:
    old = station.style.own_server
    name = "Network.RTSP.AuthenticateOverHTTP" if old else "Network.RTSP.AuthenticateRTSPOverHTTP"
    return station.device.organ(Parameters).flag(name, not old)


def _asks_by_http(station: Station) -> bool:
    return not _asks_inside(station) or station.style.own_server or station.device.organ(Parameters).flag("System.HTTPAuthRTSPOverHTTP")
