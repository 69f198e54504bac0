"""Status: the streams of all sessions, in the words of the contract."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from camsim.contract.live import LiveStream
from camsim.server.rtsp.lane import Lane
from camsim.server.rtsp.multicast import Member
from camsim.wire import form

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station
    from camsim.server.rtsp.viewing import Viewing


class LiveStreams:
    """Tells what a station sends; a stream that was seen once keeps its number."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._numbers: WeakKeyDictionary[Lane | Member, int] = WeakKeyDictionary()
        self._next = itertools.count(1)

    def __call__(self) -> tuple[LiveStream, ...]:
        """What is set up now, in the order in which it was."""
        return tuple(self._told(viewing, lane) for viewing in self._station.viewings for _, lane in sorted(viewing.lanes.items()))

    def _told(self, viewing: Viewing, lane: Lane | Member) -> LiveStream:
        if lane not in self._numbers:
            self._numbers[lane] = next(self._next)
        pipe, target, transport = viewing.dialogue.pipe, viewing.session.target, lane.outlet.transport
        source, destination = pipe.local, pipe.remote_end
        if transport.multicast and transport.port is not None:
            source, destination = (source[0], transport.port[0]), (transport.destination, transport.port[0])
        elif transport.client_port is not None and transport.server_port is not None:
            source, destination = (source[0], transport.server_port[0]), (destination[0], transport.client_port[0])
        return LiveStream(
            number=self._numbers[lane],
            codec=lane.track.key.codec if lane.track.key is not None else None,
            path=form.path(target.path),
            options=dict(form.pairs(target.query)),
            source=source,
            destination=destination,
            udp=lane.outlet.kind != "tcp",
            multicast=transport.multicast,
            encrypted=pipe.encrypted,
            playing=lane.playing,
            user_agent=viewing.dialogue.user_agent,
        )
