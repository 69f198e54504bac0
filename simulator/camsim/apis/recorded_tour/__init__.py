"""Recorded tour API."""
