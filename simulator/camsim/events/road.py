"""The roads by which events leave the camera."""

from __future__ import annotations

from enum import StrEnum


class Road(StrEnum):
    """How a consumer gets its events."""

    METADATA = "metadata"
    """RTSP metadata stream."""
    WEBSOCKET = "websocket"
    PULLPOINT = "pullpoint"
    """ONVIF pull point."""
    NOTIFY = "notify"
    """ONVIF basic notification: the camera posts to the consumer."""
    MQTT = "mqtt"
    ACTIONS = "actions"
    """Action rules inside the camera."""
    JOURNAL = "journal"
    """Logs inside the camera."""
    CONTROL = "control"
    """The tester."""
