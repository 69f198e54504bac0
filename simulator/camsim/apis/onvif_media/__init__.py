"""ONVIF media service."""
