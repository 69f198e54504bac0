"""The media of recordings: Matroska files in a folder of the camera, and an index that finds every unit in them.

A recording is a row of blocks, each a file that plays by itself and begins with a key frame. The folder is made with the first recording
and removed with the camera.
"""

from __future__ import annotations

import shutil
import tempfile
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from camsim.media.container import boxed, track_from
from camsim.media.stream import AudioKey, Key
from camsim.media.unit import TICKS, Codec, Unit
from camsim.wire.container import MatroskaMuxer, Sample, Track

APPLICATION = "camsim"
_START_CODE = b"\0\0\0\1"


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

    def __init__(self, path: Path, tracks: Sequence[Track], begin: int) -> None:
        self.path = path
        self.begin = begin
        """Ticks since boot of its first unit."""
        self.size = 0
        self._muxer = MatroskaMuxer(tracks, APPLICATION)
        self._file: BinaryIO | None = path.open("wb")
        self._rows: tuple[array[int], ...] = tuple(array(kind) for kind in "BqBqqq")
        self._times = array("d")
        self._write(self._muxer.head())

    def add(self, track: int, unit: Unit) -> int:
        """Writes a unit; returns how many bytes the file has grown by."""
        before, data = self.size, unit.shared(boxed)
        chunk = self._muxer.add(Sample(track, max(0, unit.pts - self.begin), unit.key, data))
        row = (track, unit.pts, int(unit.key), unit.frame, before + len(chunk) - len(data), len(data))
        for column, value in zip(self._rows, row, strict=True):
            column.append(value)
        self._times.append(unit.time)
        self._write(chunk)
        return self.size - before

    def close(self) -> None:
        """Nothing more is written."""
        if self._file is not None:
            self._file.close()
            self._file = None

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

    def _write(self, data: bytes) -> None:
        assert self._file is not None, "the block is closed"
        self._file.write(data)
        self._file.flush()
        self.size += len(data)


class Tape:
    """The media of one recording."""

    def __init__(self, folder: Path, keys: Sequence[Key], rates: Sequence[float]) -> None:
        self.keys = tuple(keys)
        self.rates = tuple(rates)
        self.sets: list[tuple[bytes, ...]] = [()] * len(keys)
        """Parameter sets of each track."""
        self.tracks: tuple[Track, ...] = ()
        self.blocks: list[Block] = []
        self._folder = folder
        self._made = 0
        self._waiting: list[tuple[int, Unit]] = []

    @property
    def rate(self) -> float:
        """Units per second of the first track."""
        return self.rates[0]

    @property
    def begins(self) -> float:
        """The device's time of its first unit; 0 without any."""
        return self.blocks[0].times[0] if self.blocks else 0.0

    def add(self, track: int, unit: Unit, split: float) -> int:
        """Writes a unit, in a new block where `split` seconds are over; returns how many bytes that took."""
        if not self.tracks:
            return self._begin(track, unit, split)
        block = self.blocks[-1] if self.blocks else None
        lead = track == 0 and (unit.key or isinstance(self.keys[0], AudioKey))
        if block is None or (lead and unit.pts - block.begin >= split * TICKS):
            if not lead:
                return 0
            if block is not None:
                block.close()
            self._made += 1
            block = Block(self._folder / f"{self._made:06}.mkv", self.tracks, unit.pts)
            self.blocks.append(block)
        elif unit.pts < block.begin:
            return 0
        return (block.size if not len(block) else 0) + block.add(track, unit)

    def close(self) -> None:
        """Nothing more is added."""
        for block in self.blocks:
            block.close()

    def drop_oldest(self) -> int | None:
        """Throws its first block away unless it is the only one; returns its bytes."""
        if len(self.blocks) < 2:
            return None
        block = self.blocks.pop(0)
        block.close()
        block.path.unlink(missing_ok=True)
        return block.size

    def units(self, since: float = 0.0, until: float = float("inf")) -> Iterator[Kept]:
        """Its units from the key frame at or before a time of the device on, to another time; what is added meanwhile as well."""
        block, place = self._seek(since)
        while block is not None:
            while place < len(block):
                kept = block.kept(place)
                if kept.time > until:
                    return
                yield kept
                place += 1
            begin = block.begin
            block, place = next((one for one in self.blocks if one.begin > begin), None), 0

    def time_before(self, since: float) -> float:
        """The time of the key frame at or before a time of the device."""
        return next((kept.time for kept in self.units(since)), since)

    def unit(self, kept: Kept) -> Unit:
        """A unit as its stream delivered it, parameter sets before each key frame. Raises OSError."""
        key, data, sets = self.keys[kept.track], kept.read(), self.sets[kept.track]
        if isinstance(key, AudioKey):
            return Unit(key.codec, kept.frame, kept.pts, kept.time, kept.key, 0, 0, data, sets)
        if key.codec in (Codec.H264, Codec.H265):
            units = [*(sets if kept.key else ()), *_unboxed(data)]
            data = b"".join(_START_CODE + unit for unit in units)
        width, height = key.shape.size
        return Unit(key.codec, kept.frame, kept.pts, kept.time, kept.key, width, height, data, sets)

    # ---- inside

    def _begin(self, track: int, unit: Unit, split: float) -> int:
        """Waits for the first unit of each track, which tells how it is described."""
        self._waiting.append((track, unit))
        self.sets[track] = unit.parameter_sets
        there = {one for one, _ in self._waiting}
        if len(there) < len(self.keys):
            return 0
        self.tracks = tuple(track_from(key, sets, rate) for key, sets, rate in zip(self.keys, self.sets, self.rates, strict=True))
        waiting, self._waiting = sorted(self._waiting, key=lambda item: (item[1].pts, item[0])), []
        return sum(self.add(number, one, split) for number, one in waiting)

    def _seek(self, since: float) -> tuple[Block | None, int]:
        """Block and place of the last key frame of the first track at or before a time; the beginning where there is none."""
        at = max(0, bisect_right([block.times[0] for block in self.blocks if len(block)], since + 1e-6) - 1)
        if not self.blocks:
            return None, 0
        block = self.blocks[at]
        place = max(0, bisect_left(block.times, since + 1e-6) - 1)
        while place > 0 and not ((kept := block.kept(place)).key and kept.track == 0):
            place -= 1
        return block, place


class Archive:
    """The tapes of one camera by the id of the recording."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._tapes: dict[str, Tape] = {}

    def open(self, id: str, keys: Sequence[Key], rates: Sequence[float]) -> Tape:
        """A new tape."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="camsim-recordings-"))
        folder = self._folder / id
        folder.mkdir()
        tape = self._tapes[id] = Tape(folder, keys, rates)
        return tape

    def find(self, id: str) -> Tape | None:
        """The tape of a recording, if there is one."""
        return self._tapes.get(id)

    def erase(self, id: str) -> None:
        """Throws a tape away. Without effect where there is none."""
        tape = self._tapes.pop(id, None)
        if tape is not None and self._folder is not None:
            tape.close()
            shutil.rmtree(self._folder / id, ignore_errors=True)

    def close(self) -> None:
        """Throws all away."""
        for id in list(self._tapes):
            self.erase(id)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _unboxed(data: bytes) -> Iterator[bytes]:
    """NAL units that stand behind their lengths."""
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 4 + size]
        at += 4 + size
