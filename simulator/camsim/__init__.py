"""A network camera in software: a simulator compatible with the VAPIX APIs."""

__version__ = "0.1.0"
