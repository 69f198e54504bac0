"""Event service: what the device can raise, scheduled events and virtual inputs over SOAP. OS 5.50 and later."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.event_service import messages, schedules
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.services import has_web_services
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.schedules import IntervalEvent, PulseEvent, Schedules
from camsim.events import catalogue
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

NAMESPACE = "http://www.axis.com/vapix/ws/event1"

api = Api(
    title="Event and action services: event service",
    page="event-and-action-services",
    since="5.50",
    access=Access.OPERATOR,
    needs=has_web_services,
    fault=schedules.fault,
    events=(IntervalEvent, PulseEvent),
    omits=("KeyMonitor and GetNotification",),
)


@api.soap(NAMESPACE, "GetEventInstances")
def get_event_instances(call: Call) -> Element:
    """Every topic that the device can raise, with its items and what they can be."""
    return messages.topic_set(catalogue.tree(catalogue.topics(call.device)))


@api.soap(NAMESPACE, "ChangeVirtualInputState")
def change_virtual_input_state(call: Call, port: Annotated[int, Wire("port")], active: Annotated[bool, Wire("active")]) -> Element:
    """Turns a virtual input on or off, and tells whether that changed it."""
    inputs = call.organ(VirtualInputs)
    changed = inputs.activate(port) if active else inputs.deactivate(port)
    return element("aev:stateChanged", "true" if changed else "false")


@api.soap(NAMESPACE, "AddScheduledEvent", access=Access.ADMIN)
def add_scheduled_event(call: Call, new_scheduled_event: Node) -> Element:
    """Makes a schedule, and gives it an id where the client gives none."""
    new = schedules.schedule_of(new_scheduled_event)
    return element("aev:EventID", call.organ(Schedules).add(new.text, name=new.name, id=new.id))


@api.soap(NAMESPACE, "GetScheduledEvents")
def get_scheduled_events(call: Call, schedule_filter: Node | None = None) -> Element:
    """All schedules, or those of one type."""
    return schedules.listed(call.organ(Schedules).all(), schedules.wanted_type(schedule_filter))


@api.soap(NAMESPACE, "RemoveScheduledEvent", access=Access.ADMIN)
def remove_scheduled_event(call: Call, event_id: Annotated[str, Wire("EventID")]) -> None:
    """Takes a schedule away; its event goes with it."""
    call.organ(Schedules).remove(event_id)
