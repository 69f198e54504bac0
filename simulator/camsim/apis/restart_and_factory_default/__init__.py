"""Restart and factory default by CGI."""
