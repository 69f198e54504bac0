"""Subscriptions on the wire: filters, times, references, messages, faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from camsim.contract.call import Call
from camsim.device.errors import DeviceError, FullError, NotThereError, OutOfRangeError
from camsim.device.time import Time
from camsim.events import content, topics
from camsim.events.leases import Lease
from camsim.events.notification import Notification
from camsim.events.selection import Selection
from camsim.wire import duration, moment, onvif_event, soap
from camsim.wire.soap import Fault
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

ADDRESS = "/onvif/services"
AXIS = "http://www.axis.com/2009/event"
LONGEST_ADDRESS = 2048
CONCRETE = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete"
CONCRETE_SET = "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet"
ITEM_FILTER = "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter"
_DIALECTS = {"TopicExpression": (CONCRETE, CONCRETE_SET), "MessageContent": (ITEM_FILTER,)}


@dataclass(frozen=True, slots=True)
class Termination:
    """When a subscription is to end: a span from now, or a date."""

    span: float | None = None
    stamp: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Termination:
        """`PT60S` or `2026-01-01T00:01:00Z`. Raises ValueError."""
        if text.startswith("P"):
            return cls(duration.parse(text))
        moment = datetime.fromisoformat(text)
        return cls(stamp=(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp())

    def seconds(self, time: Time) -> float:
        """How many seconds lie between the device's date and it."""
        return self.stamp - time.stamp() if self.span is None else self.span


class FilterError(DeviceError):
    """A filter that the device does not understand; the subject names the fault."""


def selection(filter: Node | None) -> Selection:
    """What a filter lets through; several expressions of a kind count all. Raises FilterError."""
    if filter is None:
        return Selection()
    paths: list[topics.Path] = []
    for node in _expressions(filter, "TopicExpression", "TopicExpressionDialectUnknownFault"):
        text = (node.text or "").strip()
        try:
            paths += topics.parse(text, prefixes=node.scope).paths
        except topics.ExpressionError as error:
            raise FilterError(f"failed to parse topic expression '{text}'", subject="InvalidTopicExpressionFault") from error
    tests = []
    for node in _expressions(filter, "MessageContent", "InvalidFilterFault"):
        try:
            tests.append(content.parse((node.text or "").strip()))
        except topics.ExpressionError as error:
            raise FilterError(f"around character 1: {error}", subject="InvalidMessageContentExpressionFault") from error
    both = content.ContentFilter("", lambda items: all(test.matches(items) for test in tests)) if tests else None
    return Selection(topics.TopicFilter(tuple(paths)) if paths else topics.EVERYTHING, both)


def _expressions(filter: Node, name: str, unknown: str) -> Iterable[Node]:
    for node in filter.children(name):
        dialect = node.get("Dialect", "").strip()
        if dialect and dialect not in _DIALECTS[name]:
            raise FilterError(f"unknown dialect '{dialect}'", subject=unknown)
        yield node


def address(reference: Node) -> str:
    """Where a consumer listens. Raises OutOfRangeError (subject `consumer`)."""
    text = reference.content("Address") or ""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or len(text) > LONGEST_ADDRESS or not text.isprintable():
        raise OutOfRangeError("no address of a consumer", subject="consumer", value=text)
    return text


def made(call: Call, lease: Lease, name: str) -> list[Element]:
    """The reference that a client must show with each call about the subscription, and when it ends."""
    number = element("dom0:SubscriptionId", str(lease.number), **{"xmlns:dom0": AXIS})
    where = element("wsa5:Address", f"{call.request.scheme}://{call.request.host}{ADDRESS}")
    reference = element(name, where, element("wsa5:ReferenceParameters", number))
    return [reference, *times(call, lease, "wsnt:CurrentTime", "wsnt:TerminationTime")]


def pulled(call: Call, lease: Lease, messages: Iterable[Notification]) -> list[Element]:
    """Times, then the messages."""
    producer = onvif_event.producer(call.device.unique_id)
    told = [soap.raw(onvif_event.notification(one.message, producer, declare=False)) for one in messages]
    return [*times(call, lease, "tev:CurrentTime", "tev:TerminationTime"), *told]


def times(call: Call, lease: Lease, *names: str) -> list[Element]:
    """The device's date and the end of the subscription, under names that tell which is which, in their order."""
    now = call.organ(Time).stamp()
    ends = now + lease.ends - call.device.clock.now()
    return [element(name, moment.seconds(ends if name.endswith("TerminationTime") else now)) for name in names]


def fault(call: Call, error: DeviceError) -> Fault | None:
    """The fault for an error about subscriptions; None for any other."""
    match error:
        case FilterError():
            return _fault(call, f"wsnt:{error.subject}", error.message)
        case NotThereError(subject="subscription"):
            return _fault(call, "wsrfr:ResourceUnknownFault", "Unknown resource")
        case FullError() | OutOfRangeError(subject="consumer"):
            return _fault(call, "wsnt:SubscribeCreationFailedFault", error.message)
        case OutOfRangeError(subject="termination"):
            first = call.message is None or call.message.operation != "Renew"
            return _fault(call, f"wsnt:Unacceptable{'Initial' if first else ''}TerminationTimeFault", error.message)
    return None


def _fault(call: Call, name: str, reason: str) -> Fault:
    return Fault(reason, detail=element(name, element("wsrfbf:Timestamp", moment.seconds(call.organ(Time).stamp()))))
