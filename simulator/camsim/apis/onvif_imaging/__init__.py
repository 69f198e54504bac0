"""ONVIF imaging service."""
