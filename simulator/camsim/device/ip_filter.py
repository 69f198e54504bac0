"""The IP address filter of OS versions before 12: whose connections are taken (page slug: system-settings, parameters Network.Filter)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from camsim.device.errors import OutOfRangeError
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import volatile
from camsim.profile.model import Profile

MOST_ADDRESSES = 256
ENABLED = "Network.Filter.Enabled"
POLICY = "Network.Filter.Input.Policy"
ADDRESSES = "Network.Filter.Input.AcceptAddresses"
LOGGED = "Network.Filter.Log.Enabled"
_BETWEEN = re.compile(r"[\s,]+")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class IpFilterState:
    """What it has done; the settings are parameters."""

    dropped: int = volatile(0)
    """Connections that were not taken since the boot."""


class IpFilter(Organ[IpFilterState]):
    """Drops connections by the client's address, before a word is said."""

    name = "ip_filter"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return ENABLED in profile.values

    def factory_state(self) -> IpFilterState:
        return IpFilterState()

    def admits(self, address: str) -> bool:
        """Whether a connection from there is taken; one that is not is counted, and logged where that is wanted.

        With policy `allow` only the listed addresses are taken, with `deny` all others.
        """
        parameters = self.device.organ(Parameters)
        if not parameters.flag(ENABLED):
            return True
        networks = parameters.memo(ADDRESSES, lambda: read(parameters.stored(ADDRESSES)))
        if listed(address, networks) is (parameters.stored(POLICY) == "allow"):
            return True
        self.state.dropped += 1
        if parameters.flag(LOGGED):
            self.device.organ(Log).write("kernel", f"IP filter: dropped a connection from {address}", Severity.WARNING)
        return False

    def set_addresses(self, text: str) -> None:
        """Sets addresses and networks, separated by blanks. Raises OutOfRangeError."""
        read(text)
        self.device.organ(Parameters).store(ADDRESSES, text)


def read(text: str) -> tuple[IpNetwork, ...]:
    """Addresses and networks in a text: `192.0.2.7 198.51.100.0/24`. Raises OutOfRangeError."""
    words = [word for word in _BETWEEN.split(text) if word]
    if len(words) > MOST_ADDRESSES:
        raise OutOfRangeError(f"at most {MOST_ADDRESSES} addresses", subject=ADDRESSES, value=len(words))
    try:
        return tuple(ipaddress.ip_network(word, strict=False) for word in words)
    except ValueError as error:
        raise OutOfRangeError(str(error), subject=ADDRESSES, value=text) from None


def listed(address: str, networks: tuple[IpNetwork, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    one = unmapped(address)
    return any(one in network for network in networks)


def unmapped(address: str) -> IpAddress:
    """A client's address; an IPv4 one in the guise of IPv6 as what it is. Raises ValueError."""
    one = ipaddress.ip_address(address.partition("%")[0])
    return one.ipv4_mapped or one if isinstance(one, ipaddress.IPv6Address) else one
