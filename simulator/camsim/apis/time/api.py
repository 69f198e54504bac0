"""Time API: time.cgi, OS 9.30 and later; date.cgi, until OS 11.0. Left out: time zones from DHCP, as the network offers none."""

from __future__ import annotations

from camsim.apis.time import messages
from camsim.apis.time.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_C
from camsim.contract.results import Result, Text
from camsim.device import iana_zones
from camsim.device.errors import DeviceError, NotAllowedError, OutOfRangeError
from camsim.device.time import Time


def _problem(call: Call, error: DeviceError) -> Result:
    return Text(f"Request failed: {error.message}\r\n")


api = Api(
    title="Time API",
    page="time-api",
    id="time-service",
    versions=("1.0", "1.1"),
    family=FAMILY_C,
    problem=_problem,
    bindings=BINDINGS,
    omits=("dhcpTimeZone and dhcpTimeZoneUtilized: the network offers no zone",),
)

PATH = "/axis-cgi/time.cgi"
SINCE = "9.30"


@api.json(PATH, "getDateTimeInfo", since=SINCE)
def get_date_time_info(call: Call) -> dict[str, object]:
    """Date, time and zone."""
    return messages.info(call.organ(Time))


@api.json(PATH, "getAll", since=SINCE)
def get_all(call: Call) -> dict[str, object]:
    """Date, time and zone, and the zones that can be set."""
    return {**messages.info(call.organ(Time)), "timeZones": list(iana_zones.names())}


@api.json(PATH, "setDateTime", access=Access.OPERATOR, since=SINCE)
def set_date_time(call: Call, date_time: str) -> dict[str, object]:
    """Sets date and time in UTC."""
    call.organ(Time).set_utc(messages.moment(date_time))
    return {"dateTime": date_time}


@api.json(PATH, "setTimeZone", access=Access.OPERATOR, since=SINCE)
def set_time_zone(call: Call, time_zone: str) -> dict[str, object]:
    """Sets a zone of the IANA database."""
    call.organ(Time).set_zone(time_zone)
    return {"timeZone": time_zone}


@api.json(PATH, "setPosixTimeZone", access=Access.OPERATOR, since=SINCE)
def set_posix_time_zone(call: Call, posix_time_zone: str, enable_dst: bool) -> dict[str, object]:
    """Sets a zone in the POSIX form, with or without its summer time."""
    call.organ(Time).set_posix_zone(posix_time_zone, enable_dst)
    return {"posixTimeZone": posix_time_zone, "dstEnabled": enable_dst}


@api.json(PATH, "resetTimeZone", access=Access.OPERATOR, since=SINCE)
def reset_time_zone(call: Call) -> dict[str, object]:
    """Sets the zone with which the device left the factory."""
    call.organ(Time).reset_zone()
    return {"status": "success"}


@api.cgi(
    "/axis-cgi/date.cgi",
    aliases=("/axis-cgi/admin/date.cgi",),
    alias_access={"/axis-cgi/admin/date.cgi": Access.ADMIN},
    until="11.0",
)
def date(
    call: Call,
    action: str = "get",
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    hour: int | None = None,
    minute: int | None = None,
    second: int | None = None,
    timezone: str | None = None,
) -> Result:
    """Tells the local date and time, or sets it by the fields that are given."""
    time = call.organ(Time)
    if action == "get":
        return Text(messages.date_line(time.local()))
    if action != "set":
        raise OutOfRangeError(f"action: unknown value: {action}", subject="action", value=action)
    if not call.is_admin:
        raise NotAllowedError("not authorized", subject="action")
    fields = dict(zip(messages.DATE_FIELDS, (year, month, day, hour, minute, second), strict=True))
    if messages.is_utc(timezone):
        time.set_utc(messages.as_utc(messages.date_from(fields, time.utc())))
    else:
        time.set_local(messages.date_from(fields, time.local()))
    return Text("OK\r\n")
