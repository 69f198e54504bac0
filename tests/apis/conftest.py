"""Fixtures with a real MQTT broker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio

from tests.mosquitto import Mosquitto, Subscriber


@pytest_asyncio.fixture
async def mosquitto(tmp_path: Any) -> AsyncIterator[Callable[..., Any]]:
    """Starts a broker: `broker = await mosquitto("persistence false", listener=("protocol websockets",))`."""
    brokers: list[Mosquitto] = []

    async def one(*lines: str, listener: tuple[str, ...] = ()) -> Mosquitto:
        broker = Mosquitto(tmp_path, lines, listener)
        brokers.append(broker)
        return await broker.start()

    yield one
    for broker in brokers:
        broker.kill()


@pytest_asyncio.fixture
async def subscriber() -> AsyncIterator[Callable[..., Any]]:
    """Starts a plain subscriber: `seen = await subscriber(broker.port)`."""
    subscribers: list[Subscriber] = []

    async def one(port: int, *options: str, topic: str = "#") -> Subscriber:
        made = Subscriber(port, *options, topic=topic)
        subscribers.append(made)
        return await made.start()

    yield one
    for made in subscribers:
        await made.stop()
