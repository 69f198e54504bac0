"""Times: ISO 8601 with a zone, the compact form of RTSP ranges and file names (RFC 2326, section 3.7)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_WRITTEN = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.(\d{1,9}))?(Z|[+ -]\d\d:\d\d)?")


def read(text: str) -> float:
    """Seconds since 1970 of `2024-05-02T09:15:04.123Z`, `...+02:00` (its plus may have become a blank) or `20240502T091504Z`.

    A time without a zone is UTC. Raises ValueError.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"no time: {text[:40]!r}")
    *numbers, fraction, zone = match.groups()
    moment = datetime(*(int(number) for number in numbers), tzinfo=UTC)  # type: ignore[misc, arg-type]
    offset = 0
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        offset = (-60 if zone[0] == "-" else 60) * (hours * 60 + minutes)
    return moment.timestamp() + (int(fraction) / 10 ** len(fraction) if fraction else 0.0) - offset


def utc(stamp: float) -> str:
    """`2024-05-02T09:15:04.123456Z`"""
    return f"{_moment(stamp):%Y-%m-%dT%H:%M:%S.%f}Z"


def seconds(stamp: float) -> str:
    """`2024-05-02T09:15:04Z`, of whole seconds."""
    return f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%dT%H:%M:%SZ}"


def local(stamp: float, offset: int) -> str:
    """`2024-05-02T11:15:04.123456+02:00`; `offset`: seconds that local time is ahead."""
    return _moment(stamp).astimezone(timezone(timedelta(seconds=offset))).isoformat(timespec="microseconds")


def compact(stamp: float) -> str:
    """`20240502T091504.123456Z`, for a Range header."""
    return f"{_moment(stamp):%Y%m%dT%H%M%S.%f}Z"


def in_name(stamp: float) -> str:
    """`20240502_0915041234`, for the name of a file."""
    moment = _moment(stamp)
    return f"{moment:%Y%m%d_%H%M%S}{moment.microsecond // 100:04}"


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(round(stamp, 6), UTC)
