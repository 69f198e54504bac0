"""Network settings: /axis-cgi/network_settings.cgi, OS 8.50 and later (page slug: network-settings-api)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from camsim.apis.network_settings import messages
from camsim.apis.network_settings.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape, Wire
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_C, Code
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.network import Network

api = Api(
    title="Network settings API",
    page="network-settings-api",
    id="network-settings",
    since="8.50",
    versions=("1.6", "1.15", "1.33", "1.37", "1.38"),
    access=Access.ADMIN,
    family=FAMILY_C,
    codes={NotThereError: Code(5000, "No device found for the given device name")},
    json_shape=JsonShape(order=("apiVersion", "method", "context"), indent=2),
    bindings=BINDINGS,
    omits=("VLANs, WLAN, and changes of 802.1X", "the host's own network, which no setting touches"),
)

PATH = "/axis-cgi/network_settings.cgi"


class Mode(StrEnum):
    """`configurationMode`."""

    STATIC = "static"
    DHCP = "dhcp"


class State(StrEnum):
    """`staticState`."""

    UP = "up"
    DOWN = "down"


@api.json(PATH, "getNetworkInfo")
def get_network_info(call: Call) -> dict[str, Any]:
    """Settings, and what is in use."""
    return messages.info(call.device, tuple(map(int, api.version_on(call.profile).split("."))))


@api.json(PATH, "setHostnameConfiguration")
def set_hostname(call: Call, use_dhcp_hostname: bool | None = None, static_hostname: str | None = None) -> None:
    """The name, and whether that of a DHCP server counts."""
    with messages.numbered("staticHostname", "useDhcpHostname"):
        call.organ(Network).set_hostname(static_hostname, use_dhcp_hostname)


@api.json(PATH, "setResolverConfiguration")
def set_resolver(
    call: Call,
    use_dhcp_resolver_info: bool | None = None,
    static_name_servers: list[str] | None = None,
    static_search_domains: list[str] | None = None,
    static_domain_name: str | None = None,
) -> None:
    """Name servers and domains, and whether those of a DHCP server count."""
    with messages.numbered("useDhcpResolverInfo", "staticNameServers", "staticSearchDomains", "staticDomainName"):
        call.organ(Network).set_resolver(use_dhcp_resolver_info, static_name_servers, static_search_domains, static_domain_name)


@api.json(PATH, "setIPv4AddressConfiguration")
def set_ipv4(
    call: Call,
    device_name: str,
    enabled: bool | None = None,
    configuration_mode: Mode | None = None,
    link_local_mode: str | None = None,
    static_default_router: str | None = None,
    static_address_configurations: list[messages.StaticAddress] | None = None,
    fallback: Annotated[bool | None, Wire("useStaticDHCPFallback")] = None,
    routes: Annotated[bool | None, Wire("useDHCPStaticRoutes")] = None,
) -> None:
    """How the interface gets its address."""
    with messages.numbered(*messages.IPV4_ERRORS):
        if static_address_configurations is not None and len(static_address_configurations) != 1:
            raise OutOfRangeError("one address", subject="staticAddressConfigurations")
        one = static_address_configurations[0] if static_address_configurations else None
        call.organ(Network).set_ipv4(
            device_name,
            enabled=enabled,
            dhcp=None if configuration_mode is None else configuration_mode is Mode.DHCP,
            link_local=link_local_mode,
            router=static_default_router,
            static=None if one is None else (one.address, one.prefixLength),
            fallback=fallback,
            routes=routes,
        )


@api.json(PATH, "setIPv6AddressConfiguration")
def set_ipv6(call: Call, device_name: str, enabled: bool) -> None:
    """Whether the interface speaks IPv6."""
    call.organ(Network).set_ipv6(device_name, enabled)


@api.json(PATH, "setGlobalProxyConfiguration", since="11.0")
def set_global_proxies(call: Call, http_proxy: str | None = None, https_proxy: str | None = None, no_proxy: str | None = None) -> None:
    """Proxies for what the device itself fetches."""
    with messages.numbered("httpProxy", "httpsProxy", "noProxy"):
        call.organ(Network).set_proxies(http_proxy, https_proxy, no_proxy)


@api.json(PATH, "setDeviceConfiguration", since="11.0")
def set_device(call: Call, device_name: str, static_state: State) -> None:
    """Whether the interface shall be up."""
    call.organ(Network).set_up(device_name, static_state is State.UP)
