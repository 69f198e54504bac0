"""Virtual inputs and manual triggers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.io.manual_triggers import ManualTriggers
from camsim.device.io.player import Step
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.state import Survives
from camsim.profile.model import Leaf

if TYPE_CHECKING:
    from tests.device.io.conftest import Bench


@pytest.fixture
def inputs(bench: Bench) -> VirtualInputs:
    return bench.device.organ(VirtualInputs)


def test_on_and_off(bench: Bench, inputs: VirtualInputs) -> None:
    assert inputs.activate(64) and not inputs.activate(64)
    assert inputs.active(64)
    assert inputs.deactivate(64) and not inputs.deactivate(64)
    assert bench.told() == [("VirtualInput", 64, True), ("VirtualInput", 64, False)]


async def test_for_a_while(bench: Bench, inputs: VirtualInputs) -> None:
    inputs.activate(3, 5)
    await bench.clock.advance(4)
    assert not inputs.activate(3, 5), "the time starts anew"
    await bench.clock.advance(4)
    assert inputs.active(3)
    await bench.clock.advance(1)
    assert not inputs.active(3)


async def test_without_a_duration_it_stays(bench: Bench, inputs: VirtualInputs) -> None:
    inputs.activate(3, 5)
    inputs.activate(3)
    await bench.clock.advance(60)
    assert inputs.active(3)


async def test_turned_off_before_its_time(bench: Bench, inputs: VirtualInputs) -> None:
    inputs.activate(3, 5)
    inputs.deactivate(3)
    inputs.activate(3)
    await bench.clock.advance(60)
    assert inputs.active(3)


def test_no_time_at_all(bench: Bench, inputs: VirtualInputs) -> None:
    assert inputs.activate(2, 0)
    assert bench.told() == [("VirtualInput", 2, True), ("VirtualInput", 2, False)]


def test_refusals(bench: Bench, inputs: VirtualInputs) -> None:
    for number in (0, 65, -1):
        with pytest.raises(NotThereError):
            inputs.activate(number)
        with pytest.raises(NotThereError):
            inputs.deactivate(number)
    with pytest.raises(OutOfRangeError):
        inputs.activate(1, -1)
    assert bench.told() == []


def test_how_many_is_the_profiles_word(build: Callable[..., Bench]) -> None:
    few = build(virtual_inputs=32)
    assert few.device.organ(VirtualInputs).count == 32
    assert len(few.device.organ(VirtualInputs).current_events()) == 32
    assert not build(virtual_inputs=0).device.has(VirtualInputs)


async def test_a_restart_clears_them(bench: Bench, inputs: VirtualInputs) -> None:
    inputs.activate(1)
    inputs.activate(2, 10)
    await bench.restart(Survives.RESTART)
    assert not inputs.active(1)
    inputs.activate(2)
    await bench.clock.advance(60)
    assert inputs.active(2)


def test_virtual_inputs_dump_and_restore(inputs: VirtualInputs) -> None:
    inputs.activate(7)
    dumped = inputs.dump()
    inputs.deactivate(7)
    inputs.restore(dumped)
    assert inputs.active(7)


async def test_a_manual_trigger(bench: Bench) -> None:
    triggers = bench.device.organ(ManualTriggers)
    assert triggers.channels == [1]
    triggers.pulse(1, [Step(True, 2.0), Step(False)])
    triggers.pulse(1, [Step(True, 3.0), Step(False)])
    assert triggers.active(1)
    await bench.clock.advance(2.5)
    assert triggers.active(1)
    await bench.clock.advance(0.5)
    assert not triggers.active(1)
    assert bench.told() == [("VirtualPort", 1, True), ("VirtualPort", 1, False)]
    with pytest.raises(NotThereError):
        triggers.pulse(2, [Step(True)])


def test_a_trigger_for_each_image(build: Callable[..., Bench]) -> None:
    images = tuple(Leaf(f"Image.I{number}.Enabled", flag) for number, flag in enumerate(("yes", "no", "yes")))
    triggers = build(leaves=(Leaf("Image.NbrOfConfigs", "3"), *images)).device.organ(ManualTriggers)
    assert triggers.channels == [1, 3]
    assert len(triggers.current_events()) == 2


async def test_a_restart_clears_the_trigger(bench: Bench) -> None:
    triggers = bench.device.organ(ManualTriggers)
    triggers.pulse(1, [Step(True, 5.0), Step(False)])
    await bench.restart(Survives.RESTART)
    assert not triggers.active(1)
    await bench.clock.advance(10)
    assert bench.told() == []
