"""Fragmented MP4: a head without samples, then one fragment per sample (ISO/IEC 14496-12; 14496-14 for AAC; Opus in ISOBMFF)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from camsim.wire.container.codecs import H264, H265, Aac, Jpeg, Opus
from camsim.wire.container.sample import TICKS, Sample, Track

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SYNC, _NO_SYNC = 0x02000000, 0x01010000
"""Flags of a sample that others do not depend on, and of one that needs others."""
_LONGEST = 0xFFFF


class Mp4Muxer:
    """The bytes of one reader."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = tuple(tracks)
        self._count = 0

    def head(self) -> bytes:
        """`ftyp` and `moov`."""
        brands = b"isom" + struct.pack(">I", 0x200) + b"isomiso5iso6mp41"
        movie = _full(b"mvhd", 0, 0, struct.pack(">4I", 0, 0, 1000, 0), struct.pack(">IH10x", 0x10000, 0x100), _MATRIX, bytes(24),
                      struct.pack(">I", len(self._tracks) + 1))  # fmt: skip
        tracks = (_track(number, track) for number, track in enumerate(self._tracks, 1))
        extends = (_full(b"trex", 0, 0, struct.pack(">5I", number, 1, 0, 0, 0)) for number, _ in enumerate(self._tracks, 1))
        return _box(b"ftyp", brands) + _box(b"moov", movie, *tracks, _box(b"mvex", *extends))

    def add(self, sample: Sample) -> bytes:
        """`moof` and `mdat` of one sample, which lasts as long as the rate says."""
        self._count += 1
        track = self._tracks[sample.track]
        duration = round(TICKS / track.rate)
        time = struct.pack(">Q", sample.time)
        head = _full(b"tfhd", 0, 0x020000, struct.pack(">I", sample.track + 1))
        flags = _SYNC if sample.key else _NO_SYNC
        run = struct.pack(">IiIII", 1, 0, duration, len(sample.data), flags)
        parts = [head, _full(b"tfdt", 1, 0, time), _full(b"trun", 0, 0x000701, run)]
        sequence = _full(b"mfhd", 0, 0, struct.pack(">I", self._count))
        size = len(_box(b"moof", sequence, _box(b"traf", *parts)))
        run = run[:4] + struct.pack(">i", size + 8) + run[8:]
        parts[2] = _full(b"trun", 0, 0x000701, run)
        return _box(b"moof", sequence, _box(b"traf", *parts)) + _box(b"mdat", sample.data)


def _track(number: int, track: Track) -> bytes:
    codec = track.codec
    picture = isinstance(codec, H264 | H265)
    size = struct.pack(">II", codec.width << 16, codec.height << 16) if isinstance(codec, H264 | H265) else bytes(8)
    head = _full(b"tkhd", 0, 3, struct.pack(">5I8xHHHH", 0, 0, number, 0, 0, 0, 0, 0 if picture else 0x100, 0), _MATRIX, size)
    media = _full(b"mdhd", 0, 0, struct.pack(">4IHH", 0, 0, TICKS, 0, 0x55C4, 0))
    kind, name = (b"vide", b"VideoHandler\0") if picture else (b"soun", b"SoundHandler\0")
    handler = _full(b"hdlr", 0, 0, bytes(4), kind, bytes(12), name)
    about = _full(b"vmhd", 0, 1, bytes(8)) if picture else _full(b"smhd", 0, 0, bytes(4))
    here = _box(b"dinf", _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1)))
    tables = (
        _full(b"stts", 0, 0, bytes(4)),
        _full(b"stsc", 0, 0, bytes(4)),
        _full(b"stsz", 0, 0, bytes(8)),
        _full(b"stco", 0, 0, bytes(4)),
    )
    samples = _box(b"stbl", _full(b"stsd", 0, 0, struct.pack(">I", 1), _entry(track)), *tables)
    return _box(b"trak", head, _box(b"mdia", media, handler, _box(b"minf", about, here, samples)))


def _entry(track: Track) -> bytes:
    """The sample entry: codec and its configuration."""
    codec = track.codec
    if isinstance(codec, H264 | H265):
        config = _box(b"avcC" if isinstance(codec, H264) else b"hvcC", codec.record)
        size = struct.pack(">6xH16xHHIIIH32xHh", 1, codec.width, codec.height, 0x480000, 0x480000, 0, 1, 0x18, -1)
        return _box(codec.box, size, config)
    if isinstance(codec, Jpeg):
        raise ValueError("no sample entry for JPEG")
    rate = codec.sample_rate if codec.sample_rate <= _LONGEST else 0
    if isinstance(codec, Opus):
        rate, config = 48000, _box(b"dOps", struct.pack(">BBHIhB", 0, codec.channels, 0, codec.sample_rate, 0, 0))
    else:
        config = _elementary_stream(codec)
    return _box(codec.box, struct.pack(">6xH8xHHIHH", 1, codec.channels, 16, 0, rate, 0), config)


def _elementary_stream(codec: Aac) -> bytes:
    """The descriptors of an AAC stream (ISO/IEC 14496-1)."""
    specific = _descriptor(5, codec.record)
    decoder = _descriptor(4, b"\x40\x15" + bytes(11) + specific)
    return _full(b"esds", 0, 0, _descriptor(3, b"\0\0\0" + decoder + _descriptor(6, b"\x02")))


def _descriptor(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def _box(name: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I", 8 + len(inside)) + name + inside


def _full(name: bytes, version: int, flags: int, *content: bytes) -> bytes:
    return _box(name, struct.pack(">I", version << 24 | flags), *content)
