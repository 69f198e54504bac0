"""Dewarped views."""
