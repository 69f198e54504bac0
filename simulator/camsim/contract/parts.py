"""The files of an upload, as a handler gets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body. Its file is gone when the call has been answered."""

    name: str
    """Of the form field; empty where the client gave none."""
    filename: str
    """Last component of the name that the client gave, without control characters: to show, never to open."""
    size: int
    """Bytes."""
    file: IO[bytes]
    """The content, at its start."""
