"""Metadata: XML documents in RTP, one document per marker bit (ONVIF Streaming Specification, section 5.1.2.1.1)."""

from __future__ import annotations

from camsim.wire.rtp.payload import Fragment, split

CLOCK_RATE = 90_000


def packetise(document: bytes, limit: int) -> tuple[Fragment, ...]:
    """One document, cut anywhere (also inside a character) at `limit` bytes of payload.

    An empty document gives nothing. Raises ValueError for too small a limit.
    """
    return split(document, limit)
