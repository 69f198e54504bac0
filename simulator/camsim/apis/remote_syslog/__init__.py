"""Remote syslog."""
