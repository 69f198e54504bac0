"""What a consumer wants: a topic expression and a content filter together."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.event import Event
from camsim.events.content import ContentFilter
from camsim.events.notification import wire_items
from camsim.events.topics import EVERYTHING, TopicFilter


@dataclass(frozen=True, slots=True)
class Selection:
    """Wants events that pass both filters; callable, for `Broker.subscribe`."""

    topics: TopicFilter = EVERYTHING
    content: ContentFilter | None = None

    def __call__(self, event: Event) -> bool:
        if not self.topics.matches(event.path):
            return False
        if self.content is None:
            return True
        source, data = wire_items(event)
        return self.content.matches([*source.items(), *data.items()])
