"""Parameters that tell which addresses and names are in use; those that set them are plain ones that the organ reads."""

from __future__ import annotations

from collections.abc import Callable

from camsim.contract.params import Binding, text
from camsim.device.device import Device
from camsim.device.network import Network


def _server(number: int) -> Callable[[Device], str]:
    def get(device: Device) -> str:
        servers = device.organ(Network).name_servers
        return servers[number] if number < len(servers) else ""

    return get


BINDINGS: tuple[Binding, ...] = (
    text("Network.eth0.IPAddress", lambda device: device.organ(Network).address.address),
    text("Network.eth0.SubnetMask", lambda device: device.organ(Network).address.mask),
    text("Network.eth0.Broadcast", lambda device: device.organ(Network).address.broadcast),
    text("Network.Routing.DefaultRouter", lambda device: device.organ(Network).router),
    text("Network.Resolver.NameServer1", _server(0)),
    text("Network.Resolver.NameServer2", _server(1)),
    text("Network.Resolver.NameServerList", lambda device: " ".join(device.organ(Network).name_servers)),
    text("Network.Resolver.Search", lambda device: " ".join(device.organ(Network).search_domains)),
    text("Network.VolatileHostName.HostName", lambda device: device.organ(Network).hostname),
)
