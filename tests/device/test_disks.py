"""Disks: mounting, jobs on the clock, what the world does to them, what they tell, and what survives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import BusyError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.event import Event
from camsim.device.parameters import Parameters
from camsim.device.state import Survives
from camsim.device.storage.disks import Disks
from camsim.device.storage.events import StorageAlertEvent, StorageDisruptionEvent, StorageFailureEvent
from camsim.device.storage.medium import CARD, DiskStatus
from camsim.profile.load import load

CARD_DRIVE = "SD_DISK"


class Bench:
    """A device and what it tells."""

    def __init__(self, profile: str = "p3245-lve") -> None:
        self.told: list[Event] = []
        self.clock = Clock(ClockMode.STEPPED)
        self.device = Device(load(profile), self.clock, publish=self.told.append)
        self.device.boot()
        self.told.clear()

    @property
    def disks(self) -> Disks:
        return self.device.organ(Disks)

    def drive(self, name: str, value: float) -> None:
        next(lever for lever in self.disks.levers() if lever.name == name).drive(value)

    def read(self, name: str) -> float:
        return next(lever for lever in self.disks.levers() if lever.name == name).read()

    def disruption(self, disk: str = CARD_DRIVE) -> list[bool]:
        """What was told of a disk since the last look."""
        found = [event.disruption for event in self.told if isinstance(event, StorageDisruptionEvent) and event.disk == disk]
        self.told.clear()
        return found

    def advance(self, seconds: float) -> None:
        asyncio.run(self.clock.advance(seconds))


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def carded(bench: Bench) -> Iterator[Bench]:
    bench.drive("disk.SD_DISK", 1)
    bench.told.clear()
    yield bench


def test_drives_are_empty_until_a_disk_is_put_in(bench):
    drive = bench.disks.drive(CARD_DRIVE)
    assert (drive.status, drive.size, drive.free, drive.group) == (DiskStatus.DISCONNECTED, 0, 0, "S0")
    bench.drive("disk.SD_DISK", 1)
    told = {(type(event), event.disk): event for event in bench.told}
    assert told[StorageDisruptionEvent, CARD_DRIVE].disruption is False
    assert told[StorageFailureEvent, CARD_DRIVE].disruption is False
    assert told[StorageAlertEvent, CARD_DRIVE].wear == 0
    assert {disk for _, disk in told} == {CARD_DRIVE}
    drive = bench.disks.drive(CARD_DRIVE)
    assert (drive.status, drive.size, drive.free) == (DiskStatus.OK, CARD, CARD)


def test_a_card_that_is_taken_out_comes_back_as_it_was(carded):
    carded.drive("disk.SD_DISK.fill", 25)
    carded.drive("disk.SD_DISK", 0)
    assert carded.disruption() == [True]
    assert carded.disks.drive(CARD_DRIVE).status is DiskStatus.DISCONNECTED
    assert carded.disks.health(CARD_DRIVE) == (-3, -3)
    carded.drive("disk.SD_DISK", 1)
    assert carded.disruption() == [False]
    assert carded.read("disk.SD_DISK.fill") == pytest.approx(25)


def test_unmount_and_mount(carded):
    job = carded.disks.unmount(CARD_DRIVE)
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.CONNECTED and carded.disruption() == [True]
    with pytest.raises(BusyError):
        carded.disks.mount(CARD_DRIVE)
    carded.advance(1.0)
    assert job.done and not job.problem
    again = carded.disks.mount(CARD_DRIVE)
    assert again.id == job.id + 1
    carded.advance(1.0)
    assert again.progress(carded.clock.now()) == 50 and carded.disks.status(CARD_DRIVE) is DiskStatus.CONNECTED
    carded.advance(1.0)
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.OK and carded.disruption() == [False]
    with pytest.raises(WrongStateError):
        carded.disks.mount(CARD_DRIVE)


def test_formatting_empties_a_disk_and_mounts_it(carded):
    carded.drive("disk.SD_DISK.fill", 50)
    job = carded.disks.format(CARD_DRIVE, "ext4")
    carded.advance(7.4)
    assert job.progress(carded.clock.now()) == 37 and carded.disks.drive(CARD_DRIVE).file_system == "vfat"
    carded.advance(12.6)
    drive = carded.disks.drive(CARD_DRIVE)
    assert job.progress(carded.clock.now()) == 100
    assert (drive.status, drive.file_system, drive.free) == (DiskStatus.OK, "ext4", CARD)
    assert carded.device.organ(Parameters).get("Storage.S0.FileSystem") == "ext4"


def test_a_card_that_is_taken_out_ends_the_job(carded):
    job = carded.disks.format(CARD_DRIVE)
    carded.drive("disk.SD_DISK", 0)
    assert job.problem and job.progress(carded.clock.now()) == 100
    carded.drive("disk.SD_DISK", 1)
    carded.advance(60)
    assert carded.disks.drive(CARD_DRIVE).status is DiskStatus.OK and job.problem


@pytest.mark.parametrize(
    ("verb", "arguments", "error"),
    [
        ("format", ("NO_DISK",), NotThereError),
        ("format", ("NetworkShare",), WrongStateError),
        ("format", (CARD_DRIVE, "ntfs"), OutOfRangeError),
        ("check", (CARD_DRIVE,), WrongStateError),
        ("repair", (CARD_DRIVE,), WrongStateError),
        ("unmount", ("NetworkShare",), WrongStateError),
        ("file_systems", ("",), NotThereError),
        ("job", (1, CARD_DRIVE), NotThereError),
    ],
)
def test_what_is_refused_changes_nothing(carded, verb, arguments, error):
    before = carded.device.dump()
    with pytest.raises(error):
        getattr(carded.disks, verb)(*arguments)
    assert carded.device.dump() == before and not carded.told


def test_check_and_repair_of_a_broken_card(carded):
    carded.disks.format(CARD_DRIVE, "ext4")
    carded.advance(20)
    carded.told.clear()
    carded.drive("disk.SD_DISK.failed", 1)
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.FAILED and carded.disruption() == [True]
    carded.drive("disk.SD_DISK", 0)
    carded.drive("disk.SD_DISK", 1)
    check = carded.disks.check(CARD_DRIVE)
    carded.advance(10)
    assert check.problem
    carded.disks.repair(CARD_DRIVE)
    carded.advance(15)
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.CONNECTED
    clean = carded.disks.check(CARD_DRIVE)
    carded.advance(10)
    assert clean.done and not clean.problem


def test_a_locked_disk_is_neither_written_nor_formatted(carded):
    carded.disks.lock(CARD_DRIVE, True)
    assert carded.disruption() == [True] and carded.disks.drive(CARD_DRIVE).locked
    with pytest.raises(WrongStateError):
        carded.disks.format(CARD_DRIVE)
    carded.disks.lock(CARD_DRIVE, False)
    assert carded.disruption() == [False] and carded.disks.usable(CARD_DRIVE)


@pytest.mark.parametrize(("lever", "value"), [("fill", 100), ("read-only", 1), ("failed", 1)])
def test_a_disk_that_cannot_be_written_disrupts(carded, lever, value):
    carded.drive(f"disk.SD_DISK.{lever}", value)
    assert carded.disruption() == [True] and not carded.disks.usable(CARD_DRIVE)
    carded.drive(f"disk.SD_DISK.{lever}", 0)
    assert carded.disruption() == [False]


def test_full_is_a_card_without_room(carded):
    carded.drive("disk.SD_DISK.fill", 100)
    drive = carded.disks.drive(CARD_DRIVE)
    assert drive.full and drive.free == 0


@pytest.mark.parametrize(("lever", "value"), [("wear", 80), ("temperature", 343)])
def test_wear_and_heat_are_told_from_the_alert_level_on(carded, lever, value):
    carded.drive(f"disk.SD_DISK.{lever}", value - 1)
    carded.drive(f"disk.SD_DISK.{lever}", value)
    alerts = [event for event in carded.told if isinstance(event, StorageAlertEvent)]
    assert [event.alert for event in alerts] == [False, True] and getattr(alerts[1], lever) == value
    assert not carded.disruption()


def test_what_lies_in_a_drive_survives_everything_but_the_reset(carded):
    carded.drive("disk.SD_DISK.wear", 12)
    for least in Survives.RESTART, Survives.SOFT_DEFAULT, Survives.HARD_DEFAULT:
        carded.device.renew(least)
        carded.device.boot()
        assert carded.disks.status(CARD_DRIVE) is DiskStatus.OK
        assert carded.disks.health(CARD_DRIVE) == (12, -1)
    carded.device.renew(None)
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.DISCONNECTED


def test_a_disk_that_is_not_mounted_at_boot_waits(carded):
    carded.device.organ(Parameters).write("Storage.S0.MountOnBoot", "no")
    carded.device.renew(Survives.RESTART)
    carded.device.boot()
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.CONNECTED


def test_a_dumped_state_is_restored(carded):
    job = carded.disks.unmount(CARD_DRIVE)
    dumped = carded.disks.dump()
    carded.device.renew(None)
    carded.disks.restore(dumped)
    assert carded.disks.status(CARD_DRIVE) is DiskStatus.CONNECTED
    assert carded.disks.job(job.id, CARD_DRIVE).action is job.action
    assert carded.disks.dump() == dumped


def test_the_profile_says_what_is_in_the_drives():
    assert Bench("companion-bullet-le").disks.status(CARD_DRIVE) is DiskStatus.OK
    assert Bench("p8815-2").disks.ids == ("NetworkShare",)
