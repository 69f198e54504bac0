"""Doors: on which ports RTSP is spoken, and how. Straight on its own ones, inside HTTP on all, over WebSocket on those of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from camsim.server.rtsp import websocket
from camsim.server.rtsp.protocol import RtspProtocol
from camsim.server.rtsp.tunnel import TunnelProtocol
from camsim.wire.rtsp import tunnel

if TYPE_CHECKING:
    from camsim.server.front import Port
    from camsim.server.rtsp.station import Station


def straight(station: Station) -> Callable[[], RtspProtocol]:
    """Makes the protocol of a connection to a port of RTSP."""
    return lambda: RtspProtocol(station)


def open_to(station: Station, ports: Mapping[str, Port]) -> None:
    """Lets tunnels in at all ports, and WebSockets through the web server."""
    for port in ports.values():
        port.speakers.append((tunnel.recognize, lambda: TunnelProtocol(station)))
    station.app.rtsp_port = ports["rtsp"].number
    websocket.attach(station)
