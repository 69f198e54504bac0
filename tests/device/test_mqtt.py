"""The MQTT client's state: what it wants, what waits, what it tells."""

from __future__ import annotations

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import WrongStateError
from camsim.device.mqtt.client import Mqtt, MqttClientStatusEvent
from camsim.device.mqtt.configuration import Broker, Configuration
from camsim.device.mqtt.outbox import LIMIT, Message
from camsim.device.state import Survives
from camsim.profile.load import load

CONFIGURATION = Configuration(Broker("broker.example", 1883), "cam", "axis/cam")


@pytest.fixture
def told() -> list[MqttClientStatusEvent]:
    return []


@pytest.fixture
def mqtt(told) -> Mqtt:
    device = Device(load("p3245-lve"), Clock(ClockMode.STEPPED), publish=told.append)
    return device.organ(Mqtt)


def test_activity_and_connection_are_told(mqtt, told):
    with pytest.raises(WrongStateError):
        mqtt.activate()
    mqtt.configure(CONFIGURATION)
    mqtt.activate()
    mqtt.connected()
    mqtt.disconnected("away")
    mqtt.deactivate()
    states = [(event.active, event.connected) for event in told]
    assert states == [(False, False), (True, False), (True, True), (True, False), (False, False)]
    assert mqtt.state.error == "away"


def test_nothing_is_sent_while_the_client_is_inactive(mqtt):
    with pytest.raises(WrongStateError):
        mqtt.send(Message("a", b"1"))
    assert mqtt.outbox.take() is None


def test_what_waits_is_bounded_and_the_oldest_gives_way(mqtt):
    mqtt.configure(CONFIGURATION)
    mqtt.activate()
    for number in range(LIMIT + 3):
        mqtt.send(Message("a", str(number).encode()))
    assert (len(mqtt.outbox), mqtt.outbox.lost) == (LIMIT, 3)
    assert mqtt.outbox.take().payload == b"3"


def test_a_lost_connection_drops_what_the_next_one_tells_anew(mqtt):
    mqtt.configure(CONFIGURATION)
    mqtt.activate()
    mqtt.send(Message("state", b"1", lasting=False))
    mqtt.send(Message("happening", b"1"))
    mqtt.disconnected("away")
    assert mqtt.outbox.take() == Message("happening", b"1")
    assert mqtt.outbox.take() is None


def test_the_configuration_survives_a_restart_and_no_factory_default(mqtt):
    mqtt.configure(CONFIGURATION)
    mqtt.activate()
    mqtt.connected()
    mqtt.device.renew(Survives.RESTART)
    assert (mqtt.wanted, mqtt.state.connected) == (CONFIGURATION, False)
    mqtt.device.renew(Survives.SOFT_DEFAULT)
    assert mqtt.wanted is None and mqtt.state.configuration is None


def test_a_dumped_state_is_taken_over(mqtt):
    mqtt.configure(CONFIGURATION)
    mqtt.activate()
    mqtt.connected()
    dumped = mqtt.dump()
    mqtt.deactivate()
    mqtt.restore(dumped)
    assert (mqtt.wanted, mqtt.state.connected) == (CONFIGURATION, False)
