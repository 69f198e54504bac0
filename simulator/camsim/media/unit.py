"""Unit: one encoded frame with its times, the only thing that travels from an encoder to a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast

T = TypeVar("T")

TICKS = 90_000
"""Ticks per second of `Unit.pts`, as in RTP."""


class Codec(StrEnum):
    """How a payload is coded."""

    JPEG = "jpeg"
    BITMAP = "bitmap"


@dataclass(frozen=True, slots=True)
class Unit:
    """One encoded frame, immutable and shared by all readers of its stream."""

    codec: Codec
    frame: int
    """Number of the frame since boot at the stream's rate."""
    pts: int
    """Ticks of 1/90000 s since boot."""
    time: float
    """Camera time of the frame as a POSIX time stamp in seconds."""
    key: bool
    """Whether decoding can start here."""
    width: int
    height: int
    payload: bytes
    _shared: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def shared(self, build: Callable[[Unit], T]) -> T:
        """What `build` makes of this unit, made once and shared by all readers: a multipart part, a list of packets.

        `build` must be a function that lives as long as the program, and pure.
        """
        if build not in self._shared:
            self._shared[build] = build(self)
        return cast(T, self._shared[build])
