"""What no well-behaved broker does on request: lost acknowledgements, repeated messages, silence, nonsense; from a broker of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio

from camsim import Camera
from camsim.device.mqtt.bridge import MessageFilter, MqttBridge
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.configuration import Broker, Configuration
from camsim.device.mqtt.outbox import Message
from camsim.wire import mqtt
from camsim.wire.mqtt import Kind, Packet, Parser, Publication
from tests.mosquitto import until

ACCEPTED = b"\x20\x02\x00\x00"
KEPT = b"\x20\x02\x01\x00"


class Peer:
    """A broker that does what a test tells it to; one connection at a time."""

    def __init__(self) -> None:
        self.packets: asyncio.Queue[Packet] = asyncio.Queue()
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._writers: list[asyncio.StreamWriter] = []

    async def start(self) -> Peer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        await self._server.wait_closed()

    def send(self, data: bytes) -> None:
        assert self._writer is not None
        self._writer.write(data)

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.close()

    async def expect(self, kind: Kind) -> Packet:
        async with asyncio.timeout(10):
            packet = await self.packets.get()
        assert packet.kind is kind, packet
        return packet

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer, parser = writer, Parser()
        self._writers.append(writer)
        self.connections += 1
        with suppress(OSError):
            while data := await reader.read(4096):
                for packet in parser.feed(data):
                    self.packets.put_nowait(packet)


@pytest_asyncio.fixture
async def peer() -> AsyncIterator[Peer]:
    made = await Peer().start()
    yield made
    await made.stop()


@pytest.fixture
def connect(start, peer) -> Callable[..., Any]:
    """An active client on its way to the peer: `camera, organ = await connect(keep_alive=0)`."""

    async def one(**options: Any) -> tuple[Camera, Mqtt]:
        camera = await start()
        organ = camera.device.organ(Mqtt)
        organ.configure(Configuration(Broker("127.0.0.1", peer.port), "cam", "axis/cam", **options))
        organ.activate()
        await peer.expect(Kind.CONNECT)
        return camera, organ

    return one


async def accepted(peer: Peer, organ: Mqtt, answer: bytes = ACCEPTED) -> None:
    peer.send(answer)
    await until(lambda: organ.state.connected)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"\x20\x02\x00\x01", "unacceptable protocol version"),
        (b"\x20\x02\x00\x02", "identifier rejected"),
        (b"\x20\x02\x00\x03", "server unavailable"),
        (b"\x20\x02\x00\x04", "bad user name or password"),
        (b"\x20\x02\x00\x05", "not authorized"),
        (b"\x20\x02\x00\x63", "refused with code 99"),
        (b"\x20\x01\x00", "CONNACK of another length"),
        (b"\xd0\x00", "PINGRESP in place of CONNACK"),
        (b"\xf0\x00", "packet of kind 15"),
        (b"\x20\xff\xff\xff\xff", "remaining length of more than four bytes"),
    ],
)
async def test_a_refusal_is_told(connect, peer, answer, told):
    _, organ = await connect()
    peer.send(answer)
    await until(lambda: organ.state.error == told)
    assert not organ.state.connected and organ.state.active


@pytest.mark.parametrize("nonsense", [b"\xf0\x00", b"\x36\x05\x00\x01a\x00\x01", b"\x30\x02\x00\x09", b"\x40\x00", b"\x30\xff\xff\xff\x7f"])
async def test_nonsense_ends_the_connection_and_the_client_tries_again(connect, peer, nonsense):
    camera, organ = await connect()
    await accepted(peer, organ)
    peer.send(nonsense)
    await until(lambda: not organ.state.connected)
    await camera.advance(1)
    await peer.expect(Kind.CONNECT)
    await accepted(peer, organ)


async def test_an_unacknowledged_message_is_sent_again_in_a_kept_session(connect, peer):
    camera, organ = await connect(clean_session=False)
    await accepted(peer, organ)
    organ.send(Message("a", b"1", 1))
    first = mqtt.published(await peer.expect(Kind.PUBLISH))
    peer.hang_up()
    await until(lambda: not organ.state.connected)
    await camera.advance(1)
    await peer.expect(Kind.CONNECT)
    peer.send(KEPT)
    again = mqtt.published(await peer.expect(Kind.PUBLISH))
    assert (again.identifier, again.payload, again.duplicate, first.duplicate) == (first.identifier, b"1", True, False)
    peer.send(mqtt.acknowledge(Kind.PUBACK, again.identifier))
    await until(lambda: organ.state.connected)


async def test_a_message_that_the_broker_has_is_only_released_again(connect, peer):
    camera, organ = await connect(clean_session=False)
    await accepted(peer, organ)
    told: list[bool] = []
    organ.send(Message("a", b"1", 2, outcome=told.append))
    number = mqtt.published(await peer.expect(Kind.PUBLISH)).identifier
    peer.send(mqtt.acknowledge(Kind.PUBREC, number))
    assert mqtt.identifier_of(await peer.expect(Kind.PUBREL)) == number
    peer.hang_up()
    await until(lambda: not organ.state.connected)
    await camera.advance(1)
    await peer.expect(Kind.CONNECT)
    peer.send(KEPT)
    assert mqtt.identifier_of(await peer.expect(Kind.PUBREL)) == number
    assert told == []
    peer.send(mqtt.acknowledge(Kind.PUBCOMP, number))
    await until(lambda: told == [True])


@pytest.mark.parametrize(("qos", "lasting", "again"), [(1, True, True), (1, False, False), (0, True, False)])
async def test_in_a_new_session_only_what_lasts_is_sent_again(connect, peer, qos, lasting, again):
    camera, organ = await connect()
    await accepted(peer, organ)
    organ.send(Message("a", b"1", qos, lasting=lasting))
    await peer.expect(Kind.PUBLISH)
    peer.hang_up()
    await until(lambda: not organ.state.connected)
    await camera.advance(1)
    await peer.expect(Kind.CONNECT)
    await accepted(peer, organ)
    organ.send(Message("b", b"2"))
    topics = [mqtt.published(await peer.expect(Kind.PUBLISH)).topic]
    if again:
        peer.send(mqtt.acknowledge(Kind.PUBACK, 1))
        topics.append(mqtt.published(await peer.expect(Kind.PUBLISH)).topic)
    assert topics == (["a", "b"] if again else ["b"])


async def test_incoming_messages_are_acknowledged_and_those_of_quality_2_taken_once(connect, peer):
    _, organ = await connect()
    await accepted(peer, organ)
    taken: list[tuple[str, bytes]] = []
    organ.listeners.append(lambda topic, payload: taken.append((topic, payload)))
    peer.send(mqtt.publish(Publication("zero", b"0")) + mqtt.publish(Publication("one", b"1", 1, identifier=7)))
    assert mqtt.identifier_of(await peer.expect(Kind.PUBACK)) == 7
    for _ in range(2):
        peer.send(mqtt.publish(Publication("two", b"2", 2, identifier=8)))
        assert mqtt.identifier_of(await peer.expect(Kind.PUBREC)) == 8
    peer.send(mqtt.acknowledge(Kind.PUBREL, 8))
    assert mqtt.identifier_of(await peer.expect(Kind.PUBCOMP)) == 8
    assert taken == [("zero", b"0"), ("one", b"1"), ("two", b"2")]
    peer.send(mqtt.publish(Publication("two", b"3", 2, identifier=8)))
    await peer.expect(Kind.PUBREC)
    assert taken[-1] == ("two", b"3")


async def test_messages_right_behind_the_welcome_are_taken(connect, peer):
    _, organ = await connect(clean_session=False)
    taken: list[str] = []
    organ.listeners.append(lambda topic, payload: taken.append(topic))
    peer.send(KEPT + mqtt.publish(Publication("waiting", b"1", 1, identifier=3)))
    assert mqtt.identifier_of(await peer.expect(Kind.PUBACK)) == 3
    assert taken == ["waiting"]


async def test_filters_are_followed_while_connected(connect, peer):
    camera, organ = await connect()
    await accepted(peer, organ)
    bridge = camera.device.organ(MqttBridge)
    bridge.subscribe_to((MessageFilter("a/#", qos=1), MessageFilter("b")))
    asked = await peer.expect(Kind.SUBSCRIBE)
    assert asked.body[2:] == mqtt.text("a/#") + b"\x01" + mqtt.text("b") + b"\x00"
    peer.send(b"\x90\x04" + asked.body[:2] + b"\x01\x80")
    bridge.subscribe_to((MessageFilter("a/#", qos=2), MessageFilter("a/#", qos=1)))
    gone = await peer.expect(Kind.UNSUBSCRIBE)
    assert gone.body[2:] == mqtt.text("b")
    peer.send(b"\xb0\x02" + gone.body[:2])
    assert (await peer.expect(Kind.SUBSCRIBE)).body[2:] == mqtt.text("a/#") + b"\x02"


async def test_silence_is_asked_about_and_then_the_end(connect, peer):
    _, organ = await connect(keep_alive=1)
    await accepted(peer, organ)
    await peer.expect(Kind.PINGREQ)
    peer.send(b"\xd0\x00")
    await peer.expect(Kind.PINGREQ)
    await until(lambda: not organ.state.connected)


async def test_the_camera_stops_at_once_whatever_the_broker_does(connect, peer):
    camera, organ = await connect()
    await camera.stop()
    assert not organ.state.connected
    assert peer.packets.empty(), "no leave: the power is gone"
