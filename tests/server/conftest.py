"""One camera of each generation for all tests of a module, and RTSP clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.rtsp_client import RtspClient
from tests.server.target import Target

GENERATIONS = {"A": "p5512", "B": "companion-bullet-le", "C": "p3245-lve"}


@pytest.fixture(scope="module", params=sorted(GENERATIONS))
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """A camera of generation A, B or C."""
    made = Target(GENERATIONS[request.param])
    yield made
    made.stop()


@pytest.fixture
def target_c() -> Iterator[Target]:
    """A camera of generation C for one test."""
    made = Target(GENERATIONS["C"])
    yield made
    made.stop()


@pytest.fixture
async def connect():
    """Connects clients to cameras and closes them after the test."""
    made = []

    async def one(camera, **options):
        made.append(await RtspClient.connect(camera, **options))
        return made[-1]

    yield one
    for client in made:
        await client.close()
