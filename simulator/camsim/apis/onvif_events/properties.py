"""What the event service can do, and the topics in the words of ONVIF (ONVIF Core, section 9.8)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from camsim.apis.onvif_events.messages import CONCRETE, CONCRETE_SET, ITEM_FILTER
from camsim.events.catalogue import DeclaredItem, Node, Topic
from camsim.events.leases import MOST
from camsim.events.road import Road
from camsim.wire.xml import element

_NAMES = ("http://www.onvif.org/onvif/ver10/topics/topicns.xml", "http://www.axis.com/2009/event/topics")
_SCHEMA = "http://www.onvif.org/onvif/ver10/schema/onvif.xsd"


def capabilities() -> Element:
    """Numbers and abilities."""
    return element(
        "tev:Capabilities",
        WSSubscriptionPolicySupport="true",
        WSPullPointSupport="true",
        WSPausableSubscriptionManagerInterfaceSupport="false",
        MaxNotificationProducers=str(MOST[Road.NOTIFY]),
        MaxPullPoints=str(MOST[Road.PULLPOINT]),
        PersistentNotificationStorage="false",
    )


def told(root: Node) -> list[Element]:
    """The topics, and in which dialects they are asked for."""
    return [
        *(element("tev:TopicNamespaceLocation", name) for name in _NAMES),
        element("wsnt:FixedTopicSet", "true"),
        element("wstop:TopicSet", *map(_level, root.children.values())),
        *(element("wsnt:TopicExpressionDialect", dialect) for dialect in (CONCRETE_SET, CONCRETE)),
        element("tev:MessageContentFilterDialect", ITEM_FILTER),
        element("tev:MessageContentSchemaLocation", _SCHEMA),
    ]


def _level(node: Node) -> Element:
    made = element(node.name)
    if node.topic is not None:
        made.set("wstop:topic", "true")
        made.append(_description(node.topic))
    made.extend(map(_level, node.children.values()))
    return made


def _description(topic: Topic) -> Element:
    parts = [*_items("tt:Source", topic.source), *_items("tt:Data", topic.data)]
    return element("tt:MessageDescription", *parts, IsProperty="true" if topic.stateful else "false")


def _items(name: str, items: tuple[DeclaredItem, ...]) -> Iterable[Element]:
    if not items:
        return ()
    kinds = {True: "tt:ElementItemDescription", False: "tt:SimpleItemDescription"}
    return (element(name, *(element(kinds[item.element], Name=item.name, Type=item.kind) for item in items)),)
