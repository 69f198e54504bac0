"""Shared fixtures: running cameras on free ports, recordings where they are present."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from camsim import Camera
from camsim.profile.load import load

ROOT = Path(__file__).parent.parent
PROFILES = ("p3245-lve", "p3719-ple", "m4308-ple", "q6135-le", "companion-bullet-le", "p5512", "d4200-ve")
WITH_VIDEO = tuple(name for name in PROFILES if load(name).video is not None)


@pytest.fixture
def recordings() -> Path:
    """The folder of recorded exchanges; skips where there is none."""
    folder = Path(os.environ.get("CAMSIM_RECORDINGS", ROOT.parent / "shared" / "recordings"))
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}; set CAMSIM_RECORDINGS")
    return folder


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Callable[..., Any]]:
    """Starts cameras on a stepped clock: `camera = await start(profile="p5512")`; bugs of the simulator fail the test."""
    cameras: list[Camera] = []

    async def one(profile: str = "p3245-lve", **options: Any) -> Camera:
        camera = Camera(profile=profile, **{"clock": "stepped", **options})
        await camera.start()
        cameras.append(camera)
        return camera

    yield one
    for camera in cameras:
        await camera.stop()
        camera.raise_bugs()


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """Makes HTTP clients of a camera: `client(camera)` logs in as root, `client(camera, "eye", "eye")`, `client(camera, None)`."""
    clients: list[httpx.AsyncClient] = []

    def one(camera: Camera, user: str | None = "root", password: str = "pass", **options: Any) -> httpx.AsyncClient:
        auth = httpx.DigestAuth(user, password) if user else None
        made = httpx.AsyncClient(base_url=camera.url, auth=auth, timeout=20, **options)
        clients.append(made)
        return made

    yield one
    for made in clients:
        await made.aclose()
