"""Recordings without media: order and pages of the list, what goes first, and what a look at a long list costs."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.state import Survives
from camsim.device.storage.recording import Content, Recording, Wanted
from camsim.device.storage.recordings import Recordings
from camsim.device.time import Time
from camsim.profile.load import load

SIZE = 1000


class Shredder:
    """A recorder that keeps nothing but the names of what it threw away."""

    def __init__(self):
        self.erased = []
        self.buffers = {}

    def content(self, options):
        return Content(None, None)

    def keep(self, owner, options, seconds):
        self.buffers[owner] = (options, seconds)

    def release(self, owner):
        self.buffers.pop(owner, None)

    def kept(self, options, seconds):
        return 0.0

    def begin(self, recording, before):
        pass

    def end(self, id):
        pass

    def erase(self, id):
        self.erased.append(id)

    def drop_oldest(self, id):
        return None


class Bench:
    """A device with a card, whose recordings are only told of."""

    def __init__(self):
        self.clock = Clock(ClockMode.STEPPED)
        self.told = []
        self.device = Device(load("p3245-lve"), self.clock, publish=self.told.append)
        self.shredder = Shredder()
        self.organ.recorder = lambda: self.shredder
        self.device.boot()
        self.lever("disk.SD_DISK", 1)

    @property
    def organ(self) -> Recordings:
        return self.device.organ(Recordings)

    def lever(self, name, value):
        from camsim.device.storage.disks import Disks

        next(lever for lever in self.device.organ(Disks).levers() if lever.name == name).drive(value)

    def record(self, seconds=1.0, **given):
        """A recording of some seconds and `SIZE` bytes."""
        id = self.organ.start("SD_DISK", **given)
        began = self.device.organ(Time).stamp()
        asyncio.run(self.clock.advance(seconds))
        self.organ.grew(id, SIZE, began, began + seconds)
        self.organ.stop(id)
        return id

    def fill(self, count):
        """Recordings of a second each, a minute apart, of two events, as if they had been made."""
        now = self.device.organ(Time).stamp()
        made = (
            Recording(f"{n:06}", "SD_DISK", "", Content(None, None), event_id=f"e{n % 2}", started=now + 60 * n, until=now + 60 * n + 1)
            for n in range(count)
        )
        dumped = self.organ.state
        dumped.recordings = {one.id: replace(one, size=SIZE) for one in made}
        self.organ.restore(self.organ.dump())
        return now


@pytest.fixture
def bench():
    return Bench()


def shown(page):
    return [one.id for one in page.recordings]


def test_pages_from_both_ends(bench):
    bench.fill(10)
    page = bench.organ.page(Wanted(), newest_first=False, first=2, count=3)
    assert (page.total, page.matched, shown(page)) == (10, 10, ["000002", "000003", "000004"])
    assert shown(bench.organ.page(Wanted(), newest_first=True, first=8, count=5)) == ["000001", "000000"]
    assert shown(bench.organ.page(Wanted(), newest_first=True, first=20, count=None)) == []
    page = bench.organ.page(Wanted(event_id="e1"), newest_first=True, first=1, count=2)
    assert (page.total, page.matched, shown(page)) == (10, 5, ["000007", "000005"])


def test_a_page_of_a_long_list_looks_at_the_page_alone(bench, monkeypatch):
    began = bench.fill(2000)
    looked = []
    fits = Wanted.fits
    monkeypatch.setattr(Wanted, "fits", lambda self, one: looked.append(one.id) or fits(self, one))
    assert shown(bench.organ.page(Wanted(), newest_first=True, first=1000, count=2)) == ["000999", "000998"]
    assert looked == []
    found = bench.organ.find(Wanted(since=began + 60 * 500.5, before=began + 60 * 503.5))
    assert [one.id for one in found] == ["000501", "000502", "000503"] and len(looked) < 10
    looked.clear()
    assert [one.id for one in bench.organ.find(Wanted(frozenset({"001999", "none"})))] == ["001999"] and len(looked) == 1


def test_the_pages_of_a_filtered_list_are_searched_once(bench, monkeypatch):
    bench.fill(500)
    looked = []
    fits = Wanted.fits
    monkeypatch.setattr(Wanted, "fits", lambda self, one: looked.append(one.id) or fits(self, one))
    pages = [bench.organ.page(Wanted(event_id="e1"), newest_first=False, first=10 * number, count=10) for number in range(25)]
    assert [id for page in pages for id in shown(page)] == [f"{number:06}" for number in range(1, 500, 2)] and len(looked) == 500
    bench.organ.drop("000001")
    assert bench.organ.page(Wanted(event_id="e1"), newest_first=False, first=0, count=1).matched == 249


def test_a_long_recording_is_found_by_any_part_of_it(bench):
    long = bench.record(seconds=500)
    short = bench.record()
    now = bench.device.organ(Time).stamp()
    assert [one.id for one in bench.organ.find(Wanted(since=now - 100, before=now - 50))] == [long]
    assert [one.id for one in bench.organ.find(Wanted(since=now - 100))] == [long, short]


def test_ending_a_recording_does_not_look_at_all_others(bench, monkeypatch):
    bench.fill(500)
    sweeps = []
    cleaning = bench.organ._cleaning
    age = cleaning.age
    monkeypatch.setattr(cleaning, "age", lambda: sweeps.append(1) or age())
    for _ in range(20):
        bench.record()
    assert not sweeps


def test_the_oldest_that_may_go_goes_when_there_is_too_much(bench):
    ids = [bench.record(seconds=10) for _ in range(4)]
    bench.organ.lock(ids[0], True)
    bench.organ.state.limits["SD_DISK"] = 3
    ids.append(bench.record())
    assert [one.id for one in bench.organ.all()] == [ids[0], *ids[3:]] and bench.shredder.erased == ids[1:3]
    assert bench.organ.bytes_on("SD_DISK") == 3 * SIZE


def test_each_goes_at_its_own_age_and_a_locked_one_stays(bench):
    bench.device.organ(Parameters).write("Storage.S0.CleanupMaxAge", "1")
    first = bench.record()
    locked = bench.record()
    bench.organ.lock(locked, True)
    asyncio.run(bench.clock.advance(3600))
    second = bench.record()
    asyncio.run(bench.clock.advance(86400 - 3595))
    assert {one.id for one in bench.organ.all()} == {locked, second}
    asyncio.run(bench.clock.advance(3600))
    assert {one.id for one in bench.organ.all()} == {locked} and bench.shredder.erased == [first, second]
    bench.organ.lock(locked, False)
    asyncio.run(bench.clock.advance(61))
    assert not bench.organ.all()


def test_buffers_are_filled_while_the_disk_can_be_written(bench):
    stop = bench.organ.anticipate("rule 1", "SD_DISK", "fps=5", 4.0)
    assert bench.shredder.buffers == {"rule 1": ("fps=5", 4.0)}
    bench.lever("disk.SD_DISK", 0)
    assert not bench.shredder.buffers
    bench.lever("disk.SD_DISK", 1)
    assert list(bench.shredder.buffers) == ["rule 1"]
    stop()
    assert not bench.shredder.buffers
    bench.organ.anticipate("rule 1", "SD_DISK", "fps=5", 1e9)
    assert bench.shredder.buffers["rule 1"][1] == 300
    bench.device.renew(Survives.RESTART)
    assert not bench.shredder.buffers


def test_a_disk_that_is_out_hides_its_recordings(bench):
    bench.fill(3)
    bench.lever("disk.SD_DISK", 0)
    page = bench.organ.page(Wanted(), newest_first=True, first=0, count=None)
    assert (page.total, page.matched, page.recordings) == (0, 0, [])
    bench.lever("disk.SD_DISK", 1)
    assert bench.organ.page(Wanted(disk="SD_DISK"), newest_first=True, first=0, count=1).matched == 3
    assert bench.organ.page(Wanted(disk="NetworkShare"), newest_first=True, first=0, count=1).matched == 0
