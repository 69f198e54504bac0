"""The spelling of event declarations: topics by levels, attributes in the order of recorded answers."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from camsim.events.catalogue import DeclaredItem, Node
from camsim.wire.xml import element


def topic_set(root: Node) -> Element:
    """All topics with their items and the known values of these."""
    return element("wstop:TopicSet", *map(_level, root.children.values()))


def _level(node: Node) -> Element:
    topic = node.topic
    made = element(node.name)
    if topic is not None:
        made.set("wstop:topic", "true")
    if node.application_data:
        made.set("isApplicationData", "true")
    if topic is not None and topic.client:
        made.set("client-event", "true")
    if node.nice:
        made.set("aev:NiceName", node.nice)
    if topic is not None:
        instance = element("aev:MessageInstance", *_items("aev:SourceInstance", topic.source), *_items("aev:DataInstance", topic.data))
        if topic.stateful:
            instance.set("aev:isProperty", "true")
        made.append(instance)
    made.extend(map(_level, node.children.values()))
    return made


def _items(name: str, items: tuple[DeclaredItem, ...]) -> Iterable[Element]:
    """The items of one kind; nothing where there are none."""
    return (element(name, *map(_item, items)),) if items else ()


def _item(item: DeclaredItem) -> Element:
    made = element("aev:SimpleItemInstance")
    if item.state:
        made.set("isPropertyState", "true")
    if item.nice:
        made.set("aev:NiceName", item.nice)
    made.set("Type", item.kind)
    made.set("Name", item.name)
    if item.element:
        made.set("onvif-element", "true")
    for known in item.values:
        made.append(element("aev:Value", known.value, **({"aev:NiceName": known.nice} if known.nice else {})))
    return made
