"""JPEG straight from planes."""

from __future__ import annotations

from dataclasses import dataclass

import simplejpeg

from camsim.media.paint.planes import Planes


def quality(compression: int) -> int:
    """Compression 0..100 as JPEG quality: 95 at 0, 68 at the usual 30, 5 at 100. The vendor's own curve is not published."""
    return round(95 - 0.9 * max(0, min(100, compression)))


@dataclass(frozen=True, slots=True)
class JpegEncoder:
    """Each frame for itself."""

    compression: int = 30
    color: bool = True
    """False: a picture with luma alone."""

    def encode(self, planes: Planes) -> bytes:
        """One JPEG."""
        u, v = (planes.u, planes.v) if self.color else (None, None)
        return bytes(simplejpeg.encode_jpeg_yuv_planes(planes.y, u, v, quality=quality(self.compression)))
