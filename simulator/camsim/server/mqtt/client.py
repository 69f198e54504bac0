"""Keeps the connection that the MQTT client wants: connects, sends, listens, takes leave, tries again on the camera's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from camsim.device.clock import Clock
from camsim.device.device import Device
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.configuration import Announcement, Configuration
from camsim.device.mqtt.outbox import Message
from camsim.device.power import Phase, Power
from camsim.device.time import Time
from camsim.server.mqtt.link import Link, open_link
from camsim.server.mqtt.session import Flight, Session
from camsim.wire import mqtt, mqtt_payload
from camsim.wire.mqtt import Publication

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
"""Seconds of camera time before the first, second ... further attempt; the last one counts for all that follow (a guess)."""
FAREWELL = 2.0
"""Real seconds that the broker gets to take the disconnect message."""


class MqttConnector:
    """Follows the organ: one connection at a time, none while it is inactive or the device has no power."""

    def __init__(self, device: Device, report: Callable[[BaseException], None]) -> None:
        """`report` gets exceptions that are the simulator's own fault."""
        self._device = device
        self._report = report
        self._organ = device.organ(Mqtt)
        self._down = False
        self._current: _Connection | None = None
        self._all: dict[asyncio.Task[None], _Connection] = {}
        self._organ.watch(self._follow)
        device.organ(Power).watch(self._follow_power)

    def restart(self) -> None:
        """Drops the connection, after a reset of the device."""
        self._cut()
        self._follow()

    async def close(self) -> None:
        """Drops the connection and waits until all is gone."""
        self._down = True
        self._cut()
        if self._all:
            await asyncio.wait(set(self._all))

    def _follow_power(self, phase: Phase) -> None:
        """Without power the connection is gone without a word, so that the broker tells the last will."""
        if phase in (Phase.DOWN, Phase.OFF):
            self._down = True
            self._cut()
        elif phase is Phase.STARTING:
            self._down = False
            self._follow()

    def _cut(self) -> None:
        self._current = None
        for connection in list(self._all.values()):
            connection.cut()
        if self._organ.state.connected:
            self._organ.disconnected("no power")

    def _follow(self) -> None:
        old, wanted = self._current, None if self._down else self._organ.wanted
        if old is not None and old.configuration is wanted:
            old.wake()
            return
        self._current = None
        if wanted is not None:
            self._current = _Connection(self._device, wanted, after=set(self._all))
            self._all[self._current.task] = self._current
            self._current.task.add_done_callback(self._ended)
        if old is not None:
            old.leave()
            self._organ.disconnected()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._all[task]
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._report(bug)


class _Connection:
    """One configuration's way to its broker, through as many connections as it takes."""

    def __init__(self, device: Device, configuration: Configuration, after: set[asyncio.Task[None]]) -> None:
        """`after`: connections before it, which must have taken leave."""
        self.configuration = configuration
        self._device = device
        self._organ = device.organ(Mqtt)
        self._clock: Clock = device.clock
        self._after = after
        self._link: Link | None = None
        self._polite = True
        self._connected = False
        self._ready = asyncio.Event()
        self._under_way: tuple[Message, Flight] | None = None
        self._organ.outbox.on_ready = self._ready.set
        self.task = asyncio.get_running_loop().create_task(self._run(), name="camsim mqtt")

    def wake(self) -> None:
        """Something is to be sent, or other messages are to be listened to."""
        self._ready.set()

    def leave(self) -> None:
        """Takes leave of the broker and ends."""
        self.task.cancel()

    def cut(self) -> None:
        """Ends without a word."""
        self._polite = False
        if self._link is not None:
            self._link.cut()
        self.task.cancel()

    # ---- inside

    async def _run(self) -> None:
        if self._after:
            await asyncio.wait(self._after)
            self._after.clear()
        failures = 0
        while True:
            self._connected = False
            try:
                await self._attempt()
            except TimeoutError:
                self._organ.disconnected("timed out")
            except OSError as error:
                self._organ.disconnected(str(error))
            if self._connected:
                failures = 0
                if not self.configuration.auto_reconnect:
                    return
            await self._clock.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    async def _attempt(self) -> None:
        """One connection from its beginning to its end, which raises OSError."""
        configuration = self.configuration
        try:
            async with asyncio.timeout(configuration.connect_timeout):
                self._link = await open_link(configuration, self._organ.certificates)
                session = Session(self._link, configuration.keep_alive, self._take)
                kept = await session.connect(self._greeting())
            await self._talk(session, kept)
        finally:
            link, self._link = self._link, None
            if link is not None:
                if not self._polite:
                    link.cut()
                await link.close()

    async def _talk(self, session: Session, kept: bool) -> None:
        loop = asyncio.get_running_loop()
        reading = loop.create_task(session.run(), name="camsim mqtt reading")
        sending = loop.create_task(self._send(session, kept), name="camsim mqtt sending")
        try:
            done, _ = await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except asyncio.CancelledError:
            sending.cancel()
            if self._polite:
                await self._take_leave(session)
            raise
        finally:
            reading.cancel()
            sending.cancel()
            await asyncio.gather(reading, sending, return_exceptions=True)

    async def _send(self, session: Session, kept: bool) -> None:
        await self._finish(session, kept)
        await self._announce(session, self.configuration.connect_message, "Connected", connected=True)
        listening: dict[str, int] = {}
        self._connected = True
        self._organ.connected()
        while True:
            listening = await self._listen(session, listening)
            message = self._organ.outbox.take()
            if message is None:
                await self._ready.wait()
                self._ready.clear()
                continue
            self._under_way = (message, session.begin(message.topic, message.payload, message.qos, message.retain))
            await session.deliver(self._under_way[1])
            self._under_way = None
            message.outcome(True)

    async def _finish(self, session: Session, kept: bool) -> None:
        """Delivers what the last connection left unacknowledged."""
        if self._under_way is None:
            return
        message, flight = self._under_way
        if kept and message.qos:
            await session.deliver_again(flight)
            message.outcome(True)
        elif message.qos and message.lasting:
            self._organ.outbox.put_back(message)
        else:
            message.outcome(False)
        self._under_way = None

    async def _listen(self, session: Session, before: dict[str, int]) -> dict[str, int]:
        """Subscribes and unsubscribes as the organ asks; returns what is subscribed to."""
        wanted = self._organ.filters
        if gone := [name for name in before if name not in wanted]:
            await session.unsubscribe(gone)
        if new := [(name, qos) for name, qos in wanted.items() if before.get(name) != qos]:
            await session.subscribe(new)
        return wanted

    async def _take_leave(self, session: Session) -> None:
        with suppress(OSError):
            async with asyncio.timeout(FAREWELL):
                if self._connected:
                    await self._announce(session, self.configuration.disconnect_message, "Disconnected", connected=False)
                await session.disconnect()

    async def _announce(self, session: Session, announcement: Announcement | None, description: str, *, connected: bool) -> None:
        if announcement is not None:
            found = self._worded(announcement, description, connected, self._device.organ(Time).stamp())
            await session.deliver(session.begin(found.topic, found.payload, found.qos, found.retain))

    def _greeting(self) -> bytes:
        configuration = self.configuration
        will = configuration.last_will
        return mqtt.connect(
            configuration.client_id,
            keep_alive=configuration.keep_alive,
            clean_session=configuration.clean_session,
            username=configuration.username or None,
            password=configuration.password or None,
            will=None if will is None else self._worded(will, "Connection Lost", False, None),
        )

    def _worded(self, announcement: Announcement, description: str, connected: bool, time: float | None) -> Publication:
        if not announcement.use_default:
            return Publication(announcement.topic, announcement.message.encode(), announcement.qos, announcement.retain)
        payload = mqtt_payload.connection(self._device.serial, description, connected=connected, time=time)
        return Publication(mqtt_payload.connection_topic(self.configuration.topic_prefix), payload, 1, True)

    def _take(self, message: Publication) -> None:
        self._organ.received(message.topic, message.payload)
