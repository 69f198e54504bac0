"""PTZ in the metadata stream, `ptz=` of the address: where a head stands and whether it moves (page slug: pantiltzoom-api)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.wire import onvif_event, onvif_ptz

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station

EVERY = 0.2
"""Seconds of camera time between two documents (a guess: no source tells the rate)."""


class Detail(StrEnum):
    """What `ptz=` asks for."""

    NONE = "none"
    ALL = "all"
    STATUS = "status"
    """Whether it moves."""
    POSITION = "position"
    """Where it stands."""


def follow(station: Station, channel: int, detail: Detail, put: Callable[[bytes], None]) -> Callable[[], None] | None:
    """Puts documents about the head of a channel until the returned function is called; None where there is no such head."""
    device = station.device
    if detail is Detail.NONE or not device.has(PtzHead):
        return None
    head = device.organ(PtzHead)
    if channel not in [one.number for one in head.channels()]:
        return None
    timer: list[Timer] = []

    def tell() -> None:
        place = _place(head, channel)
        what = onvif_ptz.status(place, station.wall(), position=detail is not Detail.STATUS, motion=detail is not Detail.POSITION)
        put(onvif_event.metadata(what))
        timer[:] = [device.life.call_later(EVERY, tell)]

    def close() -> None:
        for one in timer:
            one.cancel()

    tell()
    return close


def _place(head: PtzHead, number: int) -> onvif_ptz.Place:
    channel, facts = head.channel(number), head.facts
    return onvif_ptz.Place(
        pan=channel.reading(Axis.PAN) / 180.0,
        tilt=onvif_ptz.generic(channel.reading(Axis.TILT), *facts.tilt),
        zoom=onvif_ptz.generic(channel.reading(Axis.ZOOM), *facts.zoom, signed=False),
        moving=channel.moving,
    )
