"""AXIS Object Analytics."""
