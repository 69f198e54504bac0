"""WS-Discovery: answers searches of ONVIF clients on one interface, where a setting asks for it (multicast 239.255.255.250:3702).

Each search is answered at once and to its sender alone; Hello and Bye are not sent. A device that is off, or that its parameter
`WebService.DiscoveryMode.Discoverable` hides, is silent.
"""

from __future__ import annotations

import socket
import uuid
from typing import Any

from camsim.contract.onvif_scopes import scopes
from camsim.device.device import Device
from camsim.device.onvif_users import OnvifUsers
from camsim.device.parameters import Parameters
from camsim.device.power import Phase, Power
from camsim.server.rtsp.udp import Endpoint
from camsim.wire import ws_discovery

_ONLY_OWN_GROUPS = 49
"""IP_MULTICAST_ALL of Linux, which the socket module does not name: 0 leaves out groups that other sockets have joined."""


class Discovery:
    """One device's ear and voice."""

    def __init__(self, device: Device, address: str, port: int) -> None:
        """`address`: IPv4 address of the interface; `port`: of the web server."""
        self._device = device
        self._address = address
        self._port = port
        self._ear: Endpoint | None = None
        self._voice: Endpoint | None = None
        self._chance = device.rng("discovery")

    async def open(self) -> None:
        """Listens. Raises OSError."""
        voice = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        voice.setblocking(False)
        try:
            voice.bind((self._address, 0))
        except OSError:
            voice.close()
            raise
        self._voice = await Endpoint.open(voice, self._hear)
        self._ear = await Endpoint.open(_member(self._address), self._hear)

    def close(self) -> None:
        """Falls silent."""
        for endpoint in (self._ear, self._voice):
            if endpoint is not None:
                endpoint.close()

    def _hear(self, data: bytes, sender: Any) -> None:
        if not self._may_answer():
            return
        search, device = ws_discovery.read(data), self._told()
        if search is not None and self._voice is not None and search.finds(device):
            message = uuid.UUID(int=self._chance.getrandbits(128), version=4)
            self._voice.send(ws_discovery.matches(search, device, f"urn:uuid:{message}"), (sender[0], sender[1]))

    def _may_answer(self) -> bool:
        device = self._device
        up = device.organ(Power).phase not in (Phase.DOWN, Phase.OFF)
        return up and device.has(OnvifUsers) and device.organ(Parameters).flag("WebService.DiscoveryMode.Discoverable", True)

    def _told(self) -> ws_discovery.Device:
        where = f"http://{self._address}:{self._port}/onvif/device_service"
        return ws_discovery.Device(f"urn:uuid:{self._device.unique_id}", scopes(self._device), (where,))


def _member(address: str) -> socket.socket:
    """A socket that hears the group on one interface, beside those of other cameras. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((ws_discovery.GROUP, ws_discovery.PORT))
        group = socket.inet_aton(ws_discovery.GROUP) + socket.inet_aton(address)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        made.setsockopt(socket.IPPROTO_IP, _ONLY_OWN_GROUPS, 0)
    except OSError:
        made.close()
        raise
    return made
