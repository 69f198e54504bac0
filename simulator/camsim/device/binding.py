"""Bindings: parameters of the tree that are tied to organs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.profile.model import Leaf

if TYPE_CHECKING:
    from camsim.device.device import Device


@dataclass(frozen=True, slots=True)
class Binding:
    """A parameter tied to an organ: `IOPort.I#.Input.Trig`, where each `#` is an index handed to the functions."""

    pattern: str
    get: Callable[..., str]
    """(device, *indexes) -> text."""
    set: Callable[..., None] | None = None
    """(device, *indexes, text); None: read-only. Raises DeviceError."""
    instances: Callable[[Device], Iterable[tuple[int, ...]]] | None = None
    """For parameters that come and go: the indexes that exist now. None: they exist where the profile has a leaf."""
    leaf: Leaf | None = None
    """Level and type of such parameters."""
    lenient: bool = False
    """Whether a value that the type does not take is passed over in silence."""
