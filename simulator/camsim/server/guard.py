"""Who stands at the ports: connections that the IP filter or the firewall does not admit end before a word is said."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from camsim.device.device import Device
from camsim.device.firewall import Firewall
from camsim.device.ip_filter import IpFilter
from camsim.device.parameters import Parameters
from camsim.server.app import App
from camsim.server.front import Port, connections

NUMBERS = {
    "http": ("System.BoaPort", 80),
    "https": ("HTTPS.Port", 443),
    "rtsp": ("Network.RTSP.Port", 554),
    "rtsps": ("Network.RTSPS.Port", 322),
}
"""The port that a device says to listen on, by service: rules name it, or the one that we listen on."""


def attach(app: App, ports: Mapping[str, Port]) -> None:
    """Guards the ports, and lets the app tell who is connected to them."""
    app.connections = lambda: connections(ports)
    for service, port in ports.items():
        port.admits = functools.partial(_admits, app.device, service, port)


def _admits(device: Device, service: str, port: Port, address: str) -> bool:
    if device.has(IpFilter) and not device.organ(IpFilter).admits(address):
        return False
    if not device.has(Firewall):
        return True
    name, usual = NUMBERS[service]
    return device.organ(Firewall).admits(address, (device.organ(Parameters).number(name, usual), port.number))
