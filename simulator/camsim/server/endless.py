"""Bodies that end with the connection: talkers of old send sound without saying how much (HTTP/1.0; page slug: audio-api).

The parser takes a request without a length for one without a body, so that such a head gets the greatest length there is.
"""

from __future__ import annotations

ENDLESS = (1 << 62) - 1
"""Bytes."""
LONGEST_HEAD = 16_384
"""Bytes after which a head is left to the parser as it is."""
_BEGIN = b"POST /axis-cgi/audio/transmit.cgi"
_LENGTHS = {b"content-length", b"transfer-encoding"}


def lengthened(seen: bytes) -> bytes | None:
    """The first bytes of a connection, with a length where an endless body has none; None: more must be seen."""
    if not seen.startswith(_BEGIN[: len(seen)]):
        return seen
    end = seen.find(b"\r\n\r\n")
    if end < 0:
        return seen if len(seen) > LONGEST_HEAD else None
    names = {line.partition(b":")[0].strip().lower() for line in seen[:end].split(b"\r\n")[1:]}
    if names & _LENGTHS:
        return seen
    return seen[:end] + b"\r\nContent-Length: %d" % ENDLESS + seen[end:]
