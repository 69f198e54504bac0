"""One suite for every way to hold a camera: the threaded handle, the client of its control port, and a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim import ThreadedCamera
from camsim.control.blocking import BlockingHand
from camsim.control.client import ControlClient
from tests.conftest import ROOT


@dataclass
class Rig:
    """A running camera, and a hand that holds it."""

    hand: BlockingHand
    url: str
    control_url: str

    def get(self, target: str, **options) -> requests.Response:
        """Asks the camera as root, on a connection of its own."""
        return requests.get(self.url + target, **{"auth": HTTPDigestAuth("root", "pass"), "timeout": 20, **options})


@pytest.fixture(scope="session")
def process() -> Iterator[dict[str, str]]:
    """What `camsim serve` prints about a Q6135-LE on a stepped clock."""
    words = ["serve", "--profile", "q6135-le", "--clock", "stepped", "--http-port", "0", "--https-port", "0", "--rtsp-port", "0"]
    words += ["--control-port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "simulator")}
    with subprocess.Popen([sys.executable, "-m", "camsim", *words], stdout=subprocess.PIPE, text=True, env=environment) as started:
        assert started.stdout is not None
        yield json.loads(started.stdout.readline())
        started.terminate()


@pytest.fixture
def camera() -> Iterator[ThreadedCamera]:
    """A Q6135-LE on a stepped clock."""
    with ThreadedCamera(profile="q6135-le", clock="stepped") as camera:
        yield camera
    camera.raise_bugs()


@pytest.fixture(params=["handle", "client", "process"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """The same camera, held in each way."""
    if request.param == "process":
        described = request.getfixturevalue("process")
        client = ControlClient(described["control"])
        client.reset()
        yield Rig(client, described["http"], described["control"])
        client.raise_bugs()
        return
    camera: ThreadedCamera = request.getfixturevalue("camera")
    hand = camera if request.param == "handle" else ControlClient(camera.control_url)
    yield Rig(hand, camera.url, camera.control_url)


@pytest.fixture
def ask(camera: ThreadedCamera) -> Callable[..., requests.Response]:
    """Asks the control port: `ask("POST", "/faults", json={...})`."""
    return lambda method, path, **options: requests.request(method, camera.control_url + path, timeout=20, **options)
