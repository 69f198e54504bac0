"""mDNS-SD: tells the device's services on one interface, and searches for those of others (multicast 224.0.0.251:5353; RFC 6762, 6763)."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zeroconf import Error as ZeroconfError
from zeroconf import IPVersion, ServiceInfo, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from camsim.device.device import Device
from camsim.device.network import Network
from camsim.device.power import Phase, Power
from camsim.device.service_discovery import Alone, Neighbour, Offer, Search, ServiceDiscovery
from camsim.server.discovery import group

MOST_FOUND = 500
"""Services that a search follows."""
PATIENCE = 3000
"""Milliseconds for a neighbour to tell the rest about a service."""
LONGEST_LABEL = 63
"""Bytes of a name in DNS."""

log = logging.getLogger("camsim.server")


@dataclass(frozen=True)
class Told:
    """One service as it is told."""

    kind: str
    name: str
    port: int
    host: str


class Responder:
    """One device's voice in mDNS."""

    def __init__(self, device: Device, address: str, ports: Mapping[str, int]) -> None:
        """`address`: IPv4 address of the interface; `ports`: of the device's servers, by scheme."""
        self._device = device
        self._address = address
        self._ports = ports
        self._told: dict[Told, ServiceInfo] = {}
        self._settling: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Future[Any]] = set()
        """What is being sent, or closed."""
        self._zeroconf: AsyncZeroconf | None = None
        device.organ(ServiceDiscovery).searcher = self._search

    async def open(self) -> None:
        """Listens. Raises OSError."""
        await self._listening()

    def follow(self) -> None:
        """Tells what settings and power say, and takes back what they do not say any more."""
        if self._settling is not None:
            self._settling.cancel()
        if self._device.organ(Power).phase is Phase.OFF:
            self._cut()
        else:
            self._settling = asyncio.get_running_loop().create_task(self._settle(tuple(self._wanted())), name="camsim mdns")

    async def close(self) -> None:
        """Says goodbye and falls silent."""
        if self._settling is not None:
            self._settling.cancel()
            await asyncio.wait([self._settling])
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._zeroconf is not None:
            await self._zeroconf.async_close()

    async def _listening(self) -> AsyncZeroconf:
        """The sockets, opened if need be."""
        if self._zeroconf is None:
            self._zeroconf = AsyncZeroconf(interfaces=[self._address], ip_version=IPVersion.V4Only)
        zeroconf = self._zeroconf
        await zeroconf.zeroconf.async_wait_for_start()
        for reader in zeroconf.zeroconf.engine.readers:
            group.only_own_groups(reader.sock)
        return zeroconf

    def _cut(self) -> None:
        """Falls silent without a goodbye."""
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            for task in self._tasks:
                task.cancel()
            zeroconf.zeroconf.registry.async_remove(list(self._told.values()))
            self._told.clear()
            self._keep(asyncio.get_running_loop().create_task(zeroconf.async_close(), name="camsim mdns close"))

    # ---- what is told

    def _wanted(self) -> Iterator[Told]:
        organ = self._device.organ(ServiceDiscovery)
        if not (organ.enabled and self._device.organ(Power).up):
            return
        host = self._device.organ(Network).hostname or f"axis-{self._device.serial.lower()}"
        name = _label(organ.friendly_name) or host
        for kind, port in self._services():
            yield Told(f"{kind}.local.", f"{name}.{kind}.local.", port, f"{host}.local.")

    def _services(self) -> Iterator[tuple[str, int]]:
        """The kinds of services; all but the first one are guesses."""
        ports, profile = self._ports, self._device.profile
        yield "_axis-video._tcp", ports["http"]
        yield "_http._tcp", ports["http"]
        if profile.video is not None:
            yield "_rtsp._tcp", ports["rtsp"]
        if profile.os_number >= (12,):
            yield "_vapix-http._tcp", ports["http"]
            if "https" in ports:
                yield "_vapix-https._tcp", ports["https"]

    async def _settle(self, wanted: Sequence[Told]) -> None:
        zeroconf = await self._listening()
        for told in [told for told in self._told if told not in wanted]:
            self._keep(await zeroconf.async_unregister_service(self._told.pop(told)))
        results = await asyncio.gather(*(self._tell(zeroconf, told) for told in wanted if told not in self._told), return_exceptions=True)
        for error in results:
            if isinstance(error, ZeroconfError | OSError):
                log.warning("mDNS: %r", error)
            elif isinstance(error, BaseException):
                raise error

    async def _tell(self, zeroconf: AsyncZeroconf, told: Told) -> None:
        """Tells one service; where the name is taken, under the next one that is free."""
        info = ServiceInfo(
            told.kind,
            told.name,
            addresses=[socket.inet_aton(self._address)],
            port=told.port,
            properties={"macaddress": self._device.serial},
            server=told.host,
        )
        sent = await zeroconf.async_register_service(info, allow_name_change=True, strict=False)
        self._told[told] = info
        self._keep(sent)

    def _keep(self, task: Any) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- who else is there

    def _search(self, kinds: Sequence[str]) -> Search:
        return _Browse(self._zeroconf, kinds) if self._zeroconf is not None else Alone()


class _Browse:
    """A search for kinds of services."""

    def __init__(self, zeroconf: AsyncZeroconf, kinds: Sequence[str]) -> None:
        self._found: dict[str, AsyncServiceInfo] = {}
        self._asking: set[asyncio.Task[Any]] = set()
        self._browser = AsyncServiceBrowser(zeroconf.zeroconf, [f"{kind}.local." for kind in kinds], handlers=[self._changed])

    def _changed(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Removed:
            self._found.pop(name, None)
        elif name in self._found or len(self._found) < MOST_FOUND:
            info = self._found[name] = AsyncServiceInfo(service_type, name)
            self._start(info.async_request(zeroconf, PATIENCE))

    def _start(self, asking: Coroutine[Any, Any, bool]) -> None:
        task = asyncio.get_running_loop().create_task(asking, name="camsim mdns search")
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def found(self) -> Sequence[Neighbour]:
        """Who has answered, by name and host."""
        devices: dict[tuple[str, str], list[AsyncServiceInfo]] = {}
        for info in self._found.values():
            if info.server and info.port is not None:
                devices.setdefault((info.get_name(), info.server.removesuffix(".").removesuffix(".local")), []).append(info)
        return [
            Neighbour(name, host, tuple(infos[0].parsed_addresses()), tuple(_offer(info) for info in infos))
            for (name, host), infos in sorted(devices.items())
        ]

    async def end(self) -> None:
        """Stops listening."""
        await self._browser.async_cancel()
        for task in self._asking:
            task.cancel()


def _offer(info: AsyncServiceInfo) -> Offer:
    pairs = tuple((key, value or "") for key, value in info.decoded_properties.items())
    return Offer(info.type.removesuffix(".local."), info.port or 0, pairs)


def _label(name: str) -> str:
    """A name as a label of DNS: nothing that cannot be printed, and no longer than there is room for."""
    shown = "".join(char for char in name if char.isprintable()).strip()
    return shown.encode()[:LONGEST_LABEL].decode(errors="ignore").strip()
