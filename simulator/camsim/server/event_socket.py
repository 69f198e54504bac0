"""Events over WebSocket, /vapix/ws-data-stream (page slug: event-streaming-over-websocket).

Nothing is sent before the first `events:configure`; its answer comes first, then the current states, then whatever happens. A new
configuration takes the place of the old one. Each filter is a subscription of its own: what fits two of them is sent twice.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from camsim.contract import session_token
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.event import Event
from camsim.events import content, topics
from camsim.events.notification import Notification
from camsim.events.road import Road
from camsim.events.selection import Selection
from camsim.events.subscription import Subscription
from camsim.server.app import App, Door
from camsim.wire import form, json_in, websocket_events

PATH = "/vapix/ws-data-stream"
TOKEN = "wssession"
SOURCE = "events"
ID = "event-streaming-over-websocket"
API = "event_streaming_over_websocket"
MOST_FILTERS = 256
LARGEST_REQUEST = 65_536
"""Bytes; more is refused in words, and much more closes the connection."""


class _RefusedError(Exception):
    """A request that is answered with a code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.message)
        self.code = code


@dataclass(frozen=True, slots=True)
class _AnyOf:
    """Wants what any filter wants; callable, for the broker."""

    selections: tuple[Selection, ...]

    def __call__(self, event: Event) -> bool:
        return any(selection(event) for selection in self.selections)

    def times(self, event: Event) -> int:
        """How many filters want it."""
        return sum(selection(event) for selection in self.selections)


def attach(app: App) -> None:
    """Has the web server hand over the WebSockets of events, on devices that have them."""
    device, facts = app.device, app.device.profile.apis
    if API in facts.removed or PATH in facts.removed or ID not in {entry.id for entry in facts.discovery}:
        return

    def opens(query: str) -> bool:
        token = dict(form.pairs(query)).get(TOKEN, "")
        return bool(token) and session_token.is_good_number(device, API, token)

    def takes(query: str) -> bool:
        return SOURCE in dict(form.pairs(query)).get("sources", "").split(",")

    app.upgrades[PATH] = Door(opens, functools.partial(serve, app), takes)


async def serve(app: App, incoming: web.BaseRequest, socket: web.WebSocketResponse) -> None:
    """One client; ends with its connection."""
    await socket.prepare(incoming)
    client = _Client(app, socket, incoming.remote or "")
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await client.receive(message.data)
            elif message.type is WSMsgType.BINARY:
                await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
    except ConnectionError:
        pass
    finally:
        client.close()


class _Client:
    """What is sent to one client."""

    def __init__(self, app: App, socket: web.WebSocketResponse, remote: str) -> None:
        self._app = app
        self._socket = socket
        self._remote = remote
        self._subscription: Subscription | None = None
        self._pump: asyncio.Task[None] | None = None

    async def receive(self, text: str) -> None:
        """Answers a message; a configuration begins to count after its answer."""
        request: Mapping[str, Any] = {}
        try:
            if len(text) > LARGEST_REQUEST:
                raise _RefusedError(FAMILY_A.too_large or FAMILY_A.bad_value)
            request = _object(text)
            wants = _AnyOf(tuple(_selections(request)))
        except _RefusedError as refusal:
            await self._socket.send_str(websocket_events.refused(request, refusal.code.number, refusal.code.message))
            return
        self.close()
        await self._socket.send_str(websocket_events.configured(request))
        subscription = self._app.broker.subscribe(wants, road=Road.WEBSOCKET, name=self._remote)
        self._subscription = subscription
        self._pump = asyncio.get_running_loop().create_task(self._carry(subscription, wants), name="camsim event socket")

    def close(self) -> None:
        """Ends the subscription."""
        if self._subscription is not None:
            self._subscription.close()
        if self._pump is not None:
            self._pump.cancel()

    async def _carry(self, subscription: Subscription, wants: _AnyOf) -> None:
        try:
            with suppress(ConnectionError):
                while not subscription.closed:
                    for notification in subscription.take(1):
                        for _ in range(wants.times(notification.event)):
                            await self._socket.send_str(_spelled(notification))
                        subscription.acknowledge()
                    await subscription.ready()
        except Exception as error:
            self._app.report(error)
            raise


@functools.lru_cache(maxsize=256)
def _spelled(notification: Notification) -> str:
    """One text for all clients."""
    return websocket_events.notification(notification.message)


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json_in.parse(text)
    except ValueError:
        raise _RefusedError(FAMILY_A.bad_json) from None
    if not isinstance(found, dict):
        raise _RefusedError(FAMILY_A.bad_json)
    return found


def _selections(request: Mapping[str, Any]) -> Sequence[Selection]:
    """The filters of a request. Raises _RefusedError."""
    version, method, params = request.get("apiVersion"), request.get("method"), request.get("params")
    if method is None or version is None:
        raise _RefusedError(FAMILY_A.missing)
    if not isinstance(version, str) or version.partition(".")[0] != websocket_events.VERSION.partition(".")[0]:
        raise _RefusedError(FAMILY_A.version)
    if method != websocket_events.CONFIGURE:
        raise _RefusedError(FAMILY_A.unknown_method)
    if not isinstance(params, dict) or "eventFilterList" not in params:
        raise _RefusedError(FAMILY_A.missing)
    listed = params["eventFilterList"]
    if not isinstance(listed, list) or len(listed) > MOST_FILTERS:
        raise _RefusedError(FAMILY_A.bad_value)
    return [_selection(one) for one in listed]


def _selection(given: Any) -> Selection:
    if not isinstance(given, dict):
        raise _RefusedError(FAMILY_A.bad_value)
    topic, filter_ = given.get("topicFilter"), given.get("contentFilter")
    if topic is None and filter_ is None:
        raise _RefusedError(FAMILY_A.missing)
    if not all(text is None or isinstance(text, str) for text in (topic, filter_)):
        raise _RefusedError(FAMILY_A.bad_value)
    try:
        return Selection(
            topics.parse(topic) if topic is not None else topics.EVERYTHING, content.parse(filter_) if filter_ is not None else None
        )
    except topics.ExpressionError:
        raise _RefusedError(FAMILY_A.bad_value) from None
