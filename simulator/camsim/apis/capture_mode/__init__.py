"""Capture mode."""
