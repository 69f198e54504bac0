"""Fills the journal and applies the faults."""

from __future__ import annotations

import json
import socket
import struct
from collections import deque
from itertools import islice

from aiohttp import web

from camsim.contract.call import Request
from camsim.contract.faults import Fault, FaultKind
from camsim.contract.journal import ARGUMENT_LIMIT, BODY_LIMIT, VALUE_LIMIT, Exchange
from camsim.contract.results import Page, Result
from camsim.device.clock import Clock
from camsim.wire import json_in


def note_body(entry: Exchange, request: Request) -> None:
    """Keeps the beginning of a request's body, and the arguments of a JSON call in it."""
    entry.body = request.body[:BODY_LIMIT].decode("utf-8", "replace")
    if request.body[:1] == b"{":
        entry.arguments = params_of(request.body)


def params_of(body: bytes) -> dict[str, str]:
    """`params` of a JSON call as the journal shows them: flat, texts as they stand, other values as JSON."""
    try:
        content = json_in.parse(body)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    waiting = deque([("", content.get("params"))])
    while waiting and len(found) < ARGUMENT_LIMIT:
        name, value = waiting.popleft()
        if isinstance(value, dict):
            waiting.extend((f"{name}.{part}" if name else part, item) for part, item in islice(value.items(), ARGUMENT_LIMIT))
        elif isinstance(value, list):
            waiting.extend((f"{name}.{place}", item) for place, item in enumerate(value[:ARGUMENT_LIMIT]))
        elif name:
            found[name[:VALUE_LIMIT]] = (value if isinstance(value, str) else json.dumps(value))[:VALUE_LIMIT]
    return found


async def apply(fault: Fault, entry: Exchange, incoming: web.BaseRequest, clock: Clock) -> Result | None:
    """Lets a fault strike; returns what is answered instead, or None to go on. Raises ConnectionError for an ended connection."""
    entry.fault = fault.id
    match fault.kind:
        case FaultKind.STATUS:
            return Page(fault.status)
        case FaultKind.DELAY:
            await clock.hold(fault.seconds)
            return None
        case FaultKind.DROP | FaultKind.RESET:
            end_connection(incoming, reset=fault.kind is FaultKind.RESET)
            raise ConnectionResetError(f"{fault.kind} by {fault.id}")


def end_connection(incoming: web.BaseRequest, *, reset: bool) -> None:
    """Ends the connection without an answer, by FIN or by RST."""
    transport = incoming.transport
    if transport is None:
        return
    if reset:
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
