"""The tester's hand on the network from afar."""

from __future__ import annotations

from typing import Any, cast

from camsim.control.network_answers import BlockedClient, HostState


class BlockingNetworkHand:
    """The verbs of `NetworkHand`, blocking."""

    def _ask(self, name: str, /, **arguments: Any) -> Any:
        """Has a verb carried out."""
        raise NotImplementedError

    def hosts(self) -> list[HostState]:
        """The hosts that were set."""
        return cast(list[HostState], self._ask("hosts"))

    def set_host(self, name: str, answers: bool = True, connects: bool = False) -> HostState:
        """Says whether a host answers the camera's pings, and whether its TCP test may really connect there."""
        return cast(HostState, self._ask("set_host", name=name, answers=answers, connects=connects))

    def blocked_clients(self) -> list[BlockedClient]:
        """Clients that are shut out after too many failed logins."""
        return cast(list[BlockedClient], self._ask("blocked_clients"))

    def unblock_client(self, address: str) -> None:
        """Lets a client in again."""
        self._ask("unblock_client", address=address)
