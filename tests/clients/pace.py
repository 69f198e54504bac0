"""The pace of a camera whose clock a test moves: picture by picture, and none before clients have taken what went out over UDP.

So no frame is lost however slow the machine is, and none is waited for longer than it takes.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from camsim import Camera, ThreadedCamera

STEP = 0.04
"""Seconds of camera time between two frames at 25 frames per second."""
BREATH = 0.002
"""Real seconds between two looks."""
PATIENCE = 2500
"""Looks after which a client counts as gone."""
_TABLES = (Path("/proc/net/udp"), Path("/proc/net/udp6"))


def client_ports(camera: Camera) -> set[int]:
    """Where clients get media over UDP. On the camera's loop."""
    station: Any = camera._station
    return {port for lane in station.lanes if lane.outlet.kind == "udp" for port in lane.outlet.transport.client_port[:1]}


def waiting(ports: set[int]) -> bool:
    """Whether a datagram lies at one of these ports that its owner has not read; never on systems that do not tell."""
    if not ports:
        return False
    for table in _TABLES:
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            fields = line.split()
            if int(fields[1].rpartition(":")[2], 16) in ports and int(fields[4].rpartition(":")[2], 16):
                return True
    return False


@contextmanager
def moving(camera: ThreadedCamera, step: float = STEP) -> Iterator[None]:
    """Moves the clock of a camera on the background loop until the end of the block."""
    over = threading.Event()

    def move() -> None:
        while not over.is_set():
            camera.advance(step)
            ports = camera.do(client_ports, camera.camera)
            for _ in range(PATIENCE):
                if over.wait(BREATH) or not waiting(ports):
                    break

    mover = threading.Thread(target=move)
    mover.start()
    try:
        yield
    finally:
        over.set()
        mover.join()


async def move_until(camera: Camera, reached: Callable[[], bool], step: float = STEP) -> None:
    """Moves the clock of a camera on this loop until something is reached. Raises TimeoutError after a while without it."""
    async with asyncio.timeout(60):
        while not reached():
            await camera.advance(step)
            ports = client_ports(camera)
            for _ in range(PATIENCE):
                await asyncio.sleep(BREATH)
                if not waiting(ports):
                    break


def until_idle(camera: ThreadedCamera) -> None:
    """Waits until nothing of RTSP is left, and no stream. Fails after a while."""
    end = time.monotonic() + 20
    while (state := camera.state())["streams"] or state["rtsp"]["sessions"] or state["rtsp"]["dialogues"]:
        assert time.monotonic() < end, state["rtsp"]
        time.sleep(0.01)
