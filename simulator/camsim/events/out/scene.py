"""Scene descriptions over MQTT: frames of what analytics sees, ten a second of camera time (page slug: analytics-mqtt-api)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.device import Device
from camsim.device.mqtt.analytics import AnalyticsPublishers, Format
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.outbox import Message
from camsim.device.power import Power
from camsim.device.views.views import Views
from camsim.wire import onvif_event, scene_description

if TYPE_CHECKING:
    from camsim.media.detections import Detection
    from camsim.media.source import Source

PERIOD = 0.1
"""Seconds between two frames."""
MOST_WAITING = 100
"""Messages in the outbox beyond which frames are left out until the broker has caught up."""
MOST_AT_ONCE = 600
"""Frames in one advance of the clock; those of the time after them are left out, as those of other streams are."""
SCORE = 0.9
CLASSES = {"person": "Human", "cyclist": "Bike", "car": "Car", "truck": "Truck", "bus": "Bus"}
"""Kinds of targets that analytics tells apart; the others have no class."""


class ScenePublisher:
    """Sends frames while there are publishers and the client is connected."""

    def __init__(self, device: Device, source: Callable[[], Source]) -> None:
        self._device = device
        self._source = source
        self._client = device.organ(Mqtt)
        self._publishers = device.organ(AnalyticsPublishers)
        self._timer: Timer | None = None
        self._tracks: dict[str, set[str]] = {}
        self._at_once = 0
        self._rest: asyncio.Task[None] | None = None
        self._client.watch(self._follow)
        self._publishers.watcher = self._follow

    def _follow(self) -> None:
        """Sets the timer for the next frame where one is wanted and none is set."""
        wanted = self._client.state.connected and self._publishers.all()
        if not wanted:
            self._tracks.clear()
            if self._timer is not None:
                self._timer.cancel()
        elif self._timer is not None and self._timer.active:
            return
        elif self._at_once < MOST_AT_ONCE and len(self._client.outbox) < MOST_WAITING:
            booted = self._device.organ(Power).state.booted_at
            frame = math.floor((self._device.clock.now() - booted) / PERIOD + 1e-6) + 1
            self._timer = self._device.life.call_at(booted + frame * PERIOD, self._tell)

    def _tell(self) -> None:
        """Sends the frame that is current now to all publishers of each data source."""
        if self._device.clock.advancing:
            self._at_once += 1
            if self._rest is None:
                self._rest = asyncio.get_running_loop().create_task(self._begin_anew(), name="camsim scene description")
        payloads: dict[str, bytes] = {}
        for publisher in self._publishers.all():
            key = publisher.data_source_key
            if key not in payloads:
                payloads[key] = self._frame(key)
            topic = f"{self._client.topic_prefix}/{publisher.mqtt_topic}" if publisher.use_topic_prefix else publisher.mqtt_topic
            message = Message(topic, payloads[key], publisher.qos, publisher.retain, lasting=False, outcome=self._sent)
            self._client.send(message)
        self._timer = None
        self._follow()

    async def _begin_anew(self) -> None:
        """Goes on when the advance is over."""
        while self._device.clock.advancing:  # noqa: ASYNC110
            await asyncio.sleep(0)
        self._at_once, self._rest = 0, None
        self._follow()

    def _sent(self, delivered: bool) -> None:
        """Goes on after frames were left out."""
        if delivered:
            self._follow()

    def _frame(self, key: str) -> bytes:
        from camsim.media.detections import detected

        format_, _, number = key.partition("#")
        channel = int(number)
        found = detected(self._source(), channel, self._device.organ(Views).rotation(channel))
        time, items = onvif_event.utc(found.time), [_item(detection) for detection in found.detections]
        tracks = {item.track for item in items}
        ended = sorted(self._tracks.get(key, set()) - tracks, key=int)
        self._tracks[key] = tracks
        if format_ == Format.FRAME:
            return scene_description.frame(time, items, ended, channel)
        return scene_description.scene_description(time, items, ended)


def _item(detection: Detection) -> scene_description.Item:
    box = (detection.left, detection.top, detection.right, detection.bottom)
    return scene_description.Item(str(detection.id), CLASSES.get(detection.kind, ""), SCORE, box)
