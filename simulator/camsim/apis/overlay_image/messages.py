"""Codes, formats and limits of overlay images (page slug: overlay-api, overlay image API)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from camsim.contract.errors import Code
from camsim.device.errors import DeviceError, ExistsError, FullError, OutOfRangeError
from camsim.device.overlay_images import DefaultError, UsedError
from camsim.wire.image_header import header

FORMATS = ("bmp", "jpeg", "png")
WIDEST, HIGHEST = 1920, 1080
LARGEST_FILE = 8 << 20
"""Bytes (a guess): an uncompressed picture of that size."""
_UNFIT = re.compile(r"[^A-Za-z0-9_().-]")


class TooBigError(OutOfRangeError):
    """The image has too many pixels, or its file too many bytes."""


class FormatError(OutOfRangeError):
    """No image of a format that is known."""


class AlphaError(OutOfRangeError):
    """The format has no place for a transparent colour."""


class InputError(OutOfRangeError):
    """No file, or one that is broken."""


CODES: dict[type[DeviceError], Code] = {
    InputError: Code(1004, "The provided input was invalid."),
    TooBigError: Code(1005, "Image size is too big."),
    FormatError: Code(1006, "Unsupported image format."),
    FullError: Code(1007, "Not enough space left on the device."),
    AlphaError: Code(1008, "Alpha is not supported."),
    ExistsError: Code(1010, "Image already exists."),
    UsedError: Code(1011, "Image is being used by a dynamic overlay."),
    DefaultError: Code(1013, "Image is being used as default image."),
}


def check_size(width: int, height: int) -> None:
    """Raises OutOfRangeError, TooBigError."""
    if width < 1 or height < 1:
        raise OutOfRangeError("an image has pixels", subject="width", value=width)
    if width > WIDEST or height > HIGHEST:
        raise TooBigError(f"at most {WIDEST}x{HIGHEST}", subject="width", value=width)


def check_file(data: bytes, alpha: str | None) -> None:
    """Looks at the head of a file. Raises TooBigError, FormatError, AlphaError, OutOfRangeError."""
    if len(data) > LARGEST_FILE:
        raise TooBigError("the file is too long", subject="image")
    try:
        kind, width, height = header(data)
    except ValueError as error:
        raise FormatError(str(error), subject="image") from error
    check_size(width, height)
    if alpha is not None and kind == "jpeg":
        raise AlphaError("a JPEG has no transparent colour", subject="alpha", value=alpha)


def colour(alpha: str | None) -> tuple[int, int, int] | None:
    """`RRGGBB` as red, green and blue. Raises OutOfRangeError."""
    if alpha is None:
        return None
    if re.fullmatch("[0-9A-Fa-f]{6}", alpha) is None:
        raise OutOfRangeError("RRGGBB", subject="alpha", value=alpha)
    red, green, blue = bytes.fromhex(alpha)
    return red, green, blue


def name(filename: str) -> str:
    """What an image is called after its file. Raises InputError."""
    stem = _UNFIT.sub("_", PurePosixPath(filename).stem)[:64].strip(".")
    if not stem:
        raise InputError("the file has no name", subject="image")
    return stem
