"""The composition root: settings in, one running camera out; start, stop, reset, addresses."""

from __future__ import annotations

import asyncio
import functools
import socket
from typing import TYPE_CHECKING, Any, Self

from camsim.addresses import Addresses
from camsim.contract.audited import auditor
from camsim.contract.desk import RecordingDesk
from camsim.contract.faults import Faults
from camsim.contract.journal import Journal
from camsim.control.hand import Hand
from camsim.device.actions import Actions
from camsim.device.clock import Clock
from camsim.device.device import Device
from camsim.device.imaging.day_night import DayNight
from camsim.device.parameters import Parameters
from camsim.device.power import Phase, Power
from camsim.device.time import Time
from camsim.device.users import Users
from camsim.device.viewers import Viewers
from camsim.events.broker import Broker
from camsim.media.scene.daylight import darkness, light
from camsim.profile.load import load as load_profile
from camsim.profile.load import versions
from camsim.settings import Settings, from_options, listening
from camsim.store.keeper import Keeper

if TYPE_CHECKING:
    from camsim.contract.registry import Registry
    from camsim.control.server import ControlServer
    from camsim.events.actions.engine import ActionEngine
    from camsim.media.gallery import Gallery
    from camsim.profile.model import Profile
    from camsim.server.app import App
    from camsim.server.front import Port
    from camsim.server.mqtt.client import MqttConnector
    from camsim.server.protocol import CameraServer
    from camsim.server.rtsp.station import RtspState, Station
    from camsim.server.source import CameraSource
    from camsim.store.store import Store

FREE_PORTS = {"http_port": 0, "https_port": 0, "rtsp_port": 0, "rtsps_port": 0, "control_port": 0}
"""What a camera in a test listens on unless told otherwise."""
PATIENCE, TURNS = 0.2, 4
"""When the camera stops: real seconds for a request under way, and turns of the loop until the last connection accepted is closed."""


class Camera(Addresses, Hand):
    """One simulated camera on the caller's event loop; also the tester's hand, see `Hand` for its verbs.

        async with Camera(profile="q6135-le", users="root:pass:admin") as camera:
            camera.fault("drop", count=2)
            ...  # talk to camera.url
            assert camera.verify(api="ptz-control", arguments={"pan": "10*"}, times=1)

    Options are those of `Settings`; ports are free ones unless given. A camera starts once. Raises SettingsError, ProfileError,
    StoreError for a state folder that cannot be used.
    """

    def __init__(self, settings: Settings | None = None, *, control_socket: socket.socket | None = None, **options: Any) -> None:
        """`control_socket`: one that listens already, in place of the control port."""
        if unknown := set(options) - set(Settings.__dataclass_fields__):
            raise TypeError(f"no such option: {', '.join(sorted(unknown))}")
        if settings is not None and options:
            raise TypeError("give either settings or options")
        self.settings = settings or from_options({**FREE_PORTS, **options})
        chosen = self.settings
        store = self._store = _open(chosen)
        mine = store.identity if store is not None else None
        version = mine.delivered if mine is not None else chosen.os_version
        self.profile = self._delivered = load_profile(chosen.profile, version, chosen.profiles)
        if mine is not None and mine.os != mine.delivered:
            self.profile = load_profile(chosen.profile, mine.os, chosen.profiles)
        self.clock = Clock(chosen.clock, chosen.speed)
        self.broker = Broker(
            self.clock.now,
            self.profile.apis.removed_topics,
            stamp=lambda: self.device.organ(Time).stamp(),
            later=self.clock.call_later,
            chance=lambda: self.device.rng("event faults"),
        )
        self.device = Device(
            self.profile,
            self.clock,
            seed=chosen.seed,
            serial=mine.serial if mine is not None else chosen.serial,
            publish=self.broker.publish,
            withdraw=self.broker.delete,
            release=self._release,
        )
        self.device.sight = lambda: self.source.sight
        self.device.on_new_profile.append(self._become)
        if self.device.has(DayNight):
            self.device.organ(DayNight).light = self._light
        self.app: App | None = None
        self.ready = False
        self._journal = Journal()
        self._faults = Faults(lambda: self.device.rng("faults"))
        self._ports: dict[str, Port] = {}
        self._server: CameraServer | None = None
        self._station: Station | None = None
        self._mqtt: MqttConnector | None = None
        self._control: ControlServer | None = None
        self._control_socket = control_socket
        self._background: set[asyncio.Task[Any]] = set()
        self.device.organ(Actions).engine = lambda: self.actions
        self.desk = RecordingDesk(self.device, lambda: self.gallery, self.report, chosen.recordings_size, store)
        self._keeper = Keeper(store, self.report)
        self._woken = store is not None and store.wake(self.device, self.clock, self._delivered.os)
        if not self._woken:
            self._factory_fresh()

    # ---- life

    async def start(self) -> Self:
        """Opens all ports. Raises OSError for one that is taken, RuntimeError for a camera that was started before."""
        from camsim.server import event_socket, guard
        from camsim.server.app import App, protocol_factory
        from camsim.server.front import Port
        from camsim.server.mqtt import road as mqtt_road
        from camsim.server.rtsp import doors
        from camsim.server.rtsp.station import Station
        from camsim.server.tls import WebServerTls

        if self.app is not None:
            raise RuntimeError("a camera starts once; make a new one, or use power()")
        chosen = self.settings
        self.clock.attach(asyncio.get_running_loop())
        self._journal.watchers.append(auditor(self.device))
        self.app = App(self.device, lambda: self.registry, lambda: self.gallery, self._journal, self._faults, self.broker)
        self.clock.on_error = self.app.report
        self._server = protocol_factory(self.app)
        station = self._station = Station(self.app, lambda: self.gallery, chosen.host)
        try:
            certificate = WebServerTls(self.device, chosen.host)
            with listening(chosen.host, chosen.http_port):
                self._ports["http"] = Port(chosen.host, chosen.http_port, self._server)
            if chosen.https:
                with listening(chosen.host, chosen.https_port):
                    self._ports["https"] = Port(chosen.host, chosen.https_port, self._server, certificate.context)
                certificate.rule(self._ports["https"], self._reopen)
            with listening(chosen.host, chosen.rtsp_port):
                self._ports["rtsp"] = Port(chosen.host, chosen.rtsp_port, doors.straight(station))
            if chosen.rtsps:
                with listening(chosen.host, chosen.rtsps_port):
                    self._ports["rtsps"] = Port(chosen.host, chosen.rtsps_port, doors.straight(station), certificate.context)
            doors.open_to(station, self._ports)
            event_socket.attach(self.app)
            guard.attach(self.app, self._ports)
            for port in self._ports.values():
                with listening(chosen.host, port.number):
                    await port.open()
            await self.app.answer_searches(chosen.discovery, {name: port.number for name, port in self._ports.items()})
            with listening(chosen.host, chosen.control_port):
                await self._open_control()
        except BaseException:
            await self.stop()
            raise
        self._mqtt = mqtt_road.build(self.device, self.broker, lambda: self.source, self.report)
        self.device.organ(Power).watch(self._follow)
        if self._woken:
            self.desk.mend()
            self.device.organ(Power).wake_up()
        else:
            self.device.boot()
        self._keeper.begin()
        self.app.settle = self._keeper.settle
        self.ready = True
        return self

    async def stop(self) -> None:
        """Ends everything at once: connections are closed, requests under way abandoned, ports given back. Again is harmless."""
        self.ready = False
        for port in self._ports.values():
            port.close()
        self.device.end_life()
        if "actions" in self.__dict__:
            await self.actions.close()
        if self._station is not None:
            self._station.restart()
        if self._mqtt is not None:
            await self._mqtt.close()
        await self.desk.close()
        self._keeper.close()
        if "gallery" in self.__dict__:
            await self.gallery.close()
        for port in self._ports.values():
            port.cut()
        if self._server is not None:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            await self._server.shutdown(PATIENCE)
        if self._station is not None:
            await self._station.close()
        if self.app is not None:
            await self.app.close()
        if self._control is not None:
            await self._control.stop()
        if self._background:
            await asyncio.wait(self._background)
        self.clock.detach()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def raise_bugs(self) -> None:
        """Raises the first exception inside the simulator that no client was to blame for, and forgets all."""
        if self.bugs:
            first = self.bugs[0]
            self.bugs.clear()
            raise first

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
        from camsim.server.source import CLOSES_STREAMS

        gallery = Gallery(self.source, stamp=self.settings.stamp)
        gallery.watched = self.device.organ(Viewers).watch

        def follow(name: str) -> None:
            if CLOSES_STREAMS.fullmatch(name):
                gallery.restart()

        self.device.organ(Parameters).watchers.append(follow)
        return gallery

    @functools.cached_property
    def actions(self) -> ActionEngine:
        """What carries out the rules."""
        from camsim.contract.footage import Footage
        from camsim.contract.snapshots import Snapshots
        from camsim.events.actions.engine import ActionEngine

        pictures = Snapshots(self.device, lambda: self.gallery) if self.profile.video is not None else None
        return ActionEngine(self.device, self.broker, pictures, Footage(self.device))

    @functools.cached_property
    def source(self) -> CameraSource:
        """The device as the picture sees it."""
        from camsim.server.source import CameraSource

        return CameraSource(self.device)

    @property
    def bugs(self) -> list[BaseException]:
        """Exceptions inside the simulator that no client was to blame for, the first ones; a reset keeps them."""
        return self.app.bugs if self.app is not None else []

    def report(self, bug: BaseException) -> None:
        """Keeps an exception that is the simulator's own fault."""
        if self.app is None:
            raise bug
        self.app.report(bug)

    # ---- inside

    def _light(self) -> float:
        """How much light the scene has now."""
        clock = self.device.organ(Time)
        return 1.0 - darkness(light(clock.stamp() + clock.local_offset()))

    def _renew(self) -> None:
        if self._server is not None:
            self._server.abandon()
        if self._station is not None:
            self._station.reset()
        if "gallery" in self.__dict__:
            self.gallery.restart()
        self.device.end_life()
        self.clock.reset()
        if "actions" in self.__dict__:
            self.actions.reset()
        self.broker.reset()
        if self.profile.os != self._delivered.os:
            self.device.become(self._delivered)
        self.device.renew(None)
        if self._mqtt is not None:
            self._mqtt.restart()
        self._factory_fresh()
        self._journal.reset()
        self._faults.reset()
        if self.app is not None:
            self.app.renew()
        if self.ready:
            self._reopen()
            self.device.boot()

    async def _move_clock(self, seconds: float) -> None:
        await (self.gallery if "gallery" in self.__dict__ else self.clock).advance(seconds)

    def _connections(self) -> int:
        return len(self._server.connections) if self._server is not None else 0

    def _rtsp(self) -> RtspState | None:
        return self._station.state if self._station is not None else None

    def _release(self, version: str) -> Profile | None:
        """The profile of the same model on another OS version."""
        known = versions(self.settings.profile, self.settings.profiles)
        return load_profile(self.settings.profile, version, self.settings.profiles) if version in known else None

    def _become(self) -> None:
        """Everything that follows from the profile does so anew: the firmware has changed."""
        self.profile = self.device.profile
        self.broker.remove_topics(self.profile.apis.removed_topics)
        if "registry" in self.__dict__:
            del self.registry
            _ = self.registry
        if self.app is not None:
            self.app.auth = type(self.app.auth)(self.device)

    def _factory_fresh(self) -> None:
        if self.settings.users:
            self.device.organ(Users).replace(account.copy() for account in self.settings.users)

    async def _open_control(self) -> None:
        from camsim.control.server import ControlServer

        chosen = self.settings
        self._control = ControlServer(self, chosen.host, chosen.control_port, self._control_socket, settle=self._keeper.settle)
        await self._control.start()

    def _follow(self, phase: Phase) -> None:
        """Ports and streams follow the device through a restart."""
        if phase in (Phase.DOWN, Phase.OFF):
            if self._station is not None:
                self._station.restart(goodbye=phase is Phase.DOWN)
            for port in self._ports.values():
                port.shut()
                port.cut()
            if "actions" in self.__dict__:
                self.actions.power_off()
            if "gallery" in self.__dict__:
                self.gallery.restart()
            self.broker.forget()
        elif phase is Phase.STARTING:
            assert self.app is not None
            self.app.auth.renew()
            self._reopen()

    def _reopen(self) -> None:
        for port in self._ports.values():
            if port.wanted() and not port.is_open:
                task = asyncio.get_running_loop().create_task(port.open(), name="camsim port")
                self._background.add(task)
                task.add_done_callback(self._background.discard)


def _open(settings: Settings) -> Store | None:
    """The state folder, where one is named."""
    if settings.state_dir is None:
        return None
    from camsim.store.store import open_store

    return open_store(settings.state_dir, settings.profile, settings.os_version, settings.serial)
