"""ONVIF event service: event properties, pull points, basic notification (ONVIF Core, section 9; WS-BaseNotification 1.3)."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.onvif_events import messages, properties
from camsim.apis.onvif_events.messages import Termination
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.services import has_onvif, operations
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.time import Time
from camsim.events import catalogue
from camsim.events.leases import Lease
from camsim.events.road import Road
from camsim.profile.quirks import Quirk
from camsim.wire.duration import Span
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml_in import Node

EVENTS, NOTIFICATION = NAMESPACES["tev"], NAMESPACES["wsnt"]
DEFAULT = Termination(60.0)
"""How long a subscription lives whose maker says nothing (a guess)."""
LONGEST_PULL = 3600.0
"""Seconds that a pull may wait; more is cut to it."""
MOST_PULLED = 1000
"""Messages of one answer; more is cut to it."""

api = Api(
    title="ONVIF event service",
    page="onvif-event-service",
    access=Access.VIEWER,
    needs=has_onvif,
    fault=messages.fault,
    omits=("Seek and persistent storage of notifications", "paused subscriptions", "GetCurrentMessage"),
)


operation = operations(api, EVENTS)


@operation("GetServiceCapabilities", Access.ANONYMOUS)
def get_service_capabilities(call: Call) -> Element:
    """What this service can do."""
    return properties.capabilities()


@operation("GetEventProperties")
def get_event_properties(call: Call) -> list[Element]:
    """Every topic with its items, and the dialects of filters."""
    return properties.told(catalogue.tree(catalogue.topics(call.device)))


# ---- pull points


@operation("CreatePullPointSubscription")
def create_pull_point_subscription(
    call: Call, filter: Node | None = None, initial_termination_time: Termination = DEFAULT
) -> list[Element]:
    """Makes a pull point: its first messages tell all current states."""
    wants, seconds = messages.selection(filter), initial_termination_time.seconds(call.organ(Time))
    name = f"{call.caller.name}@{call.request.remote}"
    lease = call.leases.open(wants, seconds, road=Road.PULLPOINT, holder=call.caller.name, name=name)
    return messages.made(call, lease, "tev:SubscriptionReference")


@operation("PullMessages")
async def pull_messages(call: Call, timeout: Span, message_limit: int) -> list[Element]:
    """What has happened since the last pull; where nothing has, waits for it."""
    lease = _lease(call)
    if message_limit < 1:
        raise OutOfRangeError("a limit is at least 1", subject="MessageLimit", value=message_limit)
    subscription = lease.subscription
    subscription.acknowledge(subscription.sent - subscription.acknowledged)
    await call.wait_for(subscription.ready(), min(timeout.seconds, LONGEST_PULL))
    if lease.over:
        raise NotThereError("the subscription has ended", subject="subscription", value=lease.number)
    return messages.pulled(call, lease, subscription.take(min(message_limit, MOST_PULLED)))


@operation("SetSynchronizationPoint")
def set_synchronization_point(call: Call) -> None:
    """Lets the subscription tell all current states again."""
    call.broker.replay(_lease(call).subscription)


# ---- basic notification, and what both kinds have in common


@operation("Subscribe", namespace=NOTIFICATION)
def subscribe(
    call: Call, consumer_reference: Node, filter: Node | None = None, initial_termination_time: Termination = DEFAULT
) -> list[Element]:
    """Posts what happens to the consumer's address."""
    consumer = messages.address(consumer_reference)
    wants, seconds = messages.selection(filter), initial_termination_time.seconds(call.organ(Time))
    lease = call.leases.open(wants, seconds, road=Road.NOTIFY, holder=call.caller.name, name=consumer, consumer=consumer)
    return messages.made(call, lease, "wsnt:SubscriptionReference")


@operation("Renew", namespace=NOTIFICATION)
def renew(call: Call, termination_time: Annotated[Termination, Wire("TerminationTime")] = DEFAULT) -> list[Element]:
    """Lets a subscription live longer, or shorter."""
    lease = _lease(call)
    call.leases.renew(lease, termination_time.seconds(call.organ(Time)))
    return messages.times(call, lease, "wsnt:TerminationTime", "wsnt:CurrentTime")


@operation("Unsubscribe", namespace=NOTIFICATION)
def unsubscribe(call: Call) -> None:
    """Ends a subscription."""
    call.leases.end(_lease(call))


def _lease(call: Call) -> Lease:
    """The subscription that the header names. Raises NotThereError."""
    assert call.message is not None
    named = call.message.header("SubscriptionId")
    if named is not None:
        number = (named.text or "").strip()
        return call.leases.get(int(number) if number.isdecimal() and len(number) < 10 else 0)
    if call.profile.has(Quirk.LENIENT_SUBSCRIPTION):
        return call.leases.newest_of(call.caller.name)
    raise NotThereError("no subscription is named", subject="subscription")
