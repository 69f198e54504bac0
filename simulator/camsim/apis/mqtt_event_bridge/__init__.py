"""MQTT Event Bridge (page slug: mqtt-event-bridge)."""
