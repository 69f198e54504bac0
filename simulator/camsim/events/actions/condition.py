"""Conditions and start events: the filters of a rule, and whether they hold now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from camsim.device.actions import EventFilter
from camsim.device.errors import OutOfRangeError
from camsim.device.event import Event
from camsim.events import content, topics
from camsim.events.broker import Broker
from camsim.events.catalogue import Topic
from camsim.events.notification import Notification, Operation, wire_items
from camsim.events.selection import Selection


def compiled(filter: EventFilter) -> Selection:
    """The filter ready for use. Raises OutOfRangeError (subjects `topic`, `content`)."""
    try:
        wanted = topics.parse(filter.topic)
    except topics.ExpressionError as error:
        raise OutOfRangeError(f"failed to parse topic expression '{filter.topic}'", subject="topic", value=filter.topic) from error
    if filter.content is None:
        return Selection(wanted)
    try:
        return Selection(wanted, content.parse(filter.content))
    except topics.ExpressionError as error:
        raise OutOfRangeError(f"around character 1: {error}", subject="content", value=filter.content) from error


def meant(wants: Selection, broker: Broker, declared: Iterable[Topic]) -> int:
    """How many states a filter is about, whatever their values may become: those that are there, and topics that have none yet."""
    told = [state.event for state in broker.current() if wants.topics.matches(state.event.path)]
    having = {event.path for event in told}
    empty = [topic for topic in declared if topic.stateful and topic.path not in having and wants.topics.matches(topic.path)]
    known: list[list[content.Item]] = []
    for event in told:
        source, data = wire_items(event)
        known.append([*source.items(), *((name, None) for name in data)])
    known += [[(item.name, None) for item in (*topic.source, *topic.data)] for topic in empty]
    return sum(wants.content is None or wants.content.may_match(items) for items in known)


class Condition:
    """Holds while at least one of the states that its filter means is as the filter wants it."""

    def __init__(self, filter: EventFilter) -> None:
        self._wants = compiled(filter)
        self._topics = Selection(self._wants.topics)
        self._holding: set[tuple[Any, ...]] = set()

    @property
    def holds(self) -> bool:
        """Whether it holds now."""
        return bool(self._holding)

    def concerns(self, event: Event) -> bool:
        """Whether it is about such events."""
        return event.stateful and self._topics(event)

    def take(self, notification: Notification) -> None:
        """Takes notice of a state."""
        event = notification.event
        if not self.concerns(event):
            return
        if notification.operation is not Operation.DELETED and self._wants(event):
            self._holding.add(event.identity())
        else:
            self._holding.discard(event.identity())
