"""Sends text to a TCP server on behalf of actions."""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def send(host: str, port: int, text: str) -> str:
    """Connects, sends the text as UTF-8 as it stands, and closes; returns a word about it. Raises OSError."""
    raw = text.encode("utf-8")
    _, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(raw)
        await writer.drain()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return f"{len(raw)} bytes to {host}:{port}"
