"""Optics setup: the older CGI for motor lenses."""
