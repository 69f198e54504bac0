"""The event bridge: which events the MQTT client publishes, and which messages become events (page slug: mqtt-event-bridge)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device.errors import FullError, OutOfRangeError
from camsim.device.event import Declaration, Event, key, value
from camsim.device.mqtt import filters
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.configuration import QOS, is_text, is_topic
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

QUIET_SINCE = (11,)
"""From here on a device without subscriptions does not declare messages (guess from one recording before and two after)."""
MOST_FILTERS = 256
"""Of either kind (a guess)."""
LONGEST_FILTER = 1024
LONGEST_PAYLOAD = 8192
"""Bytes of a message that become part of an event; what is beyond is left out (a guess)."""


class Retain(StrEnum):
    """Which messages the broker is to keep."""

    NONE = "none"
    PROPERTY = "property"
    """Those of stateful events."""
    ALL = "all"


@dataclass(frozen=True)
class EventFilter:
    """Events that are published."""

    topics: str
    """A topic expression, as it was given."""
    qos: int = 0
    retain: Retain = Retain.NONE


@dataclass(frozen=True)
class EventPublication:
    """How events are published."""

    custom_prefix: str = ""
    use_custom_prefix: bool = False
    append_event_topic: bool = True
    include_namespaces: bool = True
    include_serial: bool = False
    filters: tuple[EventFilter, ...] = ()


@dataclass(frozen=True)
class MessageFilter:
    """Messages that become events."""

    topics: str
    """An MQTT topic filter; without wildcards for states."""
    use_prefix: bool = False
    """Whether the client's topic prefix goes before it."""
    qos: int = 0
    is_state: bool = False


class MqttMessageEvent(Event):
    """A message has come from the broker."""

    topic = "tnsaxis:MQTT/Message/Stateless"
    nice_name = "Stateless Event"
    stateful = False
    prefixed: bool = key("device-prefix", kind="xsd:boolean")
    name: str = key("mqtt-topic", kind="xsd:string")
    payload: str = value("mqtt-payload", kind="xsd:string")


class MqttStateEvent(Event):
    """What the newest message of a topic says. The name of its topic is a guess."""

    topic = "tnsaxis:MQTT/Message/Stateful"
    prefixed: bool = key("device-prefix", kind="xsd:boolean")
    name: str = key("mqtt-topic", kind="xsd:string")
    payload: str = value("mqtt-payload", kind="xsd:string", state=True)


@dataclass
class MqttBridgeState:
    """Both directions, and the states that messages have told."""

    publication: EventPublication = kept(factory=EventPublication)
    subscription: tuple[MessageFilter, ...] = kept(())
    states: dict[str, str] = volatile(factory=dict)
    """Payload by topic filter, with a `/` before it where the client's prefix goes there."""


class MqttBridge(Organ[MqttBridgeState]):
    """Both directions of the bridge."""

    name = "mqtt_bridge"

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        client = device.organ(Mqtt)
        client.watch(self._listen)
        client.listeners.append(self._take)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return Mqtt.fits(profile) and any(entry.id == "event-mqtt-bridge" for entry in profile.apis.discovery)

    def factory_state(self) -> MqttBridgeState:
        return MqttBridgeState()

    def power_on(self) -> None:
        self._listen()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._changed()

    def current_events(self) -> list[Event]:
        wanted = [filter_ for filter_ in self.state.subscription if filter_.is_state and _name(filter_) in self.state.states]
        return [
            MqttStateEvent(prefixed=filter_.use_prefix, name=filter_.topics, payload=self.state.states[_name(filter_)])
            for filter_ in wanted
        ]

    def declarations(self) -> list[Declaration]:
        """Messages can be told of where they are listened to; without subscriptions, devices declare none from OS 11 on, as recorded."""
        kinds = {MqttStateEvent if filter_.is_state else MqttMessageEvent for filter_ in self.state.subscription}
        if self.profile.os_number < QUIET_SINCE:
            kinds.add(MqttMessageEvent)
        return [Declaration(kind) for kind in (MqttMessageEvent, MqttStateEvent) if kind in kinds]

    @property
    def prefix(self) -> str:
        """What the topics of published events begin with."""
        publication = self.state.publication
        return publication.custom_prefix if publication.use_custom_prefix else f"{self.device.organ(Mqtt).topic_prefix}/event"

    def publish_events(self, publication: EventPublication) -> None:
        """Replaces what is published. Raises OutOfRangeError, FullError."""
        if len(publication.filters) > MOST_FILTERS:
            raise FullError(f"at most {MOST_FILTERS} filters", subject="eventFilterList")
        prefix = publication.custom_prefix
        if prefix and not is_topic(prefix):
            raise OutOfRangeError("not a topic", subject="customTopicPrefix", value=prefix)
        for filter_ in publication.filters:
            if filter_.qos not in QOS:
                raise OutOfRangeError("qos is 0, 1 or 2", subject="qos", value=filter_.qos)
        self.state.publication = publication
        self._changed()

    def subscribe_to(self, subscription: tuple[MessageFilter, ...]) -> None:
        """Replaces what is listened to; states that nobody asks for any more are gone. Raises OutOfRangeError, FullError."""
        if len(subscription) > MOST_FILTERS:
            raise FullError(f"at most {MOST_FILTERS} filters", subject="mqttFilterList")
        for filter_ in subscription:
            if filter_.qos not in QOS:
                raise OutOfRangeError("qos is 0, 1 or 2", subject="qos", value=filter_.qos)
            if not is_text(filter_.topics, LONGEST_FILTER) or not filters.is_valid(filter_.topics):
                raise OutOfRangeError("not a topic filter", subject="topicFilter", value=filter_.topics)
            if filter_.is_state and filters.has_wildcards(filter_.topics):
                raise OutOfRangeError("a state has one topic", subject="topicFilter", value=filter_.topics)
        before = self.current_events()
        self.state.subscription = subscription
        for event in before:
            if event not in self.current_events():
                self.withdraw(event)
        kept_names = {_name(filter_) for filter_ in subscription if filter_.is_state}
        self.state.states = {name: payload for name, payload in self.state.states.items() if name in kept_names}
        self._listen()

    # ---- inside

    def _changed(self) -> None:
        self._listen()
        self.device.organ(Mqtt).touch()

    def _listen(self) -> None:
        """Tells the client which messages the broker is to send: of equal filters the one with the highest QoS."""
        wanted: dict[str, int] = {}
        for filter_ in self.state.subscription:
            full = self._full(filter_)
            wanted[full] = max(filter_.qos, wanted.get(full, 0))
        client = self.device.organ(Mqtt)
        if wanted != client.filters:
            client.listen(wanted)

    def _full(self, filter_: MessageFilter) -> str:
        return f"{self.device.organ(Mqtt).topic_prefix}/{filter_.topics}" if filter_.use_prefix else filter_.topics

    def _take(self, topic: str, payload: bytes) -> None:
        """Makes events of a message: one for all filters of a kind that it fits."""
        text = payload[:LONGEST_PAYLOAD].decode("utf-8", "replace")
        prefix = f"{self.device.organ(Mqtt).topic_prefix}/"
        fitting = {(each.use_prefix, each.is_state) for each in self.state.subscription if filters.matches(self._full(each), topic)}
        for prefixed, is_state in sorted(fitting):
            name = topic.removeprefix(prefix) if prefixed else topic
            if is_state:
                self.state.states[f"/{name}" if prefixed else name] = text
                self.publish(MqttStateEvent(prefixed=prefixed, name=name, payload=text))
            else:
                self.publish(MqttMessageEvent(prefixed=prefixed, name=name, payload=text))


def _name(filter_: MessageFilter) -> str:
    return f"/{filter_.topics}" if filter_.use_prefix else filter_.topics
