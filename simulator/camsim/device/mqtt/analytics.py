"""Publishers of analytics: which data source is sent under which MQTT topic (page slug: analytics-mqtt-api)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.configuration import QOS
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.device.views.views import Views
from camsim.profile.model import Profile, ViewKind

MOST_PUBLISHERS = 64
"""A guess."""
LONGEST = 128
SHORTEST_KEY = 3
FRAMES_SINCE = (12, 8)
"""OS version from which there are frames in the released format, too."""

_TOPIC = re.compile(r"[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*")


class Format(StrEnum):
    """What a data source sends; the number of a channel comes after it: `axis.scene.frame_v1#1`."""

    SCENE_DESCRIPTION = "com.axis.analytics_scene_description.v0.beta"
    FRAME = "axis.scene.frame_v1"


@dataclass(frozen=True)
class Publisher:
    """One data source on its way to one topic."""

    id: str
    data_source_key: str
    mqtt_topic: str
    qos: int = 0
    retain: bool = False
    use_topic_prefix: bool = False


@dataclass
class AnalyticsPublishersState:
    """All publishers in the order in which they were made."""

    publishers: dict[str, Publisher] = kept(factory=dict)


class AnalyticsPublishers(Organ[AnalyticsPublishersState]):
    """The publishers by id."""

    name = "analytics_publishers"
    watcher: Callable[[], None] = staticmethod(lambda: None)
    """Called whenever the publishers change."""

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        listed = any(entry.id == "analytics-mqtt" for entry in profile.apis.rest)
        return listed and profile.video is not None and Mqtt.fits(profile)

    def factory_state(self) -> AnalyticsPublishersState:
        return AnalyticsPublishersState()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self.watcher()

    @property
    def data_sources(self) -> list[str]:
        """The keys of all data sources: each format for each channel that shows a whole picture."""
        views = self.device.organ(Views)
        formats = [Format.SCENE_DESCRIPTION, *([Format.FRAME] if self.profile.os_number >= FRAMES_SINCE else [])]
        channels = [channel for channel in range(1, views.count + 1) if views.facts.view(channel) is ViewKind.WHOLE]
        return [f"{each}#{channel}" for each in formats for channel in channels]

    def all(self) -> list[Publisher]:
        """The publishers in the order in which they were made."""
        return list(self.state.publishers.values())

    def get(self, identifier: str) -> Publisher:
        """One publisher. Raises NotThereError."""
        found = self.state.publishers.get(identifier)
        if found is None:
            raise NotThereError(identifier, subject="id", value=identifier)
        return found

    def add(self, publisher: Publisher) -> Publisher:
        """Makes a publisher. Raises OutOfRangeError, ExistsError, FullError."""
        if not 1 <= len(publisher.id) <= LONGEST:
            raise OutOfRangeError(f"id has 1 to {LONGEST} characters", subject="id", value=publisher.id)
        if not SHORTEST_KEY <= len(publisher.data_source_key) <= LONGEST or publisher.data_source_key not in self.data_sources:
            raise OutOfRangeError("unknown data_source_key", subject="data_source_key", value=publisher.data_source_key)
        if len(publisher.mqtt_topic) > LONGEST or not _TOPIC.fullmatch(publisher.mqtt_topic):
            raise OutOfRangeError("mqtt_topic is no topic of letters, digits, _ and -", subject="mqtt_topic", value=publisher.mqtt_topic)
        if publisher.qos not in QOS:
            raise OutOfRangeError("qos is 0, 1 or 2", subject="qos", value=publisher.qos)
        if publisher.id in self.state.publishers:
            raise ExistsError(publisher.id, subject="id", value=publisher.id)
        if len(self.state.publishers) >= MOST_PUBLISHERS:
            raise FullError(f"at most {MOST_PUBLISHERS} publishers", subject="id")
        self.state.publishers[publisher.id] = publisher
        self.watcher()
        return publisher

    def remove(self, identifier: str) -> None:
        """Takes a publisher away. Raises NotThereError."""
        self.get(identifier)
        del self.state.publishers[identifier]
        self.watcher()
