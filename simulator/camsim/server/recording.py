"""Fills the journal and applies the faults."""

from __future__ import annotations

import socket
import struct

from aiohttp import web

from camsim.contract.call import Request
from camsim.contract.faults import Fault, FaultKind
from camsim.contract.journal import BODY_LIMIT, Exchange
from camsim.contract.results import Page, Result
from camsim.device.clock import Clock


def note_body(entry: Exchange, request: Request) -> None:
    """Keeps the beginning of a request's body."""
    entry.body = request.body[:BODY_LIMIT].decode("utf-8", "replace")


async def apply(fault: Fault, entry: Exchange, incoming: web.BaseRequest, clock: Clock) -> Result | None:
    """Lets a fault strike; returns what is answered instead, or None to go on. Raises ConnectionError for an ended connection."""
    entry.fault = fault.id
    match fault.kind:
        case FaultKind.STATUS:
            return Page(fault.status)
        case FaultKind.DELAY:
            await clock.sleep(fault.seconds)
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
