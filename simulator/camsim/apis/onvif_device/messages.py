"""Services and capabilities on the wire (ONVIF Core, section 8.1.2)."""

from __future__ import annotations

from enum import StrEnum
from xml.etree.ElementTree import Element

from camsim.contract.api import DialectKind
from camsim.contract.call import Call
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element

ADDRESS = "/onvif/services"
_OLD_FORM = {"Device": "tds", "Events": "tev", "Imaging": "timg", "Media": "trt", "PTZ": "tptz"}
"""Names of the older form and the prefixes of their services, in the order of the schema."""
_VERSIONS = {"tds": (23, 6), "trt": (23, 6), "tev": (23, 6), "tptz": (23, 6), "timg": (22, 12)}


class FactoryDefault(StrEnum):
    """How much is restored."""

    HARD = "Hard"
    SOFT = "Soft"


def address(call: Call) -> str:
    """Where the services are, by the name under which the client reached us."""
    return f"{call.request.scheme}://{call.request.host}{ADDRESS}"


def served(call: Call) -> list[str]:
    """Prefixes of the services of ONVIF that this device has."""
    spaces = {endpoint.namespace for endpoint in call.registry.endpoints() if endpoint.dialect is DialectKind.SOAP}
    return [prefix for prefix in _VERSIONS if NAMESPACES[prefix] in spaces]


def services(call: Call) -> list[Element]:
    """All services with address and version."""
    found = []
    for prefix in served(call):
        major, minor = _VERSIONS[prefix]
        version = element("tds:Version", element("tt:Major", str(major)), element("tt:Minor", str(minor)))
        found.append(element("tds:Service", element("tds:Namespace", NAMESPACES[prefix]), element("tds:XAddr", address(call)), version))
    return found


def capabilities(call: Call) -> Element:
    """All services in the older form."""
    there = served(call)
    where = element("tt:XAddr", address(call))
    parts = [element(f"tt:{name}", where, *_details(name)) for name, prefix in _OLD_FORM.items() if prefix in there]
    return element("tds:Capabilities", *parts)


def service_capabilities() -> Element:
    """What the device service can do."""
    return element(
        "tds:Capabilities",
        element("tds:Network", IPFilter="true", ZeroConfiguration="true", IPVersion6="true", DynDNS="false", NTP="1"),
        element("tds:Security", **{"TLS1.2": "true", "OnboardKeyGeneration": "true", "UsernameToken": "true", "HttpDigest": "true"}),
        element("tds:System", DiscoveryResolve="true", DiscoveryBye="true", RemoteDiscovery="false", SystemBackup="false"),
    )


def _details(name: str) -> list[Element]:
    match name:
        case "Device":
            system = {"DiscoveryResolve": "true", "DiscoveryBye": "true", "RemoteDiscovery": "false", "SystemBackup": "false"}
            system |= {"SystemLogging": "false", "FirmwareUpgrade": "false"}
            security = {"TLS1.1": "false", "TLS1.2": "true", "OnboardKeyGeneration": "true", "AccessPolicyConfig": "false"}
            return [_part("System", system), _part("Security", {**security, "X.509Token": "false", "SAMLToken": "false"})]
        case "Events":
            names = ("WSSubscriptionPolicySupport", "WSPullPointSupport")
            paused = element("tt:WSPausableSubscriptionManagerInterfaceSupport", "false")
            return [*(element(f"tt:{part}", "true") for part in names), paused]
        case "Media":
            return [_part("StreamingCapabilities", {"RTPMulticast": "true", "RTP_TCP": "true", "RTP_RTSP_TCP": "true"})]
        case _:
            return []


def _part(name: str, values: dict[str, str]) -> Element:
    return element(f"tt:{name}", *(element(f"tt:{key}", value) for key, value in values.items()))
