"""Siren and light."""
