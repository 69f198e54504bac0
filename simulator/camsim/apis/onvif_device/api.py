"""ONVIF device management: who the device is, its services, date and time, network, users, restart (ONVIF Core, section 8)."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.onvif_device import clock, messages, network, users
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.onvif_scopes import scopes
from camsim.contract.services import has_onvif, operations
from camsim.device.onvif_users import OnvifUsers
from camsim.device.parameters import Parameters
from camsim.device.power import Default, Power
from camsim.device.time import Time
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

NAMESPACE = NAMESPACES["tds"]

api = Api(
    title="ONVIF device service",
    page="onvif-device-management",
    access=Access.VIEWER,
    needs=has_onvif,
    fault=users.fault,
    omits=("relays", "changes of network and scopes", "access policies", "firmware upgrade", "remote users"),
)


operation = operations(api, NAMESPACE)

# ---- before the login


@operation("GetSystemDateAndTime", Access.ANONYMOUS)
def get_system_date_and_time(call: Call) -> Element:
    """The device's date, which clients need for their tokens."""
    return clock.told(call.organ(Time))


@operation("GetServices", Access.ANONYMOUS)
def get_services(call: Call) -> list[Element]:
    """Every service of ONVIF with its address."""
    return messages.services(call)


@operation("GetCapabilities", Access.ANONYMOUS)
def get_capabilities(call: Call) -> Element:
    """The services in the older form."""
    return messages.capabilities(call)


@operation("GetServiceCapabilities", Access.ANONYMOUS)
def get_service_capabilities(call: Call) -> Element:
    """What this service can do."""
    return messages.service_capabilities()


@operation("GetHostname", Access.ANONYMOUS)
def get_hostname(call: Call) -> Element:
    """The host name and where it comes from."""
    return network.host_name(call.organ(Parameters))


# ---- the device


@operation("GetDeviceInformation")
def get_device_information(call: Call) -> list[Element]:
    """Maker, model, firmware, serial number."""
    parameters = call.organ(Parameters)
    facts = {
        "Manufacturer": parameters.text("Brand.Brand"),
        "Model": parameters.text("Brand.ProdNbr"),
        "FirmwareVersion": parameters.text("Properties.Firmware.Version"),
        "SerialNumber": parameters.text("Properties.System.SerialNumber"),
        "HardwareId": parameters.text("Properties.System.HardwareID"),
    }
    return [element(f"tds:{name}", value) for name, value in facts.items()]


@operation("GetScopes")
def get_scopes(call: Call) -> list[Element]:
    """What the device calls itself when it is searched for."""
    return [element("tds:Scopes", element("tt:ScopeDef", "Fixed"), element("tt:ScopeItem", scope)) for scope in scopes(call.device)]


@operation("GetDiscoveryMode")
def get_discovery_mode(call: Call) -> Element:
    """Whether the device answers searches."""
    found = call.organ(Parameters).flag("WebService.DiscoveryMode.Discoverable")
    return element("tds:DiscoveryMode", "Discoverable" if found else "NonDiscoverable")


@operation("SystemReboot", Access.ADMIN)
def system_reboot(call: Call) -> Element:
    """Restarts the device."""
    call.organ(Power).restart()
    return element("tds:Message", "Rebooting")


@operation("SetSystemFactoryDefault", Access.ADMIN)
def set_system_factory_default(call: Call, factory_default: messages.FactoryDefault) -> None:
    """Restores the factory's settings, hard or soft, and restarts."""
    call.organ(Power).restart(Default.HARD if factory_default is messages.FactoryDefault.HARD else Default.SOFT)


@operation("SetSystemDateAndTime", Access.ADMIN)
def set_system_date_and_time(
    call: Call,
    date_time_type: clock.Source,
    daylight_savings: bool,
    time_zone: Node | None = None,
    moment: Annotated[Node | None, Wire("UTCDateTime")] = None,
) -> None:
    """Sets date, time, zone, and where the time comes from."""
    clock.put(call.organ(Time), date_time_type, daylight_savings, time_zone, moment)


# ---- the network


@operation("GetNetworkInterfaces")
def get_network_interfaces(call: Call) -> Element:
    """The network interface with its addresses."""
    return network.interface(call.organ(Parameters))


@operation("GetNetworkProtocols")
def get_network_protocols(call: Call) -> list[Element]:
    """Protocols and their ports."""
    return network.protocols(call.organ(Parameters))


@operation("GetDNS")
def get_dns(call: Call) -> Element:
    """The name servers."""
    return network.name_servers(call.organ(Parameters))


@operation("GetNTP")
def get_ntp(call: Call) -> Element:
    """The time server."""
    return network.time_server(call.organ(Parameters))


@operation("GetNetworkDefaultGateway")
def get_network_default_gateway(call: Call) -> Element:
    """The router."""
    return element("tds:NetworkGateway", element("tt:IPv4Address", call.organ(Parameters).text("Network.Routing.DefaultRouter")))


# ---- users of ONVIF


@operation("GetUsers", Access.ADMIN)
def get_users(call: Call) -> list[Element]:
    """The users, without their passwords."""
    return [
        element("tds:User", element("tt:Username", user.name), element("tt:UserLevel", user.level)) for user in call.organ(OnvifUsers).all()
    ]


@operation("CreateUsers", Access.ADMIN)
def create_users(call: Call, user: list[Node]) -> None:
    """Makes users."""
    call.organ(OnvifUsers).create(users.read(one) for one in user)


@operation("SetUser", Access.ADMIN)
def set_user(call: Call, user: list[Node]) -> None:
    """Changes passwords and levels."""
    call.organ(OnvifUsers).change([users.read_change(one) for one in user])


@operation("DeleteUsers", Access.ADMIN)
def delete_users(call: Call, username: list[str]) -> None:
    """Takes users away."""
    call.organ(OnvifUsers).delete(username)
