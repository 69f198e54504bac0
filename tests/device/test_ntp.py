"""The NTP client: which servers count, when it has set the time right, what a settings change does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.ntp import FIRST_ANSWER, Ntp, NtpChange, ServersSource
from camsim.device.schedules import FACTORY
from camsim.device.state import Survives
from camsim.device.time import SyncSource, Time
from camsim.profile.model import Generation, Leaf, Profile

STATIC = {"Time.ObtainFromDHCP": "no", "Time.NTP.Server": "pool.ntp.org"}
OFFERED = {"Time.ObtainFromDHCP": "yes", "Time.NTP.Server": "10.0.0.1", "Time.NTP.VolatileServer": "172.16.3.1 "}


def build(**leaves: str) -> Device:
    tree = tuple(Leaf(name, value) for name, value in {"Time.SyncSource": "NTP", **leaves}.items())
    profile = Profile(name="test", os="11.11.1", generation=Generation.C, title="T", kind="camera", leaves=tree)
    device = Device(profile, Clock(ClockMode.STEPPED))
    device.boot()
    return device


def spoil(device: Device) -> None:
    device.organ(Time).set_utc(datetime(2030, 1, 1, tzinfo=UTC))


def year(device: Device) -> int:
    return device.organ(Time).utc().year


async def test_it_sets_a_time_right_that_was_set_by_hand_and_needs_no_timer_then() -> None:
    device = build(**STATIC)
    spoil(device)
    await device.clock.advance(63)
    assert year(device) == 2030
    await device.clock.advance(1)
    assert device.organ(Time).stamp() == device.clock.now()
    assert device.clock.pending == len(FACTORY)


@pytest.mark.parametrize("leaves", [{"Time.SyncSource": "None", "Time.NTP.Server": "10.0.0.1"}, {"Time.NTP.Server": "0.0.0.0"}, {}])
async def test_without_a_server_a_wrong_time_stays(leaves: dict[str, str]) -> None:
    device = build(**leaves)
    spoil(device)
    await device.clock.advance(3600)
    assert year(device) == 2030 and not device.organ(Ntp).synced and device.organ(Ntp).next_sync == 0


def test_servers_by_source_and_the_static_ones_where_dhcp_offers_none() -> None:
    assert build(**STATIC).organ(Ntp).in_use == ["pool.ntp.org"]
    offered = build(**OFFERED).organ(Ntp)
    assert offered.advertised == offered.in_use == ["172.16.3.1"]
    assert build(**{**OFFERED, "Time.NTP.VolatileServer": "0.0.0.0"}).organ(Ntp).in_use == ["10.0.0.1"]
    static = build(**OFFERED, **{"Network.BootProto": "none"}).organ(Ntp)
    assert (static.advertised, static.in_use) == ([], ["10.0.0.1"])
    static.configure(NtpChange(secure=True, key_servers=["nts.example.org"]))
    assert static.in_use == ["nts.example.org"]


async def test_turning_it_on_sets_the_time_right_soon() -> None:
    device = build(**{**OFFERED, "Time.SyncSource": "None"})
    spoil(device)
    await device.clock.advance(100)
    device.organ(Time).set_source(SyncSource.NTP)
    await device.clock.advance(64)
    assert year(device) == 2026


async def test_it_is_in_step_a_moment_after_the_boot_and_again_after_the_next_one() -> None:
    device = build(**STATIC)
    ntp = device.organ(Ntp)
    assert (ntp.synced, ntp.next_sync) == (False, FIRST_ANSWER)
    await device.clock.advance(FIRST_ANSWER)
    assert (ntp.synced, ntp.next_sync) == (True, 64)
    await device.clock.advance(10)
    assert ntp.next_sync == 54
    device.end_life()
    device.renew(Survives.RESTART)
    device.boot()
    assert not device.organ(Ntp).synced


async def test_servers_that_do_not_answer_leave_the_time_wrong_until_they_do() -> None:
    device = build(**STATIC)
    ntp, lever = device.organ(Ntp), device.organ(Ntp).levers()[0]
    lever.drive(0)
    spoil(device)
    await device.clock.advance(1000)
    assert (year(device), ntp.synced, lever.read()) == (2030, False, 0)
    lever.drive(1)
    await device.clock.advance(ntp.next_sync)
    assert (year(device), ntp.synced) == (2026, True)
    lever.drive(0)
    assert ntp.synced, "once since the boot is enough"


async def test_a_change_of_settings_begins_anew_and_keeps_what_was_in_step() -> None:
    device = build(**STATIC)
    ntp = device.organ(Ntp)
    await device.clock.advance(100)
    ntp.configure(NtpChange(servers=["10.0.0.9"], min_poll=4, source=ServersSource.STATIC))
    assert (ntp.synced, ntp.next_sync, ntp.in_use) == (True, FIRST_ANSWER, ["10.0.0.9"])
    await device.clock.advance(FIRST_ANSWER)
    assert ntp.next_sync == 16
    ntp.configure(NtpChange(enabled=False))
    assert (ntp.enabled, ntp.in_use, ntp.next_sync, device.organ(Time).source) == (False, [], 0, SyncSource.NONE)


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (NtpChange(servers=["a", "b c"]), "staticServers"),
        (NtpChange(servers=["a"] * 6), "staticServers"),
        (NtpChange(servers=["a\n"]), "staticServers"),
        (NtpChange(servers=["a" * 254]), "staticServers"),
        (NtpChange(key_servers=["", "a"]), "staticNTSKEServers"),
        (NtpChange(min_poll=-1), "minpoll"),
        (NtpChange(min_poll=11), "minpoll"),
        (NtpChange(max_poll=25), "maxpoll"),
        (NtpChange(max_poll=5), "maxpoll"),
        (NtpChange(authorities=["none"]), "NTSKEServerCACerts"),
    ],
)
def test_what_cannot_be_changes_nothing(change: NtpChange, subject: str) -> None:
    ntp = build(**STATIC).organ(Ntp)
    before = ntp.dump()
    with pytest.raises(OutOfRangeError) as caught:
        ntp.configure(change)
    assert (caught.value.subject, ntp.dump()) == (subject, before)


async def test_a_restored_state_goes_on() -> None:
    device = build(**STATIC)
    spoil(device)
    dumped = device.dump()
    device.organ(Ntp).configure(NtpChange(servers=[""]))
    device.restore(dumped)
    await device.clock.advance(64)
    assert year(device) == 2026
