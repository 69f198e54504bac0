"""How client.cgi spells brokers, announcements and states (page slug: mqtt-client-api)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from camsim.contract.errors import MissingError
from camsim.device.mqtt.client import Mqtt, MqttState
from camsim.device.mqtt.configuration import Announcement, Broker, Configuration, Security, Transport

MASK = "*****"
"""What is shown of a password; a client that sends it back means the one that is stored."""

SPELLING = {
    "use_default": "useDefault",
    "alpn_protocol": "alpnProtocol",
    "validate_server_cert": "validateServerCert",
    "client_cert": "clientCertID",
    "ca_cert": "CACertID",
}
"""Members of the objects inside `params` whose wire name is another."""

_ON_THE_WIRE: dict[str, Any] = {"alias_generator": lambda name: SPELLING.get(name, name), "strict": True}


@dataclass(frozen=True)
class Server:
    """Where the broker is."""

    host: str
    protocol: Transport = Transport.TCP
    port: int | None = None
    basepath: str = ""
    alpn_protocol: str = ""
    __pydantic_config__: ClassVar[dict[str, Any]] = _ON_THE_WIRE


@dataclass(frozen=True)
class Announcing:
    """Last will, connect or disconnect message."""

    use_default: bool
    topic: str | None = None
    message: str | None = None
    retain: bool | None = None
    qos: int | None = None
    __pydantic_config__: ClassVar[dict[str, Any]] = _ON_THE_WIRE


@dataclass(frozen=True)
class Securing:
    """Options of TLS."""

    validate_server_cert: bool = False
    client_cert: str | None = None
    ca_cert: str | None = None
    __pydantic_config__: ClassVar[dict[str, Any]] = _ON_THE_WIRE


def broker(server: Server) -> Broker:
    """The broker that is meant, at its protocol's port where none is given."""
    port = server.protocol.port if server.port is None else server.port
    return Broker(server.host, port, server.protocol, server.basepath, server.alpn_protocol)


def announcement(name: str, asked: Announcing | None) -> Announcement | None:
    """The announcement that is meant. Raises MissingError for one's own wording that is not whole."""
    if asked is None or asked.use_default:
        return None if asked is None else Announcement()
    if asked.topic is None or asked.message is None or asked.retain is None or asked.qos is None:
        raise MissingError(f"{name} is not whole", subject=name)
    return Announcement(False, asked.topic, asked.message, asked.retain, asked.qos)


def security(asked: Securing | None) -> Security | None:
    """The options of TLS that are meant."""
    if asked is None:
        return None
    return Security(asked.validate_server_cert, asked.client_cert or "", asked.ca_cert or "")


def status(state: MqttState) -> dict[str, object]:
    """The member `status`."""
    return {
        "state": "active" if state.active else "inactive",
        "connectionStatus": "connected" if state.connected else "disconnected",
    }


def shown(client: Mqtt) -> dict[str, object]:
    """The member `config`, without the password; before the first configuration that of the factory, with an empty host."""
    found = client.state.configuration
    if found is None:
        found = Configuration(Broker("", Transport.TCP.port), client.device.serial, client.default_topic_prefix)
    announcements = {
        "lastWillTestament": found.last_will,
        "connectMessage": found.connect_message,
        "disconnectMessage": found.disconnect_message,
    }
    return {
        "server": _server(found.broker),
        **({"httpProxy": found.http_proxy} if found.http_proxy else {}),
        **({"httpsProxy": found.https_proxy} if found.https_proxy else {}),
        "username": found.username or "",
        "password": MASK if found.password else "",
        "clientId": found.client_id,
        "keepAliveInterval": found.keep_alive,
        "connectTimeout": found.connect_timeout,
        "cleanSession": found.clean_session,
        "autoReconnect": found.auto_reconnect,
        **({"activateOnReboot": found.activate_on_reboot} if found.activate_on_reboot is not None else {}),
        "deviceTopicPrefix": found.topic_prefix,
        **{name: _announcement(which) for name, which in announcements.items() if which is not None},
        **({"ssl": _security(found.security)} if found.security is not None else {}),
    }


def _server(broker: Broker) -> dict[str, object]:
    place: dict[str, object] = {"protocol": broker.transport.value, "host": broker.host, "port": broker.port, "basepath": broker.base_path}
    return {**place, "alpnProtocol": broker.alpn} if broker.alpn else place


def _announcement(found: Announcement) -> dict[str, object]:
    return {
        "useDefault": found.use_default,
        "topic": found.topic,
        "message": found.message,
        "retain": found.retain,
        "qos": found.qos,
    }


def _security(found: Security) -> dict[str, object]:
    return {
        "validateServerCert": found.validate,
        "clientCertID": found.client_certificate,
        "CACertID": found.ca_certificate,
    }
