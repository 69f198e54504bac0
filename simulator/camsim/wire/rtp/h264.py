"""H.264 in RTP, packetization mode 1: single NAL units, STAP-A, FU-A (RFC 6184)."""

from __future__ import annotations

from enum import IntEnum

from camsim.wire.rtp.nal import aggregate, aggregated, fragmented, marked, nal_units
from camsim.wire.rtp.payload import Fragment, check


class Nal(IntEnum):
    """The NAL unit types that matter here (ITU-T H.264, table 7-1; RFC 6184, section 5.2)."""

    IDR = 5
    SPS = 7
    PPS = 8
    STAP_A = 24
    FU_A = 28


def packetise(access_unit: bytes, limit: int, *, length_size: int = 0) -> tuple[Fragment, ...]:
    """One access unit in payloads of at most `limit` bytes, the marker on the last (RFC 6184, sections 5.6 to 5.8).

    Units other than slices, such as parameter sets, share a STAP-A where they follow one another and fit.
    `length_size`: bytes of the lengths of AVCC, 0 for start codes. Nothing for an access unit without NAL units.
    Raises ValueError for wrong lengths and for too small a limit.
    """
    check(limit)
    units = nal_units(access_unit, length_size)
    payloads: list[bytes] = []
    for group in aggregated(units, [unit[0] & 31 > Nal.IDR for unit in units], limit, 1):
        if len(group) > 1:
            forbidden = max(unit[0] & 0x80 for unit in group)
            importance = max(unit[0] & 0x60 for unit in group)
            payloads.append(aggregate(bytes((forbidden | importance | Nal.STAP_A,)), group))
        elif len(group[0]) <= limit:
            payloads.append(bytes(group[0]))
        else:
            first = group[0][0]
            payloads += fragmented(bytes((first & 0xE0 | Nal.FU_A,)), first & 31, group[0][1:], limit)
    return marked(payloads)
