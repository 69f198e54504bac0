"""What happened: a frozen dataclass with a topic and marked fields; the class is the whole declaration."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, dataclass_transform

KEY = "event.key"
VALUE = "event.value"


def key(name: str = "", *, kind: str = "xsd:int", nice: str = "", values: Mapping[Any, str] | None = None) -> Any:
    """A field that tells instances of a topic apart: a SimpleItem of the message's Source; `values`: nice names of some values."""
    return dataclasses.field(metadata={KEY: Item(name, kind, nice, values=values or {})})


def value(
    name: str = "",
    *,
    kind: str = "xsd:boolean",
    nice: str = "",
    state: bool = False,
    values: Mapping[Any, str] | None = None,
    element: bool = False,
    declared: bool = True,
) -> Any:
    """A field that tells what is so now: a SimpleItem of the message's Data.

    `state` marks the property's state; `values` are the only ones it takes, with nice names; `element` says that it holds XML. What is not
    `declared` comes with the events, but not with the declaration of the topic.
    """
    return dataclasses.field(metadata={VALUE: Item(name, kind, nice, state, values or {}, element, declared)})


@dataclass(frozen=True, slots=True)
class Item:
    """How a field is named and typed on the wire; an empty name means the field's own."""

    name: str
    kind: str
    nice: str = ""
    state: bool = False
    values: Mapping[Any, str] = field(default_factory=dict)
    """Values and their nice names, where they are known beforehand."""
    element: bool = False
    """Whether the value is an ONVIF element as XML text."""
    declared: bool = True
    """Whether the declaration of the topic mentions it."""


EVENTS: dict[str, type[Event]] = {}
"""All event classes by topic."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(key, value))
class Event:
    """Base of all events. A subclass says topic, whether it is stateful, and its fields; it becomes a frozen dataclass."""

    topic: ClassVar[str] = ""
    """`tns1:Device/tnsaxis:IO/Port`; may hold `{field}` places."""
    stateful: ClassVar[bool] = True
    nice_name: ClassVar[str] = ""
    """Of the last level of the topic, with the same places."""
    application_data: ClassVar[bool] = False
    """Whether it is meant for applications, and not offered to people who make rules."""
    client: ClassVar[bool] = False
    """Whether it is meant for clients of the device alone."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, kw_only=True)(cls)
        if cls.topic:
            EVENTS[cls.topic] = cls

    @property
    def path(self) -> str:
        """The topic with its places filled."""
        return self.topic.format(**self.__dict__) if "{" in self.topic else self.topic

    def source(self) -> dict[str, Any]:
        """Names and values of the key fields."""
        return self._items(KEY)

    def data(self) -> dict[str, Any]:
        """Names and values of the value fields."""
        return self._items(VALUE)

    def identity(self) -> tuple[Any, ...]:
        """What two events about the same thing have in common."""
        return (self.path, *self.source().values())

    def _items(self, mark: str) -> dict[str, Any]:
        return {item.name: getattr(self, attribute) for attribute, item in items(type(self), mark)}


def items(cls: type[Event], mark: str) -> tuple[tuple[str, Item], ...]:
    """Attribute and item of the fields of an event class with a mark, `KEY` or `VALUE`; the item's name is never empty."""
    hashable: Any = cls
    return _items(hashable, mark)


@functools.cache
def _items(cls: Any, mark: str) -> tuple[tuple[str, Item], ...]:
    marked = [(one.name, one.metadata[mark]) for one in dataclasses.fields(cls) if mark in one.metadata]
    return tuple((name, dataclasses.replace(item, name=item.name or name)) for name, item in marked)


@dataclass(frozen=True, slots=True)
class Declaration:
    """That a device can raise an event, and what tells its instances apart."""

    event: type[Event]
    places: Mapping[str, Any] = field(default_factory=dict)
    """Values of the places in the topic: `{"channel": 1}`."""
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """Known values of key fields by attribute, each with its nice name or an empty text."""

    @property
    def path(self) -> str:
        """The topic with its places filled."""
        return self.event.topic.format(**self.places)

    @property
    def nice_name(self) -> str:
        """Of the last level of the topic."""
        return self.event.nice_name.format(**self.places)


def declared(events: Iterable[Event]) -> list[Declaration]:
    """What events that are so now say of what can be raised: their classes and the values of their key fields."""
    found: dict[str, Declaration] = {}
    for event in events:
        cls = type(event)
        keys = items(cls, KEY)
        if event.path not in found:
            marked = {attribute for mark in (KEY, VALUE) for attribute, _ in items(cls, mark)}
            places = {name: given for name, given in event.__dict__.items() if name not in marked}
            found[event.path] = Declaration(cls, places, {attribute: {} for attribute, _ in keys})
        for attribute, item in keys:
            given = getattr(event, attribute)
            known: dict[Any, str] = found[event.path].values[attribute]  # type: ignore[assignment]
            known[given] = item.values.get(given, "")
    return list(found.values())
