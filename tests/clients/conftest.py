"""Cameras for clients without asyncio, and addresses as clients want them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

# Python 3.11 fails when two threads parse source at once, as pytest does with each module that has no bytecode yet. So what the
# encoder thread needs is imported before it runs.
import camsim.media.encode.audio
import camsim.media.encode.h264
import camsim.media.encode.h265
import camsim.media.encode.jpeg
import camsim.media.picture  # noqa: F401
from camsim import ThreadedCamera
from tests.mosquitto import mosquitto_fixture, subscriber_fixture

__all__ = ["mosquitto_fixture", "subscriber_fixture"]

CLOCK_OF_CLIENTS = "system"
"""Clients without asyncio wait in real time: their cameras' clocks run."""


@pytest.fixture
def threaded() -> Iterator[Callable[..., ThreadedCamera]]:
    """Starts cameras on the background loop: `camera = threaded("p5512")`; bugs of the simulator fail the test."""
    cameras: list[ThreadedCamera] = []

    def one(profile: str = "p3245-lve", **options: object) -> ThreadedCamera:
        camera = ThreadedCamera(profile=profile, **{"clock": CLOCK_OF_CLIENTS, **options})
        cameras.append(camera.start())
        return camera

    yield one
    for camera in cameras:
        camera.stop()
    for camera in cameras:
        camera.raise_bugs()


def port_of(url: str) -> int:
    """The port in `http://127.0.0.1:8080`."""
    return int(url.rpartition(":")[2])


def host_of(url: str) -> str:
    """Host and port in `http://127.0.0.1:8080`."""
    return url.partition("://")[2]
