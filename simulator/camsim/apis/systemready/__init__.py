"""Systemready: whether the device works yet."""
