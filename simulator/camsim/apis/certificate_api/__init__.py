"""Certificates by REST."""
