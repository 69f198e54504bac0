"""Geolocation API: position and orientation."""
