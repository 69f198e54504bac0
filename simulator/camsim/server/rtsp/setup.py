"""SETUP: a lane for a track, over the first transport of the client's that the device can serve, within the device's limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.contract import video
from camsim.device.parameters import Parameters
from camsim.media.stream import AudioKey, StreamKey
from camsim.server.rtsp.lane import Lane
from camsim.server.rtsp.multicast import Member, MulticastOutlet, SharedLane, is_group
from camsim.server.rtsp.outlet import InterleavedOutlet, Outlet
from camsim.server.rtsp.pipe import Pipe
from camsim.server.rtsp.presentation import Presentation
from camsim.server.rtsp.track import Track, packer
from camsim.server.rtsp.udp import UdpOutlet
from camsim.wire.rtp.sender import Sender
from camsim.wire.rtsp import Group, RefusedError, SetupAsked, Status, Transport, choose
from camsim.wire.rtsp.transport import Pair

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station

PACKET = 1400
"""Bytes of payload in a packet unless the client asks for more."""
SIZES = (64000, 32000, 16000, 8000, 4000, PACKET)
"""What a client may have over TCP: few sizes, so that clients share packets."""


async def lane_for(station: Station, asked: SetupAsked, found: Presentation, ssrc: int | None, pipe: Pipe) -> Lane | Member:
    """The lane that a SETUP asks for; `ssrc` is what the description told.

    Raises RefusedError: 461 without a usable transport, 503 beyond the device's limits or without a free port.
    """
    track = found.tracks[asked.track]
    _check_limits(station, track)
    only_groups = found.source_specific
    chosen = choose(asked.transports, udp=not only_groups, tcp=not only_groups)
    if chosen is None or (chosen.multicast and track.recording):
        raise RefusedError(Status.UNSUPPORTED_TRANSPORT)
    try:
        if chosen.multicast:
            return await _shared(station, track, found.channel, chosen, pipe)
        outlet = await _outlet(station, chosen, pipe)
    except OSError as error:
        raise RefusedError(Status.SERVICE_UNAVAILABLE) from error
    limit = next((size for size in SIZES if size <= (asked.blocksize or 0)), PACKET) if chosen.lower.is_tcp else PACKET
    return Lane(station, track, packer(track, limit, station.offset), outlet, _sender(station, track, ssrc))


def group_of(station: Station, track: Track, channel: int) -> Group:
    """The group that the parameters name for a track of a channel; port 0: any."""
    parameters = station.device.organ(Parameters)
    base, kind = f"Network.RTP.R{channel - 1}", "Audio" if isinstance(track.key, AudioKey) else "Video"
    port = parameters.number(f"{base}.{kind}Port")
    if track.key is None and port:
        port += 2
    return Group(parameters.text(f"{base}.{kind}Address"), port, parameters.number(f"{base}.TTL", 5))


def _check_limits(station: Station, track: Track) -> None:
    """Raises RefusedError(503) when the device codes or shows as much as it can."""
    key = track.key
    if not isinstance(key, StreamKey) or track.recording:
        return
    facts = station.device.profile.video
    lanes = [lane for lane in station.lanes if lane.track.is_video and not lane.track.recording]
    streams = station.gallery.streams
    viewers = video.watched(streams) + sum(not lane.playing for lane in lanes)
    if viewers >= station.device.organ(Parameters).number("Image.MaxViewers", video.MOST_VIEWERS):
        raise RefusedError(Status.SERVICE_UNAVAILABLE)
    keys = {lane.track.key for lane in lanes} | {stream.key for stream in streams}
    coded = {one for one in keys if isinstance(one, StreamKey) and one.codec.predicts}
    if key.codec.predicts and key not in coded and facts is not None and len(coded) >= facts.encoders:
        raise RefusedError(Status.SERVICE_UNAVAILABLE)


async def _outlet(station: Station, chosen: Transport, pipe: Pipe) -> Outlet:
    if chosen.interleaved is not None:
        return InterleavedOutlet(pipe, chosen, chosen.interleaved)
    outlet = UdpOutlet(chosen, pipe.remote)
    await outlet.open(pipe.local[0], _ports(station))
    return outlet


async def _shared(station: Station, track: Track, channel: int, chosen: Transport, pipe: Pipe) -> Member:
    group = group_of(station, track, channel)
    if station.device.organ(Parameters).flag("Network.RTSP.AllowClientTransportSettings"):
        group = Group(
            chosen.destination if is_group(chosen.destination) else group.address,
            chosen.port[0] if chosen.port is not None else group.port,
            chosen.ttl or group.ttl,
        )
    if not is_group(group.address):
        raise RefusedError(Status.UNSUPPORTED_TRANSPORT)
    shared = station.shared.get((track, group))
    if shared is None:
        port = group.port or _free_port(station)
        told = replace(chosen, destination=group.address, port=(port, port + 1), ttl=group.ttl)
        outlet = MulticastOutlet(told, group, (port, port + 1))
        await outlet.open(pipe.local[0])
        lane = Lane(station, track, packer(track, PACKET, station.offset), outlet, _sender(station, track, None))
        shared = station.shared[track, group] = SharedLane(lane, lambda: station.forget_shared(track, group))
    return shared.join()


def _sender(station: Station, track: Track, ssrc: int | None) -> Sender:
    return Sender(station.ssrc() if ssrc is None else ssrc, station.rng.getrandbits(16), station.cname, track.clock_rate)


def _ports(station: Station) -> Pair:
    parameters = station.device.organ(Parameters)
    return parameters.number("Network.RTP.StartPort", 50000), parameters.number("Network.RTP.EndPort", 50999)


def _free_port(station: Station) -> int:
    """A port that no group has yet. Raises OSError without one."""
    taken = {shared.lane.outlet.transport.port for shared in station.shared.values()}
    first, last = _ports(station)
    for port in range(first + first % 2, last, 2):
        if (port, port + 1) not in taken:
            return port
    raise OSError("no free port for a group")
