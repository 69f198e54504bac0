"""Ports: circuits and their meaning, sequences on the clock, settings, events, restarts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from camsim.device.errors import BusyError, NotSupportedError, NotThereError, OutOfRangeError, ReadOnlyError
from camsim.device.io.player import Step
from camsim.device.io.port import Button, Circuit, Direction, Mode
from camsim.device.io.ports import Ports
from camsim.device.state import Survives
from camsim.profile.model import Leaf

if TYPE_CHECKING:
    from tests.device.io.conftest import Bench

OPEN, CLOSED = Circuit.OPEN, Circuit.CLOSED


# ---- what the profile says


def test_half_there_ports(bench: Bench) -> None:
    ports = bench.ports
    assert ports.numbers == [0, 1, 2, 3]
    assert ports.inputs == [0, 2] and ports.outputs == [1, 3]
    assert [ports.port(number).configurable for number in ports.numbers] == [True, True, False, False]
    assert [ports.port(number).name for number in ports.numbers] == ["Port 1", "Port 2", "PIR sensor", "Relay"]
    assert [ports.port(number).normal for number in ports.numbers] == [OPEN, OPEN, OPEN, CLOSED]


def test_a_port_without_any_settings(build: Callable[..., Bench]) -> None:
    port = build({"Usage": "Door"}).ports.port(0)
    assert (port.direction, port.name, port.configurable, port.usage) == (Direction.INPUT, "Port 1", False, "Door")


def test_numbers_may_have_gaps(build: Callable[..., Bench]) -> None:
    bench = build(leaves=(Leaf("IOPort.I3.Direction", "output"), Leaf("IOPort.ManualTriggerNbr", "6")))
    assert bench.ports.numbers == [3]


def test_no_ports(build: Callable[..., Bench]) -> None:
    bench = build()
    assert bench.ports.numbers == [] and bench.ports.current_events() == []
    with pytest.raises(NotThereError):
        bench.ports.port(0)


def test_a_read_only_port_refuses_everything(build: Callable[..., Bench], both: dict[str, str]) -> None:
    bench = build({**both, "Direction": "output"}, fixed=("Input.Trig", "Output.Active"))
    ports = bench.ports
    assert ports.port(0).read_only
    for change in (
        lambda: ports.set_direction(0, Direction.INPUT),
        lambda: ports.set_normal(0, CLOSED),
        lambda: ports.rename(0, "x"),
        lambda: ports.set_labels(0, usage="Door"),
        lambda: ports.set_output(0, delay_time=2),
        lambda: ports.set_circuit(0, CLOSED),
        lambda: ports.play(0, [Step(CLOSED)]),
        lambda: ports.pulse(0, [Step(True)]),
    ):
        with pytest.raises(ReadOnlyError):
            change()
    assert bench.told() == []


# ---- circuits


def test_driving_an_input(bench: Bench) -> None:
    bench.ports.drive(0, closed=True)
    assert bench.ports.port(0).active and bench.ports.port(0).circuit is CLOSED
    assert bench.told() == [("Port", 0, True), ("DigitalInput", "0", True), ("Port", -1, True)]
    bench.ports.drive(0, closed=True)
    assert bench.told() == []


def test_any_is_told_only_when_it_changes(bench: Bench) -> None:
    bench.ports.drive(0, closed=True)
    bench.told()
    bench.ports.drive(2, closed=True)
    assert bench.told() == [("Port", 2, True), ("DigitalInput", "2", True)]
    bench.ports.drive(0, closed=False)
    assert bench.told() == [("Port", 0, False), ("DigitalInput", "0", False)]
    bench.ports.drive(2, closed=False)
    assert bench.told()[-1] == ("Port", -1, False)


def test_setting_an_output(bench: Bench) -> None:
    bench.ports.set_circuit(1, CLOSED)
    assert bench.told() == [("OutputPort", 1, True), ("Relay", "1", "active")]
    bench.ports.set_active(1, False)
    assert bench.told() == [("OutputPort", 1, False), ("Relay", "1", "inactive")]
    assert bench.ports.port(1).circuit is OPEN


def test_an_output_that_is_active_when_open(bench: Bench) -> None:
    assert bench.ports.port(3).circuit is CLOSED and not bench.ports.port(3).active
    bench.ports.set_active(3, True)
    assert bench.ports.port(3).circuit is OPEN


def test_wrong_side_and_wrong_number(bench: Bench) -> None:
    with pytest.raises(NotSupportedError):
        bench.ports.drive(1, closed=True)
    with pytest.raises(NotSupportedError):
        bench.ports.set_circuit(0, CLOSED)
    with pytest.raises(NotSupportedError):
        bench.ports.pulse(2, [Step(True)])
    for number in (-1, 4):
        with pytest.raises(NotThereError) as refused:
            bench.ports.set_active(number, True)
        assert refused.value.subject == "port"


def test_current_events_tell_everything(bench: Bench) -> None:
    bench.ports.drive(2, closed=True)
    bench.events[:] = bench.ports.current_events()
    assert bench.told() == [
        ("Port", 0, False),
        ("DigitalInput", "0", False),
        ("OutputPort", 1, False),
        ("Relay", "1", "inactive"),
        ("Port", 2, True),
        ("DigitalInput", "2", True),
        ("OutputPort", 3, False),
        ("Relay", "3", "inactive"),
        ("Port", -1, True),
    ]


# ---- sequences


async def test_a_pulse_train(bench: Bench) -> None:
    bench.ports.pulse(1, [Step(True, 0.3), Step(False, 0.5), Step(True, 0.3), Step(False)])
    seen = []
    await bench.clock.advance(0.05)
    for _ in range(13):
        seen.append(bench.ports.port(1).active)
        await bench.clock.advance(0.1)
    assert seen == [True] * 3 + [False] * 5 + [True] * 3 + [False] * 2
    assert [state for topic, _, state in bench.told() if topic == "OutputPort"] == [True, False, True, False]


async def test_a_new_pulse_takes_the_place_of_the_old(bench: Bench) -> None:
    bench.ports.pulse(1, [Step(True, 1.0), Step(False)])
    await bench.clock.advance(0.5)
    bench.ports.pulse(1, [Step(True, 2.0), Step(False)])
    await bench.clock.advance(1.5)
    assert bench.ports.port(1).active
    await bench.clock.advance(0.5)
    assert not bench.ports.port(1).active


async def test_a_sequence_is_busy_until_its_last_time_is_over(bench: Bench) -> None:
    bench.ports.play(1, [Step(CLOSED, 1.0), Step(OPEN, 1.0), Step(CLOSED, 0.0)])
    for _ in range(2):
        with pytest.raises(BusyError):
            bench.ports.play(1, [Step(OPEN)])
        await bench.clock.advance(1.0)
    assert not bench.ports.playing(1)
    assert bench.ports.port(1).circuit is CLOSED
    bench.ports.play(1, [Step(OPEN)])
    assert bench.ports.port(1).circuit is OPEN


def test_an_empty_sequence(bench: Bench) -> None:
    with pytest.raises(OutOfRangeError):
        bench.ports.play(1, [])


async def test_a_state_set_meanwhile_stands_until_the_next_step(bench: Bench) -> None:
    bench.ports.play(1, [Step(CLOSED, 1.0), Step(CLOSED, 1.0), Step(OPEN)])
    bench.ports.set_circuit(1, OPEN)
    assert bench.ports.port(1).circuit is OPEN
    await bench.clock.advance(1.0)
    assert bench.ports.port(1).circuit is CLOSED


@pytest.mark.parametrize("change", [lambda ports: ports.set_direction(1, Direction.INPUT), lambda ports: ports.set_normal(1, CLOSED)])
async def test_direction_and_normal_state_end_a_sequence(bench: Bench, change: Callable[[Ports], None]) -> None:
    bench.ports.play(1, [Step(CLOSED, 1.0), Step(OPEN)])
    change(bench.ports)
    assert not bench.ports.playing(1)
    before = bench.ports.port(1)
    await bench.clock.advance(5.0)
    assert bench.ports.port(1) == before


async def test_the_same_direction_and_normal_state_do_not_end_it(bench: Bench) -> None:
    bench.ports.play(1, [Step(CLOSED, 1.0), Step(OPEN)])
    bench.ports.set_direction(1, Direction.OUTPUT)
    bench.ports.set_normal(1, OPEN)
    assert bench.ports.playing(1)


async def test_sequences_of_two_ports_do_not_meet(bench: Bench) -> None:
    bench.ports.play(1, [Step(CLOSED, 1.0), Step(OPEN)])
    bench.ports.play(3, [Step(OPEN, 2.0), Step(CLOSED)])
    await bench.clock.advance(1.0)
    assert not bench.ports.playing(1) and bench.ports.playing(3)


async def test_a_simulated_input(bench: Bench) -> None:
    bench.ports.simulate(0, [Step(True, 2.0), Step(False)])
    assert bench.ports.port(0).active
    await bench.clock.advance(2.0)
    assert not bench.ports.port(0).active
    assert ("Port", -1, True) in bench.told()


# ---- monostable outputs


async def test_a_monostable_output_falls_back(bench: Bench) -> None:
    bench.ports.set_output(1, mode=Mode.MONOSTABLE, delay_time=3)
    bench.ports.set_active(1, True)
    await bench.clock.advance(2.0)
    bench.ports.set_active(1, True)
    await bench.clock.advance(2.9)
    assert bench.ports.port(1).active
    await bench.clock.advance(0.1)
    assert not bench.ports.port(1).active


async def test_becoming_bistable_keeps_an_output_active(bench: Bench) -> None:
    bench.ports.set_output(1, mode=Mode.MONOSTABLE, delay_time=1)
    bench.ports.set_active(1, True)
    bench.ports.set_output(1, mode=Mode.BISTABLE)
    await bench.clock.advance(10.0)
    assert bench.ports.port(1).active


def test_negative_times(bench: Bench) -> None:
    with pytest.raises(OutOfRangeError):
        bench.ports.set_output(1, delay_time=-1)
    with pytest.raises(OutOfRangeError):
        bench.ports.set_output(1, pulse_time=-1)
    assert bench.ports.setup(1).delay_time == 1


# ---- settings


def test_an_input_becomes_an_output_and_back(bench: Bench) -> None:
    bench.ports.drive(0, closed=True)
    bench.told()
    bench.ports.set_direction(0, Direction.OUTPUT)
    assert bench.ports.port(0).circuit is OPEN
    assert bench.told() == [("OutputPort", 0, False), ("Relay", "0", "inactive"), ("Port", -1, False)]
    bench.ports.set_direction(0, Direction.INPUT)
    assert bench.ports.port(0).active, "the wire outside is still closed"
    assert bench.told() == [("Port", 0, True), ("DigitalInput", "0", True), ("Port", -1, True)]


def test_the_first_input_brings_any(build: Callable[..., Bench], both: dict[str, str]) -> None:
    bench = build({**both, "Direction": "output"})
    assert [event.topic for event in bench.ports.current_events()] == ["tns1:Device/tnsaxis:IO/OutputPort", "tns1:Device/Trigger/Relay"]
    bench.ports.set_direction(0, Direction.INPUT)
    assert bench.told()[-1] == ("Port", -1, False)


def test_a_fixed_direction(bench: Bench) -> None:
    with pytest.raises(ReadOnlyError) as refused:
        bench.ports.set_direction(2, Direction.OUTPUT)
    assert refused.value.subject == "direction"
    bench.ports.set_direction(2, Direction.INPUT)


def test_normal_state_of_an_output_takes_the_circuit_along(bench: Bench) -> None:
    bench.ports.set_active(1, True)
    bench.told()
    bench.ports.set_normal(1, CLOSED)
    port = bench.ports.port(1)
    assert (port.circuit, port.active, port.normal) == (OPEN, True, CLOSED)
    assert bench.ports.setup(1).output_active is OPEN
    assert bench.told() == []


def test_normal_state_of_an_input_changes_its_meaning(bench: Bench) -> None:
    bench.ports.set_normal(0, CLOSED)
    port = bench.ports.port(0)
    assert (port.circuit, port.active) == (OPEN, True)
    assert bench.ports.setup(0).input_trig is OPEN
    assert bench.told() == [("Port", 0, True), ("DigitalInput", "0", True), ("Port", -1, True)]


def test_the_half_not_in_use_can_be_set(bench: Bench) -> None:
    bench.ports.set_output_active(0, OPEN)
    bench.ports.set_input_trig(1, OPEN)
    assert bench.told() == []
    bench.ports.set_direction(0, Direction.OUTPUT)
    assert bench.ports.port(0).circuit is CLOSED and not bench.ports.port(0).active


def test_names_follow_the_direction(bench: Bench) -> None:
    bench.ports.rename(0, "Bell")
    bench.ports.rename(1, "Lamp")
    bench.ports.set_labels(0, usage="Button", output_name="Horn")
    assert [bench.ports.port(number).name for number in (0, 1)] == ["Bell", "Lamp"]
    assert bench.ports.port(0).usage == "Button"
    bench.ports.set_direction(0, Direction.OUTPUT)
    assert bench.ports.port(0).name == "Horn"


def test_button_and_pulse_time(bench: Bench) -> None:
    bench.ports.set_output(1, button=Button.PULSE, pulse_time=7)
    assert (bench.ports.setup(1).button, bench.ports.setup(1).pulse_time) == (Button.PULSE, 7)


# ---- watching


def test_watchers(bench: Bench) -> None:
    seen: list[int] = []
    leave = bench.ports.watch(seen.append)
    bench.ports.drive(0, closed=True)
    bench.ports.set_circuit(1, OPEN)
    bench.ports.set_normal(1, CLOSED)
    bench.ports.rename(0, "Bell")
    assert seen == [0, 1]
    leave()
    bench.ports.drive(0, closed=False)
    assert seen == [0, 1]


# ---- lives


async def test_a_restart(bench: Bench) -> None:
    bench.ports.drive(0, closed=True)
    bench.ports.rename(1, "Lamp")
    bench.ports.set_output_active(1, OPEN)
    bench.ports.play(1, [Step(OPEN, 5.0), Step(CLOSED, 5.0), Step(OPEN)])
    await bench.restart(Survives.RESTART)
    assert bench.ports.port(0).active and bench.ports.port(1).name == "Lamp"
    assert bench.ports.port(1).circuit is CLOSED and not bench.ports.port(1).active, "outputs start inactive"
    assert not bench.ports.playing(1)
    await bench.clock.advance(20.0)
    assert bench.told() == []


async def test_factory_defaults(bench: Bench) -> None:
    bench.ports.drive(0, closed=True)
    bench.ports.rename(1, "Lamp")
    bench.ports.set_direction(1, Direction.INPUT)
    await bench.restart(Survives.SOFT_DEFAULT)
    assert bench.ports.port(1).name == "Port 2" and bench.ports.port(1).direction is Direction.OUTPUT
    assert bench.ports.port(0).active, "the world outside stays"
    await bench.restart(None)
    assert not bench.ports.port(0).active


async def test_dump_and_restore(bench: Bench, build: Callable[..., Bench], both: dict[str, str]) -> None:
    bench.ports.drive(0, closed=True)
    bench.ports.set_active(1, True)
    bench.ports.rename(2, "Door")
    dumped = bench.ports.dump()
    bench.ports.play(1, [Step(OPEN, 1.0), Step(OPEN)])
    bench.ports.restore(dumped)
    assert not bench.ports.playing(1)
    assert bench.ports.dump() == dumped
    more = build(*[both] * 5).ports
    more.restore(dumped)
    assert more.port(2).name == "Door" and more.port(4).name == "Port 5", "a port that the dump does not know keeps its own"
