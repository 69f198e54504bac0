"""Real servers on loopback that take what actions send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HOST = "127.0.0.1"
LOGIN, PASSWORD = "bell", "secret:with/signs"


@dataclass
class Got:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebReceiver:
    """A web server; `status` answers what it answers, `challenge` asks for a login once."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    status: int = 200
    challenge: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append(Got(request.method, request.path_qs, dict(request.headers), await request.read()))
        if self.challenge and "Authorization" not in request.headers:
            return web.Response(status=401, headers={"WWW-Authenticate": self.challenge})
        return web.Response(status=self.status)


@asynccontextmanager
async def web_receiver() -> AsyncIterator[WebReceiver]:
    receiver = WebReceiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    receiver.url = f"http://{HOST}:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@dataclass
class TcpReceiver:
    """A server that keeps each connection's bytes."""

    port: int = 0
    got: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def tcp_receiver() -> AsyncIterator[TcpReceiver]:
    receiver = TcpReceiver()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        receiver.got.append(await reader.read())
        writer.close()

    server = await asyncio.start_server(take, HOST, 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class MailReceiver:
    """A mail server that keeps what it gets."""

    port: int = 0
    got: list[Message] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content))
        self.to.append(envelope.rcpt_tos)
        return "250 OK"


@asynccontextmanager
async def mail_receiver(*, login: bool = False) -> AsyncIterator[MailReceiver]:
    receiver = MailReceiver()

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (LOGIN.encode(), PASSWORD.encode())
        return AuthResult(success=good)

    options: dict[str, Any] = {"authenticator": check, "auth_required": True, "auth_require_tls": False} if login else {}
    talks: list[SMTP] = []

    def talk() -> SMTP:
        talks.append(SMTP(receiver, hostname=HOST, **options))
        return talks[-1]

    server = await asyncio.get_running_loop().create_server(talk, HOST, 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for one in talks:
            if one.transport is not None:
                one.transport.close()
        await server.wait_closed()
        await asyncio.sleep(0)
