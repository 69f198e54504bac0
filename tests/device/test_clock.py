"""The clock: a reset begins a new line, a hold waits for whoever is outside, an advance waits for rest."""

from __future__ import annotations

import asyncio
import time

import pytest

from camsim.device.clock import STEPPED_START, Clock, ClockMode


@pytest.fixture
async def clock():
    made = Clock(ClockMode.STEPPED)
    made.attach(asyncio.get_running_loop())
    yield made
    made.detach()


async def test_timers_run_in_order_at_their_instants(clock):
    ran = []
    for delay in (3, 1, 2, 1):
        clock.call_later(delay, lambda delay=delay: ran.append((delay, clock.now() - STEPPED_START)))
    await clock.advance(2.5)
    assert ran == [(1, 1.0), (1, 1.0), (2, 2.0)] and clock.pending == 1


async def test_a_reset_drops_timers_and_scopes_of_the_old_line(clock):
    ran = []
    scope = clock.scope()
    clock.call_later(1, lambda: ran.append("timer"))
    scope.call_later(1, lambda: ran.append("scope"))
    await clock.advance(0.5)
    clock.reset()
    assert clock.now() == STEPPED_START and clock.pending == 0
    await clock.advance(10)
    assert ran == []
    scope.call_later(1, lambda: ran.append("new"))
    await clock.advance(1)
    assert ran == ["new"]


async def test_a_reset_inside_a_callback_ends_the_advance(clock):
    ran = []
    clock.call_later(1, clock.reset)
    clock.call_later(2, lambda: ran.append("old"))
    await clock.advance(10)
    assert ran == [] and clock.now() == STEPPED_START and not clock.advancing
    await clock.advance(1)
    assert clock.now() == STEPPED_START + 1


async def test_a_reset_cancels_who_waits(clock):
    waiting = [asyncio.create_task(clock.sleep(5)), asyncio.create_task(clock.hold(5))]
    await asyncio.sleep(0)
    clock.reset()
    assert all(isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*waiting, return_exceptions=True))
    assert clock.pending == 0


async def test_a_reset_sets_speed_and_mode_back():
    clock = Clock(ClockMode.SCALED, 4.0)
    clock.freeze()
    clock.reset()
    assert clock.speed == 4.0
    clock.set_speed(9.0)
    clock.reset()
    assert clock.speed == 4.0 and abs(clock.now() - time.time()) < 5


async def test_a_hold_ends_with_camera_time_or_real_time(clock):
    began = time.perf_counter()
    await clock.hold(0.05)
    assert 0.05 <= time.perf_counter() - began < 5
    assert clock.now() == STEPPED_START and clock.pending == 0
    holding = asyncio.create_task(clock.hold(500))
    await asyncio.sleep(0)
    await clock.advance(500)
    assert holding.done()
    clock.set_speed(1000)
    await asyncio.wait_for(clock.hold(50), 10)


async def test_only_one_advance_at_a_time(clock):
    clock.call_later(1, lambda: None)
    first = asyncio.create_task(clock.advance(5))
    await asyncio.sleep(0)
    assert clock.advancing
    with pytest.raises(RuntimeError, match="under way"):
        await clock.advance(1)
    await first
    assert clock.now() == STEPPED_START + 5


@pytest.mark.parametrize("seconds", [-1, 1e12, float("nan")])
async def test_an_advance_has_bounds(clock, seconds):
    with pytest.raises(ValueError, match="advance takes"):
        await clock.advance(seconds)
