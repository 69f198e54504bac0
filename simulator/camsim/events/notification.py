"""A notification: an event with its place in time, and its wire form, made once for all consumers."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from enum import StrEnum

from camsim.device.event import VALUE, Event, items
from camsim.wire import onvif_event


class Operation(StrEnum):
    """What a notification says of a stateful topic."""

    INITIALIZED = "Initialized"
    CHANGED = "Changed"
    DELETED = "Deleted"


@dataclass(frozen=True, eq=False)
class Notification:
    """An event with its place in time."""

    event: Event
    operation: Operation | None
    """None for a stateless event."""
    time: float
    """Camera time in seconds when the event was raised: of Initialized, when the state was last set."""
    stamp: float
    """The same instant as a POSIX time stamp, by what the device took for the date then."""

    @functools.cached_property
    def initialized(self) -> Notification:
        """The same state for a consumer that comes later; one for all of them."""
        return self if self.operation is Operation.INITIALIZED else replace(self, operation=Operation.INITIALIZED)

    @functools.cached_property
    def message(self) -> onvif_event.Message:
        """All names and values as on the wire."""
        source, data = wire_items(self.event)
        elements = frozenset(item.name for _, item in items(type(self.event), VALUE) if item.element)
        return onvif_event.Message(self.event.path, self.stamp, self.operation, source, data, elements)


def wire_items(event: Event) -> tuple[dict[str, str], dict[str, str]]:
    """Source and data of an event by name, values as on the wire."""
    text = onvif_event.text
    return {name: text(value) for name, value in event.source().items()}, {name: text(value) for name, value in event.data().items()}
