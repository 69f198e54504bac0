"""JPEG straight from planes."""

from __future__ import annotations

from dataclasses import dataclass

import simplejpeg

from camsim.media.encode import Encoded
from camsim.media.paint.planes import Planes

_STEP = 10
"""Of quality, down which a picture goes that is too large."""
_WORST = 5


def quality(compression: int) -> int:
    """Compression 0..100 as JPEG quality: 95 at 0, 68 at the usual 30, 5 at 100. The vendor's own curve is not published."""
    return round(95 - 0.9 * max(0, min(100, compression)))


@dataclass(frozen=True, slots=True)
class JpegEncoder:
    """Each frame for itself."""

    compression: int = 30
    color: bool = True
    """False: a picture with luma alone."""
    largest: int = 0
    """Bytes that a picture is kept under by a lower quality, as far as that goes; 0: no bound."""

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """A JPEG carries everything."""
        return ()

    def encode(self, planes: Planes, force_key: bool = False) -> Encoded:
        """One JPEG."""
        u, v = (planes.u, planes.v) if self.color else (None, None)
        wanted = quality(self.compression)
        while True:
            payload = bytes(simplejpeg.encode_jpeg_yuv_planes(planes.y, u, v, quality=wanted))
            if not self.largest or len(payload) <= self.largest or wanted <= _WORST:
                return Encoded(payload)
            wanted = max(_WORST, wanted - _STEP)

    def close(self) -> None:
        """Holds nothing."""
