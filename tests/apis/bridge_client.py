"""Commands to the `/vapix/<service>` bridge in both spellings, and what comes back."""

from __future__ import annotations

import json
from typing import Any

import httpx


async def ask(web: httpx.AsyncClient, command: str, path: str = "/vapix/call", **given: Any) -> dict[str, Any]:
    """The answer to a command in JSON; an error fails the test."""
    answer = await web.post(path, content=json.dumps({command: given}), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json", answer.text
    return answer.json()  # type: ignore[no-any-return]


async def simple(web: httpx.AsyncClient, query: str, path: str = "/vapix/call") -> list[str]:
    """The lines of the answer to a query in key-value form; an error fails the test."""
    answer = await web.get(f"{path}?format=simple&action={query}")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain"), answer.text
    return answer.text.splitlines()
