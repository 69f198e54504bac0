"""Topics and payloads of what the device says over MQTT (page slugs: mqtt-event-bridge, mqtt-client-api)."""

from __future__ import annotations

import json
from datetime import UTC, datetime


def connection_topic(prefix: str) -> str:
    """Where the default messages about the connection go."""
    return f"{prefix}/event/connection"


def connection(serial: str, description: str, *, connected: bool, time: float | None) -> bytes:
    """The default message about the connection; `time` as a POSIX time stamp, None for a last will."""
    stamp = "null" if time is None else f'"{datetime.fromtimestamp(int(time), UTC):%Y-%m-%dT%H:%M:%S}z"'
    text = (
        f'{{ "serialNumber": "{serial}", "connected": {json.dumps(connected)}, '
        f'"description": {json.dumps(description)}, "timestamp": {stamp} }}'
    )
    return text.encode()
