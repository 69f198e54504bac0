"""Events over WebSocket: who may, what is answered first, filters, errors, and clients that do not read."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from camsim.device.io.events import InputPortEvent, OutputPortEvent
from camsim.events.faults import EventFault
from camsim.events.road import Road

PATH = "/vapix/ws-data-stream"
PORT = "tns1:Device/tnsaxis:IO/Port"
VIRTUAL = "tns1:Device/tnsaxis:IO/VirtualInput"
FIRST = 'boolean(//SimpleItem[@Name="port" and @Value="1"])'


class Socket:
    """A client in words of the protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def ask(self, *filters: dict, **more) -> dict:
        """Configures and returns the answer, which must come first."""
        request = {"apiVersion": "1.0", "context": "c", "method": "events:configure", "params": {"eventFilterList": list(filters)}, **more}
        return await self.say(json.dumps(request))

    async def say(self, text: str) -> dict:
        await self.socket.send_str(text)
        return await self.next()

    async def next(self) -> dict:
        return json.loads(await asyncio.wait_for(self.socket.receive_str(), 5))

    async def events(self, count: int) -> list[tuple[str, dict, dict]]:
        """Topic, source and data of the next notifications."""
        found = []
        for _ in range(count):
            message = await self.next()
            assert list(message) == ["apiVersion", "method", "params"]
            assert message["method"] == "events:notify"
            told = message["params"]["notification"]
            assert list(told) == ["timestamp", "topic", "message"]
            assert told["message"]["key"] == {}
            found.append((told["topic"], told["message"]["source"], told["message"]["data"]))
        return found

    async def silent(self) -> None:
        """Nothing came until now: the next frame is the answer to a bad request."""
        assert (await self.say("?"))["error"]["code"] == 2101


@pytest.fixture
async def connect():
    """Opens sockets: `await connect(camera)` with a token, `await connect(camera, query, auth=...)`."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one(camera, query: str | None = None, **options) -> Socket:
            if query is None:
                query = f"sources=events&wssession={await token(session, camera)}"
            return Socket(await session.ws_connect(f"{camera.url}{PATH}?{query}", **options))

        one.session = session
        yield one


async def token(session: aiohttp.ClientSession, camera, user: str = "root", password: str = "pass") -> str:
    login = aiohttp.DigestAuthMiddleware(user, password)
    async with session.get(f"{camera.url}/axis-cgi/wssession.cgi", middlewares=(login,)) as answer:
        assert answer.status == 200
        return (await answer.text()).strip()


def ports(camera) -> list:
    return [last for last in camera.broker.current() if last.event.path == PORT]


# ---- who may


async def test_a_token_is_good_for_fifteen_seconds(start, connect):
    camera = await start()
    made = await token(connect.session, camera)
    assert made.isdecimal()
    await camera.advance(15)
    await connect(camera, f"wssession={made}&sources=events")
    await connect(camera, f"sources=events&wssession={made}")
    await camera.advance(0.2)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(camera, f"sources=events&wssession={made}")
    assert refused.value.status == 401


@pytest.mark.parametrize("made", ["", "1", "-1", "x", "9" * 20, "9" * 5000, "１２３", "1331901001644832701"])
async def test_what_is_no_token_opens_nothing(start, connect, made):
    camera = await start()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(camera, f"sources=events&wssession={made}")
    assert refused.value.status == 401


async def test_a_token_of_an_earlier_life_opens_nothing(start, connect):
    camera = await start()
    made = await token(connect.session, camera)
    camera.reboot()
    await camera.advance(8)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await connect(camera, f"sources=events&wssession={made}")


async def test_a_login_on_the_upgrade_will_do(start, connect):
    camera = await start()
    login = aiohttp.DigestAuthMiddleware("root", "pass")
    async with aiohttp.ClientSession(middlewares=(login,)) as session:
        socket = Socket(await session.ws_connect(f"{camera.url}{PATH}?sources=events"))
        assert await socket.ask() == {"apiVersion": "1.0", "context": "c", "method": "events:configure", "data": {}}


@pytest.mark.parametrize("query", ["", "sources=video", "sources="])
async def test_other_sources_are_refused(start, connect, query):
    camera = await start()
    made = await token(connect.session, camera)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(camera, f"{query}&wssession={made}")
    assert refused.value.status == 400


@pytest.mark.parametrize("profile", ["companion-bullet-le", "p5512"])
async def test_old_devices_know_no_such_thing(start, client, profile):
    camera = await start(profile)
    assert (await client(camera).get("/axis-cgi/wssession.cgi")).status_code == 404
    assert (await client(camera).get(f"{PATH}?sources=events")).status_code == 404


# ---- what is told


async def test_the_answer_comes_first_then_all_states_then_changes(start, connect):
    camera = await start()
    socket = await connect(camera)
    assert await socket.ask({"topicFilter": "//."}) == {"apiVersion": "1.0", "context": "c", "method": "events:configure", "data": {}}
    states = camera.broker.current()
    assert await socket.events(len(states)) == [(last.message.topic, dict(last.message.source), dict(last.message.data)) for last in states]
    camera.virtual_input(3, True)
    assert await socket.events(1) == [(VIRTUAL, {"port": "3"}, {"active": "1"})]


async def test_a_notification_is_stamped_in_milliseconds(start, connect):
    camera = await start()
    await camera.advance(1.234)
    camera.drive_input(0, active=True)
    await camera.advance(60)
    socket = await connect(camera)
    await socket.ask({"topicFilter": PORT})
    assert (await socket.next())["params"]["notification"]["timestamp"] == 1767225601234


async def test_nothing_is_told_before_the_first_configuration(start, connect):
    camera = await start()
    socket = await connect(camera)
    camera.drive_input(0, active=True)
    await socket.silent()


async def test_context_is_echoed_only_where_given(start, connect):
    socket = await connect(await start())
    answer = await socket.say(json.dumps({"apiVersion": "1.0", "method": "events:configure", "params": {"eventFilterList": []}}))
    assert list(answer) == ["apiVersion", "method", "data"]


async def test_each_filter_is_a_subscription_of_its_own(start, connect):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": VIRTUAL, "contentFilter": FIRST}, {"topicFilter": f"{VIRTUAL}//."}, {"contentFilter": FIRST})
    twice = [last for last in camera.broker.current() if last.message.source.get("port") == "1"]
    await socket.events(64 + 1 + len(twice))
    camera.virtual_input(1, True)
    camera.virtual_input(2, True)
    assert [source for _, source, _ in await socket.events(4)] == [{"port": "1"}] * 3 + [{"port": "2"}]
    await socket.silent()


async def test_a_new_configuration_takes_the_place_of_the_old_one(start, connect):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": PORT})
    await socket.events(len(ports(camera)))
    await socket.ask({"topicFilter": "tns1:Device/tnsaxis:IO/OutputPort"})
    assert [topic for topic, _, _ in await socket.events(1)] == ["tns1:Device/tnsaxis:IO/OutputPort"]
    camera.drive_input(0, active=True)
    camera.device.publish(OutputPortEvent(port=1, state=True))
    assert await socket.events(1) == [("tns1:Device/tnsaxis:IO/OutputPort", {"port": "1"}, {"state": "1"})]
    assert [consumer.open for consumer in camera.broker.consumers()] == [False, True]
    await socket.ask()
    camera.device.publish(OutputPortEvent(port=1, state=False))
    await socket.silent()


async def test_pings_are_answered(start, connect):
    socket = await connect(await start())
    await socket.socket.ping(b"there?")
    assert (await socket.ask())["data"] == {}


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 2101),
        ("[]", 2101),
        ("{" * 60_000, 2101),
        ('{"apiVersion":"1.0"}', 2103),
        ('{"method":"events:configure"}', 2103),
        ('{"apiVersion":"2.0","method":"events:configure","params":{}}', 2100),
        ('{"apiVersion":1,"method":"events:configure","params":{}}', 2100),
        ('{"apiVersion":"1.0","method":"events:forget","params":{}}', 2102),
        ('{"apiVersion":"1.0","method":"events:configure"}', 2103),
        ('{"apiVersion":"1.0","method":"events:configure","params":{"eventFilterList":{}}}', 2104),
        ('{"apiVersion":"1.0","method":"events:configure","params":{"eventFilterList":[{}]}}', 2103),
        ('{"apiVersion":"1.0","method":"events:configure","params":{"eventFilterList":[1]}}', 2104),
        ('{"apiVersion":"1.0","method":"events:configure","params":{"eventFilterList":[{"topicFilter":1}]}}', 2104),
        ('{"apiVersion":"1.0","method":"events:configure","params":{"eventFilterList":[{"topicFilter":""}]}}', 2104),
        ('{"apiVersion":"1.0","method":"events:configure","params":{"eventFilterList":[{"contentFilter":"boolean("}]}}', 2104),
        (json.dumps({"apiVersion": "1.0", "method": "events:configure", "params": {"eventFilterList": [{}] * 257}}), 2104),
        ("x" * 70_000, 2107),
    ],
)
async def test_a_bad_request_is_answered_and_changes_nothing(start, connect, text, code):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": PORT})
    await socket.events(len(ports(camera)))
    answer = await socket.say(text)
    assert answer["error"]["code"] == code
    assert list(answer["error"]) == ["code", "message"]
    camera.drive_input(0, active=True)
    assert {topic for topic, _, _ in await socket.events(2)} == {PORT}


async def test_binary_frames_end_the_connection(start, connect):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": PORT})
    await socket.socket.send_bytes(b"\0")
    while (message := await asyncio.wait_for(socket.socket.receive(), 5)).type is aiohttp.WSMsgType.TEXT:
        pass
    assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1003)


# ---- many, and those that do not read


async def test_who_never_reads_loses_and_two_hundred_others_get_all_in_order(start, connect):
    camera = await start()
    made = f"sources=events&wssession={await token(connect.session, camera)}"
    lazy = await connect(camera, made)
    await lazy.socket.send_json(
        {"apiVersion": "1.0", "method": "events:configure", "params": {"eventFilterList": [{"topicFilter": VIRTUAL}] * 200}}
    )
    others = [await connect(camera, made) for _ in range(200)]
    for other in others:
        await other.ask({"topicFilter": PORT, "contentFilter": 'boolean(//SimpleItem[@Name="port" and @Value="0"])'})
        await other.events(1)
    for step in range(3000):
        camera.virtual_input(1 + step % 64, step % 128 < 64)
        if step % 30 == 0:
            camera.device.publish(InputPortEvent(port=0, state=step % 60 == 0))
        if step % 100 == 0:
            await asyncio.sleep(0)
    for other in others:
        assert [data["state"] for _, _, data in await other.events(100)] == ["1", "0"] * 50
    first, *rest = camera.broker.consumers()
    assert first.lost > 1000
    assert {consumer.lost for consumer in rest} == {0}


async def test_a_client_that_leaves_is_forgotten(start, connect):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": "//."})
    await socket.socket.close()
    for _ in range(100):
        if not camera.broker.consumers()[0].open:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(camera.broker.consumers())


async def test_a_reboot_ends_the_connection(start, connect):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": VIRTUAL})
    camera.power(False)
    while (await asyncio.wait_for(socket.socket.receive(), 5)).type is aiohttp.WSMsgType.TEXT:
        pass
    assert socket.socket.closed
    camera.power(True)
    await camera.advance(3)
    await (await connect(camera)).ask({"topicFilter": PORT})


async def test_a_stalled_socket_still_answers_pings(start, connect):
    camera = await start()
    socket = await connect(camera)
    await socket.ask({"topicFilter": PORT})
    await socket.events(len(ports(camera)))
    camera.broker.set_fault(EventFault("stall", road=Road.WEBSOCKET))
    camera.drive_input(0, active=True)
    await socket.socket.ping()
    await socket.silent()
    assert camera.broker.consumers()[0].lost == 2
