"""The tester's hand on the network: which hosts the camera reaches, and which clients it shuts out."""

from __future__ import annotations

from camsim.control.network_answers import BlockedClient, HostState
from camsim.control.verbs import verb
from camsim.device.device import Device
from camsim.device.reach import Host, Reach
from camsim.device.throttling import Throttling


class NetworkHand:
    """Verbs about the network."""

    device: Device

    @verb("GET", "/hosts")
    def hosts(self) -> list[HostState]:
        """The hosts that were set; loopback and the camera itself always answer, all others never."""
        return [HostState(name, host.answers, host.connects) for name, host in self.device.organ(Reach).state.hosts.items()]

    @verb("PUT", "/hosts/{name}")
    def set_host(self, name: str, answers: bool = True, connects: bool = False) -> HostState:
        """Says whether a host answers the camera's pings, and whether its TCP test may really connect there."""
        self.device.organ(Reach).set_host(name, Host(answers, connects))
        return HostState(name.lower(), answers, connects)

    @verb("GET", "/blocked-clients")
    def blocked_clients(self) -> list[BlockedClient]:
        """Clients that are shut out after too many failed logins."""
        if not self.device.has(Throttling):
            return []
        return [BlockedClient(address, seconds) for address, seconds in self.device.organ(Throttling).blocked().items()]

    @verb("DELETE", "/blocked-clients/{address}")
    def unblock_client(self, address: str) -> None:
        """Lets a client in again."""
        self.device.organ(Throttling).lift(address)
