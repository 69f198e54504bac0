"""Which hosts the device can reach: a pretended network around it, whose hosts the tester's hand sets (page slug: introduction)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.errors import FullError, OutOfRangeError
from camsim.device.network import Network
from camsim.device.organ import Organ, Watchers
from camsim.device.state import kept_for_ever

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST_HOSTS = 1000
LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class Host:
    """One host that the tester knows of."""

    answers: bool = True
    """Whether it answers a ping."""
    connects: bool = False
    """Whether a test may really connect to it."""


@dataclass
class ReachState:
    """Hosts by name or address in lower case."""

    hosts: dict[str, Host] = kept_for_ever(factory=dict)


class Reach(Organ[ReachState]):
    """The device's own addresses and those of this computer's loopback are always there; of others the tester says so."""

    name = "reach"

    def __init__(self, device: Device) -> None:
        self.watchers: Watchers[[]] = Watchers()
        """Called when a host was set."""
        super().__init__(device)

    def factory_state(self) -> ReachState:
        return ReachState()

    def answers(self, host: str) -> bool:
        """Whether a ping comes back."""
        known = self.state.hosts.get(host.lower())
        return known.answers if known is not None else _is_loopback(host) or host in self._own()

    def may_connect(self, host: str) -> bool:
        """Whether a test may open a real connection: to loopback, and to where the tester allows it."""
        known = self.state.hosts.get(host.lower())
        return known.connects if known is not None else _is_loopback(host)

    def serves(self, host: str) -> bool:
        """Whether a server that the device is told of is there: it is, unless the tester says otherwise."""
        known = self.state.hosts.get(host.lower())
        return known is None or known.answers

    def set_host(self, name: str, host: Host) -> None:
        """Says how a host behaves. Raises OutOfRangeError (subject `name`), FullError."""
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or " " in name:
            raise OutOfRangeError("no host", subject="name", value=name)
        if name.lower() not in self.state.hosts and len(self.state.hosts) >= MOST_HOSTS:
            raise FullError(f"at most {MOST_HOSTS} hosts", subject="name")
        self.state.hosts[name.lower()] = host
        self.watchers.tell()

    def _own(self) -> list[str]:
        network = self.device.organ(Network)
        return [network.hostname, *(address.address for address in network.addresses)]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
