"""Network settings on the wire: what getNetworkInfo tells, by version of the API (page slug: network-settings-api)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.network import INTERFACE, MOST_NAME_SERVERS, MOST_SEARCH_DOMAINS, Address, Network
from camsim.device.parameters import Parameters

RICH = (1, 33)
"""From this version on an answer has proxies, VLANs, states and all modes of 802.1X; recorded are 1.15 and 1.38."""
VLANS = 5
ECN = {"0": "disabled", "1": "acceptAndInitiate", "2": "acceptOnly"}
SCOPES = {"linkLocal": "link", "dhcp": "global", "static": "global"}
CERTIFICATE = "Axis device ID ECC-P256 (802.1AR)"


IPV4_ERRORS = (
    "deviceName",
    "configurationMode",
    "staticDefaultRouter",
    "staticAddressConfigurations",
    "address",
    "prefixLength",
    "broadcast",
    "combination",
    "useStaticDHCPFallback",
    "linkLocalMode",
    "useDHCPStaticRoutes",
    "enabled",
)
"""Members of setIPv4AddressConfiguration in the order of their sub-codes, from 100 on."""


@contextlib.contextmanager
def numbered(*subjects: str) -> Iterator[None]:
    """Gives an error about a member its sub-code: 100 for the first one, and so on."""
    try:
        yield
    except OutOfRangeError as error:
        details = {"subCode": 100 + subjects.index(error.subject)} if error.subject in subjects else None
        raise OutOfRangeError(error.message, subject=error.subject, value=error.value, details=details) from error


@dataclass(frozen=True)
class StaticAddress:
    """One of `staticAddressConfigurations`."""

    address: str
    prefixLength: int  # noqa: N815
    broadcast: str | None = None


def info(device: Device, version: tuple[int, ...]) -> dict[str, Any]:
    """The members of getNetworkInfo."""
    rich = version >= RICH
    return {"system": _system(device, rich), "devices": [_interface(device, rich)]}


def _system(device: Device, rich: bool) -> dict[str, Any]:
    network, parameters, facts = device.organ(Network), device.organ(Parameters), device.profile.network
    by_hand = [INTERFACE] if facts.chosen_by_hand else []
    names = ("manualActiveDevices", "devices") if rich else ("devices", "manualActiveDevices")
    lists = {"manualActiveDevices": by_hand, "devices": [INTERFACE]}
    members: dict[str, Any] = {"tcpEcnMode": ECN.get(parameters.text("Network.tcpECN"), "disabled")}
    if rich:
        members["maxSupportedVlans"] = VLANS
    members["deviceSwitching"] = {"mode": "auto", **{name: lists[name] for name in names}, "activeDevices": [INTERFACE]}
    members["hostname"] = {
        "useDhcpHostname": parameters.flag("Network.VolatileHostName.ObtainFromDHCP"),
        "hostname": network.hostname,
        "staticHostname": parameters.text("Network.HostName"),
    }
    members["resolver"] = {
        "useDhcpResolverInfo": parameters.flag("Network.Resolver.ObtainFromDHCP"),
        "nameServers": network.name_servers,
        "staticNameServers": network.static_name_servers,
        "maxSupportedStaticNameServers": MOST_NAME_SERVERS,
        "searchDomains": network.search_domains,
        "staticSearchDomains": network.state.search_domains,
        "maxSupportedStaticSearchDomains": MOST_SEARCH_DOMAINS,
        "domainName": "localdomain" if parameters.flag("Network.Resolver.ObtainFromDHCP") else network.static_domain,
        "staticDomainName": network.static_domain,
    }
    if rich:
        state = network.state
        members["globalProxies"] = {"httpProxy": state.http_proxy, "httpsProxy": state.https_proxy, "noProxy": state.no_proxy}
    return members


def _interface(device: Device, rich: bool) -> dict[str, Any]:
    network, parameters = device.organ(Network), device.organ(Parameters)
    members: dict[str, Any] = {
        "name": INTERFACE,
        "type": "wired",
        "macAddress": parameters.text("Network.eth0.MACAddress").lower(),
        "partOfBridge": "",
        "link": True,
    }
    if rich:
        members |= {"state": "up" if network.state.up else "down", "staticState": "up" if network.state.up else "down"}
    return {**members, "wired": _wired(device, rich), "IPv4": _v4(device, rich), "IPv6": _v6(device)}


def _wired(device: Device, rich: bool) -> dict[str, Any]:
    parameters = device.organ(Parameters)
    identity = parameters.text("Network.Interface.I0.dot1x.EAPTLS.Identity")
    eapol = f"EAPoLv{parameters.text('Network.Interface.I0.dot1x.EAPOLVersion', '1')}"
    access: dict[str, Any] = {
        "enabled": parameters.flag("Network.Interface.I0.dot1x.Enabled"),
        "status": parameters.text("Network.Interface.I0.dot1x.Status", "Stopped"),
        "mode": "WPA-Enterprise-EAPTLS",
    }
    tls = {"identity": identity, "eapolVersion": eapol}
    configurations: list[dict[str, Any]] = [{"mode": "WPA-Enterprise-EAPTLS", "params": tls}]
    if rich:
        tls |= {"certClient": CERTIFICATE, "certsCA": []}  # type: ignore[dict-item]
        peap = {"identity": "", "is_password_set": False, "eapolVersion": eapol, "peapVersion": "PEAPv1", "label": 1}
        configurations.insert(0, {"mode": "WPA-Enterprise-PEAP-MSCHAPv2", "params": {**peap, "certClient": "", "certsCA": []}})
        configurations.append({"mode": "MACsec-PSK", "params": {"is_mka_cak_set": False, "mkaCkn": ""}})
    access |= {"configurations": configurations, "supportedModes": [one["mode"] for one in configurations]}
    members: dict[str, Any] = {"linkMode": "auto"}
    if rich:
        access["MACsecSecured"] = False
        members |= {"supportedLinkModes": list(device.profile.network.link_modes), "isDownlink": False}
    return {**members, "8021X": access}


def _v4(device: Device, rich: bool) -> dict[str, Any]:
    network, parameters = device.organ(Network), device.organ(Parameters)
    static = network.static_address
    members: dict[str, Any] = {"enabled": network.state.ipv4, "configurationMode": "dhcp" if network.dhcp else "static"}
    if rich:
        members["linkLocalMode"] = network.link_local
    members |= {
        "addresses": [_address(address) for address in network.addresses],
        "maxSupportedStaticAddressConfigurations": 1,
        "staticAddressConfigurations": [{"address": static.address, "prefixLength": static.prefix, "broadcast": static.broadcast}],
        "defaultRouter": network.router,
        "staticDefaultRouter": parameters.text("Network.DefaultRouter"),
    }
    if rich:
        members |= {"useStaticDHCPFallback": network.state.dhcp_fallback, "useDHCPStaticRoutes": network.state.dhcp_routes}
    return members


def _v6(device: Device) -> dict[str, Any]:
    enabled = device.organ(Parameters).flag("Network.IPv6.Enabled")
    link = {"address": link_address(device.serial), "prefixLength": 64, "origin": "linkLocal", "scope": "link"}
    return {"enabled": enabled, "addresses": [link] if enabled else []}


def link_address(serial: str) -> str:
    """The IPv6 link-local address of a MAC (RFC 4291, appendix A)."""
    octets = bytearray(bytes.fromhex(serial))
    octets[0] ^= 2
    words = bytes(octets[:3] + b"\xff\xfe" + octets[3:]).hex()
    return "fe80::" + ":".join(words[place : place + 4].lstrip("0") or "0" for place in range(0, 16, 4))


def _address(address: Address) -> dict[str, Any]:
    scope = SCOPES[address.origin]
    members: dict[str, Any] = {"address": address.address, "prefixLength": address.prefix, "origin": address.origin, "scope": scope}
    return {**members, "broadcast": address.broadcast} if scope == "global" else members
