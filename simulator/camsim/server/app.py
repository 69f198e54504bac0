"""One catch-all handler: journal and faults, readiness, login, route, dialect, answer; knows no API by name."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from camsim.contract.access import Access, permits
from camsim.contract.api import GET_POST, DialectKind
from camsim.contract.call import Call, Request
from camsim.contract.faults import Faults
from camsim.contract.journal import Exchange, Heard, Journal
from camsim.contract.live import Connection, LiveStream
from camsim.contract.registry import Registry, Route
from camsim.contract.results import Binary, Challenge, Page, Push, Result, Silence
from camsim.device.device import Device
from camsim.device.log import Log
from camsim.device.power import Phase, Power
from camsim.events.broker import Broker
from camsim.events.leases import Leases
from camsim.media.gallery import Gallery
from camsim.profile.model import Generation
from camsim.profile.quirks import Quirk
from camsim.server import body, recording, syslog
from camsim.server.answers import Answers
from camsim.server.auth import Authenticator, Login
from camsim.server.dialects import arguments, bridge, cgi_text, cgi_xml, intake, json_api, rest, soap, upload
from camsim.server.discovery.presence import Presence
from camsim.server.notifier import Notifier
from camsim.server.protocol import CameraServer
from camsim.server.service_login import ServiceLogin
from camsim.wire import form

LARGEST_MESSAGE = 131_072
"""Bytes that a client may send in one message of a WebSocket."""
MOST_BUGS = 100
"""Exceptions that are kept."""

_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_METHODS_OF_OLD = ("GET", "POST", "HEAD")
"""What the web server of generation A knows."""
_NO_MESSAGE = json_api.Message(None)
_Message = json_api.Message | soap.Envelope | bridge.Command

Upgrade = Callable[[web.BaseRequest, web.WebSocketResponse], Awaitable[None]]
"""Talks over a WebSocket until either side ends it."""


@dataclass(frozen=True, slots=True)
class Door:
    """What stands at the path of a WebSocket. A viewer may enter."""

    opens: Callable[[str], bool]
    """Whether the query opens it without a login."""
    talk: Upgrade
    takes: Callable[[str], bool] = lambda query: True
    """Whether the query makes sense."""


log = logging.getLogger("camsim.server")


class App:
    """The device's web server, over HTTP and HTTPS alike."""

    def __init__(
        self,
        device: Device,
        registry: Callable[[], Registry],
        gallery: Callable[[], Gallery],
        journal: Journal,
        faults: Faults,
        broker: Broker,
    ) -> None:
        self.device = device
        self.broker = broker
        self.settle: Callable[[], None] = lambda: None
        """Called before each answer: makes what it tells last."""
        self.leases = Leases(broker, device)
        """Subscriptions that clients hold by number."""
        self.notifier = Notifier(self.leases, device, self.report)
        self.journal = journal
        self.faults = faults
        self.auth = Authenticator(device)
        self._services = ServiceLogin(self.auth)
        self.answers = Answers(device)
        self.bugs: list[BaseException] = []
        """Exceptions that no DeviceError explains, the first ones."""
        self.upgrades: dict[str, Door] = {}
        """Paths of WebSockets."""
        self.live: Callable[[], tuple[LiveStream, ...]] = tuple
        """What is being sent over RTSP."""
        self.rtsp_port = 554
        """Where streams are to be had."""
        self._presence: Presence | None = None
        self.connections: Callable[[], tuple[Connection, ...]] = tuple
        """The clients' connections to our ports."""
        self._registry = registry
        device.organ(Power).watch(self._follow)
        self._gallery = gallery
        self._syslog = syslog.build(device)

    def renew(self) -> None:
        """As at the start: nobody logged in, no subscriptions."""
        self.auth = Authenticator(self.device)
        self.leases.reset()

    async def answer_searches(self, address: str | None, ports: Mapping[str, int]) -> None:
        """Lets clients find the device on an interface, if any; `ports` are those of its servers by scheme. Raises OSError."""
        if address is not None:
            self._presence = Presence(self.device, address, ports)
            await self._presence.open()

    async def close(self) -> None:
        """Ends what the app does by itself."""
        self.leases.end_all()
        await self.notifier.close()
        if self._syslog is not None:
            await self._syslog.close()
        if self._presence is not None:
            await self._presence.close()

    def _follow(self, phase: Phase) -> None:
        if phase in (Phase.DOWN, Phase.OFF):
            self.leases.end_all()

    @property
    def services(self) -> ServiceLogin:
        """Who may call SOAP services; made anew with the authenticator."""
        if self._services.auth is not self.auth:
            self._services = ServiceLogin(self.auth)
        return self._services

    def report(self, bug: BaseException) -> None:
        """Keeps an exception that is the simulator's own fault."""
        if len(self.bugs) < MOST_BUGS:
            self.bugs.append(bug)

    # ---- one request

    async def handle(self, incoming: web.BaseRequest) -> web.StreamResponse:
        """Answers a request; whatever happens, in the device's words and in the journal."""
        target, request = _plain(incoming)
        entry = self.journal.begin(
            time=self.device.clock.now(),
            method=request.method,
            target=target,
            path=request.path,
            headers=dict(incoming.headers),
            remote=request.remote,
        )
        try:
            response = await self._answer(incoming, target, request, entry)
            self.settle()
            return response
        except body.BodyError as error:
            return await self._send(incoming, request, entry, Page(error.status), last=True)
        except Exception as error:
            if not isinstance(error, ConnectionError):
                log.exception("%s %s", request.method, target)
                self.report(error)
                entry.error = repr(error)
            if isinstance(error, ConnectionError) or (incoming.transport is None or incoming.transport.is_closing()):
                raise
            return await self._send(incoming, request, entry, Page(500), last=True)
        finally:
            self.journal.end(entry)
            self.device.organ(Log).access(request.remote, entry.user, request.method, request.path, entry.status)

    async def _answer(self, incoming: web.BaseRequest, target: str, request: Request, entry: Exchange) -> web.StreamResponse:
        registry = self._registry()
        route, places = registry.resolve(request.path)
        request.endless = route is not None and route.endpoints[0].dialect is DialectKind.INTAKE
        if route is None or not (request.endless or _brings_file(route, request)):
            request.body = await body.whole(incoming)
        message = _message(route, request) if route is not None else _NO_MESSAGE
        endpoint = message.endpoint(route) if route is not None else None
        entry.api = (endpoint or route.endpoints[0]).api.folder if route is not None else ""
        entry.call = message.method
        recording.note_body(entry, request)
        if isinstance(message, soap.Envelope | bridge.Command):
            entry.arguments = message.arguments()
        fault = self.faults.take(request.method, request.path, entry.api)
        if fault is not None:
            result = await recording.apply(fault, entry, incoming, self.device.clock)
            if result is not None:
                return await self._send(incoming, request, entry, result)
        if self.device.profile.generation is Generation.A and request.method not in _METHODS_OF_OLD:
            return await self._send(incoming, request, entry, Page(501))
        if not target.startswith("/"):
            return await self._send(incoming, request, entry, Page(400), last=True)
        if self.auth.shuts_out(request.remote):
            return await self._send(incoming, request, entry, Page(403))
        if request.path in self.upgrades:
            return await self._upgrade(incoming, target, request, entry)
        if route is None:
            entry.unmatched, entry.nearest = True, registry.nearest(request.path)
            return await self._send(incoming, request, entry, Page(404))
        envelope = message if isinstance(message, soap.Envelope) else None
        login = self.services.login(request, target, envelope)
        entry.user = login.caller.name
        access = self._access(route, request, message)
        if not self.auth.takes(login.caller, request.scheme):
            return await self._send(incoming, request, entry, Page(403))
        if not permits(access, login.caller, self.device):
            refusal = None if envelope is None else self.services.refusal(request, envelope, login)
            return await self._refuse(incoming, request, entry, login, refusal)
        if not self._works(route) and access is not Access.ANONYMOUS:
            return await self._send(incoming, request, entry, Page(503))
        call = Call(
            request,
            self.device,
            login.caller,
            registry=registry,
            broker=self.broker,
            live=self.live,
            connections=self.connections,
            places=places,
        )
        call.leases, call.rtsp_port, call.connections = self.leases, self.rtsp_port, self.connections
        result = await self._call(incoming, call, route, message, entry)
        if isinstance(result, Challenge):
            return await self._refuse(incoming, request, entry, Login())
        if isinstance(result, Silence):
            recording.end_connection(incoming, reset=False)
            raise ConnectionResetError("no answer")
        return await self._send(incoming, request, entry, result, login=login, extra=call.answer_headers)

    async def _upgrade(self, incoming: web.BaseRequest, target: str, request: Request, entry: Exchange) -> web.StreamResponse:
        """A WebSocket for a viewer, or for whoever brings what the path takes instead of a login."""
        door = self.upgrades[request.path]
        login = self.auth.login(request, target)
        entry.user = login.caller.name
        if not door.opens(request.query) and not permits(Access.VIEWER, login.caller, self.device):
            return await self._refuse(incoming, request, entry, login)
        if not self.device.organ(Power).ready:
            return await self._send(incoming, request, entry, Page(503))
        socket = web.WebSocketResponse(protocols=("binary",), max_msg_size=LARGEST_MESSAGE)
        if not socket.can_prepare(incoming) or not door.takes(request.query):
            return await self._send(incoming, request, entry, Page(400))
        socket.headers.update(self.answers.headers())
        entry.status = 101
        await door.talk(incoming, socket)
        return socket

    def _works(self, route: Route) -> bool:
        """Whether the device has booted as far as this needs: pictures come last."""
        power = self.device.organ(Power)
        return power.ready or (power.answering and route.endpoints[0].dialect is not DialectKind.PUSH)

    def _access(self, route: Route, request: Request, message: _Message) -> Access:
        """The right that this request asks for: the endpoint's, or the route's least one where none is named."""
        endpoint = message.endpoint(route) if message.method else route.for_method(request.method)
        if endpoint is None and isinstance(message, soap.Envelope):
            return Access.VIEWER
        if endpoint is not None:
            if route.path in endpoint.alias_access:
                return endpoint.alias_access[route.path]
            in_preview = endpoint.preview and self.device.organ(Power).preview_left > 0
            return Access.ANONYMOUS if in_preview else endpoint.access_on(self.device.profile)
        order = list(Access)
        return min((endpoint.access_on(self.device.profile) for endpoint in route.endpoints), key=order.index)

    async def _call(self, incoming: web.BaseRequest, call: Call, route: Route, message: _Message, entry: Exchange) -> Result:
        dialect = route.endpoints[0].dialect
        if (absent := route.endpoints[0].absent_on(self.device)) is not None:
            return Page(absent)
        if isinstance(message, soap.Envelope):
            return await soap.answer(call, route, message)
        if isinstance(message, bridge.Command):
            return await bridge.answer(call, route, message)
        if dialect is DialectKind.JSON and _brings_file(route, call.request):
            return await upload.answer_message(call, route, incoming)
        if dialect is DialectKind.JSON:
            return await json_api.answer(call, route, message)
        endpoint = route.for_method(call.request.method)
        if endpoint is None:
            return Page(405)
        if dialect is DialectKind.REST:
            return await rest.answer(call, endpoint)
        call.arguments = entry.arguments = arguments.of_request(call.request)
        if dialect is DialectKind.UPLOAD:
            return await upload.answer(call, endpoint, incoming)
        if dialect is DialectKind.INTAKE:
            call.heard = entry.heard = Heard()
            return await intake.answer(call, endpoint, incoming)
        if dialect is DialectKind.CGI_XML:
            return await cgi_xml.answer(call, endpoint)
        if dialect is DialectKind.PUSH:
            call.media = self._gallery()
        return await cgi_text.answer(call, endpoint)

    # ---- answers

    async def _refuse(
        self, incoming: web.BaseRequest, request: Request, entry: Exchange, login: Login, words: Binary | None = None
    ) -> web.StreamResponse:
        """401 with a challenge for strangers, and 403 (or 401 again, by generation) for too low a role; a service has words of its own."""
        profile = self.device.profile
        if login.wrong or ("Authorization" in request.headers and not login.caller.known and not login.stale):
            self.auth.refused(request.remote, request.path)
        if words is not None and words.status != 401:
            return await self._send(incoming, request, entry, words, login=login)
        if login.caller.known and not profile.has(Quirk.FORBIDDEN_IS_401):
            return await self._send(incoming, request, entry, Page(403), login=login)
        challenges = [("WWW-Authenticate", value) for value in self.auth.challenges(request.scheme, login.stale)]
        return await self._send(incoming, request, entry, words or Page(401), extra=challenges, last=profile.has(Quirk.CLOSE_AFTER_401))

    async def _send(
        self,
        incoming: web.BaseRequest,
        request: Request,
        entry: Exchange,
        result: Result,
        *,
        login: Login | None = None,
        extra: list[tuple[str, str]] | None = None,
        last: bool = False,
    ) -> web.StreamResponse:
        """The response for a result, noted in the journal; a body that nobody wanted is read before it, unless it is the `last` one."""
        if request.endless:
            last = last or not incoming.content.is_eof()
        elif not last and not incoming.content.is_eof():
            try:
                await body.drain(incoming, upload.LARGEST_UPLOAD)
            except body.BodyError:
                last = True
        headers = self.answers.headers(extra or ())
        if login is not None and login.receipt:
            headers["Authentication-Info"] = login.receipt
        if isinstance(result, Push):
            self.settle()
            return await self.answers.push(incoming, entry, result, headers)
        response = self.answers.of(result, request.path, headers, last=last)
        entry.status = response.status
        entry.sent = len(response.body) if isinstance(response.body, bytes) else 0
        return response

    def refuse_unread(self, status: int) -> web.Response:
        """The answer to what could not be read as a request."""
        return self.answers.of(Page(status), "/", self.answers.headers(), last=True)


def _plain(incoming: web.BaseRequest) -> tuple[str, Request]:
    """The request target as sent, without scheme and host, and the request in plain terms."""
    target = incoming.raw_path
    if target[:1] != "/":
        target = _AUTHORITY.sub("", target, count=1)
        if target[:1] in ("", "?"):
            target = "/" + target
    raw_path, _, query = target.partition("?")
    request = Request(
        method=incoming.method,
        path=form.path(raw_path),
        query=query,
        headers=incoming.headers,
        scheme="https" if incoming.secure else "http",
        host=incoming.headers.get("Host", ""),
        remote=incoming.remote or "",
    )
    return target, request


def _brings_file(route: Route, request: Request) -> bool:
    """Whether the body is spooled instead of read: an upload, or a JSON message with files behind it."""
    if route.endpoints[0].dialect is DialectKind.UPLOAD:
        return True
    return route.takes_file and request.headers.get("Content-Type", "").lower().startswith("multipart/")


def _message(route: Route, request: Request) -> _Message:
    """What a body says that names its own endpoint."""
    dialect = route.endpoints[0].dialect
    if dialect is DialectKind.SOAP and request.method == "POST":
        return soap.Envelope.read(request)
    if dialect is DialectKind.BRIDGE and request.method in GET_POST:
        return bridge.Command.read(request)
    return json_api.read(request.body) if dialect is DialectKind.JSON and request.method == "POST" else _NO_MESSAGE


def protocol_factory(app: App, **options: Any) -> CameraServer:
    """An aiohttp server whose every answer is the app's."""
    return CameraServer(app, loop=asyncio.get_running_loop(), **options)
