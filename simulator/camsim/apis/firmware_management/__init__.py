"""Firmware management API."""
