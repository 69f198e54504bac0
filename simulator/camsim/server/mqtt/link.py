"""What carries MQTT: a TCP stream, with TLS or without, or binary messages of a WebSocket (OASIS MQTT 3.1.1, section 6)."""

from __future__ import annotations

import asyncio
import socket
import ssl
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import aiohttp

from camsim.device.errors import DeviceError
from camsim.device.mqtt.client import Certificates
from camsim.device.mqtt.configuration import Configuration, Security
from camsim.wire.mqtt import LARGEST_PACKET

CHUNK = 65_536
LINGER = 2.0
"""Real seconds that a peer gets to answer the end of TLS or of a WebSocket."""


class Link(Protocol):
    """Bytes to and from the broker. Reading and writing raise OSError."""

    async def read(self) -> bytes:
        """Some bytes; none at the end."""
        ...

    async def write(self, data: bytes) -> None:
        """Sends bytes, as fast as the broker takes them."""
        ...

    def cut(self) -> None:
        """Drops the connection without a word."""
        ...

    async def close(self) -> None:
        """Ends the connection after all that was written."""
        ...


class LinkError(OSError):
    """The connection could not be made."""


async def open_link(configuration: Configuration, certificates: Certificates | None) -> Link:
    """Connects. Raises OSError, of which TLS and DNS errors are kinds."""
    broker = configuration.broker
    context = None
    if broker.transport.secure:
        context = tls_context(configuration.security or Security(), certificates, broker.alpn)
    if broker.transport.websocket:
        return await WebSocketLink.open(f"{broker.transport}://{_host(broker.host)}:{broker.port}/{broker.base_path.lstrip('/')}", context)
    try:
        reader, writer = await asyncio.open_connection(broker.host, broker.port, ssl=context)
    except UnicodeError as error:
        raise LinkError(f"{broker.host} is no host name") from error
    return StreamLink(reader, writer)


class StreamLink:
    """TCP or TLS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        return await self._reader.read(CHUNK)

    async def write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def cut(self) -> None:
        self._writer.transport.abort()

    async def close(self) -> None:
        self._writer.close()
        with suppress(OSError):
            async with asyncio.timeout(LINGER):
                await self._writer.wait_closed()
        self._writer.transport.abort()


class WebSocketLink:
    """Binary messages with the subprotocol `mqtt`."""

    def __init__(self, session: aiohttp.ClientSession, messages: aiohttp.ClientWebSocketResponse) -> None:
        self._session = session
        self._messages = messages

    @classmethod
    async def open(cls, url: str, context: ssl.SSLContext | None) -> WebSocketLink:
        """Connects. Raises LinkError."""
        session = aiohttp.ClientSession()
        try:
            messages = await session.ws_connect(
                url, protocols=("mqtt",), timeout=aiohttp.ClientWSTimeout(ws_close=LINGER), ssl=context or True, max_msg_size=LARGEST_PACKET
            )
        except aiohttp.ClientError as error:
            await session.close()
            raise LinkError(str(error)) from error
        except BaseException:
            await session.close()
            raise
        return cls(session, messages)

    async def read(self) -> bytes:
        message = await self._messages.receive()
        return message.data if message.type is aiohttp.WSMsgType.BINARY else b""

    async def write(self, data: bytes) -> None:
        try:
            await self._messages.send_bytes(data)
        except aiohttp.ClientError as error:
            raise LinkError(str(error)) from error

    def cut(self) -> None:
        carrier = self._messages.get_extra_info("socket")
        if carrier is not None:
            with suppress(OSError):
                carrier.shutdown(socket.SHUT_RDWR)

    async def close(self) -> None:
        await self._messages.close()
        await self._session.close()


def tls_context(security: Security, certificates: Certificates | None, alpn: str) -> ssl.SSLContext:
    """The client side's TLS settings. Raises LinkError for a certificate that is not in the store or cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if not security.validate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif not security.ca_certificate:
            context.load_default_certs()
        if security.ca_certificate:
            context.load_verify_locations(cadata=_store(certificates).authority(security.ca_certificate))
        if security.client_certificate:
            _show(context, *_store(certificates).client(security.client_certificate))
        if alpn:
            context.set_alpn_protocols([alpn])
    except (DeviceError, ssl.SSLError, ValueError) as error:
        raise LinkError(str(error)) from error
    return context


def _store(certificates: Certificates | None) -> Certificates:
    if certificates is None:
        raise LinkError("there is no certificate store")
    return certificates


def _show(context: ssl.SSLContext, certificate: str, key: str) -> None:
    """OpenSSL takes a certificate of our own from a file alone."""
    with tempfile.TemporaryDirectory(prefix="camsim-") as folder:
        path = Path(folder) / "client.pem"
        path.touch(mode=0o600)
        path.write_text(f"{certificate}\n{key}")
        context.load_cert_chain(path)


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
