"""NAL units behind start codes (ITU-T H.264 and H.265, Annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterable

START = b"\0\0\0\1"

_START_CODE = re.compile(rb"\x00{2,}\x01")


def split(data: bytes) -> list[bytes]:
    """The NAL units of a byte stream, without start codes."""
    return [unit for unit in _START_CODE.split(data) if unit]


def joined(units: Iterable[bytes]) -> bytes:
    """NAL units as a byte stream, each behind a start code of four bytes."""
    return b"".join(START + unit for unit in units)
