"""Topics and payloads of what the device says over MQTT (page slugs: mqtt-event-bridge, mqtt-client-api)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

NAMES = {"tns1": "onvif", "tnsaxis": "axis"}
"""Prefixes of topics on other roads, and over MQTT."""


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


def event_topic(topic: str, source: Mapping[str, str], *, namespaces: bool) -> str:
    """`tns:onvif/Device/tns:axis/IO/Port/$source/port/0` for `tns1:Device/tnsaxis:IO/Port`; without namespaces `Device/IO/Port/...`.

    What a topic of MQTT cannot hold in one level is percent-encoded in the values of the source (a guess).
    """
    levels = []
    for part in topic.split("/"):
        prefix, _, name = part.rpartition(":")
        if prefix and namespaces:
            levels.append(f"tns:{NAMES.get(prefix, prefix)}")
        levels.append(name)
    for name, given in source.items():
        levels += ["$source", name, quote(given, safe=" :.,;=-_()@!&'*$~")]
    return "/".join(levels)


def event(topic: str, time: float, source: Mapping[str, str], data: Mapping[str, str], *, serial: str | None, topic_first: bool) -> bytes:
    """An event in one line of JSON; `time` as a POSIX time stamp in seconds, told in milliseconds."""
    parts = [part.rpartition(":") for part in topic.split("/")]
    names = "/".join(f"{NAMES.get(prefix, prefix)}:{name}" if prefix else name for prefix, _, name in parts)
    head: dict[str, object] = {"topic": names, "timestamp": round(time * 1000)}
    if not topic_first:
        head = dict(reversed(head.items()))
    if serial is not None:
        head["serial"] = serial
    message = {"source": dict(source), "key": {}, "data": dict(data)}
    return json.dumps({**head, "message": message}, ensure_ascii=False, separators=(",", ":")).encode()
