"""ONVIF event service."""
