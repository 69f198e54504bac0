"""H.265 in RTP: single NAL units, aggregation packets, fragmentation units (RFC 7798)."""

from __future__ import annotations

from enum import IntEnum

from camsim.wire.rtp.nal import aggregate, aggregated, fragmented, marked, nal_units
from camsim.wire.rtp.payload import Fragment, check

_FIRST_NON_SLICE = 32


class Nal(IntEnum):
    """The NAL unit types that matter here (ITU-T H.265, table 7-1; RFC 7798, section 4.4)."""

    VPS = 32
    SPS = 33
    PPS = 34
    AGGREGATION = 48
    FRAGMENTATION = 49


def packetise(access_unit: bytes, limit: int, *, length_size: int = 0) -> tuple[Fragment, ...]:
    """One access unit in payloads of at most `limit` bytes, the marker on the last (RFC 7798, sections 4.4.1 to 4.4.3).

    Units other than slices, such as parameter sets, share an aggregation packet where they follow one another and fit.
    `length_size`: bytes of the lengths of HVCC, 0 for start codes. Nothing for an access unit without NAL units.
    Raises ValueError for wrong lengths and for too small a limit.
    """
    check(limit)
    units = [unit for unit in nal_units(access_unit, length_size) if len(unit) > 2]
    payloads: list[bytes] = []
    for group in aggregated(units, [kind_of(unit) >= _FIRST_NON_SLICE for unit in units], limit, 2):
        if len(group) > 1:
            payloads.append(aggregate(_aggregation_head(group), group))
        elif len(group[0]) <= limit:
            payloads.append(bytes(group[0]))
        else:
            unit = group[0]
            head = bytes((unit[0] & 0x81 | Nal.FRAGMENTATION << 1, unit[1]))
            payloads += fragmented(head, kind_of(unit), unit[2:], limit)
    return marked(payloads)


def kind_of(unit: bytes | memoryview) -> int:
    """The type in a NAL unit's header (ITU-T H.265, section 7.3.1.2)."""
    return unit[0] >> 1 & 63


def _aggregation_head(units: list[memoryview]) -> bytes:
    """Forbidden bit of any, lowest layer and lowest temporal id of all (RFC 7798, section 4.4.2)."""
    forbidden = max(unit[0] & 0x80 for unit in units)
    layer = min((unit[0] & 1) << 5 | unit[1] >> 3 for unit in units)
    temporal = min(unit[1] & 7 for unit in units)
    return bytes((forbidden | Nal.AGGREGATION << 1 | layer >> 5, (layer & 31) << 3 | temporal))
