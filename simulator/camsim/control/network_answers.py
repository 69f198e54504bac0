"""What the verbs about the network answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HostState:
    """A host of the network around the camera."""

    name: str
    answers: bool
    """Whether it answers a ping of the camera."""
    connects: bool
    """Whether a test of the camera may really connect to it."""


@dataclass(frozen=True, slots=True)
class BlockedClient:
    """A client that is shut out after too many failed logins."""

    address: str
    seconds: float
    """Camera time until it is let in again, if it keeps quiet."""
