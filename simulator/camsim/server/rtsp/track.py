"""Tracks: what a presentation consists of, how each is described, and how its units become packets."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.media.stream import AudioKey, Key, StreamKey
from camsim.media.unit import TICKS, Codec, Unit
from camsim.wire.rtp import audio, av1, h264, h265, jpeg
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.header import replay_extension, rtp_time
from camsim.wire.rtp.payload import Fragment
from camsim.wire.rtsp import codecs
from camsim.wire.rtsp.sdp import Matrix

if TYPE_CHECKING:
    from camsim.server.rtsp.metadata import Wanted

_PACKETISERS: dict[Codec, Callable[[bytes, int], tuple[Fragment, ...]]] = {
    Codec.H264: h264.packetise,
    Codec.H265: h265.packetise,
    Codec.AV1: av1.packetise,
    Codec.JPEG: jpeg.packetise,
    Codec.AAC: audio.packetise_aac,
    Codec.OPUS: audio.packetise_opus,
    Codec.PCMU: audio.packetise_pcm,
    Codec.PCMA: audio.packetise_pcm,
}

_TOLERANCE = 1e-3
"""Of a unit."""


@dataclass(frozen=True, slots=True)
class Track:
    """One medium of a presentation."""

    codec: codecs.Codec
    """How it is described."""
    key: Key | None
    """Its stream; None for metadata."""
    framerate: float | None = None
    """Frames per second of pictures."""
    size: tuple[int, int] | None = None
    """Width and height in pixels as they are seen."""
    transform: Matrix | None = None
    """From the stream to the image source."""
    replay: bool = False
    """Whether packets tell their wall time in an extension."""
    metadata: Wanted | None = None
    """What is wanted of metadata."""
    recording: str = ""
    """The recording that it is of; empty: it is live."""
    number: int = 0
    """Of the track in the recording, from 0."""

    @property
    def clock_rate(self) -> int:
        """Ticks per second of the RTP time stamps."""
        return int(self.codec.rtpmap.split("/")[1])

    @property
    def is_video(self) -> bool:
        """Whether it has pictures."""
        return isinstance(self.key, StreamKey)

    def begin(self, ticks: int) -> int:
        """When the unit began that was current at a time; both in ticks of 1/90000 s since boot."""
        rate = self.key.rate if isinstance(self.key, AudioKey) else self.framerate
        return round(math.floor(ticks * rate / TICKS + _TOLERANCE) * TICKS / rate) if rate else ticks


@dataclass(frozen=True, slots=True)
class Packer:
    """Makes the packets of a unit: as the argument of `Unit.shared`, equal packers share their work."""

    payload_type: int
    clock_rate: int
    limit: int
    """Bytes of payload in a packet."""
    offset: int
    """RTP time of the boot."""
    replay: bool = False
    frame_size: int = 1
    """Of linear samples: bytes of one instant; of G.726: bits of one sample."""

    def __call__(self, unit: Unit) -> Burst:
        """The packets. Raises ValueError for a payload that the format cannot carry."""
        limit = self.limit - (16 if self.replay else 0)
        if unit.codec is Codec.LPCM:
            fragments = audio.packetise_pcm(unit.payload, limit, frame_size=self.frame_size)
        elif unit.codec is Codec.G726:
            fragments = audio.packetise_g726(unit.payload, limit, bits=self.frame_size)
        else:
            fragments = _PACKETISERS[unit.codec](unit.payload, limit)
        extension = replay_extension(unit.time, clean=unit.key) if self.replay else b""
        return Burst(fragments, self.payload_type, self.stamp(unit.pts), unit.time, extension=extension)

    def stamp(self, pts: int) -> int:
        """The RTP time stamp of a time in ticks of 1/90000 s since boot."""
        return rtp_time(pts, self.clock_rate, self.offset)


def packer(track: Track, limit: int, offset: int) -> Packer:
    """The packer of a track, for packets of at most `limit` bytes of payload."""
    key, frame_size = track.key, 1
    if isinstance(key, AudioKey):
        frame_size = {Codec.LPCM: 2 * key.channels, Codec.G726: key.bit_rate // key.sample_rate}.get(key.codec, 1)
    return Packer(track.codec.payload_type, track.clock_rate, limit, offset, track.replay and track.is_video, frame_size)


def video_track(key: StreamKey, sets: tuple[bytes, ...], rate: float, replay: bool) -> Track:
    """The track of pictures, by the stream's parameter sets and its frames per second. Raises ValueError for what RTP cannot carry."""
    width, height = key.shape.size
    if key.codec is Codec.JPEG and max(width, height) > jpeg.LARGEST_SIDE:
        raise ValueError(f"JPEG of {width}x{height} does not fit into RTP")
    codec: codecs.Codec = codecs.JPEG
    if key.codec is Codec.H264:
        sps, pps = sets
        codec = codecs.H264(sps, pps)
    elif key.codec is Codec.H265:
        vps, sps, pps = sets
        codec = codecs.H265(vps, sps, pps)
    elif key.codec is Codec.AV1:
        (header,) = av1.obus(sets[0])
        codec = codecs.av1(av1.parse_sequence(header))
    return Track(codec, key, rate, (width, height), key.shape.matrix, replay)


def audio_track(key: AudioKey) -> Track:
    """The track of sound."""
    match key.codec:
        case Codec.AAC:
            codec: codecs.Codec = codecs.Aac(key.sample_rate, key.bit_rate, key.channels)
        case Codec.PCMU:
            codec = codecs.PCMU
        case Codec.PCMA:
            codec = codecs.PCMA
        case Codec.G726:
            codec = codecs.g726(key.bit_rate // 1000)
        case Codec.OPUS:
            codec = codecs.opus(key.bit_rate, stereo=key.channels == 2)
        case _:
            codec = codecs.l16(key.sample_rate, key.channels)
    return Track(codec, key)


def metadata_track(wanted: Wanted) -> Track:
    """The track of events and the like."""
    return Track(codecs.METADATA, None, metadata=wanted)
