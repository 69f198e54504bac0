"""The library `axis` (Kane610) sets up MQTT as a home hub does, and reads what a real broker passes on."""

from __future__ import annotations

import pytest
from axis.interfaces.mqtt import mqtt_json_to_event
from axis.models.mqtt import ClientConfig, Message, Server, ServerProtocol

from camsim.device.mqtt.client import Mqtt
from tests.clients.axis_client import device_of
from tests.mosquitto import until


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le"])
async def test_a_home_hub_gets_its_events_over_mqtt(start, mosquitto, subscriber, profile):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start(profile)
    async with device_of(camera) as device:
        mqtt = device.vapix.mqtt
        message = Message(use_default=True)
        config = ClientConfig(
            Server("127.0.0.1", ServerProtocol.TCP, port=broker.port),
            last_will_testament=message,
            connect_message=message,
            disconnect_message=message,
        )
        await mqtt.configure_client(config)
        await mqtt.configure_event_publication()
        await mqtt.activate()
        await until(lambda: camera.device.organ(Mqtt).state.connected)
        found = await mqtt.get_client_status()
        assert (found.status.active, found.status.connected) == (True, True)
        assert found.config.device_topic_prefix == f"axis/{camera.device.serial}"
        assert (found.config.server.host, found.config.server.port) == ("127.0.0.1", broker.port)
        published = await mqtt.get_event_publication_config()
        assert [each.topic_filter for each in published.event_filter_list] == ["//."]
        camera.drive_input(0, active=True)
        (_, toggled) = (await seen.saw(lambda topic, _: topic.endswith("IO/Port/$source/port/0"), 2))[:2]
        assert mqtt_json_to_event(toggled[1]) == {
            "topic": "tns1:Device/tnsaxis:IO/Port",
            "source": "port",
            "source_idx": "0",
            "type": "state",
            "value": "1",
        }
        await mqtt.deactivate()
        gone = await mqtt.get_client_status()
        assert (gone.status.active, gone.status.connected) == (False, False)
    assert "Disconnected" in (await seen.saw(lambda topic, _: topic.endswith("event/connection"), 2))[1][1]
