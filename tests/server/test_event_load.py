"""Many consumers at once: each gets all events in order, and one that never reads costs the others nothing."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import httpx

from camsim.device.io.events import InputPortEvent
from camsim.events.broker import QUEUE_LIMIT
from tests.memory import resident
from tests.server.rtsp_client import RtspClient

PORT = "tns1:Device/tnsaxis:IO/Port"
ONLY_FIRST = 'boolean(//SimpleItem[@Name="port" and @Value="0"])'
EVENTS = 100
TURNS = 3
QUERY = f"video=0&audio=0&event=on&eventtopic={PORT}"


async def states_of(socket: aiohttp.ClientWebSocketResponse) -> list[str]:
    """The states that a WebSocket tells."""
    told = [json.loads(await asyncio.wait_for(socket.receive_str(), 20)) for _ in range(EVENTS)]
    return [one["params"]["notification"]["message"]["data"]["state"] for one in told]


async def test_fifty_metadata_streams_and_two_hundred_sockets_get_everything_in_order(start):
    camera = await start()
    async with httpx.AsyncClient(auth=httpx.DigestAuth("root", "pass")) as client:
        token = (await client.get(f"{camera.url}/axis-cgi/wssession.cgi")).text
    configure = {"topicFilter": PORT, "contentFilter": ONLY_FIRST}
    request = {"apiVersion": "1.0", "method": "events:configure", "params": {"eventFilterList": [configure]}}
    streams = [await RtspClient.connect(camera) for _ in range(51)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        sockets = [await session.ws_connect(f"{camera.url}/vapix/ws-data-stream?sources=events&wssession={token}") for _ in range(200)]
        for socket in sockets:
            await socket.send_json(request)
            assert [json.loads(await socket.receive_str())["method"] for _ in range(2)] == ["events:configure", "events:notify"]
        for stream in streams:
            await stream.play(QUERY)
        lazy, *others = streams
        lazy.writer.transport.pause_reading()
        wanted = ["1", "0"] * (EVENTS // 2)
        memory = []
        for turn in range(TURNS):
            for step in range(EVENTS):
                camera.device.publish(InputPortEvent(port=0, state=step % 2 == 0))
                await asyncio.sleep(0)
            for socket in sockets:
                assert await states_of(socket) == wanted
            for stream in others:
                documents = (await stream.packets(3 + EVENTS * (turn + 1)))[3 + EVENTS * turn :]
                assert [b'Name="state" Value="1"' in frame.data for frame in documents] == [state == "1" for state in wanted]
            kept = sum(len(frame.data) for stream in streams for frame in stream.frames)
            memory.append(resident() - (kept >> 20))
        assert memory[-1] - memory[0] < 16, memory
    consumers = camera.broker.consumers()
    assert {one.lost for one in consumers} == {0}
    assert max(one.waiting for one in consumers) <= QUEUE_LIMIT
    for stream in streams:
        await stream.close()
