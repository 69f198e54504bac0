"""SSDP: answers searches on one interface, and says when the device comes and goes (multicast 239.255.255.250:1900).

Answers go to the searcher alone and at once, which is within the time that it waits. A device that loses its power does not say goodbye.
"""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from typing import Any

from camsim.device.device import Device
from camsim.device.power import Phase, Power
from camsim.device.service_discovery import ServiceDiscovery
from camsim.device.time import Time
from camsim.server.discovery import group
from camsim.server.discovery.description import DescriptionPort, udn
from camsim.server.rtsp.udp import Endpoint
from camsim.wire import ssdp

COPIES = 2
"""Of each announcement: datagrams get lost."""
AGAIN = ssdp.MAX_AGE / 2
"""Real seconds after which the device says again that it is there."""


class Ssdp:
    """One device's ear and voice, and the port of its description."""

    def __init__(self, device: Device, address: str, description: DescriptionPort) -> None:
        """`address`: IPv4 address of the interface."""
        self._device = device
        self._address = address
        self._description = description
        self._ear: Endpoint | None = None
        self._voice: Endpoint | None = None
        self._ration = group.Ration()
        self._there = False
        self._again: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Listens. Raises OSError."""
        self._voice = await Endpoint.open(group.speaker(self._address))
        self._ear = await Endpoint.open(group.member(ssdp.GROUP, ssdp.PORT, self._address), self._hear)

    def follow(self) -> None:
        """Comes and goes as settings and power say."""
        power = self._device.organ(Power)
        there = power.up and self._device.organ(ServiceDiscovery).upnp
        if there == self._there:
            return
        self._there = there
        if there:
            self._description.open()
            self._announce()
        else:
            self._leave(goodbye=power.phase is not Phase.OFF)

    def close(self) -> None:
        """Says goodbye and falls silent."""
        if self._there:
            self._leave(goodbye=True)
        self._there = False
        for endpoint in (self._ear, self._voice):
            if endpoint is not None:
                endpoint.close()

    def _announce(self) -> None:
        device = self._told()
        for _ in range(COPIES):
            for kind, name in device.names():
                self._say(ssdp.alive(device, kind, name))
        self._again = asyncio.get_running_loop().call_later(AGAIN, self._announce)

    def _leave(self, *, goodbye: bool) -> None:
        if self._again is not None:
            self._again.cancel()
        self._description.shut()
        if goodbye:
            for kind, name in self._told().names():
                self._say(ssdp.gone(kind, name))

    def _say(self, message: bytes) -> None:
        if self._voice is not None:
            self._voice.send(message, (ssdp.GROUP, ssdp.PORT))

    def _hear(self, data: bytes, sender: Any) -> None:
        if not self._there or self._voice is None:
            return
        search = ssdp.read(data)
        if search is None:
            return
        device, date = self._told(), formatdate(self._device.organ(Time).stamp(), usegmt=True)
        for kind, name in device.names(search.target):
            if self._ration.grants(sender):
                self._voice.send(ssdp.found(device, kind, name, date), (sender[0], sender[1]))

    def _told(self) -> ssdp.Device:
        server = "Linux/4.14.173-axis8, UPnP/1.0, Portable SDK for UPnP devices/1.8.7"
        return ssdp.Device(udn(self._device), self._description.url(ssdp.DESCRIPTION), server)
