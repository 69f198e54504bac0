"""What the verbs about events and sensors answer."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.events.broker import LogEntry
from camsim.events.catalogue import DeclaredItem, Topic
from camsim.events.notification import Operation


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as it was told, all values texts as on the wire."""

    number: int
    """From 1, in the order in which they were told."""
    time: float
    """Camera time as a POSIX time stamp in seconds."""
    topic: str
    operation: Operation | None
    """None for a stateless event."""
    source: dict[str, str]
    data: dict[str, str]

    @classmethod
    def of(cls, entry: LogEntry) -> ToldEvent:
        """An entry of the log."""
        told = entry.notification
        message = told.message
        return cls(entry.number, told.time, message.topic, told.operation, dict(message.source), dict(message.data))


@dataclass(frozen=True, slots=True)
class EventPage:
    """The log of events, oldest first."""

    entries: list[ToldEvent]
    total: int
    """Events since the start, lost ones too."""
    truncated: bool
    """Whether the log has lost older entries."""


@dataclass(frozen=True, slots=True)
class RaisedEvent:
    """What became of an event that was raised by hand."""

    told: bool
    """False where that state was so already, so that nobody was told."""
    event: ToldEvent | None


@dataclass(frozen=True, slots=True)
class EventItem:
    """A value that an event carries."""

    name: str
    type: str
    """`xsd:int`, `xsd:boolean`, `tt:ReferenceToken`"""
    nice_name: str
    state: bool
    """Whether it is the state of the property."""
    values: dict[str, str]
    """Known values and their nice names; empty where any may come."""

    @classmethod
    def of(cls, item: DeclaredItem) -> EventItem:
        """An item of the catalogue."""
        return cls(item.name, item.kind, item.nice, item.state, {known.value: known.nice for known in item.values})


@dataclass(frozen=True, slots=True)
class EventTopic:
    """An event that the device can raise."""

    topic: str
    nice_name: str
    stateful: bool
    application_data: bool
    """Whether it is meant for applications."""
    source: list[EventItem]
    data: list[EventItem]

    @classmethod
    def of(cls, topic: Topic) -> EventTopic:
        """A topic of the catalogue."""
        source, data = [EventItem.of(item) for item in topic.source], [EventItem.of(item) for item in topic.data]
        return cls(topic.path, topic.nice, topic.stateful, topic.application_data, source, data)


@dataclass(frozen=True, slots=True)
class SensorState:
    """A lever: what the world outside does to the device."""

    name: str
    """`temperature.0`"""
    unit: str
    """Of the value; empty for what is on (1) or off (0)."""
    value: float
    least: float
    most: float
