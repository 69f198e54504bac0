"""One connection to a broker: the packets of MQTT 3.1.1 in their order, each acknowledged (OASIS MQTT 3.1.1, sections 3 and 4).

Keep-alive is in real time: the broker's clock is not the camera's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from camsim.server.mqtt.link import Link
from camsim.wire import mqtt
from camsim.wire.mqtt import Kind, MqttProtocolError, Packet, Publication

MOST_UNRELEASED = 1000
"""Messages of QoS 2 that the broker has begun and not ended."""


class MqttError(OSError):
    """The broker refused, or did not speak MQTT."""


@dataclass(slots=True)
class Flight:
    """A message of ours that the broker has not acknowledged; it outlives the connection."""

    message: Publication
    received: bool = False
    """Whether the broker has it (QoS 2) and waits for the release."""


class Session:
    """The dialogue over one link."""

    def __init__(self, link: Link, keep_alive: float, take: Callable[[Publication], None]) -> None:
        """`keep_alive` in seconds, 0 for none; `take` gets what the broker sends."""
        self._link = link
        self._keep_alive = keep_alive
        self._take = take
        self._parser = mqtt.Parser()
        self._waiting: dict[tuple[Kind, int], asyncio.Future[Packet]] = {}
        self._unreleased: set[int] = set()
        self._identifier = 0
        self._quiet = True
        self._unanswered = False
        self._pulse: asyncio.TimerHandle | None = None
        self._pings: set[asyncio.Task[None]] = set()

    async def connect(self, packet: bytes) -> bool:
        """Sends CONNECT; returns whether the broker had a session of ours. Raises OSError, of which MqttError is a kind."""
        await self._link.write(packet)
        answer = await self._first()
        if answer.kind is not Kind.CONNACK:
            raise MqttError(f"{answer.kind.name} in place of CONNACK")
        try:
            present, code = mqtt.connack(answer)
        except MqttProtocolError as error:
            raise MqttError(str(error)) from error
        if code:
            raise MqttError(mqtt.REFUSALS.get(code, f"refused with code {code}"))
        return present

    async def run(self) -> None:
        """Reads until the link ends, which it tells by an MqttError."""
        self._beat()
        data = b""
        try:
            while True:
                for packet in self._parser.feed(data):
                    await self._handle(packet)
                if not (data := await self._link.read()):
                    break
        except MqttProtocolError as error:
            raise MqttError(str(error)) from error
        finally:
            self._stop()
        raise MqttError("the broker closed the connection")

    async def subscribe(self, filters: Sequence[tuple[str, int]]) -> list[str]:
        """Subscribes to filters, each with its QoS; returns those that the broker refused."""
        number = self._next_identifier()
        answer = await self._ask(mqtt.subscribe(number, filters), Kind.SUBACK, number)
        codes = answer.body[2:]
        return [name for (name, _), code in zip(filters, codes, strict=False) if code == mqtt.NOT_GRANTED]

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        """Ends subscriptions."""
        number = self._next_identifier()
        await self._ask(mqtt.unsubscribe(number, filters), Kind.UNSUBACK, number)

    def begin(self, topic: str, payload: bytes, qos: int, retain: bool) -> Flight:
        """A message that is about to be sent, with an identifier of its own."""
        return Flight(Publication(topic, payload, qos, retain, identifier=self._next_identifier() if qos else 0))

    async def deliver(self, flight: Flight) -> None:
        """Sends a message and waits until the broker has acknowledged it as its QoS promises."""
        message = flight.message
        if message.qos == 0:
            await self._write(mqtt.publish(message))
        elif message.qos == 1:
            await self._ask(mqtt.publish(message), Kind.PUBACK, message.identifier)
        else:
            if not flight.received:
                await self._ask(mqtt.publish(message), Kind.PUBREC, message.identifier)
                flight.received = True
            await self._ask(mqtt.acknowledge(Kind.PUBREL, message.identifier), Kind.PUBCOMP, message.identifier)

    async def deliver_again(self, flight: Flight) -> None:
        """The same in a session that the broker has kept."""
        flight.message = replace(flight.message, duplicate=True)
        self._identifier = flight.message.identifier
        await self.deliver(flight)

    async def disconnect(self) -> None:
        """Takes leave, so that the broker drops the last will."""
        await self._write(mqtt.DISCONNECT)

    # ---- inside

    async def _first(self) -> Packet:
        try:
            while data := await self._link.read():
                for packet in self._parser.feed(data):
                    return packet
        except MqttProtocolError as error:
            raise MqttError(str(error)) from error
        raise MqttError("the broker closed the connection")

    async def _handle(self, packet: Packet) -> None:
        self._unanswered = False
        if packet.kind is Kind.PUBLISH:
            await self._receive(mqtt.published(packet))
        elif packet.kind is Kind.PUBREL:
            number = mqtt.identifier_of(packet)
            self._unreleased.discard(number)
            await self._write(mqtt.acknowledge(Kind.PUBCOMP, number))
        elif packet.kind is not Kind.PINGRESP:
            waiting = self._waiting.pop((packet.kind, mqtt.identifier_of(packet)), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(packet)

    async def _receive(self, message: Publication) -> None:
        if message.qos == 2:
            if message.identifier not in self._unreleased:
                if len(self._unreleased) >= MOST_UNRELEASED:
                    raise MqttError("too many messages of QoS 2 under way")
                self._unreleased.add(message.identifier)
                self._take(message)
            await self._write(mqtt.acknowledge(Kind.PUBREC, message.identifier))
            return
        self._take(message)
        if message.qos == 1:
            await self._write(mqtt.acknowledge(Kind.PUBACK, message.identifier))

    async def _ask(self, packet: bytes, kind: Kind, number: int) -> Packet:
        answered: asyncio.Future[Packet] = asyncio.get_running_loop().create_future()
        self._waiting[kind, number] = answered
        try:
            await self._write(packet)
            return await answered
        finally:
            self._waiting.pop((kind, number), None)

    async def _write(self, packet: bytes) -> None:
        self._quiet = False
        await self._link.write(packet)

    def _next_identifier(self) -> int:
        self._identifier = self._identifier % mqtt.LAST_IDENTIFIER + 1
        return self._identifier

    def _beat(self) -> None:
        """Each half of the keep-alive: a ping where nothing was sent, the end where the last one was not answered."""
        if not self._keep_alive:
            return
        if self._quiet and self._unanswered:
            self._link.cut()
            return
        if self._quiet and self._pulse is not None:
            self._unanswered = True
            ping = asyncio.get_running_loop().create_task(self._link.write(mqtt.PING), name="camsim mqtt ping")
            self._pings.add(ping)
            ping.add_done_callback(self._pinged)
        self._quiet = True
        self._pulse = asyncio.get_running_loop().call_later(self._keep_alive / 2, self._beat)

    def _pinged(self, ping: asyncio.Task[None]) -> None:
        self._pings.discard(ping)
        if not ping.cancelled():
            ping.exception()

    def _stop(self) -> None:
        if self._pulse is not None:
            self._pulse.cancel()
        for ping in self._pings:
            ping.cancel()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(MqttError("the connection ended"))
