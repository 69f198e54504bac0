"""Event streaming over WebSocket: its messages (page slug: event-streaming-over-websocket)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from camsim.wire.onvif_event import Message

VERSION = "1.0"
CONFIGURE = "events:configure"
NOTIFY = "events:notify"


def configured(request: Mapping[str, Any]) -> str:
    """The answer to a request that was carried out."""
    return _text({**_head(request), "data": {}})


def refused(request: Mapping[str, Any], code: int, message: str) -> str:
    """The answer to a request that was not."""
    return _text({**_head(request), "error": {"code": code, "message": message}})


def notification(event: Message) -> str:
    """What tells an event: its time in milliseconds, all values texts."""
    told = {
        "timestamp": int(event.time * 1000),
        "topic": event.topic,
        "message": {"source": dict(event.source), "key": {}, "data": dict(event.data)},
    }
    return _text({"apiVersion": VERSION, "method": NOTIFY, "params": {"notification": told}})


def _head(request: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"apiVersion": VERSION}
    if "context" in request:
        found["context"] = request["context"]
    if "method" in request:
        found["method"] = request["method"]
    return found


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)
