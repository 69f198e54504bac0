"""The media of recordings: a folder of the camera, in it one for each recording with its blocks.

A recording is a row of blocks, each of which begins with a key frame. Where a folder is named, what lies there outlives the process and
is read when it is asked for; otherwise one is made with the first recording and removed with the camera.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from camsim.device.state import plain, typed
from camsim.media.block import INDEX, MEDIA, Block, Kept
from camsim.media.container import track_from
from camsim.media.stream import AudioKey, Key, StreamKey
from camsim.media.unit import TICKS, Codec, Unit
from camsim.wire.container import Track

LABEL = "tape.json"
"""File of a recording that says what its tracks are."""
_START_CODE = b"\0\0\0\1"


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

    @classmethod
    def found(cls, folder: Path) -> Tape | None:
        """One that an earlier process recorded; None where nothing of it can be played."""
        try:
            label = json.loads((folder / LABEL).read_text("ascii"))
            keys = [typed(_KEYS[kind], key) for kind, key in label["keys"]]
            tape = cls(folder, keys, [float(rate) for rate in label["rates"]])
            tape.sets = [tuple(bytes.fromhex(one) for one in sets) for sets in label["sets"]]
            tape.tracks = tape._described()
            tape.blocks = [block for path in sorted(folder.glob(f"*{MEDIA}")) if (block := Block.found(path)) is not None]
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            return None
        return tape

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
            block = Block.new(self._folder / f"{self._made:06}{MEDIA}", self.tracks, unit.pts)
            self.blocks.append(block)
        elif unit.pts < block.begin:
            return 0
        return (block.size if not len(block) else 0) + block.add(track, unit)

    def close(self) -> None:
        """Nothing more is added."""
        for block in self.blocks:
            block.close()

    @property
    def size(self) -> int:
        """Bytes of its blocks."""
        return sum(block.size for block in self.blocks)

    @property
    def ends(self) -> float:
        """The device's time at which its last unit ends; 0 without any."""
        return max((block.times[-1] for block in self.blocks if len(block)), default=-1 / self.rate) + 1 / self.rate

    def drop_oldest(self, discard: Callable[[Path], None]) -> int | None:
        """Throws its first block away unless it is the only one; returns its bytes."""
        if len(self.blocks) < 2:
            return None
        block = self.blocks.pop(0)
        block.close()
        discard(block.path)
        discard(block.path.with_suffix(INDEX))
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
        self.tracks = self._described()
        label = {
            "keys": [
                ("sound", plain(key)) if isinstance(key, AudioKey) else ("picture", plain(replace(key, coding=None))) for key in self.keys
            ],
            "rates": [float(rate) for rate in self.rates],
            "sets": [[one.hex() for one in sets] for sets in self.sets],
        }
        (self._folder / LABEL).write_text(json.dumps(label), "ascii")
        waiting, self._waiting = sorted(self._waiting, key=lambda item: (item[1].pts, item[0])), []
        return sum(self.add(number, one, split) for number, one in waiting)

    def _described(self) -> tuple[Track, ...]:
        return tuple(track_from(key, sets, rate) for key, sets, rate in zip(self.keys, self.sets, self.rates, strict=True))

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

    def __init__(self, folder: Path | None = None, discard: Callable[[Path], None] | None = None) -> None:
        """`folder`: where recordings outlive the process. `discard`: throws a file or folder away, at once or when it may go."""
        self._lasting = folder is not None
        self._folder = folder
        self._discard = discard or remove
        self._tapes: dict[str, Tape] = {}

    def open(self, id: str, keys: Sequence[Key], rates: Sequence[float]) -> Tape:
        """A new tape."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="camsim-recordings-"))
        folder = self._folder / id
        folder.mkdir(parents=True)
        tape = self._tapes[id] = Tape(folder, keys, rates)
        return tape

    def find(self, id: str) -> Tape | None:
        """The tape of a recording, if there is one."""
        if id not in self._tapes and self._lasting and self._folder is not None:
            tape = Tape.found(self._folder / id)
            if tape is not None:
                self._tapes[id] = tape
        return self._tapes.get(id)

    def erase(self, id: str) -> None:
        """Throws a tape away. Without effect where there is none."""
        tape = self._tapes.pop(id, None)
        if tape is not None:
            tape.close()
        if self._folder is not None:
            self._discard(self._folder / id)

    def drop_oldest(self, id: str) -> tuple[int, float] | None:
        """Throws the oldest block of a tape away: its bytes, and when the tape begins now; None if there is but one."""
        tape = self.find(id)
        size = tape.drop_oldest(self._discard) if tape is not None else None
        return None if tape is None or size is None else (size, tape.begins)

    def close(self) -> None:
        """Throws all away, unless it outlives the process."""
        for tape in self._tapes.values():
            tape.close()
        self._tapes.clear()
        if self._folder is not None and not self._lasting:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def remove(path: Path) -> None:
    """Takes a file, or a folder with all in it, away. Without effect where there is none."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


_KEYS = {"picture": StreamKey, "sound": AudioKey}


def _unboxed(data: bytes) -> Iterator[bytes]:
    """NAL units that stand behind their lengths."""
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 4 + size]
        at += 4 + size
