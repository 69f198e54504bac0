"""A bench for each test; bugs inside fail it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.events.actions.bench import Bench, build


@pytest.fixture
def profile() -> str:
    """Of the device on the bench."""
    return "p3245-lve"


@pytest_asyncio.fixture
async def bench(profile: str) -> AsyncIterator[Bench]:
    made = build(profile)
    made.clock.attach(asyncio.get_running_loop())
    yield made
    await made.engine.close()
    made.clock.detach()
    assert not made.bugs
