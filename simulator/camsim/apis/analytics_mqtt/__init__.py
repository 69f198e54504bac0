"""Analytics MQTT API (page slug: analytics-mqtt-api)."""
