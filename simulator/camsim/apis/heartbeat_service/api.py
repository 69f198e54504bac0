"""Heartbeat service: /vapix/axhbt and SOAP, devices that announce it (page slug: heartbeat-service-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.heartbeat import Heartbeat
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element

api = Api(title="Heartbeat service API", page="heartbeat-service-api", versions=("1.0",), access=Access.OPERATOR, needs=Heartbeat.fits)


@api.bridge("/vapix/axhbt", "axhbt:Heartbeat")
def heartbeat(call: Call, duration: int) -> dict[str, str]:
    """A heartbeat that holds for so many milliseconds."""
    return {"SessionId": call.organ(Heartbeat).beat(duration)}


@api.soap(NAMESPACES["axhbt"], "Heartbeat")
def soap_heartbeat(call: Call, duration: int) -> Element:
    """The same over SOAP."""
    return element("axhbt:SessionId", call.organ(Heartbeat).beat(duration))
