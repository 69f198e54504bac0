"""Encoders: from planes to payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camsim.media.paint.planes import Planes


class Encoder(Protocol):
    """Makes the payload of one frame. Equal pictures in equal order give equal bytes."""

    def encode(self, planes: Planes) -> bytes:
        """The payload of the next frame."""
        ...
