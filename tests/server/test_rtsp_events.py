"""Events over RTSP: replay, changes, filters, PTZ, splitting, and consumers that do not read."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from camsim.device.io.events import InputPortEvent
from camsim.device.power import SystemReadyEvent
from camsim.device.ptz.command import Command
from camsim.device.ptz.events import PtzErrorEvent
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.events.broker import QUEUE_LIMIT
from camsim.events.faults import EventFault
from camsim.events.road import Road
from camsim.wire.onvif_event import TT
from camsim.wire.rtsp import Frame
from tests.conftest import PROFILES
from tests.server.rtsp_client import RtspClient, timestamp

WSNT = "http://docs.oasis-open.org/wsn/b-2"
ONLY = "video=0&audio=0"
PORT = "tns1:Device/tnsaxis:IO/Port"


@dataclass(frozen=True)
class Told:
    """One document, read as clients do."""

    topic: str = ""
    operation: str | None = None
    source: tuple[tuple[str, str], ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    time: str = ""


def read(frames: list[Frame]) -> Told:
    """A document out of the packets up to the marker."""
    assert [bool(frame.data[1] & 0x80) for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert len({timestamp(frame) for frame in frames}) == 1
    root = ET.fromstring(b"".join(frame.data[12:] for frame in frames))
    assert root.tag == f"{{{TT}}}MetadataStream"
    if not len(root):
        return Told()
    assert len(root) == 1
    message = root.find(f".//{{{TT}}}Message")
    source, key, data = message
    assert not len(key)

    def items(part: ET.Element) -> tuple[tuple[str, str], ...]:
        return tuple((item.get("Name"), item.get("Value")) for item in part)

    topic = root.find(f".//{{{WSNT}}}Topic").text
    return Told(topic, message.get("PropertyOperation"), items(source), items(data), message.get("UtcTime"))


async def documents(client: RtspClient, count: int) -> list[Told]:
    """The first documents of the session."""
    return [read(unit) for unit in await client.units(count)]


async def next_documents(client: RtspClient, before: int, count: int) -> list[Told]:
    return (await documents(client, before + count))[before:]


# ---- what is told


@pytest.mark.parametrize("profile", PROFILES)
async def test_every_state_is_initialised_after_an_empty_document(start, connect, profile):
    camera = await start(profile)
    client = await connect(camera)
    await client.play(f"{ONLY}&event=on")
    states = camera.broker.current()
    told = await documents(client, 1 + len(states))
    assert told[0] == Told()
    assert {one.operation for one in told[1:]} == {"Initialized"}
    assert [(one.topic, dict(one.source), dict(one.data)) for one in told[1:]] == [
        (last.message.topic, dict(last.message.source), dict(last.message.data)) for last in states
    ]


async def test_changes_bear_their_time_and_newcomers_hear_the_old_one(start, connect):
    camera = await start()
    early, late = await connect(camera), await connect(camera)
    topic = f"{ONLY}&event=on&eventtopic={PORT}"
    await early.play(topic)
    await camera.advance(30)
    camera.drive_input(0, active=True)
    await camera.advance(30)
    changed = await next_documents(early, 3, 2)
    assert sorted((one.operation, one.source, one.data, one.time) for one in changed) == [
        ("Changed", (("port", "-1"),), (("state", "1"),), "2026-01-01T00:00:30.000000Z"),
        ("Changed", (("port", "0"),), (("state", "1"),), "2026-01-01T00:00:30.000000Z"),
    ]
    await late.play(topic)
    assert {(one.operation, one.time) for one in (await documents(late, 3))[1:]} == {("Initialized", "2026-01-01T00:00:30.000000Z")}


async def test_a_producer_that_goes_is_told_and_stateless_events_have_no_operation(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(f"{ONLY}&event=on&eventtopic={PORT}|tns1:PTZController/tnsaxis:PTZError")
    camera.device.withdraw(InputPortEvent(port=0, state=False))
    camera.device.publish(PtzErrorEvent(channel=1, ptz_error="stuck"))
    told = await next_documents(client, 3, 2)
    assert (told[0].operation, told[0].source) == ("Deleted", (("port", "0"),))
    assert (told[1].operation, told[1].data) == (None, (("ptz_error", "stuck"),))


# ---- filters


@pytest.mark.parametrize(
    ("filters", "topics"),
    [
        ({"eventtopic": "onvif:Device/axis:IO/Port"}, {PORT}),
        (
            {"eventtopic": "onvif:Device/axis:IO/Port,onvif:Device/Trigger//."},
            {PORT, "tns1:Device/Trigger/DigitalInput", "tns1:Device/Trigger/Relay"},
        ),
        ({"eventtopic": f"{PORT}|tnsaxis:Nothing"}, {PORT}),
        ({"eventtopic": "axis:Nothing//."}, set()),
        ({"eventcontent": 'boolean(//SimpleItem[@Name="port" and @Value="-1"])'}, {PORT}),
    ],
)
@pytest.mark.parametrize("raw", [False, True])
async def test_filters_of_the_address(start, connect, filters, topics, raw):
    camera = await start()
    client = await connect(camera)
    asked = "".join(f"&{name}={quote(text, safe=':/|' if raw and name == 'eventtopic' else '')}" for name, text in filters.items())
    await client.play(f"{ONLY}&event=on{asked}")
    camera.device.publish(SystemReadyEvent(ready=False))
    states = [last for last in camera.broker.current() if last.event.path in topics]
    if "eventcontent" in filters:
        states = [last for last in states if last.event.source() == {"port": -1}]
    told = await documents(client, 1 + len(states))
    assert {one.topic for one in told[1:]} == topics
    camera.drive_input(0, active=True)
    await client.ask("OPTIONS")
    assert {one.topic for one in (await documents(client, len(told)))[1:]} <= topics


@pytest.mark.parametrize("bad", ["eventtopic=foo:Bar", "eventtopic=|", "eventcontent=nonsense", "eventcontent=" + "(" * 100, "ptz=some"])
async def test_filters_that_make_no_sense_are_refused(start, connect, bad):
    client = await connect(await start())
    assert (await client.ask("DESCRIBE", f"/axis-media/media.amp?{ONLY}&event=on&{bad}")).status == 400


# ---- packets


async def test_long_documents_are_split_and_marked_at_their_end(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(f"{ONLY}&event=on&eventtopic=tns1:PTZController/tnsaxis:PTZError")
    camera.device.publish(PtzErrorEvent(channel=1, ptz_error="ä" * 5000))
    unit = (await client.units(2))[1]
    assert len(unit) == 8
    assert read(unit).data == (("ptz_error", "ä" * 5000),)


async def test_documents_of_one_instant_have_different_times(start, connect):
    client = await connect(await start())
    await client.play(f"{ONLY}&event=on")
    times = [timestamp(unit[0]) for unit in await client.units(20)]
    assert len(set(times)) == 20


async def test_events_go_over_udp(start, connect):
    camera = await start()
    client = await connect(camera)
    loop = asyncio.get_running_loop()
    got: asyncio.Queue[bytes] = asyncio.Queue()

    class Receiver(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, address: object) -> None:
            got.put_nowait(data)

    transport, _ = await loop.create_datagram_endpoint(Receiver, local_addr=("127.0.0.1", 0))
    try:
        port = transport.get_extra_info("sockname")[1]
        await client.play(f"{ONLY}&event=on&eventtopic={PORT}", f"RTP/AVP;unicast;client_port={port}-{port + 1}")
        camera.drive_input(0, active=True)
        found = [await asyncio.wait_for(got.get(), 5) for _ in range(5)]
    finally:
        transport.close()
    assert [packet.count(b'"Initialized"') + 2 * packet.count(b'"Changed"') for packet in found] == [0, 1, 1, 2, 2]
    assert [consumer.name for consumer in camera.broker.consumers()] == [f"udp 127.0.0.1:{port}"]


# ---- PTZ


async def test_ptz_tells_where_the_head_stands_and_that_it_moves(start, connect):
    camera = await start("q6135-le")
    client = await connect(camera)
    await client.play(f"{ONLY}&ptz=all")
    first = [b"".join(frame.data[12:] for frame in unit) for unit in await client.units(2)]
    assert b"PTZ" not in first[0]
    assert b"<tt:MoveStatus><tt:PanTilt>IDLE</tt:PanTilt>" in first[1]
    camera.device.organ(PtzHead).channel(1).command(Command(absolute={Axis.PAN: 90.0}, speed=50))
    await camera.advance(10)
    units = [b"".join(frame.data[12:] for frame in unit) for unit in await client.units(30)]
    assert any(b"MOVING" in unit for unit in units)
    assert b'x="0.5000"' in units[-1] and b"IDLE" in units[-1]


# ---- consumers


async def test_a_consumer_is_counted_and_leaves(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(f"{ONLY}&event=on&eventtopic={PORT}")
    await documents(client, 3)
    (consumer,) = camera.broker.consumers()
    assert (consumer.road, consumer.name, consumer.open, consumer.sent, consumer.lost) == (Road.METADATA, "tcp 127.0.0.1", True, 2, 0)
    await client.ask("TEARDOWN")
    (consumer,) = camera.broker.consumers()
    assert (consumer.open, consumer.acknowledged) == (False, 2)


async def test_who_never_reads_loses_events_and_nobody_else_does(start, connect):
    camera = await start()
    topic = f"{ONLY}&event=on&eventtopic={PORT}"
    slow, quick = await connect(camera), await connect(camera)
    await slow.play(topic)
    await quick.play(topic)
    slow.writer.transport.pause_reading()
    for step in range(8000):
        camera.device.publish(InputPortEvent(port=0, state=step % 2 == 0))
        if step % 100 == 99:
            await quick.packets(step + 4)
    told = [read([frame]) for frame in quick.frames if frame.channel == 0][3:]
    assert [dict(one.data)["state"] for one in told] == ["1", "0"] * 4000
    first, second = sorted(camera.broker.consumers(), key=lambda one: -one.lost)
    assert first.lost > 1000 and first.waiting <= QUEUE_LIMIT + len(camera.broker.current())
    assert (second.lost, second.sent) == (0, 8002)


async def test_a_stall_leaves_the_session_alive_and_a_new_one_is_served(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(f"{ONLY}&event=on&eventtopic={PORT}")
    await documents(client, 3)
    camera.broker.set_fault(EventFault("stall", road=Road.METADATA))
    camera.drive_input(0, active=True)
    assert (await client.ask("OPTIONS")).status == 200
    assert len(await client.units(3)) == 3
    anew = await connect(camera)
    await anew.play(f"{ONLY}&event=on&eventtopic={PORT}")
    assert {dict(one.data)["state"] for one in (await documents(anew, 3))[1:]} == {"1"}
