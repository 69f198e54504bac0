"""How time.cgi and date.cgi spell dates (page slugs: time-api, system-settings)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from camsim.device.errors import OutOfRangeError
from camsim.device.time import Time

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE_FIELDS = ("year", "month", "day", "hour", "minute", "second")


def info(time: Time) -> dict[str, object]:
    """The answer to getDateTimeInfo: a zone of the IANA database is told with its POSIX form, where it has one."""
    posix = time.posix_zone
    return {
        "dateTime": time.utc().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "localDateTime": time.local().isoformat(timespec="seconds"),
        "maxYearSupported": time.max_year,
        **({"timeZone": time.zone} if time.zone is not None else {}),
        **({"posixTimeZone": posix, "dstEnabled": time.dst} if posix else {}),
    }


def moment(text: str) -> datetime:
    """`2026-12-24T20:30:45Z`. Raises OutOfRangeError."""
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text)
    except ValueError:
        raise OutOfRangeError(f"{text} is no date", subject="dateTime", value=text) from None


def date_line(local: datetime) -> str:
    """`Oct 07, 2026 14:10:27`."""
    return f"{_MONTHS[local.month - 1]} {local.day:02}, {local.year} {local:%H:%M:%S}\r\n"


def date_from(fields: Mapping[str, int | None], now: datetime) -> datetime:
    """The moment that date.cgi is told, without a zone; fields left out keep their present value. Raises OutOfRangeError."""
    chosen = {name: value for name, value in fields.items() if value is not None}
    try:
        return now.replace(tzinfo=None, microsecond=0, **chosen)
    except ValueError as error:
        raise OutOfRangeError(str(error), subject="date") from None


def is_utc(zone: str | None) -> bool:
    """Whether the values that date.cgi is told are in UTC rather than local time."""
    return zone is not None and zone.upper() in ("GMT", "UTC")


def as_utc(naive: datetime) -> datetime:
    """A moment in UTC."""
    return naive.replace(tzinfo=UTC)
