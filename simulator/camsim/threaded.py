"""A camera for tests without asyncio: on a loop in the background that all such cameras of a process share."""

from __future__ import annotations

import asyncio
import atexit
import functools
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar
from weakref import WeakSet

from camsim.camera import Camera
from camsim.control.blocking import BlockingHand
from camsim.control.verbs import Verb, carry_out
from camsim.device.device import Device
from camsim.profile.model import Profile
from camsim.settings import Settings

T = TypeVar("T")


class ThreadedCamera(BlockingHand):
    """A camera on the background loop, with the verbs of `Camera` for callers that wait. Safe to use from any thread.

        with ThreadedCamera(profile="p3245-lve") as camera:
            requests.get(camera.url + "/axis-cgi/usergroup.cgi", auth=HTTPDigestAuth("root", "pass"))

    Works in asynchronous tests too: its calls block the test's own loop for a moment, never the camera's. Raises SettingsError,
    ProfileError, TypeError for unknown options.
    """

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        self.camera = Camera(settings, **options)
        """The camera itself; touch it through `do` while it runs."""

    # ---- life

    def start(self) -> Self:
        """Opens all ports. Raises OSError for one that is taken."""
        run(self.camera.start())
        _started.add(self)
        return self

    def stop(self) -> None:
        """Ends everything at once. Again is harmless."""
        _started.discard(self)
        run(self.camera.stop())

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def raise_bugs(self) -> None:
        """Raises the first exception inside the simulator that no client was to blame for, and forgets all."""
        self.do(self.camera.raise_bugs)

    def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Runs a function on the camera's loop and returns its result: the safe way to touch `camera.device` from a test."""

        async def there() -> T:
            return work(*arguments)

        return run(there())

    # ---- what it is

    @property
    def url(self) -> str:
        """`http://127.0.0.1:8080`"""
        return self.camera.url

    @property
    def https_url(self) -> str | None:
        """`https://127.0.0.1:8443`, or None where HTTPS is off."""
        return self.camera.https_url

    @property
    def rtsp_url(self) -> str:
        """`rtsp://127.0.0.1:8554`"""
        return self.camera.rtsp_url

    @property
    def rtsps_url(self) -> str | None:
        """`rtsps://127.0.0.1:8322`, or None where RTSPS is off."""
        return self.camera.rtsps_url

    @property
    def control_url(self) -> str:
        """Address of the control side."""
        return self.camera.control_url

    @property
    def settings(self) -> Settings:
        """What was chosen."""
        return self.camera.settings

    @property
    def profile(self) -> Profile:
        """The facts of the device."""
        return self.camera.profile

    @property
    def device(self) -> Device:
        """The device, to read; change it through `do`, as it lives on the camera's loop."""
        return self.camera.device

    @property
    def serial(self) -> str:
        """Serial number, 12 hex digits."""
        return self.camera.device.serial

    def describe(self) -> dict[str, Any]:
        """What `serve` prints: name, profile, addresses, first user."""
        return self.do(self.camera.describe)

    # ---- verbs

    def _do(self, verb: Verb, arguments: dict[str, Any]) -> Any:
        async def there() -> Any:
            _, answer = await carry_out(self.camera, verb, arguments)
            return answer

        return run(there())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs work on the background loop and waits for its result. Raises what it raises."""
    with _lock:
        loop = _background_loop()
    try:
        here = asyncio.get_running_loop()
    except RuntimeError:
        here = None
    if here is loop:
        work.close()
        raise RuntimeError("blocking calls do not work on the camera's own loop; use threaded.camera there")
    return asyncio.run_coroutine_threadsafe(work, loop).result()


_lock = threading.Lock()
_started: WeakSet[ThreadedCamera] = WeakSet()
"""Cameras that are stopped when the process ends."""


@functools.cache
def _background_loop() -> asyncio.AbstractEventLoop:
    """The loop that all threaded cameras of this process share; made at the first one, ended with the process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="camsim", daemon=True)
    thread.start()

    def end() -> None:
        for camera in tuple(_started):
            camera.stop()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(1.0)
        if not loop.is_running():
            loop.close()

    atexit.register(end)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget)
    return loop


def _forget() -> None:
    """A child process has none of its parent's threads."""
    _background_loop.cache_clear()
    _started.clear()
