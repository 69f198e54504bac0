"""ONVIF PTZ service."""
