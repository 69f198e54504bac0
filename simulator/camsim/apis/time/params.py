"""Time.*: zone, summer time, source, NTP servers, and the write-only date and time (page slug: system-settings)."""

from __future__ import annotations

from datetime import date, datetime, time

from camsim.contract.params import flag, text
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.ntp import UNKNOWN, Ntp, NtpChange, ServersSource
from camsim.device.time import SyncSource, Time

NO_SERVER = "0.0.0.0"


def _set_zone(device: Device, value: str) -> None:
    organ = device.organ(Time)
    organ.set_posix_zone(value, organ.dst)


def _set_source(device: Device, value: str) -> None:
    try:
        device.organ(Time).set_source(SyncSource(value))
    except ValueError:
        raise OutOfRangeError(f"{value} is no source", subject="Time.SyncSource", value=value) from None


def _set_date(device: Device, value: str) -> None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise OutOfRangeError(f"{value} is no date", subject="Time.ServerDate", value=value) from None
    organ = device.organ(Time)
    organ.set_local(datetime.combine(day, organ.local().time()))


def _set_time(device: Device, value: str) -> None:
    try:
        clock = time.fromisoformat(value)
    except ValueError:
        raise OutOfRangeError(f"{value} is no time", subject="Time.ServerTime", value=value) from None
    organ = device.organ(Time)
    organ.set_local(datetime.combine(organ.local().date(), clock.replace(tzinfo=None)))


def _set_servers_source(device: Device, from_dhcp: bool) -> None:
    device.organ(Ntp).configure(NtpChange(source=ServersSource.DHCP if from_dhcp else ServersSource.STATIC))


def _set_server(device: Device, value: str) -> None:
    device.organ(Ntp).configure(NtpChange(servers=[] if value in UNKNOWN else [value]))


def _first(servers: list[str]) -> str:
    return servers[0] if servers else NO_SERVER


BINDINGS = (
    text("Time.POSIXTimeZone", lambda device: device.organ(Time).posix_zone, _set_zone),
    flag("Time.DST.Enabled", lambda device: device.organ(Time).dst, lambda device, dst: device.organ(Time).set_dst(dst)),
    text("Time.SyncSource", lambda device: device.organ(Time).source.value, _set_source),
    flag("Time.ObtainFromDHCP", lambda device: device.organ(Ntp).state.source is ServersSource.DHCP, _set_servers_source),
    text("Time.NTP.Server", lambda device: _first(device.organ(Ntp).state.servers), _set_server),
    text("Time.NTP.VolatileServer", lambda device: _first(device.organ(Ntp).advertised)),
    text("Time.ServerDate", lambda device: "", _set_date),
    text("Time.ServerTime", lambda device: "", _set_time),
)
"""Date and time read as nothing, as recorded from devices of OS 5.51 and 9.80."""
