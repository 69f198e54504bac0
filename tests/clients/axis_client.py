"""The library `axis` (Kane610) connected to a camera, whichever HTTP client its version is made for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import axis.interfaces.vapix
import httpx
from axis.device import AxisDevice
from axis.interfaces.vapix import Vapix
from axis.models.configuration import Configuration

from camsim import Camera
from tests.clients.conftest import port_of


@asynccontextmanager
async def device_of(camera: Camera, user: str = "root", password: str = "pass") -> AsyncIterator[AxisDevice]:
    """The library's device, as a home hub makes it."""
    async with _session() as session:
        yield AxisDevice(Configuration(session, "127.0.0.1", port=port_of(camera.url), username=user, password=password))


def initialized(vapix: Vapix) -> set[str]:
    """Names of the handlers that hold data from the camera."""
    handlers = {name: handler for name, handler in vars(vapix).items() if getattr(handler, "initialized", False)}
    of_parameters = {name: handler for name, handler in vars(vapix.params).items() if getattr(handler, "initialized", False)}
    return set(handlers) | {name for name in of_parameters if name.endswith("_handler")}


def _session() -> AbstractAsyncContextManager[httpx.AsyncClient | aiohttp.ClientSession]:
    """Versions for Python 3.14 and later speak through aiohttp, those before through httpx."""
    return httpx.AsyncClient() if hasattr(axis.interfaces.vapix, "httpx") else aiohttp.ClientSession()
