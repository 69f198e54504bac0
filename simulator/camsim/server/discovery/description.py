"""The web server of UPnP: the device description, at a port of its own on the interface where the device is announced."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from aiohttp import web

from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.service_discovery import ServiceDiscovery
from camsim.server.front import Port
from camsim.wire import ssdp

FIRST, LAST = 49152, 49999
"""Where its port lies."""
LONGEST_LINE = 8190


class DescriptionPort:
    """Answers with the documents while UPnP is on."""

    def __init__(self, device: Device, address: str, web_port: int) -> None:
        """`web_port`: of the camera's own web server, which the description names. Raises OSError."""
        self._device = device
        self._address = address
        self._web_page = f"http://{address}:{web_port}/"
        self._server = web.Server(self._answer, access_log=None, max_line_size=LONGEST_LINE, max_field_size=LONGEST_LINE)
        self._port = _free(device, address, self._server)
        self._opening: asyncio.Task[None] | None = None

    def url(self, path: str) -> str:
        """The address of a document."""
        return f"http://{self._address}:{self._port.number}{path}"

    def open(self) -> None:
        """Listens from the loop's next turn on."""
        self._opening = asyncio.get_running_loop().create_task(self._port.open(), name="camsim upnp port")

    def shut(self) -> None:
        """Refuses connections, and ends those that there are."""
        self._port.shut()
        self._port.cut()

    async def close(self) -> None:
        """Gives the port back."""
        self.shut()
        if self._opening is not None:
            await self._opening
        self._port.close()
        await self._server.shutdown(0)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        documents: dict[str, Callable[[], str]] = {ssdp.DESCRIPTION: self._description, ssdp.SERVICE: lambda: ssdp.SERVICE_DESCRIPTION}
        document = documents.get(request.path)
        if document is None:
            return web.Response(status=404)
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405)
        return web.Response(text=document(), content_type="text/xml", charset="utf-8")

    def _description(self) -> str:
        device, parameters = self._device, self._device.organ(Parameters)
        return ssdp.Description(
            udn(device),
            device.organ(ServiceDiscovery).upnp_name,
            device.serial,
            parameters.text("Brand.Brand", "AXIS"),
            parameters.text("Brand.ProdFullName"),
            parameters.text("Brand.ProdShortName"),
            parameters.text("Brand.ProdNbr"),
            self._web_page,
        ).xml()


def udn(device: Device) -> str:
    """The unique name of a device in UPnP."""
    return f"uuid:Upnp-BasicDevice-1_0-{device.serial}"


def _free(device: Device, address: str, server: web.Server) -> Port:
    """A free port; each device begins elsewhere in the range. Raises OSError."""
    start = device.rng("upnp port").randrange(LAST - FIRST)
    for place in range(LAST - FIRST):
        number = FIRST + (start + place) % (LAST - FIRST)
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((address, number))  # fails where another process holds the port, listening or not
            probe.close()
            return Port(address, number, server)
    raise OSError(f"no free port in {FIRST}..{LAST}")
