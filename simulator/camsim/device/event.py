"""What happened: a frozen dataclass with a topic and marked fields; the class is the whole declaration."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform

KEY = "event.key"
VALUE = "event.value"


def key(name: str = "", *, kind: str = "xsd:int", nice: str = "") -> Any:
    """A field that tells instances of a topic apart: a SimpleItem of the message's Source."""
    return dataclasses.field(metadata={KEY: Item(name, kind, nice)})


def value(name: str = "", *, kind: str = "xsd:boolean", nice: str = "", state: bool = False) -> Any:
    """A field that tells what is so now: a SimpleItem of the message's Data; `state` marks the property's state."""
    return dataclasses.field(metadata={VALUE: Item(name, kind, nice, state)})


@dataclass(frozen=True, slots=True)
class Item:
    """How a field is named and typed on the wire; an empty name means the field's own."""

    name: str
    kind: str
    nice: str = ""
    state: bool = False


EVENTS: dict[str, type[Event]] = {}
"""All event classes by topic."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(key, value))
class Event:
    """Base of all events. A subclass says topic, whether it is stateful, and its fields; it becomes a frozen dataclass."""

    topic: ClassVar[str] = ""
    """`tns1:Device/tnsaxis:IO/Port`; may hold `{field}` places."""
    stateful: ClassVar[bool] = True
    nice_name: ClassVar[str] = ""

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
        cls: Any = type(self)
        return {name: getattr(self, attribute) for attribute, name in _marked(cls, mark)}


@functools.cache
def _marked(cls: Any, mark: str) -> tuple[tuple[str, str], ...]:
    """Attribute and wire name of the fields with a mark."""
    return tuple((field.name, field.metadata[mark].name or field.name) for field in dataclasses.fields(cls) if mark in field.metadata)
