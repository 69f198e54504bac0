"""A part of a recording as one Matroska file."""

from __future__ import annotations

from collections.abc import Iterator

from camsim.media.archive import Tape
from camsim.media.block import APPLICATION
from camsim.wire.container import MatroskaMuxer, Sample

_OVERHEAD = 600
"""Bytes of a file beside its units, about."""
_PER_UNIT = 12


class Clip:
    """From the key frame at or before a time of the device to another time; what is added to the recording later is not part of it."""

    def __init__(self, tape: Tape, since: float, until: float) -> None:
        self._tape = tape
        self._units = list(tape.units(since, until))

    @property
    def began(self) -> float:
        """The device's time of its first unit."""
        return self._units[0].time if self._units else 0.0

    @property
    def ended(self) -> float:
        """The device's time at which its last picture ends."""
        return self._units[-1].time + 1 / self._tape.rate if self._units else 0.0

    @property
    def size(self) -> int:
        """Bytes of the file, about."""
        return _OVERHEAD + sum(unit.size + _PER_UNIT for unit in self._units)

    def __len__(self) -> int:
        return len(self._units)

    def chunks(self) -> Iterator[bytes]:
        """The file. Raises OSError where the media are gone meanwhile."""
        muxer = MatroskaMuxer(self._tape.tracks, APPLICATION, duration=self.ended - self.began, began=self.began)
        yield muxer.head()
        for unit in self._units:
            if (time := unit.pts - self._units[0].pts) >= 0:
                yield muxer.add(Sample(unit.track, time, unit.key, unit.read()))
