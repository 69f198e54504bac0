"""Tests of what a device has."""
