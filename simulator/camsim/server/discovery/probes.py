"""WS-Discovery: answers searches of ONVIF clients on one interface (multicast 239.255.255.250:3702).

Each search is answered at once and to its sender alone; Hello and Bye are not sent. A device that is off, or that its parameter
`WebService.DiscoveryMode.Discoverable` hides, is silent.
"""

from __future__ import annotations

import uuid
from typing import Any

from camsim.contract.onvif_scopes import scopes
from camsim.device.device import Device
from camsim.device.onvif_users import OnvifUsers
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.server.discovery import group
from camsim.server.rtsp.udp import Endpoint
from camsim.wire import ws_discovery


class Probes:
    """One device's ear and voice."""

    def __init__(self, device: Device, address: str, port: int) -> None:
        """`address`: IPv4 address of the interface; `port`: of the web server."""
        self._device = device
        self._address = address
        self._port = port
        self._ear: Endpoint | None = None
        self._voice: Endpoint | None = None
        self._ration = group.Ration()
        self._chance = device.rng("discovery")

    async def open(self) -> None:
        """Listens. Raises OSError."""
        self._voice = await Endpoint.open(group.speaker(self._address), self._hear)
        self._ear = await Endpoint.open(group.member(ws_discovery.GROUP, ws_discovery.PORT, self._address), self._hear)

    def close(self) -> None:
        """Falls silent."""
        for endpoint in (self._ear, self._voice):
            if endpoint is not None:
                endpoint.close()

    def _hear(self, data: bytes, sender: Any) -> None:
        if not self._may_answer():
            return
        search, device = ws_discovery.read(data), self._told()
        if search is not None and self._voice is not None and search.finds(device) and self._ration.grants(sender):
            message = uuid.UUID(int=self._chance.getrandbits(128), version=4)
            self._voice.send(ws_discovery.matches(search, device, f"urn:uuid:{message}"), (sender[0], sender[1]))

    def _may_answer(self) -> bool:
        device = self._device
        shown = device.organ(Parameters).flag("WebService.DiscoveryMode.Discoverable", True)
        return shown and device.organ(Power).up and device.has(OnvifUsers)

    def _told(self) -> ws_discovery.Device:
        where = f"http://{self._address}:{self._port}/onvif/device_service"
        return ws_discovery.Device(f"urn:uuid:{self._device.unique_id}", scopes(self._device), (where,))
