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
    H264 = "h264"
    H265 = "h265"
    AV1 = "av1"
    PCMU = "pcmu"
    """G.711, mu-law."""
    PCMA = "pcma"
    """G.711, A-law."""
    G726 = "g726"
    """Samples packed from the least significant bit on, as RFC 3551 has it."""
    AAC = "aac"
    """Raw AAC-LC, without ADTS."""
    OPUS = "opus"
    LPCM = "lpcm"
    """16 bits, signed, the high byte first."""

    @property
    def predicts(self) -> bool:
        """Whether pictures build on those before them, so that decoding starts at key frames alone."""
        return self in (Codec.H264, Codec.H265, Codec.AV1)


@dataclass(frozen=True, slots=True)
class Unit:
    """One encoded frame, immutable and shared by all readers of its stream."""

    codec: Codec
    frame: int
    """Number of the frame since boot at the stream's rate; of sound, the number of the unit."""
    pts: int
    """Ticks of 1/90000 s since boot."""
    time: float
    """Camera time of the frame as a POSIX time stamp in seconds."""
    key: bool
    """Whether decoding can start here."""
    width: int
    """Pixels; 0 for sound."""
    height: int
    payload: bytes
    """H.264 and H.265: NAL units behind start codes (Annex B). AV1: a temporal unit in the low overhead format."""
    parameter_sets: tuple[bytes, ...] = ()
    """What a decoder must have before the first payload: SPS and PPS (H.264), VPS, SPS and PPS (H.265) without start codes,
    the sequence header (AV1), the AudioSpecificConfig (AAC)."""
    _shared: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def shared(self, build: Callable[[Unit], T]) -> T:
        """What `build` makes of this unit, made once and shared by all readers: a multipart part, a list of packets.

        `build` must be a function that lives as long as the program, and pure.
        """
        try:
            return cast(T, self._shared[build])
        except KeyError:
            made = self._shared[build] = build(self)
            return made
