"""MQTT client: client.cgi, which says to which broker the device talks and how. OS 9.80 and later; for administrators."""

from __future__ import annotations

from camsim.apis.mqtt_client import messages
from camsim.apis.mqtt_client.messages import MASK, Announcing, Securing, Server
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import WrongStateError
from camsim.device.mqtt.client import Mqtt, MqttClientStatusEvent
from camsim.device.mqtt.configuration import Configuration

api = Api(
    title="MQTT client API",
    page="mqtt-client-api",
    id="mqtt-client",
    since="9.80",
    versions=("1.0", "1.5", "1.6"),
    access=Access.ADMIN,
    needs=Mqtt.fits,
    family=FAMILY_A,
    codes={WrongStateError: Code(1100, "Internal error")},
    events=(MqttClientStatusEvent,),
    omits=("proxies: kept and shown, not used",),
)

PATH = "/axis-cgi/mqtt/client.cgi"


@api.json(PATH, "configureClient")
def configure_client(
    call: Call,
    server: Server,
    username: str | None = None,
    password: str | None = None,
    keep_existing_password: bool = False,
    client_id: str | None = None,
    keep_alive_interval: int = 60,
    connect_timeout: int = 60,
    clean_session: bool = True,
    auto_reconnect: bool = True,
    activate_on_reboot: bool | None = None,
    device_topic_prefix: str | None = None,
    last_will_testament: Announcing | None = None,
    connect_message: Announcing | None = None,
    disconnect_message: Announcing | None = None,
    ssl: Securing | None = None,
    http_proxy: str = "",
    https_proxy: str = "",
) -> None:
    """Replaces the whole configuration: what is not given is as it was in the factory."""
    client = call.organ(Mqtt)
    configuration = Configuration(
        broker=messages.broker(server),
        client_id=client_id or call.device.serial,
        topic_prefix=device_topic_prefix or client.default_topic_prefix,
        username=username,
        password=password,
        keep_alive=keep_alive_interval,
        connect_timeout=connect_timeout,
        clean_session=clean_session,
        auto_reconnect=auto_reconnect,
        activate_on_reboot=activate_on_reboot,
        last_will=messages.announcement("lastWillTestament", last_will_testament),
        connect_message=messages.announcement("connectMessage", connect_message),
        disconnect_message=messages.announcement("disconnectMessage", disconnect_message),
        security=messages.security(ssl),
        http_proxy=http_proxy,
        https_proxy=https_proxy,
    )
    client.configure(configuration, keep_password=keep_existing_password or password == MASK)


@api.json(PATH, "activateClient")
def activate_client(call: Call) -> None:
    """Connects; the client stays active through restarts."""
    call.organ(Mqtt).activate()


@api.json(PATH, "deactivateClient")
def deactivate_client(call: Call) -> None:
    """Ends the connection."""
    call.organ(Mqtt).deactivate()


@api.json(PATH, "getClientStatus")
def get_client_status(call: Call) -> dict[str, object]:
    """How the client stands, and its configuration without the password."""
    client = call.organ(Mqtt)
    return {"status": messages.status(client.state), "config": messages.shown(client)}
