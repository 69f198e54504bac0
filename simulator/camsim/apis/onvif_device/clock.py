"""Date and time on the wire (ONVIF Core, section 8.2)."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from xml.etree.ElementTree import Element

from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError
from camsim.device.time import SyncSource, Time
from camsim.wire.xml import element
from camsim.wire.xml_in import Node


class Source(StrEnum):
    """Where the time comes from."""

    MANUAL = "Manual"
    NTP = "NTP"


def told(time: Time) -> Element:
    """The whole of it."""
    return element(
        "tds:SystemDateAndTime",
        element("tt:DateTimeType", Source.NTP if time.source is SyncSource.NTP else Source.MANUAL),
        element("tt:DaylightSavings", "true" if time.dst else "false"),
        element("tt:TimeZone", element("tt:TZ", time.posix_zone)),
        _moment("tt:UTCDateTime", time.utc()),
        _moment("tt:LocalDateTime", time.local()),
    )


def put(time: Time, source: Source, dst: bool, zone: Node | None, moment: Node | None) -> None:
    """Sets it. Raises MissingError, OutOfRangeError; nothing is changed then."""
    when = _read(moment) if moment is not None else None
    if source is Source.MANUAL and when is None:
        raise MissingError("UTCDateTime is missing", subject="SetSystemDateAndTime")
    posix = zone.content("TZ") if zone is not None else None
    time.set_posix_zone(time.posix_zone if posix is None else posix, dst)
    time.set_source(SyncSource.NTP if source is Source.NTP else SyncSource.NONE)
    if source is Source.MANUAL and when is not None:
        time.set_utc(when)


def _moment(name: str, moment: datetime) -> Element:
    made = element(name)
    for part, units in (("tt:Time", ("Hour", "Minute", "Second")), ("tt:Date", ("Year", "Month", "Day"))):
        made.append(element(part, *(element(f"tt:{unit}", str(getattr(moment, unit.lower()))) for unit in units)))
    return made


def _read(node: Node) -> datetime:
    try:
        year, month, day = (int(node.content("Date", unit) or "") for unit in ("Year", "Month", "Day"))
        hour, minute, second = (int(node.content("Time", unit) or "") for unit in ("Hour", "Minute", "Second"))
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise OutOfRangeError("no date and time", subject="UTCDateTime") from error
