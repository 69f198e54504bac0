"""The library `axis` (Kane610) connected to a camera, with its session in the test's hands."""

from __future__ import annotations

import httpx
from axis.device import AxisDevice
from axis.interfaces.vapix import Vapix
from axis.models.configuration import Configuration

from camsim import Camera
from tests.clients.conftest import port_of


def device_of(camera: Camera, session: httpx.AsyncClient, user: str = "root", password: str = "pass") -> AxisDevice:
    """The library's device, as a home hub makes it."""
    return AxisDevice(Configuration(session, "127.0.0.1", port=port_of(camera.url), username=user, password=password))


def initialized(vapix: Vapix) -> set[str]:
    """Names of the handlers that hold data from the camera."""
    handlers = {name: handler for name, handler in vars(vapix).items() if getattr(handler, "initialized", False)}
    of_parameters = {name: handler for name, handler in vars(vapix.params).items() if getattr(handler, "initialized", False)}
    return set(handlers) | {name for name in of_parameters if name.endswith("_handler")}
