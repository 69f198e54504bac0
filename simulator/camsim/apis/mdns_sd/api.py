"""mDNS-SD: /axis-cgi/mdnssd.cgi, where the device lists the API (page slug: mdns-sd-api)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from camsim.apis.mdns_sd import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_C, Code
from camsim.device.errors import OutOfRangeError
from camsim.device.service_discovery import ServiceDiscovery

api = Api(
    title="mDNS-SD API",
    page="mdns-sd-api",
    id="mdnssd",
    versions=("1.0", "1.1", "1.2"),
    access=Access.ADMIN,
    needs=lambda profile: any(entry.id == "mdnssd" for entry in profile.apis.discovery),
    family=replace(FAMILY_C, bad_json=Code(3000, "Invalid JSON data")),
)

PATH = "/axis-cgi/mdnssd.cgi"


@api.json(PATH, "getMdnssdInfo")
def get_info(call: Call) -> dict[str, Any]:
    """Whether the device tells its services, and under which name."""
    organ = call.organ(ServiceDiscovery)
    return {"enabled": organ.enabled, "friendlyName": organ.friendly_name}


@api.json(PATH, "setMdnssdConfiguration")
def set_configuration(call: Call, enabled: Any = None, friendly_name: Any = None) -> None:
    """Sets what is given."""
    on, name = messages.typed("enabled", bool, enabled), messages.typed("friendlyName", str, friendly_name)
    try:
        call.organ(ServiceDiscovery).configure(on, name)
    except OutOfRangeError as error:
        raise messages.wrong("friendlyName", error.value) from error


@api.json(PATH, "discover", since="10.6")
async def discover(call: Call, services: list[str], timeout: int) -> dict[str, Any]:
    """The devices that answer within some seconds of camera time; none where the camera may not speak on a network."""
    search = call.organ(ServiceDiscovery).search(services, timeout)
    try:
        await call.device.clock.hold(timeout)
        return {"devices": [messages.device(one) for one in search.found()]}
    finally:
        await search.end()
