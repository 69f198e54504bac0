"""MQTT Event Bridge: event.cgi, which events are published over MQTT and which messages become events; for administrators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from camsim.apis.mqtt_event_bridge import messages
from camsim.apis.mqtt_event_bridge.messages import EventFiltering, MessageFiltering, Prefix
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import FullError
from camsim.device.mqtt.bridge import EventPublication, MqttBridge, MqttMessageEvent, MqttStateEvent

api = Api(
    title="MQTT Event Bridge",
    page="mqtt-event-bridge",
    id="event-mqtt-bridge",
    versions=("1.0", "1.1", "1.2"),
    access=Access.ADMIN,
    needs=MqttBridge.fits,
    family=replace(FAMILY_A, too_large=Code(2106, "Request size too large")),
    codes={FullError: Code(2106, "Request size too large")},
    events=(MqttMessageEvent, MqttStateEvent),
)

PATH = "/axis-cgi/mqtt/event.cgi"


@api.json(PATH, "configureEventPublication")
def configure_event_publication(
    call: Call,
    topic_prefix: Prefix = Prefix.DEFAULT,
    custom_topic_prefix: str = "",
    append_event_topic: bool = True,
    include_topic_namespaces: bool = True,
    include_serial_number_in_payload: bool = False,
    event_filter_list: list[EventFiltering] = [],  # noqa: B006
) -> None:
    """Replaces the whole configuration: what is not given is as it was in the factory."""
    publication = EventPublication(
        custom_prefix=messages.custom_prefix(topic_prefix, custom_topic_prefix),
        use_custom_prefix=topic_prefix is Prefix.CUSTOM,
        append_event_topic=append_event_topic,
        include_namespaces=include_topic_namespaces,
        include_serial=include_serial_number_in_payload,
        filters=tuple(messages.event_filter(each) for each in event_filter_list),
    )
    call.organ(MqttBridge).publish_events(publication)


@api.json(PATH, "getEventPublicationConfig")
def get_event_publication_config(call: Call) -> dict[str, Any]:
    """What is published, and how."""
    return {"eventPublicationConfig": messages.publication(call.organ(MqttBridge).state.publication)}


@api.json(PATH, "configureMqttSubscription")
def configure_mqtt_subscription(call: Call, mqtt_filter_list: list[MessageFiltering]) -> None:
    """Replaces what is listened to."""
    call.organ(MqttBridge).subscribe_to(tuple(messages.message_filter(each) for each in mqtt_filter_list))


@api.json(PATH, "getMqttSubscriptionConfig")
def get_mqtt_subscription_config(call: Call) -> dict[str, Any]:
    """What is listened to."""
    subscription = call.organ(MqttBridge).state.subscription
    return {"mqttSubscriptionConfig": {"mqttFilterList": [messages.subscription(each) for each in subscription]}}
