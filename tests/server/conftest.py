"""One camera of each generation for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
