"""The network as the device sees it: addresses by hand or by DHCP, names, resolver, proxies (page slug: network-settings-api).

Settings live in `root.Network.*`; what is in use follows from them and from what a pretended DHCP server offers: the factory's values of
the parameters that tell what is in use. Nothing here touches the host.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import kept, kept_in_default
from camsim.profile.leaves import is_address

INTERFACE = "eth0"
MOST_NAME_SERVERS = 3
MOST_SEARCH_DOMAINS = 6
LONGEST_NAME = 63
LONGEST_DOMAIN = 253
LONGEST_PROXY = 512
NO_SERVER = "0.0.0.0"
"""How the parameters spell that there is no name server."""
_HOSTNAME = re.compile(rf"[A-Za-z0-9](?:[A-Za-z0-9-]{{0,{LONGEST_NAME - 2}}}[A-Za-z0-9])?")
_DOMAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_PROXY = re.compile(r"(?:https?://)?[^\s/@]+(?::[^\s/@]*@[^\s/@]+)?(?::\d{1,5})?/?")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the interface."""

    address: str
    prefix: int
    origin: str
    """linkLocal, dhcp or static."""

    @property
    def mask(self) -> str:
        """`255.255.255.0`"""
        return str(ipaddress.ip_network(f"0.0.0.0/{self.prefix}").netmask)

    @property
    def broadcast(self) -> str:
        """Last address of its network."""
        return str(ipaddress.ip_interface(f"{self.address}/{self.prefix}").network.broadcast_address)


@dataclass
class NetworkState:
    """What no parameter tells."""

    http_proxy: str = kept("")
    https_proxy: str = kept("")
    no_proxy: str = kept("")
    up: bool = kept(True)
    """Whether the interface shall be up."""
    name_servers: list[str] = kept(factory=list)
    """Static ones."""
    search_domains: list[str] = kept(factory=list)
    """Static ones."""
    dhcp_fallback: bool = kept_in_default(False)
    """Whether the static address is taken where no DHCP server answers."""
    dhcp_routes: bool = kept_in_default(False)
    ipv4: bool = kept_in_default(True)


class Network(Organ[NetworkState]):
    """Names, addresses and proxies. Verbs take None for what stays as it is, and change all or nothing."""

    name = "network"

    def factory_state(self) -> NetworkState:
        return NetworkState(dhcp_fallback=self.profile.network.dhcp_fallback)

    # ---- what is in use

    @property
    def dhcp(self) -> bool:
        """Whether the address comes from a DHCP server."""
        return self._text("Network.BootProto") == "dhcp"

    @property
    def hostname(self) -> str:
        """The name in use."""
        if self._flag("Network.VolatileHostName.ObtainFromDHCP"):
            return self._lease("Network.VolatileHostName.HostName")
        return self._text("Network.HostName")

    @property
    def address(self) -> Address:
        """The global address in use."""
        if self.dhcp:
            return Address(self._lease("Network.eth0.IPAddress"), _prefix(self._lease("Network.eth0.SubnetMask")), "dhcp")
        return Address(self._text("Network.IPAddress"), _prefix(self._text("Network.SubnetMask")), "static")

    @property
    def static_address(self) -> Address:
        """The address by hand, in use or not."""
        return Address(self._text("Network.IPAddress"), _prefix(self._text("Network.SubnetMask")), "static")

    @property
    def router(self) -> str:
        """The default router in use."""
        return self._lease("Network.Routing.DefaultRouter") if self.dhcp else self._text("Network.DefaultRouter")

    @property
    def link_local(self) -> str:
        """`on`, `off`, or `fallback`: only where there is no other address."""
        if not self._flag("Network.ZeroConf.Enabled"):
            return "off"
        return "fallback" if self._flag("Network.ZeroConf.Fallback") else "on"

    @property
    def addresses(self) -> list[Address]:
        """All IPv4 addresses in use, the link-local one first."""
        if not self.state.ipv4:
            return []
        local = self._text("Network.ZeroConf.IPAddress")
        own = [Address(local, 16, "linkLocal")] if local and self.link_local == "on" else []
        return [*own, self.address]

    @property
    def name_servers(self) -> list[str]:
        """The name servers in use."""
        if self._flag("Network.Resolver.ObtainFromDHCP"):
            return [server for server in self._lease("Network.Resolver.NameServerList").split() if server]
        return self.static_name_servers

    @property
    def static_name_servers(self) -> list[str]:
        """Those by hand: the parameters hold the first two."""
        pair = [self._text(f"Network.DNSServer{number}") for number in (1, 2)]
        return [server for server in pair if server not in ("", NO_SERVER)] + self.state.name_servers

    @property
    def static_domain(self) -> str:
        """The domain by hand; empty: none."""
        return self._text("Network.DomainName")

    @property
    def search_domains(self) -> list[str]:
        """The search domains in use."""
        if self._flag("Network.Resolver.ObtainFromDHCP"):
            return self._lease("Network.Resolver.Search").split()
        return self.state.search_domains

    # ---- verbs

    def set_hostname(self, name: str | None, dhcp: bool | None) -> None:
        """The name by hand, and whether that of a DHCP server counts. Raises OutOfRangeError (subject `staticHostname`)."""
        if name is not None:
            if not _HOSTNAME.fullmatch(name):
                raise OutOfRangeError("no host name", subject="staticHostname", value=name)
            self._store("Network.HostName", name)
        if dhcp is not None:
            self._store("Network.VolatileHostName.ObtainFromDHCP", _yes(dhcp))

    def set_resolver(self, dhcp: bool | None, servers: Sequence[str] | None, domains: Sequence[str] | None, domain: str | None) -> None:
        """Name servers and domains by hand, and whether those of a DHCP server count. Raises OutOfRangeError."""
        if servers is not None and (len(servers) > MOST_NAME_SERVERS or not all(is_address(server) for server in servers)):
            raise OutOfRangeError("no addresses of name servers", subject="staticNameServers", value=servers)
        if domains is not None and (len(domains) > MOST_SEARCH_DOMAINS or not all(_is_domain(one) for one in domains)):
            raise OutOfRangeError("no domains", subject="staticSearchDomains", value=domains)
        if domain is not None and domain and not _is_domain(domain):
            raise OutOfRangeError("no domain", subject="staticDomainName", value=domain)
        if dhcp is not None:
            self._store("Network.Resolver.ObtainFromDHCP", _yes(dhcp))
        if servers is not None:
            pair = [*servers[:2], NO_SERVER, NO_SERVER]
            self._store("Network.DNSServer1", pair[0])
            self._store("Network.DNSServer2", pair[1])
            self.state.name_servers = list(servers[2:])
        if domains is not None:
            self.state.search_domains = list(domains)
        if domain is not None:
            self._store("Network.DomainName", domain)

    def set_ipv4(
        self,
        interface: str,
        *,
        enabled: bool | None = None,
        dhcp: bool | None = None,
        link_local: str | None = None,
        router: str | None = None,
        static: tuple[str, int] | None = None,
        fallback: bool | None = None,
        routes: bool | None = None,
    ) -> None:
        """How the interface gets its address; `static` is address and prefix length. Raises NotThereError, OutOfRangeError."""
        self._existing(interface)
        if router is not None and not _is_v4(router):
            raise OutOfRangeError("no address", subject="staticDefaultRouter", value=router)
        if static is not None:
            if not _is_v4(static[0]):
                raise OutOfRangeError("no address", subject="address", value=static[0])
            if not 1 <= static[1] <= 31:
                raise OutOfRangeError("no prefix length", subject="prefixLength", value=static[1])
        if link_local not in (None, "on", "off", "fallback"):
            raise OutOfRangeError("on, off or fallback", subject="linkLocalMode", value=link_local)
        state = self.state
        state.ipv4 = state.ipv4 if enabled is None else enabled
        state.dhcp_fallback = state.dhcp_fallback if fallback is None else fallback
        state.dhcp_routes = state.dhcp_routes if routes is None else routes
        if dhcp is not None:
            self._store("Network.BootProto", "dhcp" if dhcp else "none")
        if link_local is not None:
            self._store("Network.ZeroConf.Enabled", _yes(link_local != "off"))
            self._store("Network.ZeroConf.Fallback", _yes(link_local == "fallback"))
        if router is not None:
            self._store("Network.DefaultRouter", router)
        if static is not None:
            chosen = Address(*static, "static")
            for name, value in (("IPAddress", chosen.address), ("SubnetMask", chosen.mask), ("Broadcast", chosen.broadcast)):
                self._store(f"Network.{name}", value)

    def set_ipv6(self, interface: str, enabled: bool) -> None:
        """Whether the interface speaks IPv6. Raises NotThereError."""
        self._existing(interface)
        self._store("Network.IPv6.Enabled", _yes(enabled))

    def set_proxies(self, http: str | None, https: str | None, none: str | None) -> None:
        """Proxies for what the device itself fetches; empty: none. Raises OutOfRangeError."""
        for subject, value in (("httpProxy", http), ("httpsProxy", https)):
            if value and (len(value) > LONGEST_PROXY or not _PROXY.fullmatch(value)):
                raise OutOfRangeError("no proxy", subject=subject, value=value)
        if none is not None and len(none) > LONGEST_PROXY:
            raise OutOfRangeError("too long", subject="noProxy", value=none)
        state = self.state
        state.http_proxy = state.http_proxy if http is None else http
        state.https_proxy = state.https_proxy if https is None else https
        state.no_proxy = state.no_proxy if none is None else none

    def set_up(self, interface: str, up: bool) -> None:
        """Whether the interface shall be up. The simulated device stays within reach either way. Raises NotThereError."""
        self._existing(interface)
        self.state.up = up

    # ---- inside

    def _existing(self, interface: str) -> None:
        if interface != INTERFACE:
            raise NotThereError("No device found for the given device name", subject="deviceName", value=interface)

    def _text(self, name: str) -> str:
        return self.device.organ(Parameters).text(name)

    def _flag(self, name: str) -> bool:
        return self.device.organ(Parameters).flag(name)

    def _lease(self, name: str) -> str:
        """What a DHCP server offers: the factory's value of what is in use."""
        return self.device.organ(Parameters).leaf(name).value

    def _store(self, name: str, value: str) -> None:
        parameters = self.device.organ(Parameters)
        if parameters.find(name) is not None:
            parameters.store(name, value)


def _prefix(mask: str) -> int:
    try:
        return ipaddress.ip_network(f"0.0.0.0/{mask}").prefixlen
    except ValueError:
        return 24


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _is_v4(text: str) -> bool:
    try:
        return bool(ipaddress.IPv4Address(text))
    except ValueError:
        return False


def _is_domain(text: str) -> bool:
    return len(text) <= LONGEST_DOMAIN and _DOMAIN.fullmatch(text) is not None
