"""Audio in RTP: AAC-hbr (RFC 3640), G.711, G.726 and L16 (RFC 3551), Opus (RFC 7587)."""

from __future__ import annotations

from camsim.wire.rtp.payload import Fragment, check, split

_LARGEST_AAC = (1 << 13) - 1


def packetise_aac(frame: bytes, limit: int) -> tuple[Fragment, ...]:
    """One raw AAC frame (no ADTS head), mode AAC-hbr: one AU header of 13 bits size and 3 bits index (RFC 3640, section 3.3.6).

    A frame beyond the limit is cut; each fragment tells the size of the whole, and the last one has the marker. Nothing for no frame.
    Raises ValueError for a frame beyond 8191 bytes and for too small a limit.
    """
    check(limit)
    if len(frame) > _LARGEST_AAC:
        raise ValueError(f"an AAC frame of {len(frame)} bytes")
    head = b"\0\x10" + (len(frame) << 3).to_bytes(2, "big")
    return tuple(part._replace(payload=head + part.payload) for part in split(frame, limit - len(head)))


def packetise_pcm(samples: bytes, limit: int, *, frame_size: int = 1, first: bool = False) -> tuple[Fragment, ...]:
    """G.711 and L16: cut between sample frames of `frame_size` bytes (channels times bytes per sample; L16 is big-endian).

    Each packet after the first has its own time: `ticks` are sample frames. `first`: sound begins, so the first packet has the marker
    (RFC 3551, section 4.1). Nothing for no samples. Raises ValueError for half a frame and for too small a limit.
    """
    return _sampled(samples, limit, frame_size, 1, first)


def packetise_g726(codes: bytes, limit: int, *, bits: int = 4, first: bool = False) -> tuple[Fragment, ...]:
    """G.726 of 2 to 5 bits per sample, packed from the lowest bit on (RFC 3551, section 4.5.4): cut between groups of eight codes.

    Otherwise as `packetise_pcm`. Raises ValueError for other widths and for an incomplete group.
    """
    if not 2 <= bits <= 5:
        raise ValueError(f"G.726 has no codes of {bits} bits")
    return _sampled(codes, limit, bits, 8, first)


def packetise_opus(packet: bytes, limit: int, *, first: bool = False) -> tuple[Fragment, ...]:
    """One Opus packet, which is never cut (RFC 7587, section 4.2); `first`: sound begins, so it has the marker. Nothing for no bytes.

    Raises ValueError for a packet beyond the limit.
    """
    check(limit)
    if len(packet) > limit:
        raise ValueError(f"an Opus packet of {len(packet)} bytes cannot be cut")
    return (Fragment(packet, first),) if packet else ()


def _sampled(data: bytes, limit: int, group: int, samples: int, first: bool) -> tuple[Fragment, ...]:
    """Cuts between groups of `group` bytes, which hold `samples` ticks each."""
    check(limit)
    if len(data) % group:
        raise ValueError(f"{len(data)} bytes are no multiple of {group}")
    size = limit - limit % group
    return tuple(
        Fragment(data[start : start + size], first and start == 0, start // group * samples) for start in range(0, len(data), size)
    )
