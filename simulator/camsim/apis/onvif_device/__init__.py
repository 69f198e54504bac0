"""ONVIF device service."""
