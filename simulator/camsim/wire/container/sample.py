"""Tracks and samples: what goes into a container."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from camsim.wire.container.codecs import Codec

TICKS = 90_000
"""Ticks per second of all times here."""


@dataclass(frozen=True, slots=True)
class Track:
    """One medium."""

    codec: Codec
    rate: float
    """Samples of the container, which are frames or sound units, per second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A frame, or a unit of sound."""

    track: int
    """Number of its track, from 0."""
    time: int
    """Ticks since the beginning."""
    key: bool
    """Whether decoding can start here."""
    data: bytes
    """NAL units behind their lengths in four bytes; of sound the packet as it is."""


class Muxer(Protocol):
    """Makes the bytes of a container for one reader."""

    def head(self) -> bytes:
        """What comes before the first sample."""
        ...

    def add(self, sample: Sample) -> bytes:
        """What a sample adds; a reader can play it at once."""
        ...
