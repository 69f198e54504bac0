"""Geoorientation: tilt, height and heading."""
