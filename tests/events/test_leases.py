"""Subscriptions held by number: their end on the camera's clock, limits, renewal, and what ends them all."""

from __future__ import annotations

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import FullError, NotThereError, OutOfRangeError
from camsim.events.broker import Broker
from camsim.events.leases import LONGEST, MOST, Lease, Leases
from camsim.events.road import Road
from camsim.profile.load import load


@pytest.fixture
def leases() -> Leases:
    device = Device(load("p3245-lve"), Clock(ClockMode.STEPPED))
    return Leases(Broker(device.clock.now), device)


def opened(leases: Leases, seconds: float = 60.0, road: Road = Road.PULLPOINT, holder: str = "me") -> Lease:
    return leases.open(lambda event: True, seconds, road=road, holder=holder, name=holder)


async def advance(leases: Leases, seconds: float) -> None:
    await leases._device.clock.advance(seconds)


async def test_it_ends_when_its_time_is_over_and_not_before(leases):
    lease = opened(leases, 60)
    await advance(leases, 59.9)
    assert leases.get(lease.number) is lease and not lease.over
    await advance(leases, 0.2)
    assert lease.over and not leases.all()
    with pytest.raises(NotThereError):
        leases.get(lease.number)
    assert [consumer.open for consumer in leases.broker.consumers()] == [False]


async def test_renewal_counts_from_now(leases):
    lease = opened(leases, 10)
    await advance(leases, 9)
    leases.renew(lease, 10)
    await advance(leases, 9)
    assert not lease.over
    leases.renew(lease, 0.5)
    await advance(leases, 1)
    assert lease.over


@pytest.mark.parametrize("seconds", [0, -1, LONGEST + 1, float("inf"), float("nan")])
def test_times_that_are_refused(leases, seconds):
    with pytest.raises(OutOfRangeError):
        opened(leases, seconds)
    assert not leases.all() and not leases.broker.consumers()
    lease = opened(leases)
    with pytest.raises(OutOfRangeError):
        leases.renew(lease, seconds)
    assert lease.timer.active


def test_each_road_has_room_for_so_many(leases):
    first = [opened(leases) for _ in range(MOST[Road.PULLPOINT])]
    with pytest.raises(FullError):
        opened(leases)
    assert opened(leases, road=Road.NOTIFY).number == len(first) + 1
    leases.end(first[0])
    assert opened(leases).number == len(first) + 2


def test_the_newest_of_a_caller(leases):
    mine = [opened(leases, holder="me"), opened(leases, holder="me")]
    opened(leases, holder="other")
    assert leases.newest_of("me") is mine[1]
    leases.end(mine[1])
    leases.end(mine[1])
    assert leases.newest_of("me") is mine[0]
    with pytest.raises(NotThereError):
        leases.newest_of("nobody")


def test_a_restart_ends_all_and_a_reset_counts_from_one(leases):
    lease = opened(leases)
    leases.end_all()
    assert lease.over and opened(leases).number == 2
    leases.reset()
    assert opened(leases).number == 1
