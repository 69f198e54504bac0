"""Session descriptions as each device generation writes them (RFC 8866; source filters: RFC 4570)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.wire.rtsp.codecs import Codec
from camsim.wire.rtsp.style import Style
from camsim.wire.rtsp.target import Target

Matrix = tuple[float, float, float, float, float, float, float, float, float]
"""Three rows of three."""

IDENTITY: Matrix = (1, 0, 0, 0, 1, 0, 0, 0, 1)
HALF_TURN: Matrix = (-1, 0, 0, 0, -1, 0, 0, 0, 1)
"""What x-sensor-transform holds for a sensor that is mounted upside down."""

_ONVIF_NAMES = {"video": "VIDEO", "audio": "AUDIO", "application": "APPLICATION"}


@dataclass(frozen=True, slots=True)
class Group:
    """A multicast group that a track is sent to."""

    address: str
    port: int = 0
    """0: told by SETUP."""
    ttl: int = 5


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """One track."""

    codec: Codec
    framerate: float | None = None
    """Frames per second."""
    transform: Matrix | None = None
    """From the stream to the image source."""
    sensor_transform: Matrix | None = None
    size: tuple[int, int] | None = None
    """Width and height in pixels, where the generation tells them (JPEG of generation A)."""
    ssrc: int | None = None
    cname: str = ""
    """Canonical name of the sender, told beside the SSRC."""
    group: Group | None = None
    onvif_number: int = 0
    """Which track of its kind this is."""


@dataclass(frozen=True, slots=True)
class Description:
    """A presentation: everything that DESCRIBE tells."""

    target: Target
    """Its URLs are the control URLs, the query kept."""
    address: str
    """The camera's address."""
    number: int
    """Number of the description in the o= line; microseconds since 1970 in generation A."""
    media: tuple[MediaDescription, ...]
    range: str = ""
    """What can be played; empty: the style's live range."""
    source_filter: bool = False
    """Whether receivers are to join for this source only (source-specific multicast)."""


def describe(description: Description, style: Style) -> str:
    """The description as text, lines ended by CRLF."""
    one_group = description.source_filter and len(description.media) == 1
    write = _own if style.own_server else _gstreamer
    lines = write(description, style, one_group)
    media = _own_media if style.own_server else _gstreamer_media
    for number, track in enumerate(description.media):
        control = f"a=control:{description.target.track_url(style.track(number))}"
        lines += media(track, control, style, one_group)
    return "\r\n".join([*lines, ""])


def _own(description: Description, style: Style, one_group: bool) -> list[str]:
    bandwidth = sum(track.codec.bandwidth for track in description.media)
    return [
        "v=0",
        f"o=- {description.number} {description.number} IN {_family(description.address)} {description.address}",
        "s=Media Presentation",
        "e=NONE",
        _connection(description.media[0].group if one_group else None),
        *([f"b=AS:{bandwidth}"] if bandwidth else []),
        "t=0 0",
        f"a=control:{description.target.url}",
        *_source_filter(description),
        f"a=range:{description.range or style.range}",
    ]


def _own_media(track: MediaDescription, control: str, style: Style, one_group: bool) -> list[str]:
    codec = track.codec
    lines = [_media_line(track)]
    if track.group is not None and not one_group:
        lines.append(_connection(track.group))
    if codec.bandwidth:
        lines.append(f"b=AS:{codec.bandwidth}")
    if track.framerate is not None:
        lines.append(f"a=framerate:{float(track.framerate)}")
    if track.size is not None and codec.payload_type == 26:
        lines.append(f"a=framesize:26 {track.size[0]}-{track.size[1]}")
    lines += _matrix("transform", track.transform)
    lines.append(control)
    if codec.payload_type >= 96:
        lines.append(f"a=rtpmap:{codec.payload_type} {codec.rtpmap}")
    return lines + _fmtp(codec, style)


def _gstreamer(description: Description, style: Style, one_group: bool) -> list[str]:
    return [
        "v=0",
        f"o=- {description.number} 1 IN {_family(description.address)} {description.address}",
        "s=Session streamed with GStreamer",
        "i=rtsp-server",
        *([_connection(description.media[0].group)] if one_group else []),
        "t=0 0",
        "a=tool:GStreamer",
        "a=type:broadcast",
        f"a=range:{description.range or style.range}",
        f"a=control:{description.target.url}",
        *_source_filter(description),
    ]


def _gstreamer_media(track: MediaDescription, control: str, style: Style, one_group: bool) -> list[str]:
    codec = track.codec
    lines = [_media_line(track)]
    if not one_group:
        lines.append(_connection(track.group))
    if codec.bandwidth:
        lines.append(f"b=AS:{codec.bandwidth}")
    lines.append(f"a=rtpmap:{codec.payload_type} {codec.rtpmap}")
    clock = ["a=ts-refclk:local", "a=mediaclk:sender"]
    if not style.onvif_tracks:
        rate = [] if track.framerate is None else [f"a=framerate:{track.framerate:.6f}"]
        return [*lines, *_fmtp(codec, style), *clock, control, *rate, *_matrix("transform", track.transform)]
    if track.framerate is not None:
        lines.append(f"a=framerate:{track.framerate:g}")
    lines += [*_fmtp(codec, style), *clock]
    if track.ssrc is not None:
        lines.append(f"a=ssrc:{track.ssrc} cname:{track.cname}")
    lines += [f"a=x-onvif-track:{_ONVIF_NAMES[codec.kind]}{track.onvif_number:03}", "a=recvonly", control]
    return [*lines, *_matrix("transform", track.transform), *_matrix("x-sensor-transform", track.sensor_transform)]


def _media_line(track: MediaDescription) -> str:
    port = track.group.port if track.group is not None else 0
    return f"m={track.codec.kind} {port} RTP/AVP {track.codec.payload_type}"


def _fmtp(codec: Codec, style: Style) -> list[str]:
    parameters = codec.fmtp(style)
    return [f"a=fmtp:{codec.payload_type} {parameters}"] if parameters else []


def _source_filter(description: Description) -> list[str]:
    if not description.source_filter:
        return []
    only = description.media[0].group if len(description.media) == 1 else None
    family = _family(description.address)
    return [f"a=source-filter: incl IN {family} {only.address if only is not None else '*'} {description.address}"]


def _connection(group: Group | None) -> str:
    return "c=IN IP4 0.0.0.0" if group is None else f"c=IN {_family(group.address)} {group.address}/{group.ttl}"


def _family(address: str) -> str:
    return "IP6" if ":" in address else "IP4"


def _matrix(name: str, matrix: Matrix | None) -> list[str]:
    if matrix is None:
        return []
    rows = (",".join(f"{value:.6f}" for value in matrix[row : row + 3]) for row in (0, 3, 6))
    return [f"a={name}:{';'.join(rows)}"]
