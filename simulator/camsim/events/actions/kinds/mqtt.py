"""The action that sends an MQTT message through the device's own client (page slug: event-and-action-services)."""

from __future__ import annotations

from camsim.device.errors import OutOfRangeError, WrongStateError
from camsim.device.mqtt.client import Mqtt
from camsim.device.mqtt.outbox import Message
from camsim.events.actions.run import Run
from camsim.events.actions.template import FIXED, ActionTemplate

LONGEST_TOPIC = 1024
LONGEST_PAYLOAD = 8192


def _publish(run: Run) -> None:
    """Publishes once. Raises WrongStateError where the client is not connected."""
    client = run.organ(Mqtt)
    topic, payload = run.words("topic").strip(), run.words("payload")
    if not 0 < len(topic) <= LONGEST_TOPIC or any(sign in topic for sign in "+#\x00"):
        raise OutOfRangeError(f"topic cannot be {topic[:60]!r}", subject="topic", value=topic)
    if len(payload) > LONGEST_PAYLOAD:
        raise OutOfRangeError(f"a payload has up to {LONGEST_PAYLOAD} characters", subject="payload")
    if not client.state.connected:
        raise WrongStateError("the MQTT client is not connected")
    if _truth(run, "use_device_prefix"):
        topic = f"{client.topic_prefix}/{topic}"
    client.send(Message(topic, payload.encode("utf-8"), run.number("qos", 0, high=2), _truth(run, "retained")))


def _truth(run: Run, name: str) -> bool:
    text = run.text(name).strip().lower()
    if text not in ("", "true", "false", "1", "0"):
        raise OutOfRangeError(f"{name} cannot be {text[:60]!r}", subject=name, value=text)
    return text in ("true", "1")


TEMPLATES = (
    ActionTemplate(
        f"{FIXED}mqttpublish",
        ("topic", "use_device_prefix", "payload", "qos", "retained"),
        _publish,
        optional=("use_device_prefix",),
        fits=lambda device: device.has(Mqtt),
    ),
)
