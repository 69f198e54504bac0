"""The dome that most tests move."""

import pytest

from tests.device.ptz.bench import Bench, dome


@pytest.fixture
def bench() -> Bench:
    return dome()
