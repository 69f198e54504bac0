"""MQTT client API (page slug: mqtt-client-api)."""
