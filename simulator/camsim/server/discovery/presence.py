"""All that one device does to be found: opened with its ports, following its power and settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from camsim.device.device import Device
from camsim.device.power import Phase, Power
from camsim.device.service_discovery import ServiceDiscovery
from camsim.server.discovery.description import DescriptionPort
from camsim.server.discovery.probes import Probes
from camsim.server.discovery.ssdp import Ssdp

if TYPE_CHECKING:
    from camsim.server.discovery.mdns import Responder


class Presence:
    """One device on one interface."""

    def __init__(self, device: Device, address: str, ports: Mapping[str, int]) -> None:
        """`address`: IPv4 address of the interface; `ports`: of the device's servers, by scheme."""
        self._device = device
        self._address = address
        self._ports = ports
        self._probes = Probes(device, address, ports["http"])
        self._description: DescriptionPort | None = None
        self._ssdp: Ssdp | None = None
        self._mdns: Responder | None = None

    async def open(self) -> None:
        """Lets the device be found. Raises OSError."""
        from camsim.server.discovery.mdns import Responder

        await self._probes.open()
        self._description = DescriptionPort(self._device, self._address, self._ports["http"])
        self._ssdp = Ssdp(self._device, self._address, self._description)
        await self._ssdp.open()
        self._mdns = Responder(self._device, self._address, self._ports)
        await self._mdns.open()
        self._device.organ(ServiceDiscovery).watchers.append(self._follow)
        self._device.organ(Power).watch(self._follow_power)

    async def close(self) -> None:
        """Says goodbye."""
        self._probes.close()
        if self._ssdp is not None:
            self._ssdp.close()
        if self._description is not None:
            await self._description.close()
        if self._mdns is not None:
            await self._mdns.close()

    def _follow(self) -> None:
        if self._ssdp is not None and self._mdns is not None:
            self._ssdp.follow()
            self._mdns.follow()

    def _follow_power(self, phase: Phase) -> None:
        self._follow()
