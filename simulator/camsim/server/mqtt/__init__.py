"""The connection of the device's MQTT client to its broker."""
