"""A headless Chromium that is spoken to by its DevTools protocol: opens a page, evaluates scripts in it."""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--no-proxy-server", "--mute-audio",
    "--autoplay-policy=no-user-gesture-required", "--remote-debugging-port=0",
)  # fmt: skip
_LISTENING = re.compile(rb"DevTools listening on ws://127\.0\.0\.1:(\d+)/")
_PATIENCE = 60.0


def program() -> str | None:
    """The browser of this machine, None without one."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Page:
    """One page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A command of the protocol."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json(timeout=_PATIENCE)
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                return message["result"]  # type: ignore[no-any-return]

    async def evaluate(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        found = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Page]:
    """The page of an address, in a browser whose profile lies in an empty folder; the browser ends with it."""
    found = program()
    assert found is not None
    process = await asyncio.create_subprocess_exec(
        found, *_SWITCHES, f"--user-data-dir={folder}", "about:blank", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        port = await _port(process.stderr)
        draining = asyncio.create_task(_drained(process.stderr))
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                target = next(one for one in await answer.json() if one["type"] == "page")
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=1 << 26) as socket:
                page = Page(socket)
                await page.call("Page.navigate", url=url)
                yield page
                await page.call("Browser.close")
        await asyncio.wait_for(process.wait(), _PATIENCE)
        await draining
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _port(errors: asyncio.StreamReader) -> int:
    """The port of the protocol, which the browser tells among its messages. Raises EOFError when it ends first."""
    async with asyncio.timeout(_PATIENCE):
        while line := await errors.readline():
            if match := _LISTENING.search(line):
                return int(match[1])
    raise EOFError("the browser did not start")


async def _drained(errors: asyncio.StreamReader) -> None:
    while await errors.read(65536):
        pass
