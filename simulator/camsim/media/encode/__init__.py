"""Encoders: from planes to payloads. Which library does it is known here alone, and imported with the first frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from camsim.media.unit import Codec

if TYPE_CHECKING:
    from camsim.media.paint.planes import Planes
    from camsim.media.stream import StreamKey


@dataclass(frozen=True, slots=True)
class Encoded:
    """What became of a picture."""

    payload: bytes
    key: bool = True
    """Whether decoding can start here."""


class Encoder(Protocol):
    """Makes the payloads of one stream, in order. Equal pictures in equal order give equal bytes. Not for two threads at once."""

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """As `Unit.parameter_sets`; known before the first picture."""
        ...

    def encode(self, planes: Planes, force_key: bool = False) -> Encoded | None:
        """The next picture, coded; None when it is left out. `force_key`: decoding must be able to start with it."""
        ...

    def close(self) -> None:
        """Frees what the encoder holds. Again is harmless."""
        ...


def open_encoder(key: StreamKey, rate: float) -> Encoder:
    """What codes the pictures of a stream of `rate` frames per second; takes some milliseconds.

    Raises ValueError for a codec that codes no pictures or a size that the library refuses.
    """
    match key.codec:
        case Codec.JPEG:
            from camsim.media.encode.jpeg import JpegEncoder

            return JpegEncoder(key.compression, key.color, key.max_frame_size * 1000)
        case Codec.BITMAP:
            from camsim.media.encode.bitmap import BitmapEncoder

            return BitmapEncoder(key.color)
        case Codec.H264:
            from camsim.media.encode.h264 import open_h264

            return open_h264(key, rate)
        case Codec.H265:
            from camsim.media.encode.h265 import open_h265

            return open_h265(key, rate)
        case Codec.AV1:
            from camsim.media.encode.av1 import open_av1

            return open_av1(key, rate)
        case _:
            raise ValueError(f"{key.codec} codes no pictures")
