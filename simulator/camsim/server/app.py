"""One catch-all handler: journal and faults, readiness, login, route, dialect, answer; knows no API by name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadStatusLine, HttpProcessingError, LineTooLong
from multidict import CIMultiDict

from camsim.contract.access import Access, permits
from camsim.contract.api import DialectKind
from camsim.contract.call import Call, Request
from camsim.contract.faults import Faults
from camsim.contract.journal import Exchange, Journal
from camsim.contract.registry import Registry, Route
from camsim.contract.results import Binary, Challenge, Empty, Page, Push, Result, Text
from camsim.device.device import Device
from camsim.device.power import Power
from camsim.device.time import Time
from camsim.media.gallery import Gallery
from camsim.profile.model import Generation
from camsim.profile.quirks import Quirk
from camsim.server import recording
from camsim.server.auth import Authenticator, Login
from camsim.server.dialects import arguments, cgi_text, cgi_xml, json_api, rest
from camsim.server.pages import page
from camsim.wire import form

LARGEST_BODY = 1_048_576
"""Bytes of a request body that are kept."""
LARGEST_DRAIN = 16 * LARGEST_BODY
"""Bytes of a request body that are read and dropped before an answer; beyond, the connection ends."""

log = logging.getLogger("camsim.server")


class App:
    """The device's web server, over HTTP and HTTPS alike."""

    def __init__(
        self, device: Device, registry: Callable[[], Registry], gallery: Callable[[], Gallery], journal: Journal, faults: Faults
    ) -> None:
        self.device = device
        self.journal = journal
        self.faults = faults
        self.auth = Authenticator(device)
        self.bugs: list[Exception] = []
        """Exceptions that no DeviceError explains."""
        self._registry = registry
        self._gallery = gallery
        self._date = (0, "")

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
            return await self._answer(incoming, target, request, entry)
        except Exception as error:
            if not isinstance(error, ConnectionError):
                log.exception("%s %s", request.method, target)
                self.bugs.append(error)
                entry.error = repr(error)
            if isinstance(error, ConnectionError) or (incoming.transport is None or incoming.transport.is_closing()):
                raise
            return await self._send(incoming, request, entry, Page(500))
        finally:
            self.journal.end(entry)

    async def _answer(self, incoming: web.BaseRequest, target: str, request: Request, entry: Exchange) -> web.StreamResponse:
        registry = self._registry()
        route = registry.resolve(request.path)
        entry.api = route.api.folder if route is not None else ""
        too_large = not await _read_body(incoming, request)
        recording.note_body(entry, request)
        fault = self.faults.take(request.method, request.path, entry.api)
        if fault is not None:
            result = await recording.apply(fault, entry, incoming, self.device.clock)
            if result is not None:
                return await self._send(incoming, request, entry, result)
        if too_large:
            return await self._send(incoming, request, entry, Page(413), close=True)
        if route is None:
            entry.unmatched, entry.nearest = True, registry.nearest(request.path)
            return await self._send(incoming, request, entry, Page(404))
        login = self.auth.login(request, target)
        entry.user = login.caller.name
        message = json_api.read(request) if route.api.family is not None and request.method == "POST" else json_api.Message(None)
        entry.call = message.method
        access = self._access(route, request, message)
        if not permits(access, login.caller, self.device):
            return await self._refuse(incoming, request, entry, login)
        if not self.device.organ(Power).ready and access is not Access.ANONYMOUS:
            return await self._send(incoming, request, entry, Page(503))
        call = Call(request, self.device, login.caller, registry=registry)
        result = await self._call(call, route, message, entry)
        if isinstance(result, Challenge):
            return await self._refuse(incoming, request, entry, Login())
        return await self._send(incoming, request, entry, result, login=login)

    def _access(self, route: Route, request: Request, message: json_api.Message) -> Access:
        """The right that this request asks for: the endpoint's, or the route's least one where none is named."""
        if route.access is not None:
            return route.access
        endpoint = json_api.endpoint_of(route, message) if message.method else route.for_method(request.method)
        if endpoint is not None:
            in_preview = endpoint.preview and self.device.organ(Power).preview_left > 0
            return Access.ANONYMOUS if in_preview else endpoint.access_on(self.device.profile)
        order = list(Access)
        return min((endpoint.access_on(self.device.profile) for endpoint in route.endpoints), key=order.index)

    async def _call(self, call: Call, route: Route, message: json_api.Message, entry: Exchange) -> Result:
        dialect = route.endpoints[0].dialect
        if dialect is DialectKind.JSON:
            return await json_api.answer(call, route, message)
        endpoint = route.for_method(call.request.method)
        if endpoint is None:
            return Page(501 if self.device.profile.generation is Generation.A else 405)
        if dialect is DialectKind.REST:
            return await rest.answer(call, endpoint)
        call.arguments = entry.arguments = arguments.of_request(call.request)
        if dialect is DialectKind.CGI_XML:
            return await cgi_xml.answer(call, endpoint)
        if dialect is DialectKind.PUSH:
            call.media = self._gallery()
        return await cgi_text.answer(call, endpoint)

    async def _refuse(self, incoming: web.BaseRequest, request: Request, entry: Exchange, login: Login) -> web.StreamResponse:
        """401 with a challenge for strangers, and 403 (or 401 again, by generation) for too low a role."""
        forbidden = login.caller.known and not self.device.profile.has(Quirk.FORBIDDEN_IS_401)
        if forbidden:
            return await self._send(incoming, request, entry, Page(403), login=login)
        challenges = [("WWW-Authenticate", value) for value in self.auth.challenges(request.scheme, login.stale)]
        close = self.device.profile.has(Quirk.CLOSE_AFTER_401)
        return await self._send(incoming, request, entry, Page(401), extra=challenges, close=close)

    # ---- answers

    async def _send(
        self,
        incoming: web.BaseRequest,
        request: Request,
        entry: Exchange,
        result: Result,
        *,
        login: Login | None = None,
        extra: list[tuple[str, str]] | None = None,
        close: bool = False,
    ) -> web.StreamResponse:
        headers = self.headers(extra)
        if login is not None and login.receipt:
            headers["Authentication-Info"] = login.receipt
        if isinstance(result, Push):
            return await self._push(incoming, entry, result, headers)
        response = self._response(request.path, result, headers)
        if close:
            response.force_close()
        entry.status = response.status
        entry.sent = len(response.body) if isinstance(response.body, bytes) else 0
        return response

    def headers(self, extra: list[tuple[str, str]] | None = None) -> CIMultiDict[str]:
        """The headers that every answer of this device begins with."""
        http = self.device.profile.http
        found: CIMultiDict[str] = CIMultiDict()
        found.add("Date", self._now())
        if http.server:
            found.add("Server", http.server)
        else:
            found.add("Server", "Boa/0.94.14rc21")
        for name, value in extra or ():
            found.add(name, value)
        for name, value in http.security_headers:
            found.add(name, value)
        return found

    def _response(self, path: str, result: Result, headers: CIMultiDict[str]) -> web.Response:
        if isinstance(result, Page):
            body, content_type = page(self.device.profile.generation, result.status, path, result.detail)
            status, raw = result.status, body.encode("iso-8859-1", "replace")
        elif isinstance(result, Empty):
            return web.Response(status=result.status, headers=headers)
        elif isinstance(result, Text):
            status, raw, content_type = result.status, result.body, result.content_type
        else:
            assert isinstance(result, Binary), f"no way to send {result!r}"
            status, raw, content_type = result.status, result.body, result.content_type
            headers.extend(result.headers)
        headers["Content-Type"] = content_type
        return web.Response(status=status, body=raw, headers=headers)

    async def _push(self, incoming: web.BaseRequest, entry: Exchange, result: Push, headers: CIMultiDict[str]) -> web.StreamResponse:
        headers.extend(result.headers)
        headers["Content-Type"] = result.content_type
        response = (
            _PushResponse(headers=headers) if self.device.profile.generation is not Generation.C else web.StreamResponse(headers=headers)
        )
        if isinstance(response, _PushResponse):
            response.force_close()
        entry.status = 200
        try:
            await response.prepare(incoming)
            async for chunk in result.chunks:
                await response.write(chunk)
                entry.sent += len(chunk)
            await response.write_eof()
        finally:
            result.close()
        return response

    def _now(self) -> str:
        second = int(self.device.organ(Time).stamp())
        if self._date[0] != second:
            self._date = (second, formatdate(second, usegmt=True))
        return self._date[1]

    # ---- what does not even parse

    def protocol_error(self, request: web.BaseRequest, status: int, error: BaseException | None) -> web.Response:
        """The answer to a request that is no HTTP, or to one whose handler failed beyond repair."""
        if isinstance(error, LineTooLong):
            status = 414 if isinstance(error, BadStatusLine) or "request line" in str(error).lower() else 400
        elif isinstance(error, HttpProcessingError):
            status = 400
        response = self._response("/", Page(status), self.headers())
        response.force_close()
        return response


class _PushResponse(web.StreamResponse):
    """A body that ends with the connection, as devices before OS 11 send it: neither length nor chunks."""

    _length_check = False


def _plain(incoming: web.BaseRequest) -> tuple[str, Request]:
    """The request target as sent, and the request in plain terms."""
    target = incoming.raw_path
    if "://" in target.partition("?")[0]:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    raw_path, _, query = target.partition("?")
    peer = incoming.remote or ""
    request = Request(
        method=incoming.method,
        path=form.path(raw_path),
        query=query,
        headers=incoming.headers,
        scheme="https" if incoming.secure else "http",
        host=incoming.headers.get("Host", ""),
        remote=peer,
    )
    return target, request


async def _read_body(incoming: web.BaseRequest, request: Request) -> bool:
    """Reads the body before anything is answered; False for one that is too large (its rest is dropped)."""
    if not incoming.can_read_body:
        return True
    if incoming.headers.get("Expect", "").lower() == "100-continue":
        await incoming.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        incoming.writer.output_size = 0
    kept, total = bytearray(), 0
    while chunk := await incoming.content.readany():
        total += len(chunk)
        if total > LARGEST_DRAIN:
            return False
        if total <= LARGEST_BODY:
            kept += chunk
    request.body = bytes(kept)
    return total <= LARGEST_BODY


def protocol_factory(app: App, **options: Any) -> web.Server:
    """An aiohttp server whose every answer is the app's."""
    from camsim.server.protocol import CameraServer

    return CameraServer(app, loop=asyncio.get_running_loop(), handler_cancellation=True, **options)
