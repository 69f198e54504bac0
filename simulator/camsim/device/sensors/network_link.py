"""The network link of each interface, as events tell it (page slug: network-settings). Connections of clients are not cut by it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from camsim.device.event import Declaration, Event
from camsim.device.sensors.events import AddressAddedEvent, AddressBlockedEvent, AddressRemovedEvent, NetworkLostEvent
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default

ANY, ALL = "Any", "All"
ALL_SINCE = (11,)
"""OS version from which "all interfaces" and blocked addresses are told: recorded on 12.9, not on 10.12; in between a guess."""


@dataclass
class LinkState:
    """Interfaces without a link."""

    lost: list[str] = kept_in_default(factory=list)


class NetworkLink(Sensor[LinkState]):
    """Whether the cable is in."""

    name = "network_link"
    tells = (AddressAddedEvent, AddressRemovedEvent)

    def factory_state(self) -> LinkState:
        return LinkState()

    @cached_property
    def interfaces(self) -> list[str]:
        """Names of the interfaces: `eth0`."""
        devices = (leaf for leaf in self.profile.leaves if leaf.name.startswith("Network.Interface.I"))
        return [leaf.value for leaf in devices if leaf.name.endswith(".SystemDevice")] or ["eth0"]

    def current_events(self) -> list[Event]:
        lost = [name in self.state.lost for name in self.interfaces]
        everything = [NetworkLostEvent(interface=ALL, lost=all(lost))] if self.tells_all else []
        return [
            NetworkLostEvent(interface=ANY, lost=any(lost)),
            *everything,
            *(NetworkLostEvent(interface=name, lost=gone) for name, gone in zip(self.interfaces, lost, strict=True)),
        ]

    def declarations(self) -> list[Declaration]:
        found = super().declarations()
        return [*found, Declaration(AddressBlockedEvent)] if self.tells_all else found

    def levers(self) -> list[Lever]:
        return [self._lever(name) for name in self.interfaces]

    @property
    def tells_all(self) -> bool:
        """Whether it tells more than that a link is lost."""
        return self.profile.os_number >= ALL_SINCE

    def _lever(self, name: str) -> Lever:
        def drive(lost: bool) -> None:
            if lost is not (name in self.state.lost):
                (self.state.lost.append if lost else self.state.lost.remove)(name)
            self.publish_current()

        return self.switch(f"network-lost.{name}", lambda: name in self.state.lost, drive)
