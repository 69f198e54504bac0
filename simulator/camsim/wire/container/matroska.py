"""Live Matroska: a segment and clusters without an end, one simple block per sample (RFC 8794 and RFC 9559)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from camsim.wire.container.codecs import H264, H265, Jpeg
from camsim.wire.container.sample import TICKS, Sample, Track

_EBML, _SEGMENT, _INFO, _TRACKS, _ENTRY, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
_UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"
"""The size of what goes on until the next of its kind, or for ever."""
_EPOCH = 978_307_200
"""2001-01-01 in seconds since 1970: dates are counted from there."""
_LONGEST = 30_000
"""Milliseconds that a cluster spans at most: blocks tell their time in it in 16 bits."""


class MatroskaMuxer:
    """The bytes of one reader."""

    def __init__(self, tracks: Sequence[Track], application: str, *, duration: float | None = None, began: float | None = None) -> None:
        """`application`: who says that it wrote this; `duration` in seconds and `began` in seconds since 1970, where they are known."""
        self._duration = duration
        self._began = began
        self._tracks = tuple(tracks)
        self._application = application
        self._cluster: int | None = None
        """Milliseconds at which the current one begins."""

    def head(self) -> bytes:
        """The EBML header, and the segment up to its first cluster."""
        kind = (_number(0x4286, 1), _number(0x42F7, 1), _number(0x42F2, 4), _number(0x42F3, 8), _text(0x4282, "matroska"))
        header = _element(_EBML, *kind, _number(0x4287, 4), _number(0x4285, 2))
        known = []
        if self._duration is not None:
            known.append(_element(0x4489, struct.pack(">d", self._duration * 1000)))
        if self._began is not None:
            known.append(_element(0x4461, struct.pack(">q", round((self._began - _EPOCH) * 1_000_000) * 1000)))
        info = _element(_INFO, _number(0x2AD7B1, 1_000_000), *known, _text(0x4D80, self._application), _text(0x5741, self._application))
        tracks = _element(_TRACKS, *(_track(number, track) for number, track in enumerate(self._tracks, 1)))
        return header + _id(_SEGMENT) + _UNKNOWN + info + tracks

    def add(self, sample: Sample) -> bytes:
        """A block; before it a new cluster where one begins, at each key frame of the first track."""
        time = round(sample.time * 1000 / TICKS)
        begins = b""
        if self._cluster is None or (sample.key and sample.track == 0) or not 0 <= time - self._cluster < _LONGEST:
            self._cluster = time
            begins = _id(_CLUSTER) + _UNKNOWN + _number(0xE7, time)
        head = bytes((0x80 | sample.track + 1,)) + struct.pack(">hB", time - self._cluster, 0x80 if sample.key else 0)
        return begins + _id(0xA3) + _size(len(head) + len(sample.data)) + head + sample.data


def _track(number: int, track: Track) -> bytes:
    codec = track.codec
    private = [_element(0x63A2, codec.record)] if codec.record else []
    parts = [_number(0xD7, number), _number(0x73C5, number), _number(0x9C, 0), _text(0x86, codec.matroska), *private]
    if isinstance(codec, H264 | H265 | Jpeg):
        size = _element(0xE0, _number(0xB0, codec.width), _number(0xBA, codec.height), _number(0x9A, 2))
        return _element(_ENTRY, *parts, _number(0x83, 1), _number(0x23E383, round(1e9 / track.rate)), size)
    sound = _element(0xE1, _element(0xB5, struct.pack(">d", codec.sample_rate)), _number(0x9F, codec.channels))
    return _element(_ENTRY, *parts, _number(0x83, 2), _number(0x23E383, round(1e9 / track.rate)), sound)


def _element(name: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    return _id(name) + _size(len(inside)) + inside


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _text(name: int, value: str) -> bytes:
    return _element(name, value.encode())


def _id(name: int) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8, "big")


def _size(length: int) -> bytes:
    """A length in as few bytes as it takes; of each width the highest value is reserved."""
    width = next(width for width in range(1, 9) if length < (1 << 7 * width) - 1)
    return (length | 1 << 7 * width).to_bytes(width, "big")
