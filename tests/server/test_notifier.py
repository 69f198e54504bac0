"""Basic notification: a real consumer is posted to; one that fails is given up, and what it missed is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from defusedxml import ElementTree

from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.events.road import Road
from camsim.server.notifier import MOST_FAILURES, PAUSE
from tests.apis.soap_client import SoapClient, spelled, text

FILTER = "<wsnt:Filter><wsnt:TopicExpression>tns1:Device/tnsaxis:IO/VirtualInput</wsnt:TopicExpression></wsnt:Filter>"


class Consumer:
    """A web server that takes notifications, or refuses them."""

    def __init__(self) -> None:
        self.status = 200
        self.posts: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.posts.put_nowait((request.headers["Content-Type"], await request.read()))
        return web.Response(status=self.status)

    async def items(self) -> list[dict[str, str]]:
        """What the next post tells."""
        _, body = await asyncio.wait_for(self.posts.get(), 10)
        root = ElementTree.fromstring(body)
        assert root.find(f"{spelled('SOAP-ENV:Body')}/{spelled('wsnt:Notify')}") is not None
        return [
            {item.get("Name"): item.get("Value") for item in message.iter(spelled("tt:SimpleItem"))}
            for message in root.iter(spelled("tt:Message"))
        ]


@pytest_asyncio.fixture
async def consumer() -> AsyncIterator[Consumer]:
    made = Consumer()
    app = web.Application()
    app.router.add_post("/events", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/events"))
        yield made


async def subscribed(camera: Any, soap: SoapClient, url: str) -> str:
    reference = f"<wsnt:ConsumerReference><wsa5:Address>{url}</wsa5:Address></wsnt:ConsumerReference>"
    made = await soap.call("wsnt:Subscribe", reference + FILTER)
    assert text(made, "wsnt:SubscriptionReference", "wsa5:Address") == f"{camera.url}/onvif/services"
    return next(made.iter("{http://www.axis.com/2009/event}SubscriptionId")).text or ""


async def until(condition: Any) -> None:
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it does not come true")


async def test_states_and_changes_are_posted_in_order(start, client, consumer):
    camera = await start()
    await subscribed(camera, SoapClient(client(camera)), consumer.url)
    first = await consumer.items()
    assert (len(first), first[0]) == (50, {"port": "1", "active": "0"})
    assert len(await consumer.items()) == 14
    camera.device.organ(VirtualInputs).activate(2)
    assert await consumer.items() == [{"port": "2", "active": "1"}]
    (told,) = camera.broker.consumers()
    await until(lambda: camera.broker.consumers()[0].acknowledged == 65)
    assert (told.road, told.name) == (Road.NOTIFY, consumer.url)


async def test_nothing_comes_after_the_end(start, client, consumer):
    camera = await start()
    soap = SoapClient(client(camera))
    number = await subscribed(camera, soap, consumer.url)
    await consumer.items()
    await consumer.items()
    await soap.call("wsnt:Unsubscribe", "", f'<SubscriptionId xmlns="http://www.axis.com/2009/event">{number}</SubscriptionId>')
    await until(lambda: not camera.app.notifier._tasks)
    camera.device.organ(VirtualInputs).activate(2)
    assert consumer.posts.empty()


async def test_a_consumer_that_refuses_is_given_up_and_its_losses_counted(start, client, consumer):
    camera = await start()
    consumer.status = 500
    await subscribed(camera, SoapClient(client(camera)), consumer.url)
    for number in range(1, MOST_FAILURES + 1):
        await consumer.items()
        camera.device.organ(VirtualInputs).activate(number)
        await until(lambda: camera.clock.pending or not camera.app.notifier._tasks)
        await camera.clock.at_rest()
        await camera.advance(PAUSE)
    await until(lambda: not camera.app.notifier._tasks)
    (told,) = camera.broker.consumers()
    assert not told.open and told.acknowledged == 0 and told.lost == told.sent > 64
    assert not camera.app.leases.all()


async def test_nobody_listens(start, client):
    camera = await start()
    await subscribed(camera, SoapClient(client(camera)), "http://127.0.0.1:9/")
    await until(lambda: camera.broker.consumers()[0].lost)
    assert camera.broker.consumers()[0].acknowledged == 0


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/", "http://", "http://[", "x" * 3000, "http://a:99999/", "file:///etc/passwd"])
async def test_what_is_no_address_is_refused(start, client, url):
    camera = await start()
    reference = f"<wsnt:ConsumerReference><wsa5:Address>{url}</wsa5:Address></wsnt:ConsumerReference>"
    found = await SoapClient(client(camera)).fault("wsnt:Subscribe", reference)
    assert found[2] == "wsnt:SubscribeCreationFailedFault" and not camera.app.leases.all()
