"""What the MQTT client may be told: broker, session, announcements, TLS; and what of it a device refuses (page slug: mqtt-client-api)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from camsim.device.errors import OutOfRangeError

QOS = (0, 1, 2)
LONGEST = 255
"""Bytes of a host, path, proxy, user name, password or client id (of proxies and ALPN documented, of the others a guess)."""
LONGEST_TOPIC = 1024
LONGEST_MESSAGE = 4096

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Transport(StrEnum):
    """How MQTT reaches the broker."""

    TCP = "tcp"
    TLS = "ssl"
    WEBSOCKET = "ws"
    SECURE_WEBSOCKET = "wss"

    @property
    def secure(self) -> bool:
        """Whether TLS lies below."""
        return self in (Transport.TLS, Transport.SECURE_WEBSOCKET)

    @property
    def websocket(self) -> bool:
        """Whether MQTT travels in a WebSocket."""
        return self in (Transport.WEBSOCKET, Transport.SECURE_WEBSOCKET)

    @property
    def port(self) -> int:
        """The port where none is given."""
        return {Transport.TCP: 1883, Transport.TLS: 8883, Transport.WEBSOCKET: 80, Transport.SECURE_WEBSOCKET: 443}[self]


@dataclass(frozen=True)
class Broker:
    """Where the broker is."""

    host: str
    port: int
    transport: Transport = Transport.TCP
    base_path: str = ""
    """Of a WebSocket."""
    alpn: str = ""
    """Protocol that TLS names; empty: none."""


@dataclass(frozen=True)
class Announcement:
    """A message about the connection: the device's own wording, or one's own."""

    use_default: bool = True
    topic: str = ""
    message: str = ""
    retain: bool = False
    qos: int = 0


@dataclass(frozen=True)
class Security:
    """What TLS checks and shows."""

    validate: bool = False
    client_certificate: str = ""
    """Id in the certificate store."""
    ca_certificate: str = ""
    """Id in the certificate store; empty: the authorities that the system trusts."""


@dataclass(frozen=True)
class Configuration:
    """Everything that a client of the API may set."""

    broker: Broker
    client_id: str
    topic_prefix: str
    username: str | None = None
    password: str | None = None
    keep_alive: int = 60
    """Seconds."""
    connect_timeout: int = 60
    """Seconds."""
    clean_session: bool = True
    auto_reconnect: bool = True
    activate_on_reboot: bool | None = None
    """None: not asked for; the client stays as it is."""
    last_will: Announcement | None = None
    connect_message: Announcement | None = None
    disconnect_message: Announcement | None = None
    security: Security | None = None
    http_proxy: str = ""
    https_proxy: str = ""


def check(configuration: Configuration) -> None:
    """Raises OutOfRangeError for what a device does not take; the subject names it as the API does."""
    broker = configuration.broker
    texts = {
        "host": broker.host,
        "basepath": broker.base_path,
        "alpnProtocol": broker.alpn,
        "httpProxy": configuration.http_proxy,
        "httpsProxy": configuration.https_proxy,
        "username": configuration.username or "",
        "password": configuration.password or "",
        "clientId": configuration.client_id,
    }
    for name, given in texts.items():
        if not is_text(given, LONGEST):
            raise OutOfRangeError(f"{name} is too long or holds control characters", subject=name, value=given)
    if not broker.host or any(character.isspace() or character == "/" for character in broker.host):
        raise OutOfRangeError("the broker needs a host", subject="host", value=broker.host)
    for name, number, least in (
        ("port", broker.port, 1),
        ("keepAliveInterval", configuration.keep_alive, 0),
        ("connectTimeout", configuration.connect_timeout, 1),
    ):
        if not least <= number <= 65535:
            raise OutOfRangeError(f"{name} must lie in {least}..65535", subject=name, value=number)
    if not is_topic(configuration.topic_prefix):
        raise OutOfRangeError("not a topic", subject="deviceTopicPrefix", value=configuration.topic_prefix)
    for announcement in (configuration.last_will, configuration.connect_message, configuration.disconnect_message):
        if announcement is not None and not announcement.use_default:
            check_announcement(announcement)


def check_announcement(announcement: Announcement) -> None:
    """Raises OutOfRangeError for wording of one's own that cannot be sent."""
    if not is_topic(announcement.topic):
        raise OutOfRangeError("not a topic", subject="topic", value=announcement.topic)
    if announcement.qos not in QOS:
        raise OutOfRangeError("qos is 0, 1 or 2", subject="qos", value=announcement.qos)
    if len(announcement.message.encode("utf-8", "replace")) > LONGEST_MESSAGE:
        raise OutOfRangeError("too long", subject="message")


def is_text(given: str, longest: int) -> bool:
    """Whether MQTT can carry a text and the device keeps it: at most that many bytes, no control characters or half pairs."""
    return len(given.encode("utf-8", "replace")) <= longest and not _FORBIDDEN.search(given)


def is_topic(given: str) -> bool:
    """Whether a message can be sent under this topic (MQTT 3.1.1, section 4.7)."""
    return bool(given) and is_text(given, LONGEST_TOPIC) and "+" not in given and "#" not in given
