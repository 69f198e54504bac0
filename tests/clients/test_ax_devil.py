"""The library `ax-devil-device-api`: device information, pictures, readiness, discovery, restart, and what is not served yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest
import requests
from ax_devil_device_api import Client, DeviceConfig
from ax_devil_device_api.core.config import AuthMethod, Protocol
from ax_devil_device_api.utils.errors import AuthenticationError, FeatureError, NetworkError

from camsim import ThreadedCamera
from camsim.device.power import Power
from camsim.media import stamp
from tests.clients.conftest import port_of
from tests.conftest import PROFILES, WITH_VIDEO

Connect = Callable[..., Client]

SINCE_DISCOVERY = ("p3245-lve", "p3719-ple", "m4308-ple", "q6135-le", "companion-bullet-le")
SINCE_REST = ("p3245-lve", "p3719-ple", "m4308-ple", "q6135-le")
SIZE = {"p5512": "CIF", "m4308-ple": "480x480"}
"""What is asked for where 640x360 is not offered."""

LATER: dict[str, Callable[[Client], object]] = {
    "data transformation": lambda client: client.data_transformation.list_transforms(),
    "ssh": lambda client: client.ssh.get_users(),
}
"""Calls to APIs that no camera of ours serves yet."""


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connects the library by `http` with Digest or `https` with Basic: `client = connect(camera, "https")`."""
    clients: list[Client] = []

    def one(camera: ThreadedCamera, scheme: str = "http", method: AuthMethod | None = None, password: str = "pass") -> Client:
        secure = scheme == "https"
        config = DeviceConfig(
            "127.0.0.1",
            "root",
            password,
            protocol=Protocol(scheme),
            port=port_of(camera.https_url if secure else camera.url),
            auth_method=method or (AuthMethod.BASIC if secure else AuthMethod.DIGEST),
            timeout=30.0,
            allow_insecure=not secure,
        )
        clients.append(Client(config))
        return clients[-1]

    yield one
    for client in clients:
        client.close()


def scheme_of(profile: str) -> tuple[str, ...]:
    """Ways in: HTTPS with Basic is the factory's setting from OS 10 on."""
    return ("http", "https") if profile in SINCE_REST else ("http",)


@pytest.mark.parametrize("profile", PROFILES)
def test_device_information_from_parameters(threaded, connect, profile):
    camera = threaded(profile)
    for scheme in scheme_of(profile):
        info = connect(camera, scheme).device.get_info()
        assert (info["serial_number"], info["firmware_version"]) == (camera.device.serial, camera.profile.os)
        assert info["model"].startswith("AXIS ") and "unknown" not in info.values()


@pytest.mark.parametrize("profile", SINCE_DISCOVERY)
def test_device_information_with_login(threaded, connect, profile):
    camera = threaded(profile)
    for scheme in scheme_of(profile):
        client = connect(camera, scheme)
        everything = client.device.get_info_auth()
        assert everything["SerialNumber"] == camera.device.serial
        assert {"Soc", "SocSerialNumber", "Architecture"} <= set(everything)


@pytest.mark.parametrize("profile", SINCE_DISCOVERY)
def test_device_information_without_login(threaded, connect, profile):
    camera = threaded(profile)
    told = connect(camera, password="wrong").device.get_info_no_auth()
    assert told["SerialNumber"] == camera.device.serial
    assert "SocSerialNumber" not in told
    assert {entry.user for entry in camera.journal()} == {""}


@pytest.mark.parametrize("profile", PROFILES)
def test_network_and_health(threaded, connect, profile):
    client = connect(threaded(profile))
    assert client.device.check_health()
    assert client.network.get_network_info()["root.Network.BootProto"]


@pytest.mark.parametrize("profile", WITH_VIDEO)
def test_a_snapshot(threaded, connect, profile):
    camera = threaded(profile)
    for scheme in scheme_of(profile):
        picture = connect(camera, scheme).media.get_snapshot(SIZE.get(profile, "640x360"), compression=20, camera_head=1)
        assert stamp.read(picture).serial == camera.device.serial


def test_a_snapshot_that_is_refused(threaded, connect):
    client = connect(threaded())
    with pytest.raises(FeatureError, match="HTTP 400"):
        client.media.get_snapshot("17x17")


@pytest.mark.parametrize("profile", SINCE_DISCOVERY)
def test_readiness(threaded, connect, profile):
    client = connect(threaded(profile), password="wrong")
    answer = client.systemready.systemready(timeout=1)
    assert (answer["systemready"], answer["needsetup"]) == ("yes", "no")
    assert client.systemready.get_supported_versions()


@pytest.mark.parametrize("profile", SINCE_REST)
def test_discovery(threaded, connect, profile):
    client = connect(threaded(profile), "https")
    found = client.discovery.discover()
    assert {"basic-device-info", "ssh"} <= set(found.apis)
    newest = found.get_api("basic-device-info")
    assert newest.rest_api_url.startswith("/config/rest/basic-device-info/v")
    assert newest.version_string.count(".") >= 2
    assert all(api.state in ("alpha", "beta", "released") for api in found.get_all_apis())


@pytest.mark.parametrize("profile", SINCE_DISCOVERY)
def test_the_mqtt_client(threaded, connect, profile):
    camera = threaded(profile)
    mqtt = connect(camera).mqtt_client
    before = mqtt.get_state()
    assert before["status"] == {"state": "inactive", "connectionStatus": "disconnected"}
    mqtt.configure("broker.invalid", 1884, username="u", password="p", device_topic_prefix="my/cam")
    mqtt.activate()
    found = mqtt.get_state()
    assert found["status"]["state"] == "active"
    assert (found["config"]["server"]["host"], found["config"]["server"]["port"]) == ("broker.invalid", 1884)
    assert (found["config"]["password"], found["config"]["deviceTopicPrefix"]) == ("*****", "my/cam")
    mqtt.deactivate()
    mqtt.configure("other.invalid", password="p")
    assert mqtt.get_state()["config"]["username"] == ""
    mqtt.set_state(found["config"])
    assert mqtt.get_state()["config"] == found["config"]
    assert mqtt.get_state()["status"]["state"] == "inactive"


def test_publishers_of_analytics(threaded, connect):
    analytics = connect(threaded("q6135-le")).analytics_mqtt
    key = "com.axis.analytics_scene_description.v0.beta#1"
    assert {"key": key} in analytics.get_data_sources()
    assert analytics.list_publishers() == []
    analytics.create_publisher("p 1", key, "axis/scene", qos=1, retain=True, use_topic_prefix=True)
    options = {"mqtt_topic": "axis/scene", "qos": 1, "retain": True, "use_topic_prefix": True}
    assert analytics.list_publishers() == [{"id": "p 1", "data_source_key": key, **options}]
    with pytest.raises(FeatureError):
        analytics.create_publisher("p 1", key, "axis/scene")
    analytics.remove_publisher("p 1")
    assert analytics.list_publishers() == []
    with pytest.raises((FeatureError, requests.HTTPError)):
        analytics.remove_publisher("p 1")


def test_a_restart(threaded, connect):
    camera = threaded(clock="stepped")
    client = connect(camera)
    before = client.systemready.systemready()["bootid"]
    assert client.device.restart()
    boot = camera.profile.boot
    camera.advance(boot.linger + boot.down / 2)
    with pytest.raises(NetworkError):
        connect(camera).device.check_health()
    camera.advance(boot.down)
    assert connect(camera).systemready.systemready(timeout=0)["systemready"] == "no"
    camera.advance(boot.starting + boot.degraded)
    ready = connect(camera).systemready.systemready()
    assert ready["systemready"] == "yes" and ready["bootid"] != before
    assert client.device.check_health(), "an old session with its old nonce goes on"


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_a_reset_in_the_middle_of_a_restart_ends_it(threaded, connect, seconds):
    camera = threaded(clock="stepped")
    connect(camera).device.restart()
    camera.advance(seconds)
    camera.reset()
    camera.advance(300)
    assert camera.do(lambda: camera.device.organ(Power).ready)
    assert connect(camera).device.check_health()
    assert camera.do(lambda: camera.device.organ(Power).uptime) == 300, "one boot, at the reset"


def test_feature_flags(threaded, connect):
    flags = connect(threaded("q6135-le")).feature_flags
    name = flags.list_all()[0]["name"]
    assert flags.get_flags([name]) == {name: False}
    assert flags.set_flags({name: True}) == "Success"
    assert flags.get_flags([name]) == {name: True}


def test_connection_tests(threaded, connect):
    camera = threaded("q6135-le")
    debug = connect(camera).device_debug
    assert debug.ping_test("192.0.2.1").strip() == "no response"
    assert debug.ping_test("127.0.0.1").strip() == "got response"
    assert debug.port_open_test("127.0.0.1", port_of(camera.rtsp_url)).strip() == "Test successful."


@pytest.mark.parametrize("name", LATER)
def test_what_is_not_served_yet_fails_in_the_clients_own_words(threaded, connect, name):
    camera = threaded("q6135-le")
    client = connect(camera)
    with pytest.raises((FeatureError, requests.exceptions.JSONDecodeError)):
        LATER[name](client)
    assert [(entry.status, entry.unmatched) for entry in camera.journal()] == [(404, True)]


def test_documents_of_an_api_are_not_served_yet(threaded, connect):
    api = connect(threaded()).discovery.discover().get_all_apis()[0]
    with pytest.raises(FeatureError, match="HTTP 404"):
        api.get_openapi_spec()


@pytest.mark.parametrize("profile", PROFILES)
def test_guessing_the_scheme_ends_with_the_right_one(threaded, connect, profile):
    """The library tries Basic first and loses its query on the second try, at any camera with Digest alone; then it knows."""
    camera = threaded(profile)
    client = connect(camera, method=AuthMethod.AUTO)
    if profile != "p5512":
        with pytest.raises(FeatureError, match="fetch_failed"):
            client.device.get_info()
    assert client.device.get_info()["serial_number"] == camera.device.serial


def test_guessing_the_scheme_over_https_is_right_at_once(threaded, connect):
    camera = threaded()
    assert connect(camera, "https", AuthMethod.AUTO).device.get_info()["serial_number"] == camera.device.serial


@pytest.mark.parametrize(("scheme", "method"), [("http", AuthMethod.BASIC), ("https", AuthMethod.DIGEST)])
def test_the_scheme_that_is_not_offered_is_refused(threaded, connect, scheme, method):
    with pytest.raises(AuthenticationError):
        connect(threaded(), scheme, method).device.get_info()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_wrong_password_is_an_authentication_error(threaded, connect, scheme):
    with pytest.raises(AuthenticationError):
        connect(threaded(), scheme, password="wrong").device.get_info()


def test_analytics_metadata_producers_are_listed_and_switched(threaded, connect):
    client = connect(threaded("q6135-le"), "https")
    (producer,) = client.analytics_metadata.list_producers()
    assert producer.name == "AnalyticsSceneDescription" and [channel.enabled for channel in producer.video_channels] == [True]
    off = dataclasses.replace(producer, video_channels=[dataclasses.replace(producer.video_channels[0], enabled=False)])
    client.analytics_metadata.set_enabled_producers([off])
    assert not client.analytics_metadata.list_producers()[0].video_channels[0].enabled


@pytest.mark.parametrize("profile", PROFILES)
def test_reports_for_the_support(threaded, connect, profile):
    debug = connect(threaded(profile)).device_debug
    assert debug.download_server_report().startswith(b"PK")
    assert debug.download_crash_report().startswith(b"\x1f\x8b")


def test_position_and_orientation(threaded, connect):
    client = connect(threaded("q6135-le")).geocoordinates
    assert client.get_location()["is_valid"] is False
    assert client.set_location(-33.865143, 151.2099)
    assert client.get_location() == {"latitude": pytest.approx(-33.865143), "longitude": pytest.approx(151.2099), "is_valid": True}
    assert client.set_orientation({"heading": 90.5, "tilt": -45.0, "installation_height": 3.2})
    told = {"heading": 90.5, "tilt": -45.0, "roll": None, "installation_height": 3.2, "is_valid": True}
    assert client.get_orientation() == told
