"""Custom HTTP headers."""
