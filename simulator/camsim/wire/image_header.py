"""What the head of an image file says, before anybody decodes it: PNG (RFC 2083), BMP, JPEG (ITU-T T.81)."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers of a frame header."""
_BARE = frozenset(range(0xD0, 0xD8)) | {0x01}
"""JPEG markers without a length."""


def header(data: bytes) -> tuple[str, int, int]:
    """The format (`png`, `bmp` or `jpeg`), width and height in pixels. Raises ValueError for anything else."""
    try:
        if data.startswith(_PNG) and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
            return "png", width, height
        if data.startswith(b"BM"):
            width, height = struct.unpack("<ii", data[18:26])
            return "bmp", width, abs(height)
        if data.startswith(b"\xff\xd8"):
            return "jpeg", *_jpeg(data)
    except (struct.error, IndexError) as error:
        raise ValueError("the file ends in its head") from error
    raise ValueError("no image that is known")


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while place < len(data):
        if data[place] != 0xFF:
            raise ValueError("no marker where there must be one")
        marker = data[place + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        if marker == 0xFF:
            place += 1
        elif marker in _BARE:
            place += 2
        else:
            (length,) = struct.unpack(">H", data[place + 2 : place + 4])
            place += 2 + max(2, length)
    raise ValueError("no frame")
