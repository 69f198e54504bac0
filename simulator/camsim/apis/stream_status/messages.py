"""How the stream status API spells a stream (page slug: stream-status-api). The type of AV1, and of AAC, are guesses."""

from __future__ import annotations

from typing import Any

from camsim.contract.live import LiveStream
from camsim.media.unit import Codec

_MIME = {
    Codec.H264: "video/x-h264",
    Codec.H265: "video/x-h265",
    Codec.AV1: "video/x-av1",
    Codec.JPEG: "image/jpeg",
    Codec.AAC: "audio/mpeg",
    Codec.OPUS: "audio/x-opus",
    Codec.G726: "audio/x-adpcm",
    Codec.PCMU: "audio/x-mulaw",
    Codec.PCMA: "audio/x-alaw",
    Codec.LPCM: "audio/x-raw",
}
_PICTURES = (Codec.H264, Codec.H265, Codec.AV1, Codec.JPEG)


def stream(live: LiveStream) -> dict[str, Any]:
    """A stream, its members in the order of the page."""
    return {
        "destination_address": live.destination[0],
        "destination_port": live.destination[1],
        "direction": "outgoing",
        "encrypted": live.encrypted,
        "id": live.number,
        "media": "metadata" if live.codec is None else "video" if live.codec in _PICTURES else "audio",
        "mime": "application/x-onvif-metadata+xml" if live.codec is None else _MIME[live.codec],
        "multicast": live.multicast,
        "options": dict(live.options),
        "path": live.path,
        "source_address": live.source[0],
        "source_port": live.source[1],
        "state": "playing" if live.playing else "paused",
        "stream_protocol": "RTP",
        "transport_protocol": "UDP" if live.udp else "TCP",
        "user_agent": live.user_agent,
    }
