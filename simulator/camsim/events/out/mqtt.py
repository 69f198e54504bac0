"""Events over MQTT: what the bridge's filters want becomes messages of the MQTT client (page slug: mqtt-event-bridge).

While the client is connected a subscription stands at the broker of events; each new connection and each new configuration begins with
all current states. Events that were made of MQTT messages are not published: the bridge would feed itself (a guess).
"""

from __future__ import annotations

from camsim.device.device import Device
from camsim.device.event import Event
from camsim.device.mqtt.bridge import EventFilter, EventPublication, MqttBridge, MqttMessageEvent, MqttStateEvent, Retain
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.outbox import Message
from camsim.events import topics
from camsim.events.broker import Broker, Notification, Operation, Road, Subscription
from camsim.wire import mqtt_payload

TOPIC_FIRST = (12,)
"""OS version from which the topic stands first in a payload."""


class EventPublisher:
    """Follows the bridge and the client."""

    def __init__(self, device: Device, broker: Broker) -> None:
        self._device = device
        self._broker = broker
        self._client = device.organ(Mqtt)
        self._bridge = device.organ(MqttBridge)
        self._publication: EventPublication | None = None
        self._prefix = ""
        self._filters: list[tuple[topics.TopicFilter, EventFilter]] = []
        self._subscription: Subscription | None = None
        self._client.watch(self._follow)

    def _follow(self) -> None:
        """Begins anew when the connection, the filters or the prefix are others."""
        publication = self._bridge.state.publication if self._client.state.connected else None
        if publication is self._publication and self._prefix == self._bridge.prefix:
            return
        self._publication, self._prefix = publication, self._bridge.prefix
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
        if publication is None or not publication.filters:
            return
        self._filters = [(topics.parse(filter_.topics), filter_) for filter_ in publication.filters]
        configuration = self._client.state.configuration
        name = f"{configuration.broker.host}:{configuration.broker.port}" if configuration is not None else ""
        self._subscription = self._broker.subscribe(self._wants, road=Road.MQTT, name=name)
        self._subscription.on_ready = self._hand_over
        self._hand_over()

    def _wants(self, event: Event) -> bool:
        if isinstance(event, MqttMessageEvent | MqttStateEvent):
            return False
        return any(expression.matches(event.path) for expression, _ in self._filters)

    def _hand_over(self) -> None:
        subscription = self._subscription
        if subscription is None:
            return
        for notification in subscription.take():
            if notification.operation is not Operation.DELETED:
                self._send(notification, subscription)

    def _send(self, notification: Notification, subscription: Subscription) -> None:
        """One message for each filter that fits; the last one's fate is the notification's."""
        fitting = [filter_ for expression, filter_ in self._filters if expression.matches(notification.event.path)]
        for filter_ in fitting:
            last = filter_ is fitting[-1]
            self._client.send(self._message(notification, filter_, subscription if last else None))

    def _message(self, notification: Notification, filter_: EventFilter, subscription: Subscription | None) -> Message:
        assert self._publication is not None
        publication, message, stateful = self._publication, notification.message, notification.event.stateful
        topic = self._prefix
        if publication.append_event_topic:
            topic += "/" + mqtt_payload.event_topic(message.topic, message.source, namespaces=publication.include_namespaces)
        payload = mqtt_payload.event(
            message.topic,
            message.time,
            message.source,
            message.data,
            serial=self._device.serial if publication.include_serial else None,
            topic_first=self._device.profile.os_number >= TOPIC_FIRST,
        )

        def outcome(delivered: bool) -> None:
            if subscription is not None:
                (subscription.acknowledge if delivered else subscription.lose)()

        retain = filter_.retain is Retain.ALL or (filter_.retain is Retain.PROPERTY and stateful)
        return Message(topic, payload, filter_.qos, retain, lasting=not stateful, outcome=outcome)
