"""Virtual input API: activate, deactivate and getschemaversions. OS 5.50 and later. Inputs are numbered from 1."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.virtual_input import messages
from camsim.contract.access import Access
from camsim.contract.api import Api, XmlShape
from camsim.contract.call import Call
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.io.events import VirtualInputEvent
from camsim.device.io.virtual_inputs import VirtualInputs

api = Api(
    title="Virtual input API",
    page="input-and-outputs#virtual-input-api",
    since="5.50",
    access=Access.OPERATOR,
    needs=VirtualInputs.fits,
    xml_shape=XmlShape(
        root="VirtualInputResponse",
        namespace=messages.NAMESPACE,
        version=messages.VERSION,
        codes={NotThereError: (20, "{message}"), OutOfRangeError: (50, "{message}")},
    ),
    events=(VirtualInputEvent,),
)


@api.xml("/axis-cgi/virtualinput/activate.cgi")
def activate(call: Call, port: str, duration: str | None = None) -> Element:
    """Turns a virtual input on, for some seconds or until it is turned off."""
    inputs = call.organ(VirtualInputs)
    number = messages.port(port, inputs.count)
    return messages.changed("ActivateSuccess", inputs.activate(number, messages.duration(duration)))


@api.xml("/axis-cgi/virtualinput/deactivate.cgi")
def deactivate(call: Call, port: str) -> Element:
    """Turns a virtual input off."""
    inputs = call.organ(VirtualInputs)
    return messages.changed("DeactivateSuccess", inputs.deactivate(messages.port(port, inputs.count)))


@api.xml("/axis-cgi/virtualinput/getschemaversions.cgi", schema_version=False)
def get_schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return messages.versions()
