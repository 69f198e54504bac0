"""Schedules on the camera's clock and in its local time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import ExistsError, NotThereError, OutOfRangeError
from camsim.device.event import Event
from camsim.device.schedules import Schedules
from camsim.device.state import Survives
from camsim.device.time import Time
from camsim.profile.model import Generation, Profile

NIGHT = "DTSTART:20260101T220000 DTEND:20260102T060000 RRULE:FREQ=DAILY"


@dataclass
class Bench:
    """A device that has just booted; the clock begins on a Thursday at midnight UTC."""

    device: Device
    clock: Clock
    events: list[Event] = field(default_factory=list)
    withdrawn: list[Event] = field(default_factory=list)

    @property
    def schedules(self) -> Schedules:
        return self.device.organ(Schedules)

    def told(self, id: str) -> list[object]:
        """What was told of a schedule since the last call: its state, or `pulse`."""
        told: list[object] = [event.data().get("active", "pulse") for event in self.events if event.source().get("id") == id]
        self.events.clear()
        return told


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = Clock(ClockMode.STEPPED)
    clock.attach(asyncio.get_running_loop())
    profile = Profile(name="test", os="11.11.1", generation=Generation.C, title="Test", kind="camera", leaves=())
    events: list[Event] = []
    withdrawn: list[Event] = []
    device = Device(profile, clock, publish=events.append, withdraw=withdrawn.append)
    device.boot()
    events.clear()
    yield Bench(device, clock, events, withdrawn)
    clock.detach()


async def test_an_interval_begins_and_ends(bench: Bench):
    id = bench.schedules.add(NIGHT, name="Night")
    assert (id, bench.told(id)) == ("com.axis.schedules.genid.id-0", [False])
    await bench.clock.advance(22 * 3600 - 1)
    assert bench.told(id) == []
    await bench.clock.advance(1)
    assert bench.told(id) == [True] and bench.schedules.active(id)
    await bench.clock.advance(8 * 3600)
    assert bench.told(id) == [False]
    await bench.clock.advance(3 * 86400)
    assert bench.told(id) == [True, False] * 3


async def test_a_pulse_comes_once_each_time(bench: Bench):
    id = bench.schedules.add("DTSTART:20260101T000000 RRULE:FREQ=MINUTELY;INTERVAL=20")
    await bench.clock.advance(3600)
    assert bench.told(id) == ["pulse"] * 3
    assert not bench.schedules.active(id)


async def test_pulses_of_a_second_for_an_hour(bench: Bench):
    id = bench.schedules.add("DTSTART:20260101T000000 RRULE:FREQ=SECONDLY")
    await bench.clock.advance(3600)
    assert bench.told(id) == ["pulse"] * 3600


async def test_once_is_once(bench: Bench):
    id = bench.schedules.add("DTSTART:20260101T010000 DTEND:20260101T020000")
    await bench.clock.advance(366 * 86400)
    assert bench.told(id) == [False, True, False]


async def test_local_time_with_summer_time(bench: Bench):
    bench.device.organ(Time).set_zone("Europe/Stockholm")
    id = bench.schedules.add("DTSTART:20260101T080000 RRULE:FREQ=DAILY")
    bench.events.clear()
    seen = []
    for day in (86400.0, 120 * 86400.0):
        await bench.clock.advance(day)
        seen.append(len(bench.told(id)))
    assert seen == [1, 120]
    await bench.clock.advance(6 * 3600 - 1)
    assert bench.told(id) == [], "6:00 UTC is 8:00 in summer"
    await bench.clock.advance(1)
    assert bench.told(id) == ["pulse"]


async def test_the_calendar_follows_a_clock_that_is_set(bench: Bench):
    id = bench.schedules.add(NIGHT)
    bench.events.clear()
    bench.device.organ(Time).set_utc(datetime(2030, 5, 1, 23, tzinfo=UTC))
    assert bench.told(id) == [True]
    await bench.clock.advance(7 * 3600)
    assert bench.told(id) == [False]
    bench.device.organ(Time).set_zone("Asia/Tokyo")
    assert bench.told(id) == [False]


async def test_kept_through_a_restart_and_gone_with_a_default(bench: Bench):
    id = bench.schedules.add(NIGHT)
    bench.device.end_life()
    bench.device.renew(Survives.RESTART)
    bench.device.boot()
    assert bench.told(id) == [False, False], "when it was made, and at the boot"
    await bench.clock.advance(22 * 3600)
    assert bench.told(id) == [True]
    assert bench.schedules.add(NIGHT) == "com.axis.schedules.genid.id-1", "ids go on"
    bench.device.end_life()
    bench.device.renew(Survives.SOFT_DEFAULT)
    bench.device.boot()
    assert [schedule.id.rpartition(".")[2] for schedule in bench.schedules.all()] == ["after_hours", "office_hours", "weekdays", "weekends"]


async def test_taken_away(bench: Bench):
    id = bench.schedules.add(NIGHT)
    bench.schedules.remove(id)
    assert [event.identity()[1] for event in bench.withdrawn] == [id]
    bench.events.clear()
    await bench.clock.advance(2 * 86400)
    assert bench.told(id) == []
    with pytest.raises(NotThereError):
        bench.schedules.remove(id)


async def test_an_id_of_the_clients_own(bench: Bench):
    assert bench.schedules.add(NIGHT, id="mine") == "mine"
    with pytest.raises(ExistsError):
        bench.schedules.add(NIGHT, id="mine")
    with pytest.raises(OutOfRangeError):
        bench.schedules.add("whenever", id="yours")


async def test_factory_schedules(bench: Bench):
    active = {schedule.id.rpartition(".")[2]: bench.schedules.active(schedule.id) for schedule in bench.schedules.all()}
    assert active == {"after_hours": True, "office_hours": False, "weekdays": True, "weekends": False}, "Thursday, midnight"
    await bench.clock.advance(9 * 3600)
    assert bench.told("com.axis.schedules.office_hours") == [True]


async def test_a_dumped_state_is_taken_back(bench: Bench):
    bench.schedules.add(NIGHT, id="mine")
    dumped = bench.schedules.dump()
    bench.schedules.remove("mine")
    bench.schedules.restore(dumped)
    bench.events.clear()
    await bench.clock.advance(22 * 3600)
    assert bench.told("mine") == [True]
