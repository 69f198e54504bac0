"""Entry service: which services a device has, OS 5.60 and later (page slug: entry-service-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.access import Access
from camsim.contract.api import ONVIF_SERVICES, SERVICES, Api, DialectKind
from camsim.contract.call import Call
from camsim.contract.services import has_web_services
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element

ENTRY = NAMESPACES["aentry"]

api = Api(
    title="Entry service API",
    page="entry-service-api",
    since="5.60",
    access=Access.OPERATOR,
    needs=lambda profile: (
        has_web_services(profile)
        and any(leaf.name == "Properties.API.WebService.EntryService" and leaf.value == "yes" for leaf in profile.leaves)
    ),
    omits=("capabilities of the services: none has any",),
)


@api.soap(ENTRY, "GetServices")
def get_services(call: Call, include_capability: bool = False) -> list[Element]:
    """Namespace, address and version of every SOAP service that the device has, this one first."""
    paths = {endpoint.namespace: endpoint.path for endpoint in call.registry.endpoints() if endpoint.dialect is DialectKind.SOAP}
    return [_service(call, namespace, paths[namespace]) for namespace in sorted(paths, key=lambda one: (one != ENTRY, one))]


@api.soap(ENTRY, "GetServiceCapabilities")
def get_service_capabilities(call: Call) -> Element:
    """The entry service has none."""
    return element("aentry:Capabilities")


def _service(call: Call, namespace: str, path: str) -> Element:
    """The address repeats the host and the port under which the client reached us."""
    shown = path if path in ONVIF_SERVICES and namespace.startswith("http://www.onvif.org/") else SERVICES[0]
    version = element("aentry:Version", element("aentry:Major", "1"), element("aentry:Minor", "0"))
    return element(
        "aentry:Service",
        element("aentry:Namespace", namespace),
        element("aentry:XAddr", f"{call.request.scheme}://{call.request.host}{shown}"),
        version,
    )
