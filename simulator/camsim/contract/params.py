"""Bindings of root.* parameters to organs, in the spellings that devices use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camsim.device.binding import Binding

__all__ = ["Binding", "flag", "number", "text"]

Getter = Callable[..., Any]
Setter = Callable[..., None]


def text(pattern: str, get: Getter, set: Setter | None = None) -> Binding:
    """A parameter whose text is the attribute's own."""
    return Binding(pattern, get, set)


def flag(pattern: str, get: Getter, set: Setter | None = None, *, true: str = "yes", false: str = "no") -> Binding:
    """A truth value in one of the device's spellings (yes/no, true/false, on/off)."""
    setter = None if set is None else lambda device, *rest: set(device, *rest[:-1], rest[-1] == true)
    return Binding(pattern, lambda device, *indexes: true if get(device, *indexes) else false, setter)


def number(pattern: str, get: Getter, set: Setter | None = None) -> Binding:
    """A whole number."""
    setter = None if set is None else lambda device, *rest: set(device, *rest[:-1], int(rest[-1]))
    return Binding(pattern, lambda device, *indexes: str(get(device, *indexes)), setter)
