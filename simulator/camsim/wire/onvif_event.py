"""Events in the spelling of ONVIF: tt:Message inside wsnt:NotificationMessage, as recorded (reference 03, section 2.2)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from xml.sax.saxutils import escape

DIALECT = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Simple"
NAMESPACES: Mapping[str, str] = {
    "tns1": "http://www.onvif.org/ver10/topics",
    "tnsaxis": "http://www.axis.com/2009/event/topics",
    "wsnt": "http://docs.oasis-open.org/wsn/b-2",
    "wsa5": "http://www.w3.org/2005/08/addressing",
}
"""Those that a notification declares where nothing around it does, in order."""
TT = "http://www.onvif.org/ver10/schema"
MOST_DECIMALS = 6

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """One event, all values as on the wire."""

    topic: str
    time: float
    """POSIX time stamp of the device in seconds."""
    operation: str | None
    """Initialized, Changed or Deleted; None for a stateless event."""
    source: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    """Names of the data whose value is XML."""

    def items(self) -> list[tuple[str, str]]:
        """Names and values of source and data."""
        return [*self.source.items(), *self.data.items()]


def text(value: Any) -> str:
    """A value as it stands in a SimpleItem: booleans are 0 and 1, doubles have six decimals."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:.{MOST_DECIMALS}f}"
    return str(value.value if isinstance(value, Enum) else value)


def utc(time: float) -> str:
    """`2024-05-06T07:08:09.123456Z`"""
    moment = _EPOCH + datetime.timedelta(microseconds=round(time * 1_000_000))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def message(event: Message) -> str:
    """The tt:Message element; its prefix is declared by what stands around it."""
    operation = f' PropertyOperation="{event.operation}"' if event.operation is not None else ""
    source = "".join(_simple(name, value) for name, value in event.source.items())
    data = "".join(_element(name, value) if name in event.elements else _simple(name, value) for name, value in event.data.items())
    return (
        f'<tt:Message UtcTime="{utc(event.time)}"{operation}><tt:Source>{source}</tt:Source><tt:Key></tt:Key>'
        f"<tt:Data>{data}</tt:Data></tt:Message>"
    )


def notification(event: Message, producer: str, *, declare: bool = True) -> str:
    """The wsnt:NotificationMessage element; without `declare` its envelope declares the prefixes.

    `producer` is the address of who raised it: `uri://<uuid>/ProducerReference`.
    """
    return (
        f'<wsnt:NotificationMessage{_DECLARED if declare else ""}><wsnt:Topic Dialect="{DIALECT}">{escape(event.topic)}</wsnt:Topic>'
        f"<wsnt:ProducerReference><wsa5:Address>{escape(producer)}</wsa5:Address></wsnt:ProducerReference>"
        f"<wsnt:Message>{message(event)}</wsnt:Message></wsnt:NotificationMessage>"
    )


def metadata(*content: str) -> bytes:
    """A document of the metadata stream: an empty one, or one with an event."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<tt:MetadataStream xmlns:tt="{TT}">\n{"".join(content)}</tt:MetadataStream>\n'
    ).encode()


def event(event: Message, producer: str) -> bytes:
    """The document of the metadata stream that tells an event."""
    return metadata(f"<tt:Event>{notification(event, producer)}</tt:Event>")


def producer(unique: str) -> str:
    """The address of a device, from its unique id."""
    return f"uri://{unique}/ProducerReference"


def _simple(name: str, value: str) -> str:
    return f'<tt:SimpleItem Name="{_attribute(name)}" Value="{_attribute(value)}"/>'


def _element(name: str, value: str) -> str:
    return f'<tt:ElementItem Name="{_attribute(name)}">{value}</tt:ElementItem>'


def _attribute(value: str) -> str:
    return escape(_FORBIDDEN.sub("?", value), {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
