"""Metadata: XML documents in RTP, one document per marker bit (ONVIF Streaming Specification, RTP for metadata stream)."""

from __future__ import annotations

from camsim.wire.rtp.payload import Fragment, split


def packetise(document: bytes, limit: int) -> tuple[Fragment, ...]:
    """One document, cut anywhere (also inside a character) at `limit` bytes of payload.

    An empty document gives nothing. Raises ValueError for too small a limit.
    """
    return split(document, limit)
