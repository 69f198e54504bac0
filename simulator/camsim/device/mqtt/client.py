"""The MQTT client: which broker it wants, whether it is active and connected, what waits to be sent (page slug: mqtt-client-api).

It knows no sockets: whoever has them watches it, sends what `outbox` holds and tells it how the connection stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from camsim.device.certificates import Certificates as CertificateStore
from camsim.device.errors import WrongStateError
from camsim.device.event import Event, value
from camsim.device.mqtt.configuration import Configuration, check
from camsim.device.mqtt.outbox import Message, Outbox
from camsim.device.organ import Organ, Watchers
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device


class MqttClientStatusEvent(Event):
    """The MQTT client is active, and connected."""

    topic = "tns1:Device/tnsaxis:MQTT/ClientStatus"
    active: bool = value()
    connected: bool = value(state=True)


@dataclass
class MqttState:
    """What the client was told, and how it stands."""

    configuration: Configuration | None = kept(None)
    active: bool = kept(False)
    connected: bool = volatile(False)
    error: str = volatile("")
    """Why the last attempt failed; empty after a connection."""


class Certificates(Protocol):
    """Where certificates are found by their id. Raises NotThereError."""

    def authority(self, identifier: str) -> str:
        """A CA certificate as PEM."""
        ...

    def client(self, identifier: str) -> tuple[str, str]:
        """A client certificate and its private key as PEM."""
        ...


class Mqtt(Organ[MqttState]):
    """The MQTT client. Verbs take effect at once for the state; the connection follows."""

    name = "mqtt"
    lasting = ("outbox", "certificates")

    def __init__(self, device: Device) -> None:
        self._watchers: Watchers[[]] = Watchers()
        self.outbox = Outbox()
        self.filters: dict[str, int] = {}
        """Topic filters that the broker is to send us messages for, each with its QoS."""
        self.listeners: Watchers[[str, bytes]] = Watchers()
        """Called with topic and payload of what the broker sends."""
        self.certificates: Certificates | None = device.organ(CertificateStore)
        """The certificate store, where the device has one."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "mqtt-client" for entry in profile.apis.discovery)

    def factory_state(self) -> MqttState:
        return MqttState()

    def power_on(self) -> None:
        self.outbox.clear()
        configuration = self.state.configuration
        if configuration is not None and configuration.activate_on_reboot is False:
            self.state.active = False
        self._tell()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self.state.connected = False
        self._tell()

    def current_events(self) -> list[Event]:
        return [MqttClientStatusEvent(active=self.state.active, connected=self.state.connected)]

    def watch(self, watcher: Callable[[], None]) -> None:
        """Calls the watcher whenever configuration, activity or connection change."""
        self._watchers.append(watcher)

    @property
    def wanted(self) -> Configuration | None:
        """The connection that should be there, or None."""
        return self.state.configuration if self.state.active else None

    @property
    def topic_prefix(self) -> str:
        """What topics of this device begin with."""
        configuration = self.state.configuration
        return configuration.topic_prefix if configuration is not None else self.default_topic_prefix

    @property
    def default_topic_prefix(self) -> str:
        """The prefix where none is given."""
        return f"axis/{self.device.serial}"

    # ---- verbs

    def configure(self, configuration: Configuration, *, keep_password: bool = False) -> None:
        """Replaces the whole configuration; an active client connects anew. Raises OutOfRangeError."""
        check(configuration)
        if keep_password:
            old = self.state.configuration
            configuration = replace(configuration, password=old.password if old is not None else None)
        self.state.configuration = configuration
        self._tell()

    def activate(self) -> None:
        """Connects, and again after a restart. Raises WrongStateError where no broker was configured."""
        if self.state.configuration is None:
            raise WrongStateError("no broker is configured")
        self.state.active = True
        self._tell()

    def deactivate(self) -> None:
        """Ends the connection."""
        self.state.active = False
        self._tell()

    def send(self, message: Message) -> None:
        """Hands over a message to be sent. Raises WrongStateError where the client is not active."""
        if not self.state.active:
            raise WrongStateError("the MQTT client is not active")
        self.outbox.put(message)

    def touch(self) -> None:
        """Tells the watchers that something which the connection depends on has changed."""
        self._tell()

    def listen(self, filters: dict[str, int]) -> None:
        """Says which messages the broker is to send."""
        self.filters = dict(filters)
        self._tell()

    # ---- for whoever holds the connection

    def received(self, topic: str, payload: bytes) -> None:
        """The broker has sent a message."""
        self.listeners.tell(topic, payload)

    def connected(self) -> None:
        """The broker has taken us."""
        self.state.connected, self.state.error = True, ""
        self._tell()

    def disconnected(self, error: str = "") -> None:
        """There is no connection now, and why."""
        self.state.connected, self.state.error = False, error
        self.outbox.keep_lasting()
        self._tell()

    def _tell(self) -> None:
        self._watchers.tell()
        self.publish(MqttClientStatusEvent(active=self.state.active, connected=self.state.connected))
