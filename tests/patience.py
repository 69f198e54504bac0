"""Waiting in a test: for a condition, with patience, and never for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 20.0
"""Real seconds until a test gives up: other work on the machine must not fail it."""
BREATH = 0.002


async def until(condition: Callable[[], object]) -> None:
    """Goes on as soon as the condition holds; fails the test where it never does."""
    for _ in range(int(PATIENCE / BREATH)):
        if condition():
            return
        await asyncio.sleep(BREATH)
    raise AssertionError("it never came to that")
