"""client.cgi and the connection that it asks for, against a real broker."""

from __future__ import annotations

import json
import subprocess

import pytest

from camsim.device.mqtt.client import Mqtt
from camsim.device.power import Power
from tests.apis.mqtt_bench import ALL_DEFAULT, CLIENT, DEFAULT, ask, connected
from tests.mosquitto import until
from tests.ports import free_ports

OWN = {"useDefault": False, "topic": "a/b", "message": "here", "retain": True, "qos": 2}
SERVER = {"host": "broker.example"}


def connection(topic: str, _: str) -> bool:
    return topic.endswith("/event/connection")


async def test_a_factory_new_client_is_inactive_and_has_no_broker(start, client):
    web = client(await start("q6135-le"))
    found = await ask(web, "getClientStatus")
    assert found["status"] == {"state": "inactive", "connectionStatus": "disconnected"}
    assert found["config"]["server"]["host"] == ""
    assert await ask(web, "activateClient") == 1100
    assert (await ask(web, "getClientStatus"))["status"]["state"] == "inactive"


async def test_the_whole_configuration_is_replaced_and_shown_again(start, client):
    camera = await start()
    web = client(camera)
    everything = {
        "server": {"protocol": "wss", "host": "broker.example", "port": 9001, "basepath": "mqtt", "alpnProtocol": "x-amzn-mqtt-ca"},
        "httpProxy": "proxy.example:8080",
        "username": "u",
        "password": "secret",
        "clientId": "cam1",
        "keepAliveInterval": 20,
        "connectTimeout": 30,
        "cleanSession": False,
        "autoReconnect": False,
        "activateOnReboot": True,
        "deviceTopicPrefix": "my/cam",
        "lastWillTestament": OWN,
        "connectMessage": {**OWN, "qos": 0},
        "disconnectMessage": OWN,
        "ssl": {"validateServerCert": True, "clientCertID": "mine", "CACertID": "theirs"},
    }
    assert await ask(web, "configureClient", **everything) == {}
    shown = (await ask(web, "getClientStatus"))["config"]
    assert shown == {**everything, "password": "*****"}
    assert await ask(web, "configureClient", **shown) == {}, "what is shown can be sent back"
    assert camera.device.organ(Mqtt).state.configuration.password == "secret"
    assert await ask(web, "configureClient", server=SERVER, username=None, password=None) == {}
    shown = (await ask(web, "getClientStatus"))["config"]
    assert shown == {
        "server": {"protocol": "tcp", "host": "broker.example", "port": 1883, "basepath": ""},
        "username": "",
        "password": "",
        "clientId": camera.device.serial,
        "keepAliveInterval": 60,
        "connectTimeout": 60,
        "cleanSession": True,
        "autoReconnect": True,
        "deviceTopicPrefix": f"axis/{camera.device.serial}",
    }


@pytest.mark.parametrize(("protocol", "port"), [("tcp", 1883), ("ssl", 8883), ("ws", 80), ("wss", 443)])
async def test_each_protocol_has_its_port(start, client, protocol, port):
    web = client(await start())
    await ask(web, "configureClient", server={**SERVER, "protocol": protocol})
    assert (await ask(web, "getClientStatus"))["config"]["server"]["port"] == port


async def test_an_existing_password_is_kept_when_asked(start, client):
    camera = await start()
    web = client(camera)
    await ask(web, "configureClient", server=SERVER, password="secret")
    await ask(web, "configureClient", server=SERVER, password="other", keepExistingPassword=True)
    assert camera.device.organ(Mqtt).state.configuration.password == "secret"
    await ask(web, "configureClient", server=SERVER, password="other")
    assert camera.device.organ(Mqtt).state.configuration.password == "other"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, 2103),
        ({"server": {}}, 2103),
        ({"server": {"protocol": "tcp"}}, 2103),
        ({"server": "broker.example"}, 2104),
        ({"server": {"host": ""}}, 2104),
        ({"server": {"host": "a b"}}, 2104),
        ({"server": {"host": 5}}, 2104),
        ({"server": {"host": "x" * 256}}, 2104),
        ({"server": {**SERVER, "protocol": "mqtt"}}, 2104),
        ({"server": {**SERVER, "port": 0}}, 2104),
        ({"server": {**SERVER, "port": 65536}}, 2104),
        ({"server": {**SERVER, "port": "1883"}}, 2104),
        ({"server": {**SERVER, "alpnProtocol": "x" * 256}}, 2104),
        ({"server": SERVER, "httpProxy": "x" * 256}, 2104),
        ({"server": SERVER, "httpsProxy": 5}, 2104),
        ({"server": SERVER, "username": 5}, 2104),
        ({"server": SERVER, "clientId": "a\u0000b"}, 2104),
        ({"server": SERVER, "keepAliveInterval": -1}, 2104),
        ({"server": SERVER, "keepAliveInterval": 65536}, 2104),
        ({"server": SERVER, "connectTimeout": 0}, 2104),
        ({"server": SERVER, "cleanSession": "yes"}, 2104),
        ({"server": SERVER, "deviceTopicPrefix": "axis/#"}, 2104),
        ({"server": SERVER, "lastWillTestament": {}}, 2103),
        ({"server": SERVER, "lastWillTestament": {"useDefault": False, "topic": "a"}}, 2103),
        ({"server": SERVER, "connectMessage": {**OWN, "qos": 3}}, 2104),
        ({"server": SERVER, "connectMessage": {**OWN, "topic": "a/+"}}, 2104),
        ({"server": SERVER, "disconnectMessage": {**OWN, "topic": ""}}, 2104),
        ({"server": SERVER, "disconnectMessage": {**OWN, "message": "x" * 5000}}, 2104),
        ({"server": SERVER, "ssl": {"validateServerCert": "yes"}}, 2104),
    ],
)
async def test_a_bad_configuration_is_refused_and_changes_nothing(start, client, params, code):
    web = client(await start())
    await ask(web, "configureClient", server={"host": "before.example"})
    before = await ask(web, "getClientStatus")
    assert await ask(web, "configureClient", **params) == code
    assert await ask(web, "getClientStatus") == before


@pytest.mark.parametrize("profile", ["p5512"])
async def test_a_device_without_the_api_has_no_such_path(start, client, profile):
    camera = await start(profile)
    assert (await client(camera).post(CLIENT, json={"apiVersion": "1.0", "method": "getClientStatus"})).status_code == 404
    assert not camera.device.has(Mqtt)


async def test_the_broker_hears_of_coming_and_going(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    await connected(camera, web, broker.port, **ALL_DEFAULT)
    assert (await ask(web, "getClientStatus"))["status"] == {"state": "active", "connectionStatus": "connected"}
    assert await ask(web, "deactivateClient") == {}
    assert (await ask(web, "getClientStatus"))["status"] == {"state": "inactive", "connectionStatus": "disconnected"}
    came, went = await seen.saw(connection, 2)
    assert came[0] == went[0] == f"axis/{camera.device.serial}/event/connection"
    told = {"serialNumber": camera.device.serial, "connected": True, "description": "Connected", "timestamp": "2026-01-01T00:00:00z"}
    assert json.loads(came[1]) == told
    assert json.loads(went[1]) == {**told, "connected": False, "description": "Disconnected"}
    later = await subscriber(broker.port)
    assert (await later.saw(connection))[0] == (went[0], went[1], 1, True), "the last one is retained"


async def test_messages_in_ones_own_words(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    words = {**OWN, "retain": False}
    await connected(camera, web, broker.port, connectMessage=words, disconnectMessage={**words, "message": "gone", "qos": 0})
    await ask(web, "deactivateClient")
    assert await seen.saw(lambda topic, _: topic == "a/b", 2) == [("a/b", "here", 2, False), ("a/b", "gone", 0, False)]


async def test_without_announcements_nothing_is_said(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    await connected(camera, web, broker.port)
    await ask(web, "deactivateClient")
    await connected(camera, web, broker.port, connectMessage={**OWN, "topic": "end"})
    await seen.saw(lambda topic, _: topic == "end")
    assert [message[0] for message in seen.seen] == ["end"]


async def test_the_last_will_is_told_when_the_power_goes_and_the_client_comes_back_with_it(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    organ = await connected(camera, client(camera), broker.port, **ALL_DEFAULT)
    camera.device.organ(Power).cut()
    will = (await seen.saw(connection, 2))[1]
    assert json.loads(will[1]) == {
        "serialNumber": camera.device.serial,
        "connected": False,
        "description": "Connection Lost",
        "timestamp": None,
    }
    assert not organ.state.connected
    camera.device.organ(Power).apply()
    await until(lambda: organ.state.connected)
    assert '"description": "Connected"' in (await seen.saw(connection, 3))[2][1]


async def test_an_orderly_leave_has_no_last_will(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    await connected(camera, web, broker.port, lastWillTestament=DEFAULT)
    await ask(web, "deactivateClient")
    await connected(camera, web, broker.port, connectMessage={**OWN, "topic": "end"})
    await seen.saw(lambda topic, _: topic == "end")
    assert not seen.fitting(connection)


@pytest.mark.parametrize("again", [True, False])
async def test_activity_survives_a_restart_unless_told_otherwise(start, client, mosquitto, again):
    broker = await mosquitto()
    camera = await start()
    web = client(camera)
    organ = await connected(camera, web, broker.port, activateOnReboot=again)
    camera.device.organ(Power).restart()
    await camera.advance(60)
    if again:
        await until(lambda: organ.state.connected)
    status = (await ask(web, "getClientStatus"))["status"]
    assert status["state"] == ("active" if again else "inactive")
    assert (await ask(web, "getClientStatus"))["config"]["server"]["port"] == broker.port


async def test_a_factory_default_forgets_the_broker(start, client, mosquitto):
    broker = await mosquitto()
    camera = await start()
    organ = await connected(camera, client(camera), broker.port)
    camera.reset()
    assert organ.state.configuration is None and not organ.state.active and not organ.state.connected


async def test_a_broker_that_comes_back_is_found_again_on_the_cameras_clock(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    camera = await start()
    organ = await connected(camera, client(camera), broker.port, connectMessage=DEFAULT)
    broker.kill()
    await until(lambda: not organ.state.connected)
    assert organ.state.error == "the broker closed the connection" and organ.state.active
    await camera.advance(1)
    await until(lambda: "Connect call failed" in organ.state.error)
    await broker.start()
    seen = await subscriber(broker.port)
    await camera.advance(1.9)
    assert not organ.state.connected, "the second pause is longer"
    await camera.advance(0.2)
    await until(lambda: organ.state.connected)
    assert len(await seen.saw(connection)) == 1


async def test_without_automatic_reconnection_a_lost_client_stays_away(start, client, mosquitto):
    broker = await mosquitto()
    camera = await start()
    web = client(camera)
    organ = await connected(camera, web, broker.port, autoReconnect=False)
    broker.kill()
    await until(lambda: not organ.state.connected)
    await broker.start()
    await camera.advance(600)
    assert (await ask(web, "getClientStatus"))["status"] == {"state": "active", "connectionStatus": "disconnected"}
    await ask(web, "deactivateClient")
    await ask(web, "activateClient")
    await until(lambda: organ.state.connected)


async def test_a_new_configuration_takes_the_active_client_to_its_broker(start, client, mosquitto, subscriber):
    broker = await mosquitto()
    seen = await subscriber(broker.port)
    camera = await start()
    web = client(camera)
    organ = await connected(camera, web, broker.port, disconnectMessage=DEFAULT)
    await ask(web, "configureClient", server={"host": "127.0.0.1", "port": free_ports()})
    await seen.saw(connection)
    await until(lambda: "Connect call failed" in organ.state.error)
    assert (await ask(web, "getClientStatus"))["status"] == {"state": "active", "connectionStatus": "disconnected"}


async def test_a_wrong_password_is_told_and_a_right_one_lets_in(start, client, mosquitto, tmp_path):
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    subprocess.run(["mosquitto_passwd", "-b", str(passwords), "cam", "secret"], check=True, capture_output=True)  # noqa: ASYNC221
    passwords.chmod(0o644)
    broker = await mosquitto("allow_anonymous false", f"password_file {passwords}")
    camera = await start()
    web = client(camera)
    server = {"host": "127.0.0.1", "port": broker.port}
    organ = camera.device.organ(Mqtt)
    for password in ("wrong", None):
        await ask(web, "configureClient", server=server, username="cam", password=password)
        await ask(web, "activateClient")
        await until(lambda: organ.state.error == "not authorized")
        assert (await ask(web, "getClientStatus"))["status"] == {"state": "active", "connectionStatus": "disconnected"}
        organ.state.error = ""
    await connected(camera, web, broker.port, username="cam", password="secret")


async def test_over_a_websocket(start, client, mosquitto, subscriber):
    plain = free_ports()
    broker = await mosquitto(f"listener {plain} 127.0.0.1", listener=("protocol websockets",))
    seen = await subscriber(plain)
    camera = await start()
    await connected(camera, client(camera), broker.port, server={"protocol": "ws", "basepath": "mqtt"}, **ALL_DEFAULT)
    await seen.saw(connection)
    camera.device.organ(Power).cut()
    assert "Connection Lost" in (await seen.saw(connection, 2))[1][1]


async def test_what_is_no_broker_is_told_and_tried_again(start, client):
    camera = await start()
    web = client(camera)
    port = int(camera.url.rpartition(":")[2])
    organ = camera.device.organ(Mqtt)
    await ask(web, "configureClient", server={"host": "127.0.0.1", "port": port}, connectTimeout=5)
    await ask(web, "activateClient")
    await until(lambda: organ.state.error != "")
    assert not organ.state.connected and organ.state.active
    for server, told in (
        ({"host": "x" * 70 + ".example"}, "is no host name"),
        ({"host": "127.0.0.1", "port": port, "protocol": "ws"}, "404"),
        ({"host": "127.0.0.1", "port": port, "protocol": "ssl"}, "SSL"),
    ):
        await ask(web, "configureClient", server=server)
        await until(lambda told=told: told in organ.state.error)


@pytest.mark.parametrize(("profile", "told"), [("p3245-lve", True), ("companion-bullet-le", False)])
async def test_the_status_is_an_event_from_os_10_on(start, client, mosquitto, profile, told):
    broker = await mosquitto()
    camera = await start(profile)
    await connected(camera, client(camera), broker.port)
    status = [each.event.data() for each in camera.broker.current() if each.event.path == "tns1:Device/tnsaxis:MQTT/ClientStatus"]
    assert status == ([{"active": True, "connected": True}] if told else [])
