"""How event.cgi spells publications and subscriptions (page slug: mqtt-event-bridge)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError
from camsim.device.mqtt.bridge import EventFilter, EventPublication, MessageFilter, Retain
from camsim.events import topics

SPELLING = {"topic_filter": "topicFilter", "use_device_topic_prefix": "useDeviceTopicPrefix", "is_state_data": "isStateData"}
"""Members of the objects in the lists whose wire name is another."""

_ON_THE_WIRE: dict[str, Any] = {"alias_generator": lambda name: SPELLING.get(name, name), "strict": True}


class Prefix(StrEnum):
    """What published topics begin with."""

    DEFAULT = "default"
    CUSTOM = "custom"


@dataclass(frozen=True)
class EventFiltering:
    """An entry of `eventFilterList`."""

    topic_filter: str
    qos: int = 0
    retain: Retain = Retain.NONE
    __pydantic_config__: ClassVar[dict[str, Any]] = _ON_THE_WIRE


@dataclass(frozen=True)
class MessageFiltering:
    """An entry of `mqttFilterList`."""

    topic_filter: str
    use_device_topic_prefix: bool = False
    qos: int = 0
    is_state_data: bool = False
    __pydantic_config__: ClassVar[dict[str, Any]] = _ON_THE_WIRE


def custom_prefix(prefix: Prefix, custom: str) -> str:
    """The prefix of one's own. Raises MissingError where one is chosen and not given."""
    if prefix is Prefix.CUSTOM and not custom:
        raise MissingError("customTopicPrefix is missing", subject="customTopicPrefix")
    return custom


def event_filter(asked: EventFiltering) -> EventFilter:
    """The filter that is meant. Raises OutOfRangeError for an expression that cannot be understood."""
    try:
        topics.parse(asked.topic_filter)
    except topics.ExpressionError as error:
        raise OutOfRangeError(str(error), subject="topicFilter", value=asked.topic_filter) from error
    return EventFilter(asked.topic_filter, asked.qos, asked.retain)


def message_filter(asked: MessageFiltering) -> MessageFilter:
    """The filter that is meant."""
    return MessageFilter(asked.topic_filter, asked.use_device_topic_prefix, asked.qos, asked.is_state_data)


def publication(found: EventPublication) -> dict[str, Any]:
    """The member `eventPublicationConfig`."""
    return {
        "topicPrefix": (Prefix.CUSTOM if found.use_custom_prefix else Prefix.DEFAULT).value,
        "customTopicPrefix": found.custom_prefix,
        "appendEventTopic": found.append_event_topic,
        "includeTopicNamespaces": found.include_namespaces,
        "includeSerialNumberInPayload": found.include_serial,
        "eventFilterList": [{"topicFilter": each.topics, "qos": each.qos, "retain": each.retain.value} for each in found.filters],
    }


def subscription(found: MessageFilter) -> dict[str, Any]:
    """An entry of `mqttFilterList`."""
    return {
        "topicFilter": found.topics,
        "useDeviceTopicPrefix": found.use_prefix,
        "qos": found.qos,
        "isStateData": found.is_state,
    }
