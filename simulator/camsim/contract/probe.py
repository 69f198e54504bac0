"""Whether a TCP port can be reached from here."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

PATIENCE = 5.0
"""Real seconds for a connection to come about."""


async def obstacle(host: str, port: int) -> str:
    """Connects and hangs up; returns why that did not work, or nothing."""
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        return "Connection timed out"
    except OSError as error:
        return os.strerror(error.errno) if error.errno is not None and error.errno > 0 else "Unknown host"
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return ""
