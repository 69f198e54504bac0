"""event.cgi: events over MQTT and messages that become events, against a real broker."""

from __future__ import annotations

import json

import pytest

from camsim.device.power import Power
from camsim.events.broker import Operation, Road
from camsim.events.catalogue import topics
from tests.apis.mqtt_bench import ask, connected
from tests.mosquitto import publish, until

PATH = "/axis-cgi/mqtt/event.cgi"
PORTS = "onvif:Device/axis:IO/Port"
SWITCHES = "onvif:Device/axis:IO/VirtualInput"


async def send(web, method, **params):
    return await ask(web, method, PATH, **params)


def of_port(number):
    return lambda topic, _: topic.endswith(f"/$source/port/{number}")


async def test_in_the_factory_nothing_is_published_or_listened_to(start, client):
    web = client(await start())
    assert (await send(web, "getEventPublicationConfig"))["eventPublicationConfig"] == {
        "topicPrefix": "default",
        "customTopicPrefix": "",
        "appendEventTopic": True,
        "includeTopicNamespaces": True,
        "includeSerialNumberInPayload": False,
        "eventFilterList": [],
    }
    assert await send(web, "getMqttSubscriptionConfig") == {"mqttSubscriptionConfig": {"mqttFilterList": []}}


async def test_the_whole_configuration_is_replaced(start, client):
    web = client(await start())
    everything = {
        "topicPrefix": "custom",
        "customTopicPrefix": "my/cam",
        "appendEventTopic": False,
        "includeTopicNamespaces": False,
        "includeSerialNumberInPayload": True,
        "eventFilterList": [{"topicFilter": "//.", "qos": 2, "retain": "all"}, {"topicFilter": PORTS, "qos": 0, "retain": "none"}],
    }
    assert await send(web, "configureEventPublication", **everything) == {}
    assert (await send(web, "getEventPublicationConfig"))["eventPublicationConfig"] == everything
    assert await send(web, "configureEventPublication", eventFilterList=[{"topicFilter": SWITCHES}]) == {}
    shown = (await send(web, "getEventPublicationConfig"))["eventPublicationConfig"]
    assert shown["eventFilterList"] == [{"topicFilter": SWITCHES, "qos": 0, "retain": "none"}]
    assert (shown["topicPrefix"], shown["customTopicPrefix"], shown["appendEventTopic"]) == ("default", "", True)
    filters = [
        {"topicFilter": "a/+/c/#", "useDeviceTopicPrefix": True, "qos": 1, "isStateData": False},
        {"topicFilter": "window", "useDeviceTopicPrefix": False, "qos": 0, "isStateData": True},
    ]
    assert await send(web, "configureMqttSubscription", mqttFilterList=filters) == {}
    assert (await send(web, "getMqttSubscriptionConfig"))["mqttSubscriptionConfig"]["mqttFilterList"] == filters


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("configureEventPublication", {"topicPrefix": "own"}, 2104),
        ("configureEventPublication", {"topicPrefix": "custom"}, 2103),
        ("configureEventPublication", {"topicPrefix": "custom", "customTopicPrefix": "a/#"}, 2104),
        ("configureEventPublication", {"appendEventTopic": "true"}, 2104),
        ("configureEventPublication", {"eventFilterList": {}}, 2104),
        ("configureEventPublication", {"eventFilterList": [{}]}, 2103),
        ("configureEventPublication", {"eventFilterList": [{"topicFilter": ""}]}, 2104),
        ("configureEventPublication", {"eventFilterList": [{"topicFilter": "other:Device"}]}, 2104),
        ("configureEventPublication", {"eventFilterList": [{"topicFilter": "//.", "qos": 3}]}, 2104),
        ("configureEventPublication", {"eventFilterList": [{"topicFilter": "//.", "retain": "some"}]}, 2104),
        ("configureEventPublication", {"eventFilterList": [{"topicFilter": "//."}] * 257}, 2106),
        ("configureMqttSubscription", {}, 2103),
        ("configureMqttSubscription", {"mqttFilterList": [{"qos": 1}]}, 2103),
        ("configureMqttSubscription", {"mqttFilterList": [{"topicFilter": ""}]}, 2104),
        ("configureMqttSubscription", {"mqttFilterList": [{"topicFilter": "a/b#"}]}, 2104),
        ("configureMqttSubscription", {"mqttFilterList": [{"topicFilter": "a/#/b"}]}, 2104),
        ("configureMqttSubscription", {"mqttFilterList": [{"topicFilter": "a", "qos": -1}]}, 2104),
        ("configureMqttSubscription", {"mqttFilterList": [{"topicFilter": "a/+", "isStateData": True}]}, 2104),
        ("configureMqttSubscription", {"mqttFilterList": [{"topicFilter": "a"}] * 257}, 2106),
    ],
)
async def test_a_bad_configuration_is_refused_and_changes_nothing(start, client, method, params, code):
    web = client(await start())
    await send(web, "configureEventPublication", eventFilterList=[{"topicFilter": PORTS}])
    await send(web, "configureMqttSubscription", mqttFilterList=[{"topicFilter": "a"}])
    before = await send(web, "getEventPublicationConfig"), await send(web, "getMqttSubscriptionConfig")
    assert await send(web, method, **params) == code
    assert (await send(web, "getEventPublicationConfig"), await send(web, "getMqttSubscriptionConfig")) == before


@pytest.mark.parametrize(
    ("profile", "order"), [("q6135-le", ["topic", "timestamp", "message"]), ("p3245-lve", ["timestamp", "topic", "message"])]
)
async def test_a_port_toggle_as_recorded(start, client, mosquitto, subscriber, profile, order):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start(profile)
    web = client(camera)
    await send(web, "configureEventPublication", eventFilterList=[{"topicFilter": PORTS}])
    await connected(camera, web, broker.port)
    await seen.saw(of_port(0))
    await camera.advance(1.25)
    camera.drive_input(0, active=True)
    first, then = await seen.saw(of_port(0), 2)
    assert then[0] == f"axis/{camera.device.serial}/event/tns:onvif/Device/tns:axis/IO/Port/$source/port/0"
    assert json.loads(first[1])["message"]["data"] == {"state": "0"}
    assert "\n" not in then[1] and list(json.loads(then[1])) == order
    assert json.loads(then[1]) == {
        "topic": "onvif:Device/axis:IO/Port",
        "timestamp": 1767225601250,
        "message": {"source": {"port": "0"}, "key": {}, "data": {"state": "1"}},
    }


async def test_other_layouts(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start("q6135-le")
    web = client(camera)
    await connected(camera, web, broker.port)
    filters = [{"topicFilter": PORTS}]
    await send(web, "configureEventPublication", eventFilterList=filters, includeTopicNamespaces=False, includeSerialNumberInPayload=True)
    (message,) = (await seen.saw(of_port(2)))[:1]
    assert message[0] == f"axis/{camera.device.serial}/event/Device/IO/Port/$source/port/2"
    assert json.loads(message[1])["serial"] == camera.device.serial
    custom = {"topicPrefix": "custom", "customTopicPrefix": "my/cam"}
    await send(web, "configureEventPublication", eventFilterList=filters, **custom)
    await seen.saw(lambda topic, _: topic == "my/cam/tns:onvif/Device/tns:axis/IO/Port/$source/port/3")
    await send(web, "configureEventPublication", eventFilterList=filters, appendEventTopic=False, **custom)
    await seen.saw(lambda topic, _: topic == "my/cam", 5)


async def test_each_filter_publishes_with_its_own_quality_and_retention(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    filters = [{"topicFilter": SWITCHES, "qos": 2, "retain": "property"}, {"topicFilter": "onvif:Device/axis:IO//.", "qos": 1}]
    await send(web, "configureEventPublication", eventFilterList=filters)
    await connected(camera, web, broker.port)
    await seen.saw(of_port(64), 2)
    assert sorted(message[2] for message in seen.fitting(of_port(64))) == [1, 2]
    later = await subscriber(broker.port)
    kept = await later.saw(lambda topic, _: "VirtualInput" in topic, 64)
    assert all(retained for *_, retained in kept) and not later.fitting(lambda topic, _: "/IO/Port/" in topic)


async def test_a_broker_that_was_killed_finds_the_states_as_they_are_and_nothing_twice(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    filters = [{"topicFilter": SWITCHES, "qos": 1, "retain": "property"}]
    await send(web, "configureEventPublication", eventFilterList=filters)
    organ = await connected(camera, web, broker.port)
    await seen.saw(of_port(64))
    await camera.advance(1)
    camera.virtual_input(7, active=True)
    await seen.saw(lambda topic, payload: of_port(7)(topic, "") and '"active":"1"' in payload)
    assert len(seen.seen) == 65, "each state once, and the change once"
    await until(lambda: not len(organ.outbox))
    broker.kill()
    await until(lambda: not organ.state.connected)
    camera.virtual_input(8, active=True)
    camera.virtual_input(7, active=False)
    camera.virtual_input(7, active=True)
    await broker.start()
    seen = await subscriber(broker.port)
    await camera.advance(5)
    await until(lambda: organ.state.connected)
    await seen.saw(of_port(64))
    assert len(seen.seen) == 64, "each state once"
    active = sorted(topic.rpartition("/")[2] for topic, payload, *_ in seen.seen if '"active":"1"' in payload)
    assert active == ["7", "8"]
    later = await subscriber(broker.port)
    kept = await later.saw(lambda topic, _: True, 64)
    assert sorted(topic.rpartition("/")[2] for topic, payload, *_ in kept if '"active":"1"' in payload) == ["7", "8"]


async def test_what_was_sent_and_acknowledged_is_counted(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    camera = await start()
    web = client(camera)
    await send(web, "configureEventPublication", eventFilterList=[{"topicFilter": SWITCHES, "qos": 1}, {"topicFilter": "//."}])
    await connected(camera, web, broker.port)
    consumer = lambda: next(one for one in camera.broker.consumers() if one.road is Road.MQTT)  # noqa: E731
    await until(lambda: consumer().acknowledged == consumer().sent >= 64)
    assert (consumer().name, consumer().open, consumer().lost) == (f"127.0.0.1:{broker.port}", True, 0)
    await ask(web, "deactivateClient")
    assert not consumer().open


async def test_messages_become_events_and_states(start, client, mosquitto):
    broker = await mosquitto()
    camera = await start()
    web = client(camera)
    filters = [
        {"topicFilter": "door/+", "qos": 1},
        {"topicFilter": "window", "useDeviceTopicPrefix": True, "qos": 2, "isStateData": True},
    ]
    organ = await connected(camera, web, broker.port)
    await send(web, "configureMqttSubscription", mqttFilterList=filters)
    events = camera.broker.subscribe(lambda event: "MQTT/Message" in event.path, replay=False)
    to = ["-h", "127.0.0.1", "-p", str(broker.port)]
    prefix = f"axis/{camera.device.serial}"

    async def told() -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
        await until(lambda: len(events) > 0)
        found = [(each.message.topic, str(each.operation), each.message.source, each.message.data) for each in events.take()]
        return [(topic, operation, dict(source), dict(data)) for topic, operation, source, data in found]

    await until(lambda: len(organ.filters) == 2)
    await publish(to, "other/1", "x")
    while not len(events):
        await publish(to, "door/1", "open", "-q", "1")
    stateless = ("tnsaxis:MQTT/Message/Stateless", "None", {"device-prefix": "0", "mqtt-topic": "door/1"}, {"mqtt-payload": "open"})
    assert set(map(repr, await told())) == {repr(stateless)}
    await publish(to, "door/1", "open", "-q", "2")
    assert await told() == [stateless]
    stateful = "tnsaxis:MQTT/Message/Stateful"
    source = {"device-prefix": "1", "mqtt-topic": "window"}
    for payload, operation in (("ajar", Operation.INITIALIZED), ("closed", Operation.CHANGED)):
        await publish(to, f"{prefix}/window", payload, "-q", "2")
        assert await told() == [(stateful, operation, source, {"mqtt-payload": payload})]
    await send(web, "configureMqttSubscription", mqttFilterList=[])
    assert await told() == [(stateful, Operation.DELETED, source, {"mqtt-payload": "closed"})]


async def test_events_of_messages_are_not_published_again(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    await send(web, "configureEventPublication", eventFilterList=[{"topicFilter": "//."}])
    await send(web, "configureMqttSubscription", mqttFilterList=[{"topicFilter": "#"}])
    organ = await connected(camera, web, broker.port)
    await until(lambda: not len(organ.outbox) and any("MQTT/Message" in each.notification.event.path for each in camera.broker.log))
    camera.virtual_input(5, active=True)
    await seen.saw(lambda topic, payload: of_port(5)(topic, "") and '"active":"1"' in payload)
    assert not seen.fitting(lambda topic, _: "MQTT/Message" in topic.replace("tns:axis/", ""))


async def test_the_bridge_survives_a_restart(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    camera = await start()
    web = client(camera)
    await send(web, "configureEventPublication", eventFilterList=[{"topicFilter": PORTS}])
    organ = await connected(camera, web, broker.port)
    seen = await subscriber(broker.port)
    camera.reboot()
    await camera.advance(60)
    await until(lambda: organ.state.connected)
    await seen.saw(of_port(0))
    camera.reset()
    web = client(camera)
    assert (await send(web, "getEventPublicationConfig"))["eventPublicationConfig"]["eventFilterList"] == []


async def test_events_of_messages_are_declared_where_they_are_listened_to(start, client):
    camera = await start()
    web = client(camera)

    def declared():
        return {topic.path for topic in topics(camera.device) if "MQTT/Message" in topic.path}

    assert declared() == set()
    await send(web, "configureMqttSubscription", mqttFilterList=[{"topicFilter": "a/#"}])
    assert declared() == {"tnsaxis:MQTT/Message/Stateless"}
    await send(web, "configureMqttSubscription", mqttFilterList=[{"topicFilter": "a"}, {"topicFilter": "b", "isStateData": True}])
    assert declared() == {"tnsaxis:MQTT/Message/Stateless", "tnsaxis:MQTT/Message/Stateful"}


async def test_a_broker_keeps_messages_for_a_client_with_a_lasting_session(start, client, mosquitto):
    broker = await mosquitto()
    camera = await start()
    web = client(camera)
    await send(web, "configureMqttSubscription", mqttFilterList=[{"topicFilter": "door", "qos": 1}])
    organ = await connected(camera, web, broker.port, cleanSession=False)
    events = camera.broker.subscribe(lambda event: "MQTT/Message" in event.path, replay=False)
    to = ["-h", "127.0.0.1", "-p", str(broker.port)]
    while not len(events):
        await publish(to, "door", "first", "-q", "1")
    camera.device.organ(Power).cut()
    await publish(to, "door", "missed", "-q", "1")
    camera.device.organ(Power).apply()
    await until(lambda: organ.state.connected)
    await until(lambda: any(each.event.data() == {"mqtt-payload": "missed"} for each in events.take()))
