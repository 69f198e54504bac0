"""The IP address filter."""
