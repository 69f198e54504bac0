"""Certificates by SOAP."""
