"""The composition root: settings in, one running camera out; start, stop, reset, addresses."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Self, TypeVar

from camsim.contract.faults import Faults
from camsim.contract.journal import Journal
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.power import Phase, Power
from camsim.device.users import Users
from camsim.events.broker import Broker
from camsim.profile.load import load as load_profile
from camsim.settings import Settings
from camsim.settings import load as load_settings

if TYPE_CHECKING:
    from camsim.contract.registry import Registry
    from camsim.control.server import ControlServer
    from camsim.media.gallery import Gallery
    from camsim.server.app import App
    from camsim.server.front import Port

T = TypeVar("T")

FREE_PORTS = {"http_port": 0, "https_port": 0, "rtsp_port": 0, "control_port": 0}
"""What a camera in a test listens on unless told otherwise."""


class Camera:
    """One simulated camera on the caller's event loop.

        async with Camera(profile="q6135-le", users="root:pass:admin") as camera:
            ...  # talk to camera.url

    Options are those of `Settings`; ports are free ones unless given. Raises SettingsError, ProfileError.
    """

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        self.settings = settings or load_settings({**FREE_PORTS, **options}, environment={})
        if unknown := set(options) - set(self.settings.__dataclass_fields__):
            raise TypeError(f"no such option: {', '.join(sorted(unknown))}")
        chosen = self.settings
        self.profile = load_profile(chosen.profile, chosen.os_version, chosen.profiles)
        self.clock = Clock(chosen.clock, chosen.speed)
        self.broker = Broker(self.clock.now, self.profile.apis.removed_topics)
        self.device = Device(self.profile, self.clock, seed=chosen.seed, serial=chosen.serial, publish=self.broker.publish)
        self.journal = Journal()
        self.faults = Faults(lambda: self.device.rng("faults"))
        self.app: App | None = None
        self.ready = False
        self._ports: dict[str, Port] = {}
        self._control: ControlServer | None = None
        self._background: set[asyncio.Task[Any]] = set()
        self._factory_fresh()

    # ---- life

    async def start(self) -> Self:
        """Opens all ports. Raises OSError for one that is taken."""
        from camsim.server.app import App, protocol_factory
        from camsim.server.front import Port
        from camsim.server.tls import Certificate

        chosen = self.settings
        self.clock.attach(asyncio.get_running_loop())
        self.app = App(self.device, lambda: self.registry, lambda: self.gallery, self.journal, self.faults)
        self.clock.on_error = self.app.bugs.append
        server = protocol_factory(self.app)
        try:
            self._ports["http"] = Port(chosen.host, chosen.http_port, server)
            if chosen.https:
                certificate = Certificate(self.device.serial, chosen.host)
                self._ports["https"] = Port(chosen.host, chosen.https_port, server, certificate.context)
            for port in self._ports.values():
                await port.open()
            await self._open_control()
        except OSError:
            await self.stop()
            raise
        self._server = server
        self.device.organ(Power).watch(self._follow)
        self.device.boot()
        self.ready = True
        return self

    async def stop(self) -> None:
        """Ends everything."""
        self.ready = False
        for port in self._ports.values():
            port.close()
        if "gallery" in self.__dict__:
            await self.gallery.close()
        if self.app is not None and hasattr(self, "_server"):
            self._server.pre_shutdown()
            await self._server.shutdown(0.2)
        if self._control is not None:
            await self._control.stop()
        self.device.end_life()
        self.clock.detach()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def reset(self) -> None:
        """Back to the state after the start: state, journal, faults; the clock runs as it did."""
        self.device.end_life()
        self.broker.forget()
        self.device.renew(None)
        self._factory_fresh()
        self.journal.clear()
        self.faults.clear()
        if "gallery" in self.__dict__:
            self.gallery.restart()
        if self.app is not None:
            self.app.bugs.clear()
            self._reopen()
        self.device.boot()

    # ---- parts made when first needed

    @functools.cached_property
    def registry(self) -> Registry:
        """The APIs of this device, their parameters bound."""
        from camsim.apis import APIS
        from camsim.contract.registry import Registry

        registry = Registry(APIS, self.profile)
        self.device.organ(Parameters).bind(registry.bindings())
        return registry

    @functools.cached_property
    def gallery(self) -> Gallery:
        """The running streams."""
        from camsim.media.gallery import Gallery
        from camsim.server.source import CameraSource

        return Gallery(CameraSource(self.device), stamp=self.settings.stamp)

    # ---- addresses

    @property
    def url(self) -> str:
        """`http://127.0.0.1:8080`"""
        return self._address("http")

    @property
    def https_url(self) -> str | None:
        """`https://127.0.0.1:8443`, or None where HTTPS is off."""
        return self._address("https") if "https" in self._ports else None

    @property
    def control_url(self) -> str:
        """Address of the control side."""
        assert self._control is not None, "the camera is not running"
        return f"http://{_shown(self.settings.host)}:{self._control.port}"

    def describe(self) -> dict[str, Any]:
        """What `serve` prints: name, profile, addresses, first user."""
        accounts = self.device.organ(Users).all()
        return {
            "name": self.settings.name or self.profile.name,
            "profile": self.profile.name,
            "os": self.profile.os,
            "serial": self.device.serial,
            "http": self.url,
            "https": self.https_url,
            "rtsp": None,
            "control": self.control_url,
            "user": accounts[0].name if accounts else None,
        }

    def raise_bugs(self) -> None:
        """Raises the first exception inside the simulator that no client was to blame for."""
        if self.app is not None and self.app.bugs:
            raise self.app.bugs[0]

    # ---- inside

    def _factory_fresh(self) -> None:
        if self.settings.users:
            self.device.organ(Users).replace(account.copy() for account in self.settings.users)

    async def _open_control(self) -> None:
        from camsim.control.server import ControlServer

        self._control = ControlServer(self, self.settings.host, self.settings.control_port)
        await self._control.start()

    def _follow(self, phase: Phase) -> None:
        """Ports and streams follow the device through a restart."""
        if phase is Phase.DOWN:
            for port in self._ports.values():
                port.shut()
            for connection in self._server.connections:
                connection.force_close()
            self.broker.forget()
            if "gallery" in self.__dict__:
                self.gallery.restart()
        elif phase is Phase.STARTING:
            assert self.app is not None
            self.app.auth.renew()
            self._reopen()

    def _reopen(self) -> None:
        for port in self._ports.values():
            if not port.is_open:
                task = asyncio.get_running_loop().create_task(port.open())
                self._background.add(task)
                task.add_done_callback(self._background.discard)

    def _address(self, scheme: str) -> str:
        return f"{scheme}://{_shown(self.settings.host)}:{self._ports[scheme].number}"


class ThreadedCamera:
    """A camera on a background loop, for tests without asyncio; all such cameras of a process share the loop.

        with ThreadedCamera(profile="p3245-lve") as camera:
            requests.get(camera.url + "/axis-cgi/usergroup.cgi", auth=HTTPDigestAuth("root", "pass"))

    Attributes of `Camera` are reached through this handle; its methods run on the camera's loop and wait for their end.
    """

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        self.camera = Camera(settings, **options)

    def start(self) -> Self:
        """Opens all ports."""
        self._run(self.camera.start())
        return self

    def stop(self) -> None:
        """Ends everything."""
        self._run(self.camera.stop())

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def reset(self) -> None:
        """Back to the state after the start."""
        self.do(self.camera.reset)

    def advance(self, seconds: float) -> None:
        """Moves camera time on."""
        self._run(self.camera.clock.advance(seconds))

    def do(self, work: Any, *arguments: Any) -> Any:
        """Runs a function on the camera's loop and returns its result: the safe way to touch the device from a test."""

        async def run() -> Any:
            return work(*arguments)

        return self._run(run())

    def __getattr__(self, name: str) -> Any:
        if name == "camera":
            raise AttributeError(name)
        return getattr(self.camera, name)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, _background_loop()).result()


_lock = threading.Lock()


def _background_loop() -> asyncio.AbstractEventLoop:
    """The loop that all threaded cameras of this process share; made at the first one, ended with the process."""
    with _lock:
        return _made_loop()


@functools.cache
def _made_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="camsim", daemon=True).start()
    return loop


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
