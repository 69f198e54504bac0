"""The machine-readable stamp in the lower left corner of every picture: which camera, which frame, when, and where it looked.

Rules
1. The stamp is a grid of square luma modules, black (16) or white (235), without colour; a module has 8 pixels from 1280
   pixels of width on, else 4; a row has 80 modules or as many as fit.
2. The grid starts at the left edge; its last row ends at most seven pixels above the lower edge, on a multiple of eight,
   so that a module never straddles two blocks of the JPEG.
3. Modules run row by row, most significant bit first: magic 8, serial 48, channel 8, frame 40, time in ms 48, pan 16, tilt 16,
   zoom 16, CRC-32 of all before it. Angles are signed hundredths of a degree. Modules left over are black.
4. A picture too small (see `fits`) carries none.
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

    from camsim.media.paint.planes import Planes

MAGIC = 0xC5
_BODY = 25
_BITS = (_BODY + 4) * 8
_COLUMNS = 80
_BLACK, _WHITE, _NEUTRAL = 16, 235, 128


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a picture tells of itself."""

    serial: str
    """12 hex digits."""
    channel: int
    """1, 2, ..."""
    frame: int
    """Number of the frame since boot."""
    time: float
    """Camera time as a POSIX time stamp in seconds, to the millisecond."""
    pan: float
    """Degrees, to the hundredth."""
    tilt: float
    zoom: int
    """1..19999."""


def fits(width: int, height: int) -> bool:
    """Whether a picture of that many pixels carries a stamp: 320 on the long side and 160 on the short one."""
    return max(width, height) >= 320 and min(width, height) >= 160


def upper_edge(width: int, height: int) -> int:
    """The first row of the stamp in a picture of that many pixels; `height` where there is none."""
    if not fits(width, height):
        return height
    module, _, rows = _grid(width)
    return (height - rows * module) // 8 * 8


def packed(stamp: Stamp) -> bytes:
    """The stamp as 29 bytes with checksum."""
    pan, tilt = (max(-32768, min(32767, round(angle * 100))) for angle in (stamp.pan, stamp.tilt))
    milliseconds = round(stamp.time * 1000) & 0xFFFF_FFFF_FFFF
    body = (
        bytes((MAGIC,)) + bytes.fromhex(stamp.serial.zfill(12)[-12:]) + bytes((stamp.channel & 0xFF,))
        + (stamp.frame & 0xFF_FFFF_FFFF).to_bytes(5) + milliseconds.to_bytes(6) + struct.pack(">hhH", pan, tilt, stamp.zoom & 0xFFFF)
    )  # fmt: skip
    return body + zlib.crc32(body).to_bytes(4)


def unpacked(data: bytes) -> Stamp:
    """The inverse of `packed`. Raises ValueError if checksum or magic do not fit."""
    body = data[:_BODY]
    if len(data) != _BODY + 4 or body[0] != MAGIC or zlib.crc32(body) != int.from_bytes(data[_BODY:]):
        raise ValueError("no readable stamp in the picture")
    pan, tilt, zoom = struct.unpack(">hhH", body[19:])
    return Stamp(
        body[1:7].hex().upper(), body[7], int.from_bytes(body[8:13]), int.from_bytes(body[13:19]) / 1000, pan / 100, tilt / 100, zoom,
    )  # fmt: skip


def draw(planes: Planes, stamp: Stamp) -> None:
    """Draws the stamp into planes in the viewer's orientation; nothing into a picture too small."""
    import numpy as np

    width, height = planes.size
    if not fits(width, height):
        return
    module, columns, rows = _grid(width)
    modules = np.zeros(columns * rows, np.uint8)
    modules[:_BITS] = np.unpackbits(np.frombuffer(packed(stamp), np.uint8))
    luma = np.where(modules.reshape(rows, columns), np.uint8(_WHITE), np.uint8(_BLACK))
    top = upper_edge(width, height)
    bottom, right = top + rows * module, columns * module
    planes.y[top:bottom, :right] = np.repeat(np.repeat(luma, module, 0), module, 1)
    for chroma in (planes.u, planes.v):
        chroma[top // 2 : bottom // 2, : right // 2] = _NEUTRAL


def read(image: bytes | npt.NDArray[Any]) -> Stamp:
    """Reads the stamp of a picture.

    `image`: a JPEG or bitmap, a frame of PyAV, or an array of uint8, height x width (gray) or height x width x 3 (BGR or RGB),
    in its own size.
    Raises ValueError when no stamp is readable.
    """
    import numpy as np

    if isinstance(image, (bytes, bytearray, memoryview)):
        import cv2

        decoded = cv2.imdecode(np.frombuffer(bytes(image), np.uint8), cv2.IMREAD_GRAYSCALE) if image else None
        if decoded is None:
            raise ValueError("the bytes are no picture")
        pixels = np.asarray(decoded)
    else:
        array: Any = image.to_ndarray(format="gray") if hasattr(image, "to_ndarray") else image
        pixels = array if array.ndim == 2 else array[:, :, :3].mean(axis=2)
    height, width = pixels.shape
    if not fits(width, height):
        raise ValueError("the picture is too small to carry a stamp")
    module, columns, rows = _grid(width)
    top = upper_edge(width, height)
    area = pixels[top : top + rows * module, : columns * module].astype(np.float32)
    inner = slice(module // 4, module - module // 4)
    means = area.reshape(rows, module, columns, module)[:, inner, :, inner].mean(axis=(1, 3))
    bits = (means.ravel()[:_BITS] > (_BLACK + _WHITE) / 2).astype(np.uint8)
    return unpacked(np.packbits(bits).tobytes())


def _grid(width: int) -> tuple[int, int, int]:
    module = 8 if width >= 1280 else 4
    columns = min(_COLUMNS, width // module)
    return module, columns, math.ceil(_BITS / columns)
