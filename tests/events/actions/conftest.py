"""A bench for each test; bugs inside fail it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.events.actions.bench import Bench, build


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    made = build()
    made.clock.attach(asyncio.get_running_loop())
    yield made
    await made.engine.close()
    made.clock.detach()
    assert not made.bugs
