"""RTSP straight on a connection, over TCP or TLS."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from camsim.server.rtsp.dialogue import Dialogue
from camsim.server.rtsp.pipe import TransportPipe

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station


class RtspProtocol(asyncio.Protocol):
    """One connection."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._pipe: TransportPipe | None = None
        self._dialogue: Dialogue | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins the dialogue."""
        assert isinstance(transport, asyncio.Transport)
        self._pipe = TransportPipe(transport)
        self._dialogue = Dialogue(self._station, self._pipe)

    def data_received(self, data: bytes) -> None:
        """Passes bytes on."""
        if self._dialogue is not None:
            self._dialogue.receive(data)

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        if self._pipe is not None:
            self._pipe.pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        if self._pipe is not None:
            self._pipe.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        """Ends the dialogue and its sessions."""
        if self._pipe is not None and self._dialogue is not None:
            self._pipe.lost()
            self._dialogue.lost()
