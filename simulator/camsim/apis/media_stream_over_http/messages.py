"""How media.cgi spells arguments, types and transforms (page slug: media-stream-over-http)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from camsim.contract import video
from camsim.device.errors import OutOfRangeError
from camsim.media.eye import Matrix, Shape
from camsim.wire.container import H264, H265, MatroskaMuxer, Mp4Muxer, Muxer, Track

_CODECS = {"videocodec": ("h264", "h265"), "audiocodec": ("aac", "opus")}
"""What containers hold; the first is taken where none is named."""
_SOURCES = ("audiodeviceid", "audioinputid")
_YES = {"1": True, "yes": True, "0": False, "no": False}
_UNTURNED: Matrix = (1, 0, 0, 0, 1, 0, 0, 0, 1)


class ContainerKind(StrEnum):
    """The containers."""

    MATROSKA = "matroska"
    MP4 = "mp4"


def arguments(given: Mapping[str, str]) -> dict[str, str]:
    """The arguments of the streams, with the codecs of this API. Raises OutOfRangeError for others, and for sources named twice."""
    found = {name.lower(): value for name, value in given.items()}
    if "audiochannel" in found and any(name in found for name in _SOURCES):
        raise OutOfRangeError("audiochannel stands alone", subject="audiochannel", value=found["audiochannel"])
    for name, known in _CODECS.items():
        if found.setdefault(name, known[0]).lower() not in known:
            raise OutOfRangeError(f"{name}={found[name]} is not allowed", subject=name, value=found[name])
    return found


def flag(given: Mapping[str, str], name: str, default: bool) -> bool:
    """A truth value. Raises OutOfRangeError for any other word."""
    text = given.get(name, "").lower()
    if text and text not in _YES:
        raise OutOfRangeError(f"{name}={text} is not allowed", subject=name, value=text)
    return _YES.get(text, default)


def muxer(kind: ContainerKind, tracks: Sequence[Track]) -> Muxer:
    """What writes the container."""
    return Mp4Muxer(tracks) if kind is ContainerKind.MP4 else MatroskaMuxer(tracks, "camsim")


def content_type(kind: ContainerKind, tracks: Sequence[Track]) -> str:
    """The media type with the codecs of RFC 6381."""
    medium = "video" if any(isinstance(track.codec, H264 | H265) for track in tracks) else "audio"
    container = "mp4" if kind is ContainerKind.MP4 else "x-matroska"
    return f'{medium}/{container}; codecs="{",".join(track.codec.name for track in tracks)}"'


def headers(shape: Shape | None) -> tuple[tuple[str, str], ...]:
    """The headers before the body; `shape`: of the pictures, None without."""
    if shape is None:
        return video.NOT_CACHED
    told = (("Video-Metadata-Transform", shape.matrix), ("Video-Sensor-Transform", _UNTURNED))
    return (*video.NOT_CACHED, *((name, _rows(matrix)) for name, matrix in told))


def _rows(matrix: Matrix) -> str:
    return ";".join(",".join(f"{value:g}" for value in matrix[row : row + 3]) for row in (0, 3, 6))
