"""Event service: what the device can raise, and virtual inputs over SOAP. OS 5.50 and later."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.event_service import messages
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.services import has_web_services
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.events import catalogue
from camsim.wire.xml import element

NAMESPACE = "http://www.axis.com/vapix/ws/event1"

api = Api(
    title="Event and action services: event service",
    page="event-and-action-services",
    since="5.50",
    access=Access.OPERATOR,
    needs=has_web_services,
    omits=("scheduled events", "KeyMonitor and GetNotification"),
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
