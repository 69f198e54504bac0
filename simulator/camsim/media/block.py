"""A block of a recording: a Matroska file that plays by itself, and beside it the index that finds every unit in it.

A unit counts once its row stands in the index: what a process that was killed had written beyond that is cut off.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from camsim.media.container import boxed
from camsim.media.unit import Unit
from camsim.wire.container import MatroskaMuxer, Sample, Track

APPLICATION = "camsim"
MEDIA, INDEX = ".mkv", ".index"
_ROW = Struct("<BqBqqqd")
"""Track, ticks, whether it is a key frame, frame, offset, size, time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit of a recording, and where its bytes lie."""

    track: int
    pts: int
    """Ticks of 1/90000 s since boot."""
    time: float
    """The device's own time in seconds since 1970."""
    key: bool
    frame: int
    path: Path
    offset: int
    size: int

    def read(self) -> bytes:
        """Its payload as containers hold it. Raises OSError."""
        with self.path.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.size)


class Block:
    """One file, and the index of the units in it."""

    def __init__(self, path: Path, begin: int) -> None:
        self.path = path
        self.begin = begin
        """Ticks since boot of its first unit."""
        self.size = 0
        self._rows: tuple[array[int], ...] = tuple(array(kind) for kind in "BqBqqq")
        self._times = array("d")
        self._muxer: MatroskaMuxer | None = None
        self._files: tuple[BinaryIO, BinaryIO] | None = None

    @classmethod
    def new(cls, path: Path, tracks: Sequence[Track], begin: int) -> Block:
        """One to be written."""
        block = cls(path, begin)
        block._muxer = MatroskaMuxer(tracks, APPLICATION)
        block._files = path.open("wb", buffering=0), path.with_suffix(INDEX).open("wb", buffering=0)
        block._write(block._muxer.head())
        return block

    @classmethod
    def found(cls, path: Path) -> Block | None:
        """One that an earlier process wrote, cut to its last whole unit; None if it has none. Raises OSError."""
        rows, there = path.with_suffix(INDEX).read_bytes(), path.stat().st_size
        block = cls(path, 0)
        for row in _ROW.iter_unpack(rows[: len(rows) - len(rows) % _ROW.size]):
            if row[4] + row[5] > there:
                break
            block._note(*row)
            block.size = row[4] + row[5]
        if not len(block):
            return None
        if block.size < there:
            os.truncate(path, block.size)
        block.begin = block._rows[1][0]
        return block

    def add(self, track: int, unit: Unit) -> int:
        """Writes a unit; returns how many bytes the file has grown by."""
        assert self._muxer is not None and self._files is not None, "the block is closed"
        before, data = self.size, unit.shared(boxed)
        chunk = self._muxer.add(Sample(track, max(0, unit.pts - self.begin), unit.key, data))
        row = (track, unit.pts, int(unit.key), unit.frame, before + len(chunk) - len(data), len(data), unit.time)
        self._write(chunk)
        self._files[1].write(_ROW.pack(*row))
        self._note(*row)
        return self.size - before

    def close(self) -> None:
        """Nothing more is written."""
        for file in self._files or ():
            file.close()
        self._files = self._muxer = None

    def __len__(self) -> int:
        return len(self._times)

    def kept(self, at: int) -> Kept:
        """The unit at a place of the index."""
        track, pts, key, frame, offset, size = (column[at] for column in self._rows)
        return Kept(track, pts, self._times[at], bool(key), frame, self.path, offset, size)

    @property
    def times(self) -> array[float]:
        """When its units were, in order."""
        return self._times

    def _note(self, track: int, pts: int, key: int, frame: int, offset: int, size: int, time: float) -> None:
        for column, value in zip(self._rows, (track, pts, key, frame, offset, size), strict=True):
            column.append(value)
        self._times.append(time)

    def _write(self, data: bytes) -> None:
        assert self._files is not None, "the block is closed"
        self._files[0].write(data)
        self.size += len(data)
