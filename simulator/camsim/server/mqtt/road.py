"""Everything about MQTT that a camera has besides its organs: the connection, and what hands messages to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.device.device import Device
from camsim.device.mqtt.analytics import AnalyticsPublishers
from camsim.device.mqtt.bridge import MqttBridge
from camsim.device.mqtt.client import Mqtt
from camsim.events.broker import Broker
from camsim.events.out.mqtt import EventPublisher
from camsim.events.out.scene import ScenePublisher
from camsim.server.mqtt.client import MqttConnector

if TYPE_CHECKING:
    from camsim.media.source import Source


def build(device: Device, broker: Broker, source: Callable[[], Source], report: Callable[[BaseException], None]) -> MqttConnector | None:
    """Puts together what the device has, before it boots; None for one without an MQTT client."""
    if not device.has(Mqtt):
        return None
    connector = MqttConnector(device, report)
    if device.has(MqttBridge):
        EventPublisher(device, broker)
    if device.has(AnalyticsPublishers):
        ScenePublisher(device, source)
    return connector
