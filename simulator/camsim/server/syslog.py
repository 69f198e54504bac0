"""Sends lines of the log to syslog servers: datagrams, or a connection that is kept as long as it holds."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from camsim.contract.logs import spelled
from camsim.device.certificates import Certificates
from camsim.device.device import Device
from camsim.device.log import Line
from camsim.device.remote_syslog import LineFormat, Receiver, RemoteSyslog, Transport
from camsim.wire import syslog

MOST_WAITING = 200
"""Lines that wait for a server; the oldest goes first."""
LONGEST_ATTEMPT = 10.0
"""Real seconds until a server must have taken a connection."""


class SyslogSender:
    """The way to all servers of a device."""

    def __init__(self, device: Device, authority: Callable[[], str] = lambda: "") -> None:
        """`authority` gives the CA certificates, as PEM, that a server over TLS must have been signed by; none: it is not checked."""
        self._device = device
        self._authority = authority
        self._waiting: dict[Receiver, deque[str]] = {}
        self._tasks: dict[Receiver, asyncio.Task[None]] = {}
        self._writers: dict[Receiver, asyncio.StreamWriter] = {}
        device.organ(RemoteSyslog).send = self.send

    def send(self, receiver: Receiver, line: Line) -> None:
        """Sends a line soon; one that cannot be delivered is lost."""
        spelling = spelled(self._device, line)
        shown = {LineFormat.RFC3164: spelling.rfc3164, LineFormat.RFC5424: spelling.rfc5424}.get(receiver.format, spelling.axis)()
        self._waiting.setdefault(receiver, deque(maxlen=MOST_WAITING)).append(shown)
        if receiver not in self._tasks:
            self._tasks[receiver] = asyncio.get_running_loop().create_task(self._deliver(receiver), name="camsim syslog")

    async def close(self) -> None:
        """Ends all connections."""
        self._device.organ(RemoteSyslog).send = lambda receiver, line: None
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()

    async def _deliver(self, receiver: Receiver) -> None:
        lines = self._waiting[receiver]
        self._forget_old()
        try:
            with suppress(OSError, ssl.SSLError):
                async with asyncio.timeout(LONGEST_ATTEMPT):
                    while lines:
                        await self._pass_on(receiver, lines.popleft())
        finally:
            del self._waiting[receiver], self._tasks[receiver]

    def _forget_old(self) -> None:
        """Ends connections to servers that are no longer named."""
        for receiver in set(self._writers) - set(self._device.organ(RemoteSyslog).receivers):
            self._writers.pop(receiver).close()

    async def _pass_on(self, receiver: Receiver, line: str) -> None:
        if receiver.transport is Transport.UDP:
            await _datagram(receiver, syslog.datagram(line))
            return
        writer = self._writers.get(receiver)
        if writer is None or writer.is_closing():
            writer = self._writers[receiver] = await self._connect(receiver)
        try:
            writer.write(syslog.framed(line, counted=receiver.transport is Transport.TLS))
            await writer.drain()
        except OSError:
            del self._writers[receiver]
            raise

    async def _connect(self, receiver: Receiver) -> asyncio.StreamWriter:
        context = None
        if receiver.transport is Transport.TLS:
            authority = self._authority()
            context = ssl.create_default_context(cadata=authority) if authority else ssl._create_unverified_context()
        _, writer = await asyncio.open_connection(receiver.address, receiver.port, ssl=context)
        return writer


def build(device: Device) -> SyslogSender | None:
    """What sends the log of a device; None for one that cannot."""
    if not device.has(RemoteSyslog):
        return None
    store = device.organ(Certificates)
    return SyslogSender(device, lambda: "".join(store.authority(one) for one in store.used_by("RemoteSyslog").authorities))


async def _datagram(receiver: Receiver, raw: bytes) -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(receiver.address, receiver.port))
    transport.sendto(raw)
    transport.close()
