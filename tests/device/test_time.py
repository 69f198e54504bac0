"""Date and time: zones in both forms, summer time, the offset to the clock."""

from __future__ import annotations

import time as host_time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from camsim.device import iana_zones, posix_zone
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.state import Survives
from camsim.device.time import SyncSource, Time
from camsim.profile.model import Generation, Leaf, Profile

LEAVES = {"Time.POSIXTimeZone": "CST6CDT,M3.2.0,M11.1.0", "Time.DST.Enabled": "yes", "Time.SyncSource": "NTP"}


def build(os: str = "11.11.1", **leaves: str) -> Device:
    values = {**LEAVES, **leaves}
    tree = tuple(Leaf(name, value) for name, value in values.items())
    profile = Profile(name="test", os=os, generation=Generation.C, title="T", kind="camera", leaves=tree)
    device = Device(profile, Clock(ClockMode.STEPPED))
    device.boot()
    return device


@pytest.fixture
def device() -> Device:
    return build()


@pytest.fixture
def time(device: Device) -> Time:
    return device.organ(Time)


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


# ---- the POSIX form


@pytest.mark.parametrize(
    ("zone", "moment", "hours"),
    [
        ("UTC0", "2026-07-01T00:00Z", 0),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 1),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 2),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 2),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 1),
        ("<UTC1>-1<UTC2>-2,M3.5.0/2:00:00,M10.5.0/3:00:00", "2026-07-01T00:00Z", 2),
        ("GMT0BST,M3.5.0/1,M10.5.0", "2026-07-01T00:00Z", 1),
        ("<UTC530>-5:30", "2026-07-01T00:00Z", 5.5),
        ("CST6CDT", "2026-07-01T00:00Z", -5),
        ("CST6CDT", "2026-12-01T00:00Z", -6),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00Z", 11),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00Z", 10),
        ("XXX3YYY,J60/0,J300/0", "2024-02-29T12:00Z", -3),
        ("XXX3YYY,J60/0,J300/0", "2024-03-01T12:00Z", -2),
        ("XXX3YYY,59/0,300/0", "2024-02-29T12:00Z", -2),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00Z", 0),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -2),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -1),
    ],
)
def test_posix_offsets(zone: str, moment: str, hours: float) -> None:
    assert posix_zone.parse(zone).offset_at(at(moment)) == hours * 3600


@pytest.mark.parametrize(
    "text",
    ["", "UTC", "Europe/Stockholm", "C1", "CET-25", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
     "CET-1CEST,M3.5.0", "CET-1CEST,J0,J9", "CET-1CEST,1,366", "CET-1CEST,M3.5.0/168,M10.5.0", "UTC0\n", "UTC0 "],
)  # fmt: skip
def test_what_is_not_a_posix_zone(text: str) -> None:
    with pytest.raises(ValueError, match=r"is (too far|no day|not a)"):
        posix_zone.parse(text)


def test_posix_forms_agree_with_the_database() -> None:
    moments = [at("2035-01-01T00:30Z") + 86400 * 7.37 * step for step in range(52)]
    for name in iana_zones.names():
        text = iana_zones.posix(name)
        if name in ("Africa/Casablanca", "Africa/El_Aaiun"):
            continue  # their clocks follow Ramadan: the database lists each year
        zone, database = posix_zone.parse(text), iana_zones.zone(name)
        for moment in moments:
            offset = datetime.fromtimestamp(moment, database).utcoffset()
            assert offset is not None and zone.offset_at(moment) == offset.total_seconds(), (name, moment)


# ---- the database


def test_names_of_zones() -> None:
    names = iana_zones.names()
    assert list(names) == sorted(names)
    assert {"Europe/Stockholm", "America/New_York", "UTC"} <= set(names)
    assert iana_zones.posix("Europe/Stockholm") == "CET-1CEST,M3.5.0,M10.5.0/3"


@pytest.mark.parametrize("name", ["", "Nowhere", "Europe", "../zone.tab", "/etc/passwd", "zone.tab", "Europe/", "Europe/Stockholm/"])
def test_unknown_zones(name: str, time: Time) -> None:
    with pytest.raises(KeyError):
        iana_zones.zone(name)
    with pytest.raises(OutOfRangeError) as refused:
        time.set_zone(name)
    assert refused.value.subject == "timeZone"


# ---- zones of the device


def test_factory_zone(time: Time) -> None:
    assert (time.zone, time.posix_zone, time.dst) == (None, "CST6CDT,M3.2.0,M11.1.0", True)
    assert time.local_offset() == -6 * 3600
    assert time.local_offset(at("2026-07-01T00:00Z")) == -5 * 3600


def test_no_parameters_at_all() -> None:
    profile = Profile(name="bare", os="9.80", generation=Generation.B, title="T", kind="camera", leaves=())
    time = Device(profile, Clock(ClockMode.STEPPED)).organ(Time)
    assert (time.zone, time.posix_zone, time.dst, time.source) == (None, "UTC0", True, SyncSource.NONE)


def test_an_iana_zone_and_a_posix_zone_take_turns(time: Time) -> None:
    time.set_dst(False)
    time.set_zone("Europe/Stockholm")
    assert (time.zone, time.posix_zone, time.dst) == ("Europe/Stockholm", "CET-1CEST,M3.5.0,M10.5.0/3", True)
    assert time.local().isoformat() == "2026-01-01T01:00:00+01:00"
    time.set_posix_zone("EST5EDT,M3.2.0,M11.1.0", False)
    assert (time.zone, time.posix_zone, time.dst) == (None, "EST5EDT,M3.2.0,M11.1.0", False)
    assert time.local_offset(at("2026-07-01T00:00Z")) == -5 * 3600
    time.reset_zone()
    assert (time.zone, time.posix_zone, time.dst) == (None, "CST6CDT,M3.2.0,M11.1.0", True)


def test_no_summer_time_in_an_iana_zone(time: Time) -> None:
    time.set_zone("Europe/Stockholm")
    time.set_dst(True)
    assert time.zone == "Europe/Stockholm"
    time.set_dst(False)
    assert (time.zone, time.posix_zone, time.dst) == (None, "CET-1CEST,M3.5.0,M10.5.0/3", False)


def test_a_bad_posix_zone_changes_nothing(time: Time) -> None:
    with pytest.raises(OutOfRangeError):
        time.set_posix_zone("nonsense", True)
    assert time.posix_zone == "CST6CDT,M3.2.0,M11.1.0"


def test_the_host_has_no_say(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    host_time.tzset()
    try:
        assert time.local().isoformat() == "2025-12-31T18:00:00-06:00"
    finally:
        monkeypatch.undo()
        host_time.tzset()


# ---- setting


async def test_setting_the_time(device: Device, time: Time) -> None:
    time.set_utc(datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC))
    await device.clock.advance(10)
    assert time.utc() == datetime(2030, 5, 6, 7, 8, 19, tzinfo=UTC)
    assert device.clock.now() == at("2026-01-01T00:00:10Z"), "the clock itself stays"


def test_setting_the_local_time(time: Time) -> None:
    time.set_local(datetime(2030, 7, 1, 12, 0))
    assert time.utc() == datetime(2030, 7, 1, 17, 0, tzinfo=UTC)
    assert time.local().isoformat() == "2030-07-01T12:00:00-05:00"


@pytest.mark.parametrize(("os", "last"), [("11.11.1", 2069), ("10.12.1", 2037)])
def test_bounds(os: str, last: int) -> None:
    time = build(os).organ(Time)
    assert time.max_year == last
    time.set_utc(datetime(1970, 1, 1, tzinfo=UTC))
    time.set_utc(datetime(last, 12, 31, 23, 59, 59, tzinfo=UTC))
    for moment in (datetime(last + 1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)):
        with pytest.raises(OutOfRangeError):
            time.set_utc(moment)
    for local in (datetime(last + 1, 1, 2), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)):
        with pytest.raises(OutOfRangeError):
            time.set_local(local)
    assert time.utc().year == last


# ---- lives


@pytest.mark.parametrize(
    ("least", "year", "zone"),
    [(Survives.RESTART, 2030, "Europe/Stockholm"), (Survives.SOFT_DEFAULT, 2030, None), (None, 2026, None)],
)
def test_what_survives(device: Device, time: Time, least: Survives | None, year: int, zone: str | None) -> None:
    time.set_utc(datetime(2030, 5, 6, tzinfo=UTC))
    time.set_zone("Europe/Stockholm")
    device.end_life()
    device.renew(least)
    device.boot()
    assert time.utc().year == year and time.zone == zone


def test_time_dump_and_restore(time: Time) -> None:
    time.set_utc(datetime(2030, 5, 6, tzinfo=UTC))
    time.set_zone("Asia/Tokyo")
    time.set_source(SyncSource.PC)
    dumped = time.dump()
    time.reset_zone()
    time.set_source(SyncSource.NONE)
    time.restore(dumped)
    assert (time.zone, time.source, time.utc().year) == ("Asia/Tokyo", SyncSource.PC, 2030)


def test_factory_state_is_new_each_time() -> None:
    make: Callable[[], Time] = lambda: build().organ(Time)  # noqa: E731
    first = make()
    first.set_zone("Asia/Tokyo")
    assert make().zone is None
