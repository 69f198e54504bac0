"""The catalogue: which events this device can raise, with names, types, instances and attributes.

From it come GetEventInstances, GetEventProperties, the list of the control side and the tables of the documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from camsim.device.device import Device
from camsim.device.event import KEY, VALUE, Declaration, Event, Item, items
from camsim.events.levels import APPLICATION_DATA, LEVELS
from camsim.events.topics import is_among
from camsim.profile.events import EventFacts
from camsim.wire import onvif_event

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value that an item can have."""

    value: str
    """As on the wire."""
    nice: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """A SimpleItem of the message."""

    attribute: str
    """Field of the event class."""
    name: str
    kind: str
    """`xsd:int`, `tt:ReferenceToken`"""
    nice: str = ""
    state: bool = False
    """Whether it is the state of the property."""
    element: bool = False
    """Whether it holds an ONVIF element."""
    values: tuple[KnownValue, ...] = ()
    """Empty where any value of the type may come."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that the device can raise."""

    path: str
    """`tns1:Device/tnsaxis:IO/Port`"""
    names: tuple[str, ...]
    """Nice names of its levels, empty where there is none."""
    declaration: Declaration
    source: tuple[DeclaredItem, ...]
    data: tuple[DeclaredItem, ...]

    @property
    def nice(self) -> str:
        """Nice name of the last level."""
        return self.names[-1]

    @property
    def event(self) -> type[Event]:
        """The class of its events."""
        return self.declaration.event

    @property
    def stateful(self) -> bool:
        """Whether it is a property, with a state that newcomers are told."""
        return self.event.stateful

    @property
    def application_data(self) -> bool:
        """Whether it is meant for applications."""
        return self.event.application_data

    @property
    def client(self) -> bool:
        """Whether it is meant for clients alone."""
        return self.event.client


@dataclass
class Node:
    """One level of the tree of topics."""

    name: str
    """With the prefix where the namespace changes: `tnsaxis:IO`."""
    path: str
    nice: str = ""
    application_data: bool = False
    topic: Topic | None = None
    children: dict[str, Node] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """The level and all below it."""
        yield self
        for child in self.children.values():
            yield from child.walk()


def topics(device: Device) -> list[Topic]:
    """What the device can raise now, in its own order or that of its parts; topics that the profile removes are left out."""
    facts, order = device.profile, device.profile.events.order
    kept = (found for found in device.declarations() if not is_among(found.path, facts.apis.removed_topics))
    rank = {path: place for place, path in enumerate(order)}
    return sorted((_topic(found, facts.events) for found in kept), key=lambda topic: rank.get(topic.path, len(rank)))


def find(device: Device, path: str) -> Topic | None:
    """The topic of that path, if the device can raise it."""
    return next((topic for topic in topics(device) if topic.path == path), None)


def tree(found: Iterable[Topic]) -> Node:
    """The topics by levels; the root has no name."""
    root = Node("", "")
    for topic in found:
        node, path = root, ""
        for name, nice in zip(topic.path.split("/"), topic.names, strict=True):
            path = f"{path}/{name}" if path else name
            if name not in node.children:
                node.children[name] = Node(name, path, nice, path in APPLICATION_DATA)
            node = node.children[name]
        node.application_data, node.topic = topic.application_data, topic
    return root


def _topic(found: Declaration, facts: EventFacts) -> Topic:
    names, order = facts.names, facts.order.get(found.path, {})
    source = _in_order((_item(attribute, item, found.values.get(attribute, {})) for attribute, item in items(found.event, KEY)), order)
    data = _in_order((_item(attribute, item, {}) for attribute, item in items(found.event, VALUE) if item.declared), order)
    parts = found.path.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    nice = (*(names.get(path, LEVELS.get(path, "")) for path in above), names.get(found.path, found.nice_name))
    return Topic(found.path, nice, found, source, data)


def _item(attribute: str, item: Item, instances: Mapping[Any, str]) -> DeclaredItem:
    known = instances or item.values
    values = tuple(KnownValue(onvif_event.text(value), nice) for value, nice in known.items())
    return DeclaredItem(attribute, item.name, item.kind, item.nice, item.state, item.element, values)


def _in_order(found: Iterable[DeclaredItem], order: Mapping[str, tuple[str, ...]]) -> tuple[DeclaredItem, ...]:
    """Items and their values as the device lists them; what it does not name comes last."""
    made = tuple(replace(item, values=_ranked(item.values, order.get(item.name, ()), lambda known: known.value)) for item in found)
    return _ranked(made, tuple(order), lambda item: item.name)


def _ranked(found: tuple[T, ...], order: tuple[str, ...], name: Callable[[T], str]) -> tuple[T, ...]:
    rank = {text: place for place, text in enumerate(order)}
    return tuple(sorted(found, key=lambda one: rank.get(name(one), len(rank)))) if rank else found
