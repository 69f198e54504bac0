"""Firmware upgrade by CGI."""
