"""The catalogue: what a device can raise, derived from its organs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.io.ports import Ports
from camsim.events import catalogue
from camsim.events.broker import Broker
from camsim.events.catalogue import KnownValue
from camsim.profile.load import load
from tests.conftest import PROFILES


def build(profile: str = "p3245-lve", removed: frozenset[str] = frozenset()) -> Device:
    facts = load(profile)
    device = Device(replace(facts, apis=replace(facts.apis, removed_topics=removed)), Clock(ClockMode.STEPPED))
    device.boot()
    return device


def test_a_topic_has_names_types_and_instances():
    topic = catalogue.find(build(), "tns1:Device/tnsaxis:IO/Port")
    assert (topic.nice, topic.stateful, topic.application_data, topic.client) == ("Digital input port", True, False, False)
    (port,) = topic.source
    assert (port.name, port.kind, port.nice, port.state) == ("port", "xsd:int", "Port", False)
    assert port.values == (KnownValue("0", "Port 1"), KnownValue("-1", "Any"))
    (state,) = topic.data
    assert (state.name, state.kind, state.nice, state.state, state.values) == ("state", "xsd:boolean", "Active", True, ())


def test_ports_bear_the_names_that_their_owner_gave():
    device = build()
    device.organ(Ports).rename(0, "Front door")
    (port,) = catalogue.find(device, "tns1:Device/tnsaxis:IO/Port").source
    assert port.values[0] == KnownValue("0", "Front door")


def test_the_tree_has_every_level_with_its_name():
    root = catalogue.tree(catalogue.topics(build()))
    device = root.children["tns1:Device"]
    io = device.children["tnsaxis:IO"]
    assert (device.nice, io.nice, io.topic, io.path) == ("Device", "Input ports", None, "tns1:Device/tnsaxis:IO")
    assert io.children["Port"].topic.path == "tns1:Device/tnsaxis:IO/Port"
    assert device.children["Trigger"].nice == ""
    assert device.children["Trigger"].children["DigitalInput"].application_data


@pytest.mark.parametrize("removed", ["tns1:Device/tnsaxis:IO", "tns1:Device/*:IO/*"])
def test_a_profile_takes_topics_away(removed):
    paths = [topic.path for topic in catalogue.topics(build(removed=frozenset({removed})))]
    assert paths
    assert not [path for path in paths if "IO" in path]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_state_of_a_device_is_declared(profile):
    device = build(profile)
    topics = {topic.path: topic for topic in catalogue.topics(device)}
    broker = Broker(device.clock.now)
    for event in device.current_events():
        broker.publish(event)
    assert broker.current()
    for last in broker.current():
        topic = topics[last.message.topic]
        assert [item.name for item in topic.source] == list(last.message.source)
        assert {item.name for item in topic.data} <= set(last.message.data)
        assert sum(item.state for item in topic.data) == 1
        for item in topic.source:
            assert last.message.source[item.name] in [known.value for known in item.values]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_device_without_power_can_be_asked(profile):
    device = Device(load(profile), Clock(ClockMode.STEPPED))
    assert catalogue.topics(device)
