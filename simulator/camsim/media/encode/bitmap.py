"""The uncompressed bitmap of old devices."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from camsim.media.encode import Encoded
from camsim.media.paint.planes import Planes

_HEAD = 54
_PER_METRE = 2835
"""Pixels: 72 per inch."""


@dataclass(frozen=True, slots=True)
class BitmapEncoder:
    """Windows bitmaps of 24 bits, rows from the bottom up."""

    color: bool = True
    """False: all three channels are the luma."""

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """A bitmap carries everything."""
        return ()

    def encode(self, planes: Planes, force_key: bool = False) -> Encoded:
        """One BMP file."""
        pixels = planes.bgr() if self.color else np.repeat(planes.y[:, :, None], 3, axis=2)
        width, height = planes.size
        rows = np.zeros((height, (width * 3 + 3) // 4 * 4), np.uint8)
        rows[:, : width * 3] = pixels[::-1].reshape(height, width * 3)
        body = rows.tobytes()
        file = struct.pack("<2sIII", b"BM", _HEAD + len(body), 0, _HEAD)
        head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(body), _PER_METRE, _PER_METRE, 0, 0)
        return Encoded(file + head + body)

    def close(self) -> None:
        """Holds nothing."""
