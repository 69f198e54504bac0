"""The device's date and time: an offset to the clock, a time zone, and where they come from (page slug: time-api)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device import iana_zones, posix_zone
from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ, Watchers
from camsim.device.state import kept, kept_in_default
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

FIRST_YEAR = 1970


class SyncSource(StrEnum):
    """Where the time comes from."""

    NONE = "None"
    """Set by hand."""
    NTP = "NTP"
    PC = "PC"
    """Set once from a client."""


@dataclass
class TimeState:
    """Offset, zone and source."""

    offset: float = kept_in_default(0.0)
    """Seconds that the device's time is ahead of the clock."""
    zone: str | None = kept(None)
    """Name of an IANA zone, or None where the POSIX zone counts."""
    posix_zone: str = kept("UTC0")
    dst: bool = kept(True)
    """Whether summer time of the POSIX zone is observed."""
    source: SyncSource = kept(SyncSource.NONE)


class Time(Organ[TimeState]):
    """Date, time and zone of the device."""

    name = "time"

    def __init__(self, device: Device) -> None:
        self._watchers: Watchers[[]] = Watchers()
        super().__init__(device)

    def factory_state(self) -> TimeState:
        posix, dst = _factory_zone(self.device.profile)
        source = _factory(self.device.profile, "Time.SyncSource") or SyncSource.NONE
        return TimeState(posix_zone=posix, dst=dst, source=SyncSource(source))

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._watchers.tell()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Calls the watcher whenever date, time, zone or source is set, by whomever."""
        self._watchers.append(watcher)

    # ---- time

    def utc(self) -> datetime:
        """The device's idea of now."""
        return datetime.fromtimestamp(self.stamp(), UTC)

    def stamp(self) -> float:
        """The device's idea of now as a POSIX time stamp."""
        return self.now() + self.state.offset

    def local(self) -> datetime:
        """The device's idea of now on the wall clock, with its offset."""
        return self.utc().astimezone(timezone(timedelta(seconds=self.local_offset())))

    def local_offset(self, stamp: float | None = None) -> int:
        """Seconds by which the wall clock is ahead of UTC, now or at a POSIX time stamp; summer time is in it."""
        at = self.stamp() if stamp is None else stamp
        state = self.state
        if state.zone is not None:
            offset = datetime.fromtimestamp(at, iana_zones.zone(state.zone)).utcoffset()
            return 0 if offset is None else int(offset.total_seconds())
        zone = posix_zone.parse(state.posix_zone)
        return zone.offset_at(at) if state.dst else zone.offset

    @property
    def max_year(self) -> int:
        """The last year that can be set: devices of OS 11 and later count beyond 2038 (page slug: time-api)."""
        return 2069 if self.profile.os_number >= (11,) else 2037

    def set_utc(self, moment: datetime) -> None:
        """Sets date and time. A time server that is asked sets it right again.

        Raises OutOfRangeError (subject `dateTime`) before 1970 and after `max_year`.
        """
        moment = moment.astimezone(UTC)
        if not FIRST_YEAR <= moment.year <= self.max_year:
            raise OutOfRangeError(f"the year must lie in {FIRST_YEAR}..{self.max_year}", subject="dateTime", value=moment)
        self.state.offset = moment.timestamp() - self.now()
        self._watchers.tell()

    def set_local(self, moment: datetime) -> None:
        """Sets date and time as on the wall clock; the moment carries no zone. Raises as `set_utc`."""
        naive = moment.replace(tzinfo=UTC)
        if not FIRST_YEAR <= naive.year <= self.max_year:
            raise OutOfRangeError(f"the year must lie in {FIRST_YEAR}..{self.max_year}", subject="dateTime", value=moment)
        guess = naive.timestamp() - self.local_offset(naive.timestamp())
        self.set_utc(datetime.fromtimestamp(naive.timestamp() - self.local_offset(guess), UTC))

    # ---- zone

    def set_zone(self, name: str) -> None:
        """Sets a zone of the IANA database; its summer time is always observed. Raises OutOfRangeError (subject `timeZone`)."""
        try:
            iana_zones.zone(name)
        except KeyError:
            raise OutOfRangeError(f"no time zone {name}", subject="timeZone", value=name) from None
        self.state.zone = name
        self.state.dst = True
        self._watchers.tell()

    def set_posix_zone(self, text: str, dst: bool) -> None:
        """Sets a POSIX zone in place of an IANA zone, with or without its summer time. Raises OutOfRangeError (subject `posixTimeZone`)."""
        try:
            posix_zone.parse(text)
        except ValueError:
            raise OutOfRangeError(f"{text} is not a POSIX time zone", subject="posixTimeZone", value=text) from None
        self.state.zone, self.state.posix_zone, self.state.dst = None, text, dst
        self._watchers.tell()

    def set_dst(self, dst: bool) -> None:
        """Observes summer time or not; without it, an IANA zone becomes its POSIX form."""
        if dst is not self.dst:
            self.set_posix_zone(self.posix_zone or "UTC0", dst)

    def reset_zone(self) -> None:
        """Sets the zone with which the device left the factory."""
        self.state.zone = None
        self.state.posix_zone, self.state.dst = _factory_zone(self.profile)
        self._watchers.tell()

    @property
    def zone(self) -> str | None:
        """The IANA zone, or None where only a POSIX zone is set."""
        return self.state.zone

    @property
    def posix_zone(self) -> str:
        """The POSIX zone, or the POSIX form of the IANA zone; empty where that has none."""
        return self.state.posix_zone if self.state.zone is None else iana_zones.posix(self.state.zone)

    @property
    def dst(self) -> bool:
        """Whether summer time is observed."""
        return self.state.dst

    # ---- source

    @property
    def source(self) -> SyncSource:
        """Where the time comes from."""
        return self.state.source

    def set_source(self, source: SyncSource) -> None:
        """Says where the time comes from."""
        self.state.source = source
        self._watchers.tell()

    def correct(self) -> None:
        """Sets date and time right, as a time server does."""
        self.state.offset = 0.0
        self._watchers.tell()


def _factory(profile: Profile, name: str) -> str:
    return next((leaf.value for leaf in profile.leaves if leaf.name == name), "")


def _factory_zone(profile: Profile) -> tuple[str, bool]:
    return _factory(profile, "Time.POSIXTimeZone") or "UTC0", _factory(profile, "Time.DST.Enabled") != "no"
