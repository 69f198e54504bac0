"""ONVIF event service: pull points with filters, waiting, ends and renewal; event properties; what is refused and how."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.time import Time
from camsim.events import catalogue
from camsim.events.road import Road
from tests.apis.soap_client import SoapClient, spelled, text

SUBSCRIPTION_ID = "{http://www.axis.com/2009/event}SubscriptionId"
CONCRETE = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete"
CONCRETE_SET = "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet"
ITEMS = "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter"
INPUTS = f'<wsnt:TopicExpression Dialect="{CONCRETE}">tns1:Device/tnsaxis:IO/VirtualInput</wsnt:TopicExpression>'
PULL = "<tev:Timeout>PT{}S</tev:Timeout><tev:MessageLimit>{}</tev:MessageLimit>"


class Puller:
    """One pull point of one camera."""

    def __init__(self, camera: Any, soap: SoapClient) -> None:
        self.camera = camera
        self.soap = soap
        self.head = ""

    async def create(self, filter: str = INPUTS, ends: str = "PT60S") -> Element:
        inside = f"<tev:Filter>{filter}</tev:Filter>" if filter else ""
        made = await self.soap.call(
            "tev:CreatePullPointSubscription", f"{inside}<tev:InitialTerminationTime>{ends}</tev:InitialTerminationTime>"
        )
        assert text(made, "tev:SubscriptionReference", "wsa5:Address") == f"{self.camera.url}/onvif/services"
        number = next(made.iter(SUBSCRIPTION_ID)).text
        self.head = f'<SubscriptionId xmlns="http://www.axis.com/2009/event" wsa5:IsReferenceParameter="true">{number}</SubscriptionId>'
        return made

    async def pull(self, seconds: float = 0, most: int = 1000) -> list[tuple[str, dict[str, str]]]:
        """Operation and items of each message."""
        return messages(await self.soap.call("tev:PullMessages", PULL.format(seconds, most), self.head))


def messages(answer: Element) -> list[tuple[str, dict[str, str]]]:
    found = []
    for message in answer.iter(spelled("tt:Message")):
        items = {item.get("Name", ""): item.get("Value", "") for item in message.iter(spelled("tt:SimpleItem"))}
        found.append((message.get("PropertyOperation", ""), items))
    return found


@pytest.fixture
async def puller(start, client):
    camera = await start()
    return Puller(camera, SoapClient(client(camera)))


def activate(puller: Puller, port: int) -> None:
    puller.camera.device.organ(VirtualInputs).activate(port)


async def test_the_first_pull_tells_all_states_and_the_next_what_changed(puller):
    await puller.create()
    first = await puller.pull()
    assert len(first) == 64 and {operation for operation, _ in first} == {"Initialized"}
    assert first[2] == ("Initialized", {"port": "3", "active": "0"})
    activate(puller, 3)
    assert await puller.pull() == [("Changed", {"port": "3", "active": "1"})]
    assert await puller.pull() == []


async def test_a_pull_waits_for_what_comes_and_no_longer_than_its_time(puller):
    await puller.create()
    await puller.pull()
    waiting = asyncio.ensure_future(puller.pull(30))
    await arrived(puller)
    await puller.camera.advance(29)
    assert not waiting.done()
    activate(puller, 5)
    assert await waiting == [("Changed", {"port": "5", "active": "1"})]
    waiting = asyncio.ensure_future(puller.pull(30))
    await arrived(puller)
    await puller.camera.advance(30)
    assert await waiting == []


async def arrived(puller: Puller) -> None:
    """Waits until the camera holds a pull of a caller that it knows."""
    for _ in range(10_000):
        if any(entry.in_flight and entry.user for entry in puller.camera.app.journal):
            break
        await asyncio.sleep(0.001)
    await puller.camera.clock.at_rest()


async def test_a_limit_leaves_the_rest_for_the_next_pull(puller):
    await puller.create()
    assert [len(await puller.pull(most=most)) for most in (1, 60, 100)] == [1, 60, 3]


async def test_everything_without_a_filter_and_both_filters_together(puller):
    await puller.create("")
    assert len(await puller.pull()) == len(puller.camera.broker.current())
    await puller.create(
        f'{INPUTS}<wsnt:MessageContent Dialect="{ITEMS}">boolean(//SimpleItem[@Name="port" and @Value="7"])</wsnt:MessageContent>'
    )
    assert await puller.pull() == [("Initialized", {"port": "7", "active": "0"})]
    several = f'<wsnt:TopicExpression Dialect="{CONCRETE_SET}">tns1:Device/tnsaxis:Status//.</wsnt:TopicExpression>{INPUTS}'
    await puller.create(several)
    wanted = ("tns1:Device/tnsaxis:Status/", "tns1:Device/tnsaxis:IO/VirtualInput")
    states = [state for state in puller.camera.broker.current() if state.event.path.startswith(wanted)]
    assert len(await puller.pull()) == len(states) > 64


async def test_prefixes_of_the_request_count(puller):
    filter = '<wsnt:TopicExpression xmlns:a="http://www.onvif.org/ver10/topics" xmlns:b="http://www.axis.com/2009/event/topics">'
    await puller.create(f"{filter}a:Device/b:IO/VirtualInput</wsnt:TopicExpression>")
    assert len(await puller.pull()) == 64


@pytest.mark.parametrize(
    ("filter", "reason", "detail"),
    [
        (
            f'<wsnt:TopicExpression Dialect="{CONCRETE}">no topic !</wsnt:TopicExpression>',
            "failed to parse topic expression 'no topic !'",
            "wsnt:InvalidTopicExpressionFault",
        ),
        (
            '<wsnt:TopicExpression Dialect="urn:x">a</wsnt:TopicExpression>',
            "unknown dialect 'urn:x'",
            "wsnt:TopicExpressionDialectUnknownFault",
        ),
        (
            f'<wsnt:MessageContent Dialect="{ITEMS}">[</wsnt:MessageContent>',
            "around character 1: ",
            "wsnt:InvalidMessageContentExpressionFault",
        ),
        ('<wsnt:MessageContent Dialect="urn:x">a</wsnt:MessageContent>', "unknown dialect 'urn:x'", "wsnt:InvalidFilterFault"),
    ],
)
async def test_filters_that_are_refused(puller, filter, reason, detail):
    codes, told, found = await puller.soap.fault("tev:CreatePullPointSubscription", f"<tev:Filter>{filter}</tev:Filter>")
    assert (codes, found) == (["SOAP-ENV:Sender"], detail) and told.startswith(reason)
    assert not puller.camera.app.leases.all()


@pytest.mark.parametrize("ends", ["PT0S", "P400D", "2025-12-31T23:59:59Z", "2040-01-01T00:00:00Z"])
async def test_ends_that_are_refused(puller, ends):
    inside = f"<tev:InitialTerminationTime>{ends}</tev:InitialTerminationTime>"
    codes, _, detail = await puller.soap.fault("tev:CreatePullPointSubscription", inside)
    assert (codes, detail) == (["SOAP-ENV:Sender"], "wsnt:UnacceptableInitialTerminationTimeFault")
    await puller.create()
    codes, _, detail = await puller.soap.fault("wsnt:Renew", f"<wsnt:TerminationTime>{ends}</wsnt:TerminationTime>", puller.head)
    assert (codes, detail) == (["SOAP-ENV:Sender"], "wsnt:UnacceptableTerminationTimeFault")


@pytest.mark.parametrize("ends", ["soon", "", "PT", "-PT5S", "99999999-01-01T00:00:00Z"])
async def test_ends_that_are_no_time(puller, ends):
    codes, _, detail = await puller.soap.fault(
        "tev:CreatePullPointSubscription", f"<tev:InitialTerminationTime>{ends}</tev:InitialTerminationTime>"
    )
    assert codes == ["SOAP-ENV:Sender", "ter:InvalidArgs"] and "InitialTerminationTime" in detail


async def test_it_ends_on_the_cameras_clock_and_renewal_puts_that_off(puller):
    made = await puller.create(ends="PT10S")
    assert text(made, "wsnt:CurrentTime") == "2026-01-01T00:00:00Z" and text(made, "wsnt:TerminationTime") == "2026-01-01T00:00:10Z"
    await puller.camera.advance(9)
    renewed = await puller.soap.call("wsnt:Renew", "<wsnt:TerminationTime>PT10S</wsnt:TerminationTime>", puller.head)
    assert [child.text for child in renewed] == ["2026-01-01T00:00:19Z", "2026-01-01T00:00:09Z"]
    await puller.camera.advance(9)
    assert len(await puller.pull()) == 64
    await puller.camera.advance(2)
    for operation, inside in (
        ("tev:PullMessages", PULL.format(1, 1)),
        ("wsnt:Renew", ""),
        ("wsnt:Unsubscribe", ""),
        ("tev:SetSynchronizationPoint", ""),
    ):
        codes, reason, detail = await puller.soap.fault(operation, inside, puller.head)
        assert (codes, reason, detail) == (["SOAP-ENV:Sender"], "Unknown resource", "wsrfr:ResourceUnknownFault"), operation


async def test_an_absolute_end_is_a_date_of_the_device(puller):
    time = puller.camera.device.organ(Time)
    time.set_utc(time.utc().replace(year=2030))
    made = await puller.create(ends="2030-01-01T00:00:30Z")
    assert text(made, "wsnt:TerminationTime") == "2030-01-01T00:00:30Z"
    await puller.camera.advance(31)
    assert not puller.camera.app.leases.all()


async def test_a_pull_that_waits_when_its_subscription_ends_is_told_so(puller):
    await puller.create(ends="PT10S")
    await puller.pull()
    waiting = asyncio.ensure_future(puller.soap.fault("tev:PullMessages", PULL.format(60, 1), puller.head))
    await arrived(puller)
    await puller.camera.advance(11)
    assert (await waiting)[2] == "wsrfr:ResourceUnknownFault"


@pytest.mark.parametrize(
    "head", ["", "{0}0</a:SubscriptionId>", "{0}x</a:SubscriptionId>", "{0}2</a:SubscriptionId>", "{0}</a:SubscriptionId>"]
)
async def test_the_reference_must_be_shown(puller, head):
    await puller.create()
    shown = head.format('<a:SubscriptionId xmlns:a="http://www.axis.com/2009/event">')
    assert (await puller.soap.fault("tev:PullMessages", PULL.format(0, 1), shown))[2] == "wsrfr:ResourceUnknownFault"


@pytest.mark.parametrize("limit", ["0", "-5"])
async def test_limits_that_are_refused(puller, limit):
    await puller.create()
    assert (await puller.soap.fault("tev:PullMessages", PULL.format(0, limit), puller.head))[0] == ["SOAP-ENV:Sender", "ter:InvalidArgVal"]


async def test_unsubscribe_and_synchronization(puller):
    await puller.create()
    await puller.pull()
    await puller.soap.call("tev:SetSynchronizationPoint", "", puller.head)
    assert len(await puller.pull()) == 64
    await puller.soap.call("wsnt:Unsubscribe", "", puller.head)
    assert (await puller.soap.fault("wsnt:Unsubscribe", "", puller.head))[2] == "wsrfr:ResourceUnknownFault"


async def test_there_is_room_for_ten(puller):
    for _ in range(10):
        await puller.create()
    assert (await puller.soap.fault("tev:CreatePullPointSubscription"))[2] == "wsnt:SubscribeCreationFailedFault"


async def test_the_tester_sees_the_consumer_and_what_it_got(puller):
    await puller.create()
    await puller.pull()
    (consumer,) = puller.camera.broker.consumers()
    assert (consumer.road, consumer.name, consumer.sent, consumer.acknowledged) == (Road.PULLPOINT, "root@127.0.0.1", 64, 0)
    await puller.pull()
    assert puller.camera.broker.consumers()[0].acknowledged == 64


async def test_a_restart_forgets_subscriptions(puller):
    await puller.create(ends="PT1H")
    puller.camera.reboot()
    await puller.camera.advance(30)
    assert not puller.camera.app.leases.all()
    assert (await puller.soap.fault("tev:PullMessages", PULL.format(0, 1), puller.head))[2] == "wsrfr:ResourceUnknownFault"


async def test_a_lenient_device_takes_the_callers_newest(start, client, tmp_path: Path):
    home = tmp_path / "lenient"
    home.mkdir()
    (home / "model.toml").write_text(
        'title = "Lenient"\nkind = "fixed dome"\ndefault_os = "11.11.192"\nextends = ["p3245-lve/model", "p3245-lve/leaves"]\n', "utf-8"
    )
    (home / "os-11.11.192.toml").write_text('extends = ["p3245-lve/os-11.11.192"]\nquirks = ["lenient_subscription"]\n', "utf-8")
    camera = await start("lenient", profiles=(str(tmp_path),))
    puller = Puller(camera, SoapClient(client(camera)))
    assert (await puller.soap.fault("tev:PullMessages", PULL.format(0, 1)))[2] == "wsrfr:ResourceUnknownFault"
    await puller.create()
    puller.head = ""
    assert len(await puller.pull()) == 64


async def test_event_properties_name_every_topic_with_its_items(puller):
    found = await puller.soap.call("tev:GetEventProperties")
    assert text(found, "wsnt:FixedTopicSet") == "true"
    described = list(found.iter(spelled("tt:MessageDescription")))
    assert len(described) == len(catalogue.topics(puller.camera.device))
    port = found.find("/".join(map(spelled, ("wstop:TopicSet", "tns1:Device", "tnsaxis:IO", "Port", "tt:MessageDescription"))))
    assert port is not None and port.get("IsProperty") == "true"
    assert port.find("/".join(map(spelled, ("tt:Source", "tt:SimpleItemDescription")))).attrib == {"Name": "port", "Type": "xsd:int"}
    assert (await puller.soap.call("tev:GetServiceCapabilities"))[0].get("MaxPullPoints") == "10"


async def test_seek_is_not_offered_and_not_done(puller):
    await puller.create()
    told = await puller.soap.call("tev:GetServiceCapabilities")
    assert told[0].get("PersistentNotificationStorage") == "false"
    codes, reason, _ = await puller.soap.fault("tev:Seek", "<tev:UtcTime>2026-01-01T00:00:00Z</tev:UtcTime>", puller.head)
    assert (codes, reason) == (["SOAP-ENV:Receiver", "ter:ActionNotSupported"], "Optional action not implemented")
