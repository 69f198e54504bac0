"""The listening ports: a speaker takes a connection by its first bytes, on HTTP and HTTPS; everybody else is HTTP."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any

import pytest

from camsim.server import front
from tests.patience import until

GET = b"GET /nowhere HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"


class Parrot(asyncio.Protocol):
    """Says what it hears, behind a word of its own."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(b"parrot:")  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[attr-defined]


def squawks(seen: bytes) -> bool | None:
    """Recognizes SQUAWK."""
    return seen.startswith(b"SQUAWK") or (None if b"SQUAWK".startswith(seen) else False)


@pytest.fixture
async def camera(start: Any) -> Any:
    made = await start()
    for port in made._ports.values():
        port.speakers.append((squawks, Parrot))
    return made


async def connect(camera: Any, scheme: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    number = int((camera.url if scheme == "http" else camera.https_url).rpartition(":")[2])
    context = None
    if scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return await asyncio.open_connection("127.0.0.1", number, ssl=context)


async def finish(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        await writer.wait_closed()
    except (ConnectionError, ssl.SSLError):
        pass


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("pieces", [[b"SQUAWK hello"], [b"SQ", b"UAWK", b" hello"], [b"S", b"Q", b"U", b"A", b"W", b"K hello"]])
async def test_a_speaker_takes_what_it_recognizes(camera: Any, scheme: str, pieces: list[bytes]):
    reader, writer = await connect(camera, scheme)
    port, sent = camera._ports[scheme], b""
    for piece in pieces:
        writer.write(piece)
        sent += piece
        if not sent.startswith(b"SQUAWK"):
            await until(lambda sent=sent: sent in [one._seen for one in port.undecided])
        elif sent == b"SQUAWK":
            await until(lambda: not port.undecided)
    assert await asyncio.wait_for(reader.readexactly(19), 5) == b"parrot:SQUAWK hello"
    await finish(writer)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("pieces", [[GET], [GET[:1], GET[1:]], [bytes([byte]) for byte in GET]])
async def test_everybody_else_speaks_http(camera: Any, scheme: str, pieces: list[bytes]):
    reader, writer = await connect(camera, scheme)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 404 ")
    await finish(writer)


async def test_a_connection_that_stays_undecided_is_http(camera: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "LONGEST_SILENCE", 0.05)
    reader, writer = await connect(camera, "http")
    writer.write(b"SQ")
    await until(lambda: camera._ports["http"].transports and not camera._ports["http"].undecided)
    writer.write(b"UAWK\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 400 ")
    await finish(writer)
    assert not camera._ports["http"].undecided


async def test_more_than_the_longest_look_is_http(camera: Any):
    camera._ports["http"].speakers[:] = [(lambda seen: None, Parrot)]
    reader, writer = await connect(camera, "http")
    writer.write(b"GET /" + b"a" * front.LONGEST_LOOK + b" HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 404 ")
    await finish(writer)


async def test_the_first_speaker_that_says_yes_is_it(camera: Any):
    camera._ports["http"].speakers.insert(0, (lambda seen: None if len(seen) < 20 else False, Parrot))
    reader, writer = await connect(camera, "http")
    writer.write(b"SQUAWK")
    assert await asyncio.wait_for(reader.readexactly(13), 5) == b"parrot:SQUAWK"
    await finish(writer)


async def test_undecided_connections_end_with_the_port(camera: Any):
    reader, writer = await connect(camera, "http")
    writer.write(b"SQ")
    await until(lambda: [one._seen for one in camera._ports["http"].undecided] == [b"SQ"])
    camera._ports["http"].shut()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    await finish(writer)
    await camera._ports["http"].open()


async def test_a_shut_port_refuses_and_stays_ours(camera: Any):
    port = camera._ports["http"]
    port.shut()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port.number)
    with socket.socket() as other, pytest.raises(OSError):
        other.bind(("127.0.0.1", port.number))
        other.listen()
    await port.open()
    await port.open()
    reader, writer = await connect(camera, "http")
    writer.write(GET)
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 404 ")
    await finish(writer)


async def test_a_cut_ends_all_connections_at_once(camera: Any):
    talking = [await connect(camera, scheme) for scheme in ("http", "http", "https")]
    talking[0][1].write(b"SQUAWK")
    await talking[0][0].readexactly(13)
    for port in camera._ports.values():
        port.cut()
    for reader, writer in talking:
        try:
            assert await asyncio.wait_for(reader.read(), 5) == b""
        except ConnectionResetError:
            pass
        await finish(writer)
