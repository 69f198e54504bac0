"""The network on the wire, read from the parameters (ONVIF Core, section 8.1)."""

from __future__ import annotations

from ipaddress import IPv4Network
from xml.etree.ElementTree import Element

from camsim.device.parameters import Parameters
from camsim.wire.xml import element

MTU = "1500"


def host_name(parameters: Parameters) -> Element:
    """The name of the device in the network."""
    from_dhcp = parameters.flag("Network.VolatileHostName.ObtainFromDHCP")
    return element("tds:HostnameInformation", _truth("tt:FromDHCP", from_dhcp), element("tt:Name", parameters.text("Network.HostName")))


def interface(parameters: Parameters) -> Element:
    """The wired interface."""
    dhcp = parameters.text("Network.BootProto") == "dhcp"
    address = element(
        "tt:FromDHCP" if dhcp else "tt:Manual",
        element("tt:Address", parameters.text("Network.eth0.IPAddress")),
        element("tt:PrefixLength", str(_prefix(parameters.text("Network.eth0.SubnetMask")))),
    )
    info = element(
        "tt:Info",
        element("tt:Name", "eth0"),
        element("tt:HwAddress", parameters.text("Network.eth0.MACAddress").lower()),
        element("tt:MTU", MTU),
    )
    ipv4 = element("tt:IPv4", _truth("tt:Enabled", True), element("tt:Config", address, _truth("tt:DHCP", dhcp)))
    return element("tds:NetworkInterfaces", _truth("tt:Enabled", True), info, ipv4, token="eth0")


def protocols(parameters: Parameters) -> list[Element]:
    """HTTP, HTTPS and RTSP with their ports."""
    ports = {"HTTP": parameters.text("System.WebInterfacePort", "80") or "80", "HTTPS": parameters.text("HTTPS.Port", "443") or "443"}
    ports["RTSP"] = parameters.text("Network.RTSP.Port", "554") or "554"
    return [
        element("tds:NetworkProtocols", element("tt:Name", name), _truth("tt:Enabled", True), element("tt:Port", port))
        for name, port in ports.items()
    ]


def name_servers(parameters: Parameters) -> Element:
    """The name servers, from DHCP or by hand."""
    from_dhcp = parameters.flag("Network.Resolver.ObtainFromDHCP")
    listed = [parameters.text(f"Network.Resolver.NameServer{number}") for number in (1, 2)]
    part = "tt:DNSFromDHCP" if from_dhcp else "tt:DNSManual"
    made = element("tds:DNSInformation", _truth("tt:FromDHCP", from_dhcp))
    made.extend(_address(part, "tt:IPv4Address", address) for address in listed if address)
    return made


def time_server(parameters: Parameters) -> Element:
    """The time server, from DHCP or by hand."""
    from_dhcp = parameters.flag("Time.ObtainFromDHCP")
    server = parameters.text("Time.NTP.VolatileServer" if from_dhcp else "Time.NTP.Server")
    made = element("tds:NTPInformation", _truth("tt:FromDHCP", from_dhcp))
    if server:
        made.append(_address("tt:NTPFromDHCP" if from_dhcp else "tt:NTPManual", "tt:IPv4Address", server))
    return made


def _address(name: str, kind: str, address: str) -> Element:
    return element(name, element("tt:Type", "IPv4"), element(kind, address))


def _truth(name: str, value: bool) -> Element:
    return element(name, "true" if value else "false")


def _prefix(mask: str) -> int:
    try:
        return IPv4Network(f"0.0.0.0/{mask}").prefixlen
    except ValueError:
        return 24
