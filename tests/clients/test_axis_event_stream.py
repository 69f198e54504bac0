"""The library `axis` (Kane610) listens to events over RTSP on UDP, on every profile with a port for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from axis.device import AxisDevice
from axis.models.event import Event as Heard
from axis.models.event import EventOperation, EventTopic
from axis.rtsp import Signal

from camsim import Camera
from camsim.device.analytics.organ import Analytics
from camsim.device.io.ports import Ports
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.events import catalogue
from camsim.profile.load import load, names
from tests.apis.test_video_motion_detection_4 import run
from tests.clients.axis_client import device_of
from tests.conftest import PROFILES

OVER_RTSP = tuple(name for name in names() if any(leaf.name == "Properties.API.RTSP.Version" for leaf in load(name).leaves))
"""Models that say that they speak RTSP."""
WHOLE = b"</tt:MetadataStream>\n"
NEVER_MOVES = {"m4308-ple", "p8815-2"}
"""Models in whose pictures everything is too small for the factory's filters, or that look at an empty floor."""


class Listener:
    """What the library has heard, each document as it understands it."""

    def __init__(self, device: AxisDevice) -> None:
        self.device = device
        self.known: list[Heard] = []
        """Events of topics that the library knows, as it hands them to its users."""
        self.documents: list[Heard] = []
        self.empty = 0
        """Documents without an event."""
        self._part = b""
        self._handler = device.event.handler
        device.event.handler = self._hear  # type: ignore[method-assign]
        device.event.subscribe(self.known.append)

    def _hear(self, data: bytes) -> None:
        self._part += data
        if self._part.endswith(WHOLE):
            whole, self._part = self._part, b""
            if b"NotificationMessage" not in whole:
                self.empty += 1  # some versions of the library with some of its XML parser stumble over it
                return
            self.documents.append(Heard.decode(whole))
            self._handler(whole)

    async def until(self, done: Callable[[], bool]) -> None:
        """Waits in real time; the camera's clock stands still."""
        for _ in range(1000):
            if done():
                return
            await asyncio.sleep(0.005)
        raise AssertionError([(one.topic, one.id, one.operation) for one in self.documents[-5:]])

    def tripped(self, topic: EventTopic, id: str = "") -> bool:
        """Whether the newest event of a kind, about an id if one is given, is an alarm."""
        mine = [one for one in self.known if one.topic_base is topic and id in ("", one.id)]
        return bool(mine) and mine[-1].is_tripped

    def last(self, topic: EventTopic) -> Heard | None:
        """The newest event of a kind."""
        return next((one for one in reversed(self.known) if one.topic_base is topic), None)


@pytest_asyncio.fixture
async def listen(monkeypatch) -> AsyncIterator[Callable[[Camera], Awaitable[Listener]]]:
    """Starts the library's event stream on a camera."""
    async with AsyncExitStack() as stack:

        async def one(camera: Camera) -> Listener:
            monkeypatch.setattr("axis.rtsp.RTSP_PORT", urlsplit(camera.rtsp_url).port)
            device = await stack.enter_async_context(device_of(camera))
            listener = Listener(device)
            playing: list[Signal] = []
            device.stream.connection_status_callback.append(playing.append)
            device.enable_events()
            device.stream.start()
            stack.callback(device.stream.stop)
            await listener.until(lambda: Signal.PLAYING in playing)
            return listener

        yield one


@pytest.mark.parametrize("profile", OVER_RTSP)
async def test_it_sees_every_state_and_what_happens_before_the_next_tick(start, listen, profile):
    """Each stateful topic once; then what moves in the scene, a port and a head, as far as the model has them, while the clock stands."""
    camera = await start(profile)
    motion = camera.device.has(Analytics)
    if motion:
        run(camera, "vmd")
    states = camera.broker.current()
    listener = await listen(camera)
    await listener.until(lambda: len(listener.documents) == len(states))
    assert listener.empty == 1
    assert {one.operation for one in listener.documents} == {EventOperation.INITIALIZED}
    assert [one.topic for one in listener.documents] == [last.event.path for last in states]
    if motion:
        assert await sees(camera) is (profile not in NEVER_MOVES)
    before = camera.clock.now()
    if motion and profile not in NEVER_MOVES:
        await listener.until(lambda: listener.tripped(EventTopic.MOTION_DETECTION_4, "Camera1Profile1"))
    port = next(iter(camera.device.organ(Ports).inputs), None) if camera.device.has(Ports) else None
    if port is not None and any(last.event.path == EventTopic.PORT_INPUT for last in states):
        camera.drive_input(port, active=True)
        await listener.until(lambda: listener.tripped(EventTopic.PORT_INPUT, str(port)))
    if camera.profile.ptz is not None and camera.profile.ptz.mechanical:
        camera.device.organ(PtzHead).channel(1).command(Command(absolute={Axis.PAN: 90.0}))
        await listener.until(lambda: listener.tripped(EventTopic.PTZ_IS_MOVING))
    assert camera.clock.now() == before


async def sees(camera: Camera) -> bool:
    """Moves the clock tick by tick until something in the scene makes an alarm; whether it did within ten seconds."""
    for _ in range(100):
        await camera.advance(0.1)
        if camera.device.organ(Analytics).alarms("vmd")[1]:
            return True
    return False


@pytest.mark.parametrize("profile", ["companion-bullet-le", "q6135-le"])
async def test_what_moves_in_the_picture_is_motion(start, listen, profile):
    camera = await start(profile)
    run(camera, "vmd")
    listener = await listen(camera)
    await listener.until(lambda: listener.last(EventTopic.MOTION_DETECTION_4) is not None)

    def heard() -> dict[str, bool]:
        return {one.id: one.is_tripped for one in listener.known if one.topic_base is EventTopic.MOTION_DETECTION_4}

    alarms, seen = camera.device.organ(Analytics).alarms, set()
    for _ in range(90):
        alarm = alarms("vmd")[1]
        await listener.until(lambda alarm=alarm: heard().get("Camera1Profile1") is alarm)
        seen.add(alarm)
        if seen == {True, False}:
            break
        await camera.advance(0.5)
    assert True in seen


async def test_a_pir_sensor_is_motion(start, listen):
    camera = await start("m1075-l")
    listener = await listen(camera)
    await listener.until(lambda: listener.last(EventTopic.PIR) is not None)
    camera.drive_sensor("pir.0", on=True)
    await listener.until(lambda: (one := listener.last(EventTopic.PIR)) is not None and one.is_tripped)


@pytest.mark.parametrize("profile", PROFILES)
async def test_its_parser_takes_the_event_instances(start, profile):
    camera = await start(profile)
    async with device_of(camera) as device:
        if any(not topic.source and not topic.data for topic in catalogue.topics(camera.device)):
            with pytest.raises(AttributeError):  # the library stumbles over topics without items, which the recorded answer has, too
                await device.vapix.event_instances.update()
            return
        await device.vapix.event_instances.update()
    found = {item.topic: item for item in device.vapix.event_instances.values()}
    topics = {topic.path: topic for topic in catalogue.topics(camera.device)}
    if not camera.profile.says_yes("Properties.API.WebService.WebService"):
        assert not found
        return
    assert {path for path in topics if not _nested(path, topics)} <= set(found)
    for path, topic in topics.items():
        if path in found:
            assert (found[path].is_available, found[path].stateful) == (True, topic.stateful)


def _nested(path: str, paths: Iterable[str]) -> bool:
    """Whether there are topics below a topic, which the library does not look for."""
    return any(path.startswith(f"{other}/") for other in paths)


async def test_it_keeps_its_session_alive(start, listen):
    camera = await start()
    listener = await listen(camera)
    await camera.advance(50)
    listener.device.stream.stream.keep_alive()
    await listener.until(lambda: listener.device.stream.stream.session.status_code == 200)
    for _ in range(20):
        await asyncio.sleep(0.005)
    await camera.advance(50)
    camera.drive_input(0, active=True)
    await listener.until(lambda: any(one.topic_base is EventTopic.PORT_INPUT and one.is_tripped for one in listener.known))
