"""Fixtures with a real MQTT broker."""

from tests.mosquitto import mosquitto_fixture, subscriber_fixture

__all__ = ["mosquitto_fixture", "subscriber_fixture"]
