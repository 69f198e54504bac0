"""When rules act: conditions, start events, time-outs, restarts, loops."""

from __future__ import annotations

import pytest

from camsim.device.actions import EventFilter
from camsim.device.errors import BusyError, NotThereError, OutOfRangeError
from camsim.device.io.manual_triggers import ManualTriggers
from camsim.device.io.player import Step
from camsim.device.io.ports import Ports
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.state import Survives
from tests.events.actions.bench import Bench, holds, virtual_input

LED = {"led": "statusled", "color": "green,none", "duration": 1, "interval": 250}


def led(bench: Bench) -> int:
    return bench.action("fixed.ledcontrol", **LED)


async def test_a_rule_acts_when_its_condition_comes_to_hold_and_only_then(bench: Bench):
    inputs = bench.device.organ(VirtualInputs)
    rule = bench.rule(led(bench), virtual_input(3))
    await bench.settle()
    assert bench.log() == []
    inputs.activate(3)
    await bench.settle()
    assert bench.log() == [("started", rule)]
    inputs.activate(3)
    inputs.deactivate(3)
    inputs.activate(4)
    await bench.settle()
    assert bench.log() == []
    inputs.activate(3)
    await bench.settle()
    assert bench.log() == [("started", rule)]


async def test_a_condition_that_holds_already_counts_when_the_rule_is_made(bench: Bench):
    bench.device.organ(VirtualInputs).activate(3)
    rule = bench.rule(led(bench), virtual_input(3))
    await bench.settle()
    assert bench.log() == [("started", rule)]


async def test_all_conditions_must_hold(bench: Bench):
    inputs = bench.device.organ(VirtualInputs)
    rule = bench.rule(led(bench), virtual_input(1), virtual_input(2, "0"), holds("tns1:Device/tnsaxis:Status/SystemReady", ready="1"))
    inputs.activate(2)
    inputs.activate(1)
    await bench.settle()
    assert bench.log() == []
    inputs.deactivate(2)
    await bench.settle()
    assert bench.log() == [("started", rule)]


async def test_a_start_event_acts_each_time_while_the_conditions_hold(bench: Bench):
    inputs, triggers = bench.device.organ(VirtualInputs), bench.device.organ(ManualTriggers)
    start = holds("tns1:Device/tnsaxis:IO/VirtualPort", port="1", state="1")
    rule = bench.rule(led(bench), virtual_input(1), start=start)
    triggers.pulse(1, [Step(True), Step(False)])
    await bench.settle()
    assert bench.log() == [], "the condition does not hold"
    inputs.activate(1)
    await bench.settle()
    assert bench.log() == [], "a condition alone starts nothing"
    for _ in range(2):
        triggers.pulse(1, [Step(True), Step(False)])
        await bench.settle()
    assert bench.log() == [("started", rule)] * 2


async def test_a_start_event_alone_will_do(bench: Bench):
    rule = bench.rule(led(bench), start=virtual_input(5))
    bench.device.organ(VirtualInputs).activate(5)
    await bench.settle()
    assert bench.log() == [("started", rule)]


async def test_an_unlimited_action_ends_with_its_condition(bench: Bench):
    inputs, ports = bench.device.organ(VirtualInputs), bench.device.organ(Ports)
    rule = bench.rule(bench.action("unlimited.io.toggle", port=ports.outputs[0], state="high"), virtual_input(1))
    inputs.activate(1)
    await bench.settle()
    assert ports.port(ports.outputs[0]).active
    inputs.deactivate(1)
    await bench.settle()
    assert not ports.port(ports.outputs[0]).active
    assert bench.log() == [("started", rule), ("stopped", rule)]


async def test_an_unlimited_action_ends_when_its_rule_is_taken_away(bench: Bench):
    ports = bench.device.organ(Ports)
    rule = bench.rule(bench.action("unlimited.io.toggle", port=ports.outputs[0], state="high"), virtual_input(1))
    bench.device.organ(VirtualInputs).activate(1)
    await bench.settle()
    bench.actions.remove_rule(rule)
    assert not ports.port(ports.outputs[0]).active


async def test_a_rule_that_is_off_does_nothing(bench: Bench):
    bench.rule(led(bench), virtual_input(1), enabled=False)
    bench.device.organ(VirtualInputs).activate(1)
    await bench.settle()
    assert bench.log() == []


async def test_activations_keep_their_distance(bench: Bench):
    inputs = bench.device.organ(VirtualInputs)
    rule = bench.rule(led(bench), start=virtual_input(1), timeout=5.0)
    for _ in range(2):
        inputs.activate(1, 0)
        await bench.settle()
    assert bench.log() == [("started", rule), ("held back", rule)]
    await bench.clock.advance(5)
    inputs.activate(1, 0)
    await bench.settle()
    assert bench.log() == [("started", rule)]


async def test_rules_act_in_order(bench: Bench):
    rules = [bench.rule(led(bench), virtual_input(1)) for _ in range(3)]
    bench.device.organ(VirtualInputs).activate(1)
    await bench.settle()
    assert bench.log() == [("started", rule) for rule in rules]


async def test_a_rule_may_start_another(bench: Bench):
    inputs = bench.device.organ(VirtualInputs)
    first = bench.rule(bench.action("fixed.virtualinput", port=2, duration=0), virtual_input(1))
    second = bench.rule(led(bench), virtual_input(2))
    inputs.activate(1)
    await bench.settle()
    assert bench.log() == [("started", first), ("started", second)]


async def test_a_loop_is_cut_and_written_down(bench: Bench):
    inputs = bench.device.organ(VirtualInputs)
    keep_on = bench.action("unlimited.virtualinput", port=1)
    rule = bench.rule(keep_on, virtual_input(1, "0"))
    await bench.settle()
    log = bench.log()
    assert log[-1] == ("cut", rule)
    assert log.count(("started", rule)) == 10
    inputs.activate(2)
    await bench.settle()
    assert bench.log() == [], "it rests until its condition comes to hold again"


async def test_a_storm_is_cut(bench: Bench):
    rule = bench.rule(led(bench), start=virtual_input(1))
    for _ in range(120):
        bench.device.organ(VirtualInputs).activate(1, 0)
        await bench.settle()
    log = bench.log()
    assert (log.count(("started", rule)), log.count(("cut", rule))) == (100, 20)
    await bench.clock.advance(1)
    bench.device.organ(VirtualInputs).activate(1, 0)
    await bench.settle()
    assert bench.log() == [("started", rule)]


async def test_what_cannot_be_done_is_told(bench: Bench):
    heard = bench.broker.subscribe(lambda event: event.path.endswith("ActionFailed"), replay=False)
    rule = bench.rule(bench.action("fixed.io.toggle", port=77, state="high", duration=0), virtual_input(1))
    bench.device.organ(VirtualInputs).activate(1)
    await bench.settle()
    assert bench.log() == [("started", rule), ("failed", rule)]
    (told,) = heard.take()
    assert told.event.data() == {"description": "com.axis.action.fixed.io.toggle: no port 77"}


async def test_a_rule_about_failures_that_fails_is_cut(bench: Bench):
    bad = bench.action("fixed.io.toggle", port=77, state="high", duration=0)
    rule = bench.rule(bad, start=EventFilter("tns1:Device/tnsaxis:SystemMessage/ActionFailed"))
    bench.rule(bad, start=virtual_input(1))
    bench.device.organ(VirtualInputs).activate(1)
    await bench.settle()
    assert bench.log().count(("cut", rule)) == 1


async def test_rules_are_kept_through_a_restart_and_act_again(bench: Bench):
    ready = bench.rule(led(bench), holds("tns1:Device/tnsaxis:Status/SystemReady", ready="1"))
    await bench.settle()
    assert bench.log() == [("started", ready)]
    bench.device.end_life()
    bench.engine.power_off()
    bench.broker.forget()
    bench.device.renew(Survives.RESTART)
    bench.device.boot()
    await bench.settle()
    assert bench.log() == [("started", ready)]
    bench.device.end_life()
    bench.engine.power_off()
    bench.broker.forget()
    bench.device.renew(None)
    bench.device.boot()
    await bench.settle()
    assert bench.actions.rules == [] and bench.log() == []


async def test_states_told_at_the_boot_are_no_start_events(bench: Bench):
    bench.rule(led(bench), start=holds("tns1:Device/tnsaxis:IO/VirtualInput", active="0"))
    bench.broker.forget()
    for event in bench.device.current_events():
        bench.broker.publish(event)
    await bench.settle()
    assert bench.log() == []


def test_ids_are_not_used_again(bench: Bench):
    first, second = led(bench), led(bench)
    rule = bench.rule(first, virtual_input(1))
    assert (first, second, rule) == (1, 2, 1)
    with pytest.raises(BusyError) as busy:
        bench.actions.remove_action(first)
    assert [rule.id for rule in busy.value.details["rules"]] == [1]
    bench.actions.remove_rule(rule)
    bench.actions.remove_action(first)
    assert bench.rule(second, virtual_input(1)) == 2
    assert led(bench) == 3


@pytest.mark.parametrize(
    ("conditions", "options", "error", "subject"),
    [
        ((), {}, OutOfRangeError, "activation"),
        ((EventFilter("no topic !"),), {}, OutOfRangeError, "topic"),
        ((EventFilter("tns1:Device/tnsaxis:IO/VirtualInput", content="not[valid"),), {}, OutOfRangeError, "content"),
        ((EventFilter("tns1:Nothing//."),), {}, NotThereError, "condition"),
        ((EventFilter("tns1:UserAlarm/tnsaxis:Recurring/Pulse"),), {}, NotThereError, "condition"),
        ((holds("tns1:Device/tnsaxis:IO/VirtualInput", active="1"),), {}, NotThereError, "condition"),
        ((virtual_input(1), virtual_input(99)), {}, NotThereError, "condition"),
        ((EventFilter("tns1:Device/tnsaxis:Status//."),), {}, NotThereError, "condition"),
        ((virtual_input(1),), {"timeout": 1e9}, OutOfRangeError, "timeout"),
        ((virtual_input(1),), {"start": EventFilter("(")}, OutOfRangeError, "topic"),
    ],
)
def test_rules_that_make_no_sense_are_refused(bench: Bench, conditions, options, error, subject):
    with pytest.raises(error) as refused:
        bench.rule(led(bench), *conditions, **options)
    assert refused.value.subject == subject
    assert bench.actions.rules == []


def test_an_unlimited_action_needs_a_condition(bench: Bench):
    with pytest.raises(OutOfRangeError) as refused:
        bench.rule(bench.action("unlimited.io.toggle", port=0, state="high"), start=virtual_input(1))
    assert refused.value.subject == "activation"


def test_configurations_that_no_template_fits_are_refused(bench: Bench):
    with pytest.raises(NotThereError, match=r"com\.axis\.action\.fixed\.nothing"):
        bench.action("fixed.nothing")
    with pytest.raises(OutOfRangeError, match="Configuration parameter missing: led"):
        bench.action("fixed.ledcontrol", color="green", duration=1, interval=1)
    with pytest.raises(OutOfRangeError, match="Unknown configuration parameter: size"):
        bench.action("fixed.ledcontrol", **LED, size=1)
    assert bench.actions.actions == []
