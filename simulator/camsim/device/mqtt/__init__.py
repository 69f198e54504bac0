"""MQTT: the client, what it publishes and what it listens to; no sockets."""
