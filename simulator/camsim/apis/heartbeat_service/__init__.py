"""Heartbeats of a master."""
