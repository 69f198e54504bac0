"""The control port: verbs of the tester's hand over HTTP, JSON in and out."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler, RequestPayloadError

from camsim.control.errors import NOT_THERE, TOO_LARGE, WRONG_METHOD, HandError
from camsim.control.hand import VERBS, Hand
from camsim.control.shapes import from_text
from camsim.control.verbs import Verb, carry_out
from camsim.wire import json_in

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of a request's body."""
DOCUMENT = "/openapi.json"
PATIENCE = 0.2
"""Real seconds that a request under way gets when the port closes."""

log = logging.getLogger("camsim.control")


class ControlServer:
    """The HTTP server of the control side."""

    def __init__(
        self, hand: Hand, host: str, port: int, listener: socket.socket | None = None, *, settle: Callable[[], None] = lambda: None
    ) -> None:
        """`listener`: a socket that listens already, in place of host and port. `settle` is called before each answer."""
        self._settle = settle
        self._hand = hand
        self._host = host
        self.port = port
        self._listener = listener
        self._web: web.Server | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        self._web = _Server(self._handle, access_log=None)
        loop = asyncio.get_running_loop()
        if self._listener is not None:
            self._server = await loop.create_server(self._web, sock=self._listener)
        else:
            self._server = await loop.create_server(self._web, self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Ends, requests under way too."""
        if self._server is not None:
            for listener in self._server.sockets:
                asyncio.get_running_loop().remove_reader(listener)
            await asyncio.sleep(0)  # a connection accepted in this turn still has to pass through the server
            self._server.close()
            self._server = None
        if self._web is not None:
            self._web.pre_shutdown()
            await self._web.shutdown(PATIENCE)
            self._web = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except HandError as error:
            return _problem(error)
        except ConnectionError:
            raise
        except Exception as error:
            log.exception("%s %s", request.method, request.path)
            self._hand.report(error)
            return _problem(HandError(f"a bug of the simulator: {error!r}", status=500))

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        raw_path, _, query = request.raw_path.partition("?")
        method = "GET" if request.method == "HEAD" else request.method
        found = {verb.method: verb for verb in VERBS.values() if verb.pattern.fullmatch(raw_path)}
        allowed = [*found] or (["GET"] if raw_path == DOCUMENT else [])
        if not allowed:
            raise HandError("no such path; see /openapi.json", field="path", status=NOT_THERE)
        if method not in allowed:
            response = _problem(HandError(f"the path takes {', '.join(allowed)}", field="method", status=WRONG_METHOD))
            response.headers["Allow"] = ", ".join(allowed)
            return response
        if raw_path == DOCUMENT:
            from camsim.control.openapi import document

            return web.json_response(document())
        verb = found[method]
        given = {**await _from_body(verb, request), **_from_query(verb, query), **_from_path(verb, raw_path)}
        status, answer = await carry_out(self._hand, verb, given)
        self._settle()
        return web.Response(status=status) if answer is None else web.json_response(answer, status=status)


class _Server(web.Server):
    """Answers in JSON what does not even parse."""

    def __call__(self) -> RequestHandler:
        return _Protocol(self, loop=self._loop, **self._kwargs)


class _Protocol(RequestHandler):
    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        response = _problem(HandError(message or "not HTTP", status=status))
        response.force_close()
        return response


def _problem(error: HandError) -> web.Response:
    return web.json_response({"error": error.as_dict()}, status=error.status)


def _from_path(verb: Verb, raw_path: str) -> dict[str, Any]:
    match = verb.pattern.fullmatch(raw_path)
    kinds = {one.name: one.annotation for one in verb.arguments}
    return {name: from_text(kinds[name], unquote(text), name) for name, text in match.groupdict().items()} if match else {}


def _from_query(verb: Verb, query: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise HandError(str(error), field="query") from error
    kinds = {one.name: one.annotation for one in verb.arguments if verb.in_query and one.name not in verb.in_path}
    given: dict[str, Any] = {}
    for name, text in pairs:
        if name not in kinds:
            raise HandError(f"no such argument in the query; there is {', '.join(kinds) or 'none'}", field=name[:60])
        if name in given:
            raise HandError("stands twice", field=name)
        given[name] = from_text(kinds[name], text, name)
    return given


async def _from_body(verb: Verb, request: web.BaseRequest) -> dict[str, Any]:
    body = await _read(request)
    if not body.strip():
        return {}
    if verb.in_query:
        raise HandError(f"{verb.method} takes no body", field="body")
    try:
        content = json_in.parse(body)
    except ValueError as error:
        raise HandError(f"not JSON: {error}"[:200], field="body") from error
    if not isinstance(content, dict):
        raise HandError("expected an object", field="body")
    if verb.body:
        return {verb.body: content}
    for name in verb.in_path:
        if name in content:
            raise HandError("stands in the path already", field=name)
    return content


async def _read(request: web.BaseRequest) -> bytes:
    """The whole body; a longer one than allowed is read no further."""
    kept = bytearray()
    if (request.content_length or 0) > LARGEST_BODY:
        raise HandError(f"more than {LARGEST_BODY} bytes", field="body", status=TOO_LARGE)
    try:
        while chunk := await request.content.readany():
            kept += chunk
            if len(kept) > LARGEST_BODY:
                raise HandError(f"more than {LARGEST_BODY} bytes", field="body", status=TOO_LARGE)
    except (HttpProcessingError, RequestPayloadError) as error:
        raise HandError("cannot be read", field="body") from error
    return bytes(kept)
