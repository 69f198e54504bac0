"""Service discovery: whether and under which names the device is found by mDNS-SD and UPnP (page slug: mdns-sd-api).

Settings live in `root.Network.Bonjour.*` and `root.Network.UPnP.*`. It knows no sockets; whoever has them watches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from camsim.device.errors import OutOfRangeError, WrongStateError
from camsim.device.organ import Organ, Watchers
from camsim.device.parameters import Parameters
from camsim.device.state import volatile

if TYPE_CHECKING:
    from camsim.device.device import Device

LONGEST_NAME = 48
"""Bytes of a friendly name that the API takes."""
LONGEST_SEARCH = 15
"""Seconds that a search may last."""
MOST_KINDS = 16
MOST_SEARCHES = 4
"""Searches at the same time (guess)."""
_KIND = re.compile(r"_(?=[^.]*[A-Za-z])(?=[^.]{1,15}\.)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\._(?:tcp|udp)")


@dataclass(frozen=True)
class Offer:
    """One service of a neighbour."""

    kind: str
    """`_axis-video._tcp`"""
    port: int
    text: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Neighbour:
    """A device that a search has found."""

    name: str
    hostname: str
    addresses: tuple[str, ...] = ()
    """IPv4 and IPv6."""
    offers: tuple[Offer, ...] = ()


class Search(Protocol):
    """A search under way."""

    def found(self) -> Sequence[Neighbour]:
        """Who has answered so far."""

    async def end(self) -> None:
        """Stops listening."""


class Alone:
    """A search where there is no network to search on."""

    def found(self) -> Sequence[Neighbour]:
        """Nobody."""
        return ()

    async def end(self) -> None:
        """Has nothing to do."""


@dataclass
class ServiceDiscoveryState:
    """What no parameter tells."""

    searches: int = volatile(0)


class ServiceDiscovery(Organ[ServiceDiscoveryState]):
    """How the device presents itself on the network."""

    name = "service_discovery"
    lasting = ("searcher",)

    def __init__(self, device: Device) -> None:
        self.watchers: Watchers[[]] = Watchers()
        """Called when something that is told on the network may have changed."""
        self.searcher: Callable[[Sequence[str]], Search] = lambda kinds: Alone()
        """Begins a search for kinds of services; whoever has sockets sets it."""
        super().__init__(device)
        device.organ(Parameters).watchers.append(self._follow)

    def factory_state(self) -> ServiceDiscoveryState:
        return ServiceDiscoveryState()

    def power_on(self) -> None:
        self.watchers.tell()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self.watchers.tell()

    @property
    def enabled(self) -> bool:
        """Whether mDNS-SD answers."""
        return self._parameters.flag("Network.Bonjour.Enabled")

    @property
    def friendly_name(self) -> str:
        """The name under which mDNS-SD tells its services."""
        return self._parameters.text("Network.Bonjour.FriendlyName")

    @property
    def upnp(self) -> bool:
        """Whether UPnP answers."""
        return self._parameters.flag("Network.UPnP.Enabled")

    @property
    def upnp_name(self) -> str:
        """The name in the device description of UPnP."""
        return self._parameters.text("Network.UPnP.FriendlyName")

    def configure(self, enabled: bool | None, friendly_name: str | None) -> None:
        """Sets what is given of mDNS-SD. Raises OutOfRangeError (subject `friendlyName`)."""
        if friendly_name is not None and not (friendly_name.isprintable() and 0 < len(friendly_name.encode()) <= LONGEST_NAME):
            raise OutOfRangeError("no name", subject="friendlyName", value=friendly_name)
        if enabled is not None:
            self._parameters.store("Network.Bonjour.Enabled", "yes" if enabled else "no")
        if friendly_name is not None:
            self._parameters.store("Network.Bonjour.FriendlyName", friendly_name)
        self.watchers.tell()

    def search(self, kinds: Sequence[str], seconds: int) -> Search:
        """Begins a search for services; those that are no kind of service are passed over.

        Raises OutOfRangeError (subject `services` or `timeout`), WrongStateError while too many are under way.
        """
        known = tuple(dict.fromkeys(kind for kind in kinds[:MOST_KINDS] if len(kind) < 64 and _KIND.fullmatch(kind)))
        if not known:
            raise OutOfRangeError("no kind of service", subject="services", value=kinds)
        if not 1 <= seconds <= LONGEST_SEARCH:
            raise OutOfRangeError("1 to 15 seconds", subject="timeout", value=seconds)
        if self.state.searches >= MOST_SEARCHES:
            raise WrongStateError("too many searches")
        return _Counted(self.state, self.searcher(known))

    # ---- inside

    @property
    def _parameters(self) -> Parameters:
        return self.device.organ(Parameters)

    def _follow(self, name: str) -> None:
        if name.startswith(("Network.Bonjour.", "Network.UPnP.", "Network.HostName", "Network.VolatileHostName.")):
            self.watchers.tell()


class _Counted:
    """A search that counts until it ends."""

    def __init__(self, state: ServiceDiscoveryState, search: Search) -> None:
        self._state, self._search = state, search
        state.searches += 1

    def found(self) -> Sequence[Neighbour]:
        return self._search.found()

    async def end(self) -> None:
        self._state.searches -= 1
        await self._search.end()
