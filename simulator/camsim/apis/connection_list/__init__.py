"""The connection list."""
