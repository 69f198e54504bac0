"""The error of a state folder."""

from __future__ import annotations


class StoreError(Exception):
    """A state folder that cannot be used; the text is one line that names it."""
