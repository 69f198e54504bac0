"""The server report."""
